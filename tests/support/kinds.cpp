#include "support/kinds.hpp"

namespace convt::support {

std::vector<DType> element_types() {
    return {DType::float32, DType::float64};
}

std::vector<DType> storage_types() {
    return {DType::float16, DType::bfloat16};
}

std::vector<DType> all_types() {
    std::vector<DType> all = element_types();
    for (DType dtype : storage_types()) all.push_back(dtype);
    return all;
}

std::vector<DType> integer_types() {
    return {DType::int8, DType::uint8};
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
    switch (dtype) {
        case DType::float16:
            return "f16";
        case DType::bfloat16:
            return "bf16";
        case DType::float64:
            return "f64";
        case DType::int8:
            return "int8";
        case DType::uint8:
            return "uint8";
        case DType::int32:
            return "int32";
        default:
            return "f32";
    }
}

std::string kind_name(const testing::TestParamInfo<Kind>& test) {
    const bool last = test.param.format == DataFormat::channels_last;
    return (last ? "channels_last_" : "channels_first_") + name_of(test.param.dtype);
}

std::string type_name(const testing::TestParamInfo<DType>& test) {
    return name_of(test.param);
}

}  // namespace convt::support
