/// Runs with weights that are an argument give the bits of runs with packed weights, whether they were packed
/// for the run or read where they lie.

#include <cstring>

#include "convt/context.hpp"
#include "packing/packed_problem.hpp"
#include "support/lines.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt::packing {
namespace {

using kernels::name_of;
using kernels::typed_kernels;

class Unpacked : public PackTest {};

/// Runs a plan with weights in both orders, in a context of so many threads.
void expect_bits_of_packed_weights(const Plan& plan, support::Operands operands, int threads) {
    Context context = Context::create({.threads = threads}).value();
    const ConvTransposeDesc& desc = plan.desc();
    const reference::ElementVector keras = keras_weights(desc);
    std::memcpy(operands.kernel.data(), keras.data(), keras.elements().size_bytes());
    ASSERT_TRUE(support::run_plan(plan, operands).ok());
    const reference::ElementVector expected(operands.outputs.values());
    const std::size_t bytes = expected.elements().size_bytes();
    for (const KernelOrder order : {KernelOrder::keras, KernelOrder::pytorch}) {
        const reference::ElementVector weights = order == KernelOrder::keras ? keras : pytorch_weights(desc);
        const support::Lines memory(plan.unpacked_bytes(order), 0xff);
        std::memset(operands.outputs.data(), 0xff, bytes);
        const Status done =
            plan.run_unpacked(operands.inputs.data(), weights.data(), order, operands.bias.data(),
                              operands.outputs.data(), memory.data(), memory.bytes(), context);
        ASSERT_TRUE(done.ok()) << done.message();
        EXPECT_EQ(std::memcmp(operands.outputs.data(), expected.data(), bytes), 0)
            << support::to_string(desc) << ", " << threads << " threads";
    }
}

TEST_P(Unpacked, GivesTheBitsOfPackedWeights) {
    for (const ConvTransposeDesc& desc : problems()) {
        const Result<Plan> plan = plan_of(desc);
        if (plan.ok()) expect_bits_of_packed_weights(*plan, support::Operands(desc, random_), 2);
    }
}

/// Many channel blocks and few pixels: one task alone reads a block's weights, and packs them.
TEST_P(Unpacked, GivesTheSameWhereTasksPack) {
    if (!is_winograd()) GTEST_SKIP() << "weights are packed before a run, or not at all";
    ConvTransposeDesc desc = problems().front();
    // Three taps along x: some phases have two, some one.
    desc.kernel_size[static_cast<std::size_t>(rank() - 1)] = 3;
    desc.in_spatial = {2, 2, 2};
    desc.batch = rank() == 3 ? 1 : 2;
    for (const std::int64_t groups : {1, 2}) {
        for (const std::int64_t tail : {0, 3}) {
            desc.groups = groups;
            desc.in_channels = groups * (kernel().channel_block + 24 + tail);
            desc.out_channels = groups * (12 * kernel().channel_block + tail);
            desc = support::with_outputs(desc);
            const int threads = tail == 0 ? 1 : 2;
            const Result<Plan> plan = Plan::create(desc, {.kernel_name = kernel().name, .threads = threads});
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            count_run();
            EXPECT_LT(plan->unpacked_bytes(KernelOrder::keras), plan->packed_bytes());
            EXPECT_EQ(plan->unpacked_bytes(KernelOrder::pytorch), plan->packed_bytes());
            expect_bits_of_packed_weights(*plan, support::Operands(desc, random_), 4 - threads);
        }
    }
}

TEST_P(Unpacked, NeedsMemoryOnlyWhereItPacks) {
    for (const ConvTransposeDesc& desc : problems()) {
        const Result<Plan> plan = plan_of(desc);
        if (!plan.ok()) continue;
        EXPECT_EQ(plan->unpacked_bytes(KernelOrder::pytorch), plan->packed_bytes());
        const bool as_it_lies = detail::is_inner(kernel());
        EXPECT_EQ(plan->unpacked_bytes(KernelOrder::keras) == 0, as_it_lies);
        EXPECT_LE(plan->unpacked_bytes(KernelOrder::keras), plan->packed_bytes());
    }
}

CONVT_FOR_EVERY_KERNEL(Unpacked);

TEST(UnpackedArguments, AreRefusedWithTheirReason) {
    ConvTransposeDesc desc;
    desc.in_channels = desc.out_channels = 16;
    desc.in_spatial = {1, 1, 1};
    desc = support::with_outputs(desc, {0, 0, 0});
    const Plan plan =
        Plan::create(desc, {.algorithm = Algorithm::direct, .weights = Weights::argument}).value();
    Context context = Context::create({.threads = 1}).value();
    const std::vector<float> inputs(16), kernel(256);
    std::vector<float> outputs(16);
    const support::Lines memory(plan.packed_bytes(), 0);
    const auto run = [&](const float* weights, void* at, std::size_t bytes) {
        return plan
            .run_unpacked(inputs.data(), weights, KernelOrder::pytorch, nullptr, outputs.data(), at, bytes,
                          context)
            .message();
    };
    EXPECT_EQ(run(kernel.data(), memory.data(), memory.bytes()), "");
    EXPECT_EQ(run(nullptr, memory.data(), memory.bytes()), "kernel is null; it must point to the weights");
    EXPECT_EQ(run(kernel.data(), nullptr, memory.bytes()), "memory is null; it must point to 1024 bytes");
    EXPECT_EQ(run(kernel.data(), memory.data(), 4), "memory has 4 bytes; the packed weights take 1024");
}

}  // namespace
}  // namespace convt::packing
