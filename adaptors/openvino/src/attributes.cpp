#include "attributes.hpp"

#include <algorithm>
#include <array>
#include <openvino/core/except.hpp>
#include <utility>

namespace convt::openvino {
namespace {

constexpr std::array<std::pair<const char*, Activation>, 7> kActivations{
    {{"none", Activation::none},
     {"relu", Activation::relu},
     {"leaky_relu", Activation::leaky_relu},
     {"tanh", Activation::tanh},
     {"sigmoid", Activation::sigmoid},
     {"clamp", Activation::clamp},
     {"hard_swish", Activation::hard_swish}}};

Activation activation_of(const std::string& name) {
    const auto* const found = std::find_if(kActivations.begin(), kActivations.end(),
                                           [&](const auto& entry) { return name == entry.first; });
    OPENVINO_ASSERT(found != kActivations.end(), "convt: there is no activation \"", name, "\"");
    return found->second;
}

}  // namespace

void Attributes::visit(ov::AttributeVisitor& visitor) {
    visitor.on_attribute("strides", strides);
    visitor.on_attribute("dilations", dilations);
    visitor.on_attribute("pads_begin", pads_begin);
    visitor.on_attribute("pads_end", pads_end);
    visitor.on_attribute("output_padding", output_padding);
    visitor.on_attribute("groups", groups);
    visitor.on_attribute("activation", activation);
    visitor.on_attribute("alpha", alpha);
    visitor.on_attribute("min", min);
    visitor.on_attribute("max", max);
}

std::int64_t Attributes::output_size(std::size_t axis, std::int64_t inputs, std::int64_t kernel) const {
    return strides[axis] * (inputs - 1) + (kernel - 1) * dilations[axis] + 1 - pads_begin[axis] -
           pads_end[axis] + output_padding[axis];
}

ConvTransposeDesc Attributes::describe(const ov::Shape& inputs, const ov::Shape& weights) const {
    const std::size_t rank = strides.size();
    const std::array others{&dilations, &pads_begin, &pads_end, &output_padding};
    const bool same_rank =
        std::all_of(others.begin(), others.end(), [&](const auto* values) { return values->size() == rank; });
    OPENVINO_ASSERT(
        same_rank && rank >= 1 && rank <= kMaxRank && inputs.size() == rank + 2 && weights.size() == rank + 2,
        "convt: attributes, inputs and weights must have one to three spatial axes, and equally many");
    ConvTransposeDesc desc;
    desc.rank = static_cast<int>(rank);
    desc.data_format = DataFormat::channels_first;
    desc.batch = static_cast<std::int64_t>(inputs[0]);
    desc.in_channels = static_cast<std::int64_t>(inputs[1]);
    desc.groups = groups;
    desc.out_channels = static_cast<std::int64_t>(weights[1]) * groups;
    OPENVINO_ASSERT(weights[0] == inputs[1], "convt: weights have ", weights[0], " input channels, inputs ",
                    inputs[1]);
    for (std::size_t d = 0; d < rank; ++d) {
        desc.in_spatial[d] = static_cast<std::int64_t>(inputs[d + 2]);
        desc.kernel_size[d] = static_cast<std::int64_t>(weights[d + 2]);
        desc.strides[d] = strides[d];
        desc.dilation_rate[d] = dilations[d];
        desc.crop_left[d] = pads_begin[d];
        desc.out_spatial[d] = output_size(d, desc.in_spatial[d], desc.kernel_size[d]);
    }
    desc.activation = activation_of(activation);
    desc.activation_alpha = alpha;
    desc.activation_min = min;
    desc.activation_max = max;
    const Status status = validate(desc);
    OPENVINO_ASSERT(status.ok(), "convt: ", status.message());
    return desc;
}

}  // namespace convt::openvino
