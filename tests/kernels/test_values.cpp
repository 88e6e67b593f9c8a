/// What is done to values rather than where they go: activations, and numbers that are not finite.

#include <cmath>
#include <limits>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::with_outputs;

class Values : public KernelTest {
protected:
    /// Some outputs have no tap, some a few; rows end within a tile.
    [[nodiscard]] ConvTransposeDesc small(std::int64_t rest) const {
        ConvTransposeDesc desc = problem(1, rest);
        desc.in_spatial = {3, 3, 3};
        desc.kernel_size = {3, 2, 3};
        desc.strides = {2, 3, 2};
        desc.crop_left = {1, 0, 1};
        return with_outputs(desc, {0, -1, 0});
    }
};

TEST_P(Values, EveryActivation) {
    for (Activation activation :
         {Activation::none, Activation::relu, Activation::relu6, Activation::leaky_relu, Activation::tanh,
          Activation::sigmoid, Activation::clamp}) {
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

TEST_P(Values, NonFiniteOperandsMeetOnlyTheirProducts) {
    const float kInfinity = std::numeric_limits<float>::infinity();
    for (float special : {std::nanf(""), kInfinity, -kInfinity}) {
        for (bool in_kernel : {false, true}) {
            const ConvTransposeDesc desc = small(1);
            auto plan = Plan::create(desc, {.max_isa = {}, .kernel_name = kernel().name});
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            support::Operands operands(desc, random_);
            auto hit = in_kernel ? operands.kernel.values() : operands.inputs.values();
            hit[static_cast<std::size_t>(random_.integer(0, static_cast<std::int64_t>(hit.size()) - 1))] =
                special;
            const Status status = support::run_plan(*plan, operands);
            ASSERT_TRUE(status.ok()) << status.message();
            const auto exact = reference::conv_transpose(desc, operands.inputs.data(), operands.kernel.data(),
                                                         operands.bias.data());
            EXPECT_TRUE(support::matches(desc, operands.outputs.values(), exact))
                << special << (in_kernel ? " in the kernel" : " in the inputs");
        }
    }
    check(small(1));
}

CONVT_FOR_EVERY_KERNEL(Values);

}  // namespace
}  // namespace convt::kernels
