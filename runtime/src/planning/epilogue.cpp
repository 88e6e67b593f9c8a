#include "planning/epilogue.hpp"

#include <limits>

namespace convt::detail {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Epilogue clamp_to(double lower, double upper) noexcept {
    return {1, lower, upper};
}

Epilogue curve_of(contract::Curve curve) noexcept {
    return {1, -kInfinity, kInfinity, true, curve};
}

}  // namespace

Epilogue epilogue_of(const ConvTransposeDesc& desc) noexcept {
    switch (desc.activation) {
        case Activation::relu:
            return clamp_to(0, kInfinity);
        case Activation::relu6:
            return clamp_to(0, 6);
        case Activation::leaky_relu:
            return {desc.activation_alpha, -kInfinity, kInfinity};
        case Activation::clamp:
            return clamp_to(desc.activation_min, desc.activation_max);
        case Activation::tanh:
            return curve_of(contract::Curve::tanh);
        case Activation::sigmoid:
            return curve_of(contract::Curve::sigmoid);
        case Activation::hard_swish:
            return curve_of(contract::Curve::hard_swish);
        case Activation::prelu: {
            Epilogue epilogue = clamp_to(-kInfinity, kInfinity);
            epilogue.channel_slopes = true;
            return epilogue;
        }
        case Activation::none:
            break;
    }
    return clamp_to(-kInfinity, kInfinity);
}

}  // namespace convt::detail
