/// Keras's own answers against the library and against the oracle. Operands are small integers, so every
/// direct sum is exact and equality is asked for; fast algorithms get their error bound.

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <vector>

#include "convt/convt.hpp"
#include "golden/keras_cases.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"

namespace convt::golden {
namespace {

Result<ConvTransposeDesc> desc_of(const KerasCase& golden) {
    return keras_desc(golden.inputs_shape, golden.kernel_shape, golden.strides, golden.padding,
                      golden.output_padding, golden.data_format, golden.dilation_rate);
}

/// Runs the kernel that convt chooses at a tier, or an empty vector after a failure.
std::vector<float> run(const ConvTransposeDesc& desc, const KerasCase& golden, Isa isa, Algorithm algorithm) {
    auto plan = Plan::create(desc, {.max_isa = isa, .algorithm = algorithm});
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    if (!plan.ok()) return {};
    auto packed = plan->pack(golden.kernel.data());
    auto context = Context::create({.threads = 1});
    EXPECT_TRUE(packed.ok() && context.ok());
    std::vector<float> outputs(golden.outputs->size(), -12345.0F);
    const Status status = plan->run(golden.inputs.data(), *packed, nullptr, outputs.data(), *context);
    EXPECT_TRUE(status.ok()) << status.message();
    return outputs;
}

/// Keras's answers, with the bound that the oracle's magnitudes give a fast algorithm.
testing::AssertionResult within_bound(const ConvTransposeDesc& desc, const KerasCase& golden,
                                      const std::vector<float>& outputs) {
    auto expected = reference::conv_transpose(desc, golden.inputs.data(), golden.kernel.data(), nullptr);
    expected.values.assign(golden.outputs->begin(), golden.outputs->end());
    return support::matches(desc, outputs, expected, Algorithm::winograd);
}

std::vector<Isa> tiers() {
    std::vector<Isa> found;
    for (Isa isa : {Isa::base, Isa::avx2, Isa::avx512, Isa::neon}) {
        if (Plan::create({}, {.max_isa = isa, .kernel_name = {}}).ok()) found.push_back(isa);
    }
    return found;
}

TEST(GoldenKeras, EverySourceOfCasesIsThere) {
    std::set<std::string> groups;
    for (const KerasCase& golden : keras_cases()) groups.insert(golden.group);
    EXPECT_EQ(groups, (std::set<std::string>{"traps", "keras_ops", "keras_layers", "tf_keras", "sweep_1d",
                                             "sweep_2d", "sweep_3d"}));
    EXPECT_GT(keras_cases().size(), 3000U);
}

TEST(GoldenKeras, ShapesAreKeras) {
    for (const KerasCase& golden : keras_cases()) {
        const auto desc = desc_of(golden);
        ASSERT_TRUE(desc.ok()) << desc.status().message() << golden.text;
        EXPECT_EQ(outputs_shape(*desc), golden.outputs_shape) << golden.text;
    }
}

TEST(GoldenKeras, OracleAgrees) {
    for (const KerasCase& golden : keras_cases()) {
        if (!golden.outputs) continue;
        const auto desc = desc_of(golden);
        ASSERT_TRUE(desc.ok()) << golden.text;
        const auto oracle =
            reference::conv_transpose(*desc, golden.inputs.data(), golden.kernel.data(), nullptr);
        ASSERT_EQ(oracle.values, std::vector<double>(golden.outputs->begin(), golden.outputs->end()))
            << golden.text;
    }
}

TEST(GoldenKeras, ChosenKernelsAgreeAtEveryTier) {
    const std::vector<Isa> available = tiers();
    ASSERT_FALSE(available.empty());
    for (Isa isa : available) {
        for (const KerasCase& golden : keras_cases()) {
            if (!golden.outputs) continue;
            const auto desc = desc_of(golden);
            ASSERT_TRUE(desc.ok()) << golden.text;
            ASSERT_EQ(run(*desc, golden, isa, Algorithm::direct), *golden.outputs)
                << isa_name(isa) << ' ' << golden.text;
            const std::vector<float> chosen = run(*desc, golden, isa, Algorithm::automatic);
            ASSERT_TRUE(chosen == *golden.outputs || within_bound(*desc, golden, chosen))
                << isa_name(isa) << ' ' << golden.text;
        }
    }
}

TEST(GoldenKeras, OneCallAgrees) {
    for (const KerasCase& golden : keras_cases()) {
        if (!golden.outputs) continue;
        const auto outputs = conv_transpose(
            {golden.inputs.data(), golden.inputs_shape}, {golden.kernel.data(), golden.kernel_shape},
            golden.strides, golden.padding, golden.output_padding, golden.data_format, golden.dilation_rate);
        ASSERT_TRUE(outputs.ok()) << outputs.status().message() << golden.text;
        ASSERT_EQ(outputs->shape, golden.outputs_shape) << golden.text;
        const auto desc = desc_of(golden);
        ASSERT_TRUE(outputs->data == *golden.outputs || within_bound(*desc, golden, outputs->data))
            << golden.text;
    }
}

}  // namespace
}  // namespace convt::golden
