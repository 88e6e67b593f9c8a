#include "support/kinds.hpp"

namespace convt::support {

std::vector<DType> element_types() {
    return {DType::float32, DType::float64};
}

std::vector<Kind> kinds() {
    std::vector<Kind> all;
    for (DType dtype : element_types()) {
        for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first})
            all.push_back({format, dtype});
    }
    return all;
}

std::string name_of(DType dtype) {
    return dtype == DType::float64 ? "f64" : "f32";
}

std::string kind_name(const testing::TestParamInfo<Kind>& test) {
    const bool last = test.param.format == DataFormat::channels_last;
    return (last ? "channels_last_" : "channels_first_") + name_of(test.param.dtype);
}

std::string type_name(const testing::TestParamInfo<DType>& test) {
    return name_of(test.param);
}

}  // namespace convt::support
