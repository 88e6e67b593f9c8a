#include "base/elements.hpp"
#include "base/text.hpp"
#include "convt/tuning.hpp"
#include "problem/quantization.hpp"

namespace convt {
namespace {

std::string joined(const std::array<std::int64_t, kMaxRank>& values, int count) {
    std::string out;
    for (int d = 0; d < count; ++d) {
        if (d > 0) out += 'x';
        out += std::to_string(values[static_cast<std::size_t>(d)]);
    }
    return out;
}

/// Integers have their whole names: "s8" is a stride, as "i8" is a size.
const char* type_word(DType dtype) {
    const bool integer = detail::is_quantized(dtype) || dtype == DType::int32;
    return integer ? detail::dtype_name(dtype) : contract::short_name_of(detail::element_type(dtype));
}

}  // namespace

std::string problem_text(const ConvTransposeDesc& desc) {
    const auto name = [](DataFormat format) {
        return format == DataFormat::channels_last ? "channels_last" : "channels_first";
    };
    const DataFormat inputs = inputs_format(desc);
    const std::string from = inputs == desc.data_format ? "" : detail::text(" from_", name(inputs));
    const DType outputs = output_dtype(desc);
    const std::string to = outputs == desc.dtype ? "" : detail::text(" to_", type_word(outputs));
    return detail::text(desc.rank, "d ", name(desc.data_format), " ", type_word(desc.dtype), " n", desc.batch,
                        " ic", desc.in_channels, " oc", desc.out_channels, " g", desc.groups, " i",
                        joined(desc.in_spatial, desc.rank), " k", joined(desc.kernel_size, desc.rank), " s",
                        joined(desc.strides, desc.rank), " d", joined(desc.dilation_rate, desc.rank), " crop",
                        joined(desc.crop_left, desc.rank), " o", joined(desc.out_spatial, desc.rank), from,
                        to);
}

}  // namespace convt
