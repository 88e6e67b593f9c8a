/// What is done to values rather than where they go: activations, and numbers that are not finite.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/kernel_test.hpp"
#include "reference/layout.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

class Values : public KernelTest {
protected:
    /// Some outputs have no tap, some a few; rows end within a tile.
    [[nodiscard]] ConvTransposeDesc small(std::int64_t rest) const {
        ConvTransposeDesc desc = problem(1, rest);
        desc.in_spatial = {3, 3, 3};
        desc.kernel_size = {3, 2, 3};
        desc.strides = {2, 3, 2};
        desc.crop_left = {1, 0, 1};
        return served(desc, {0, -1, 0});
    }
    /// Makes one of the elements special.
    /// @return which
    std::size_t spoil(support::GuardedBuffer& buffer, double special) {
        const auto last = static_cast<std::int64_t>(buffer.values().size()) - 1;
        const auto i = static_cast<std::size_t>(random_.integer(0, last));
        buffer.values().set(i, special);
        return i;
    }
};

TEST_P(Values, EveryActivation) {
    for (Activation activation :
         {Activation::none, Activation::relu, Activation::relu6, Activation::leaky_relu, Activation::tanh,
          Activation::sigmoid, Activation::clamp, Activation::hard_swish, Activation::prelu}) {
        for (std::int64_t rest : {0, 1}) {
            ConvTransposeDesc desc = small(rest);
            desc.activation = activation;
            desc.activation_alpha = 0.2F;
            desc.activation_min = -0.25F;
            desc.activation_max = 0.5F;
            if (!check(desc)) return;
            if (!check(support::with_gaps(desc, 3), {.with_bias = false})) return;
        }
    }
}

const double kSpecials[] = {std::nan(""), std::numeric_limits<double>::infinity(),
                            -std::numeric_limits<double>::infinity()};

TEST_P(Values, NonFiniteInputsReachOnlyTheirOutputs) {
    if (is_winograd()) GTEST_SKIP() << "reach their tile: Winograd.NonFiniteInputsStayNear";
    for (double special : kSpecials) {
        const ConvTransposeDesc desc = small(1);
        support::Operands operands(desc, random_);
        spoil(operands.inputs, special);
        run(desc, operands);
        const auto exact = support::exact_outputs(desc, operands);
        EXPECT_TRUE(support::matches(desc, operands.outputs.values(), exact)) << special;
    }
}

/// Where rows are staged between zeros, a weight that is not finite may meet one of them. It must reach every
/// output that it has a product in, and no other channel.
TEST_P(Values, NonFiniteWeightsStayInTheirChannel) {
    if (is_winograd()) GTEST_SKIP() << "serve other shapes: Winograd.NonFiniteWeightsStayInTheirChannel";
    for (double special : kSpecials) {
        const ConvTransposeDesc desc = small(1);
        support::Operands operands(desc, random_);
        const auto weight = static_cast<std::int64_t>(spoil(operands.kernel, special));
        const std::int64_t channel = weight / (desc.in_channels / desc.groups) % desc.out_channels;
        run(desc, operands);
        const auto exact = support::exact_outputs(desc, operands);
        std::size_t index = 0;
        reference::for_each_element(reference::output_layout(desc), desc.data_format,
                                    [&](std::int64_t, const auto&, std::int64_t co) {
                                        const double got = operands.outputs.values()[index];
                                        const double bound = support::error_bound(
                                            desc, exact.magnitudes[index], exact.products[index]);
                                        if (!std::isfinite(exact.values[index])) {
                                            EXPECT_FALSE(std::isfinite(got))
                                                << special << " lost at output " << index;
                                        } else if (co != channel) {
                                            EXPECT_TRUE(support::close(got, exact.values[index], bound))
                                                << special << " leaked to channel " << co;
                                        }
                                        ++index;
                                    });
    }
}

CONVT_FOR_EVERY_KERNEL(Values);

}  // namespace
}  // namespace convt::kernels
