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

TEST_P(Unpacked, GivesTheBitsOfPackedWeights) {
    Context context = Context::create({.threads = 2}).value();
    for (const ConvTransposeDesc& desc : problems()) {
        const Result<Plan> plan = plan_of(desc);
        if (!plan.ok()) continue;
        support::Operands operands(desc, random_);
        const reference::ElementVector keras = keras_weights(desc);
        std::memcpy(operands.kernel.data(), keras.data(), keras.elements().size_bytes());
        ASSERT_TRUE(support::run_plan(*plan, operands).ok());
        const reference::ElementVector expected(operands.outputs.values());
        const std::size_t bytes = expected.elements().size_bytes();
        for (const KernelOrder order : {KernelOrder::keras, KernelOrder::pytorch}) {
            const reference::ElementVector weights =
                order == KernelOrder::keras ? keras : pytorch_weights(desc);
            const support::Lines memory(plan->unpacked_bytes(order), 0xff);
            std::memset(operands.outputs.data(), 0xff, bytes);
            const Status done =
                plan->run_unpacked(operands.inputs.data(), weights.data(), order, operands.bias.data(),
                                   operands.outputs.data(), memory.data(), memory.bytes(), context);
            ASSERT_TRUE(done.ok()) << done.message();
            EXPECT_EQ(std::memcmp(operands.outputs.data(), expected.data(), bytes), 0)
                << support::to_string(desc);
        }
    }
}

TEST_P(Unpacked, NeedsMemoryOnlyWhereItPacks) {
    for (const ConvTransposeDesc& desc : problems()) {
        const Result<Plan> plan = plan_of(desc);
        if (!plan.ok()) continue;
        EXPECT_EQ(plan->unpacked_bytes(KernelOrder::pytorch), plan->packed_bytes());
        const bool as_it_lies = detail::is_inner(kernel());
        EXPECT_EQ(plan->unpacked_bytes(KernelOrder::keras), as_it_lies ? 0 : plan->packed_bytes());
    }
}

CONVT_FOR_EVERY_KERNEL(Unpacked);

TEST(UnpackedArguments, AreRefusedWithTheirReason) {
    ConvTransposeDesc desc;
    desc.in_channels = desc.out_channels = 16;
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
    EXPECT_EQ(run(kernel.data(), nullptr, memory.bytes()),
              "memory is null; it must point to packed_bytes() bytes");
    EXPECT_EQ(run(kernel.data(), memory.data(), 4), "memory has 4 bytes; the packed weights take 1024");
}

}  // namespace
}  // namespace convt::packing
