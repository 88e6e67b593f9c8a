/// Packing on the threads of a context, into the caller's memory: every byte is written, whichever thread
/// packs it, and is the byte that one thread writes.

#include <cstring>

#include "convt/context.hpp"
#include "packing/packed_problem.hpp"
#include "support/lines.hpp"
#include "support/problem.hpp"

namespace convt::packing {
namespace {

using kernels::name_of;
using kernels::typed_kernels;

class SharedPack : public PackTest {};

TEST_P(SharedPack, WritesWhatOneThreadWrites) {
    Context context = Context::create({.threads = 3}).value();
    for (const ConvTransposeDesc& desc : problems()) {
        const Result<Plan> plan = plan_of(desc);
        if (!plan.ok()) continue;
        for (const KernelOrder order : {KernelOrder::keras, KernelOrder::pytorch}) {
            const reference::ElementVector weights = keras_weights(desc);
            const Result<PackedKernel> alone = plan->pack(weights.data(), order);
            ASSERT_TRUE(alone.ok());
            // Whatever was there before.
            for (const int fill : {0x00, 0xff}) {
                const support::Lines memory(plan->packed_bytes(), fill);
                const Result<PackedView> shared =
                    plan->pack(weights.data(), order, memory.data(), memory.bytes(), context);
                ASSERT_TRUE(shared.ok()) << shared.status().message();
                EXPECT_EQ(shared->data, memory.data());
                EXPECT_EQ(shared->pack_id, plan->pack_id());
                EXPECT_EQ(std::memcmp(alone->data(), memory.data(), memory.bytes()), 0)
                    << support::to_string(desc);
            }
        }
    }
}

TEST_P(SharedPack, NeedsNoAlignedWeights) {
    const ConvTransposeDesc desc = problems().front();
    const Result<Plan> plan = plan_of(desc);
    if (!plan.ok()) GTEST_SKIP() << plan.status().message();
    const reference::ElementVector weights = keras_weights(desc);
    const std::size_t bytes = weights.elements().size_bytes();
    std::vector<char> shifted(bytes + 1);
    std::memcpy(shifted.data() + 1, weights.data(), bytes);
    for (const KernelOrder order : {KernelOrder::keras, KernelOrder::pytorch}) {
        const Result<PackedKernel> aligned = plan->pack(weights.data(), order);
        const Result<PackedKernel> packed = plan->pack(shifted.data() + 1, order);
        ASSERT_TRUE(aligned.ok() && packed.ok());
        EXPECT_EQ(std::memcmp(aligned->data(), packed->data(), aligned->bytes()), 0);
    }
}

CONVT_FOR_EVERY_KERNEL(SharedPack);

}  // namespace
}  // namespace convt::packing
