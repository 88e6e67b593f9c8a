/// The same weights in Keras's and in PyTorch's order are packed to the same bytes, and runs with either are
/// what the oracle says.

#include <cstring>

#include "packing/packed_problem.hpp"
#include "support/problem.hpp"

namespace convt::packing {
namespace {

using kernels::name_of;
using kernels::typed_kernels;

class PackOrders : public PackTest {};

TEST_P(PackOrders, GiveTheSameBytes) {
    for (const ConvTransposeDesc& desc : problems()) {
        const Result<Plan> plan = plan_of(desc);
        if (!plan.ok()) continue;
        const Result<PackedKernel> keras = plan->pack(keras_weights(desc).data(), KernelOrder::keras);
        const Result<PackedKernel> pytorch = plan->pack(pytorch_weights(desc).data(), KernelOrder::pytorch);
        ASSERT_TRUE(keras.ok() && pytorch.ok());
        ASSERT_EQ(keras->bytes(), pytorch->bytes());
        EXPECT_EQ(std::memcmp(keras->data(), pytorch->data(), keras->bytes()), 0) << support::to_string(desc);
    }
}

TEST_P(PackOrders, RunLikeTheOracle) {
    for (const ConvTransposeDesc& desc : problems()) {
        const Result<Plan> plan = plan_of(desc);
        if (!plan.ok()) continue;
        EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random_, {}));
    }
}

CONVT_FOR_EVERY_KERNEL(PackOrders);

}  // namespace
}  // namespace convt::packing
