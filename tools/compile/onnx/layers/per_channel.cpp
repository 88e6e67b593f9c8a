#include "compile/onnx/layers/per_channel.hpp"

#include "compile/onnx/constants/call.hpp"

namespace convt::tools {
namespace {

/// The shape with all axes of the tensor; empty when it has more.
Shape aligned(const Constant& constant, const ConvTransposeDesc& desc, std::optional<std::int64_t> axis) {
    const auto rank = static_cast<std::size_t>(desc.rank) + 2;
    if (constant.shape.size() > rank) return {};
    Shape shape = constant.shape;
    if (axis) shape.resize(rank - normal_axis(*axis, rank), 1);
    if (shape.size() > rank) return {};
    shape.insert(shape.begin(), rank - shape.size(), 1);
    return shape;
}

}  // namespace

std::optional<std::vector<double>> per_channel(const Constant& constant, const ConvTransposeDesc& desc,
                                               std::optional<std::int64_t> axis) {
    const auto channels = static_cast<std::size_t>(desc.out_channels);
    if (constant.shape.size() > static_cast<std::size_t>(desc.rank) + 2) return std::nullopt;
    const std::vector<double> values = constant.to_doubles();
    if (values.size() == 1) return std::vector<double>(channels, values[0]);
    const Shape shape = aligned(constant, desc, axis);
    if (shape.empty()) return std::nullopt;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        if (shape[d] != (d == 1 ? desc.out_channels : 1)) return std::nullopt;
    }
    return values;
}

bool fits_channels(const Constant& constant, const ConvTransposeDesc& desc,
                   std::optional<std::int64_t> axis) {
    const Shape shape = aligned(constant, desc, axis);
    return !shape.empty() && (shape[1] == 1 || shape[1] == desc.out_channels);
}

}  // namespace convt::tools
