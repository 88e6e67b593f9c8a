/// Keras's own answers against the library and against the oracle, with elements of every type. Operands are
/// small integers, so every direct sum is exact and equality is asked for; fast algorithms get their error
/// bound.

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <vector>

#include "convt/convt.hpp"
#include "golden/keras_cases.hpp"
#include "reference/elements.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/guarded_buffer.hpp"
#include "support/kinds.hpp"

namespace convt::golden {
namespace {

using support::ElementVector;

Result<ConvTransposeDesc> desc_of(const KerasCase& golden, DType dtype = DType::float32) {
    auto desc = keras_desc(golden.inputs_shape, golden.kernel_shape, golden.strides, golden.padding,
                           golden.output_padding, golden.data_format, golden.dilation_rate);
    if (desc.ok()) desc->dtype = dtype;
    return desc;
}

std::vector<double> widened(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

reference::Outputs exact_outputs(const ConvTransposeDesc& desc, const KerasCase& golden) {
    return reference::conv_transpose(desc, ElementVector(desc.dtype, golden.inputs).data(),
                                     ElementVector(desc.dtype, golden.kernel).data(), nullptr);
}

/// Runs the kernel that convt chooses at a tier, or leaves the outputs unwritten after a failure.
ElementVector run(const ConvTransposeDesc& desc, const KerasCase& golden, Isa isa, Algorithm algorithm) {
    auto plan = Plan::create(desc, {.max_isa = isa, .algorithm = algorithm});
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    ElementVector outputs(desc.dtype, std::vector<double>(golden.outputs->size(), -12345));
    if (!plan.ok()) return outputs;
    auto packed = plan->pack(ElementVector(desc.dtype, golden.kernel).data());
    auto context = Context::create({.threads = 1});
    EXPECT_TRUE(packed.ok() && context.ok());
    const ElementVector inputs(desc.dtype, golden.inputs);
    const Status status = plan->run(inputs.data(), *packed, nullptr, outputs.data(), *context);
    EXPECT_TRUE(status.ok()) << status.message();
    return outputs;
}

/// Keras's answers, with the bound that the oracle's magnitudes give a fast algorithm.
testing::AssertionResult within_bound(const ConvTransposeDesc& desc, const KerasCase& golden,
                                      const support::ConstElements& outputs) {
    auto expected = exact_outputs(desc, golden);
    expected.values.assign(golden.outputs->begin(), golden.outputs->end());
    return support::matches(desc, outputs, expected, Algorithm::winograd);
}

std::vector<Isa> tiers() {
    std::vector<Isa> found;
    ConvTransposeDesc one;
    one.in_spatial = one.out_spatial = {1, 1, 1};
    for (Isa isa : {Isa::base, Isa::avx2, Isa::avx512, Isa::neon}) {
        if (Plan::create(one, {.max_isa = isa, .kernel_name = {}}).ok()) found.push_back(isa);
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

class GoldenKerasOf : public testing::TestWithParam<DType> {};

TEST_P(GoldenKerasOf, OracleAgrees) {
    for (const KerasCase& golden : keras_cases()) {
        if (!golden.outputs) continue;
        const auto desc = desc_of(golden, GetParam());
        ASSERT_TRUE(desc.ok()) << golden.text;
        const auto oracle = exact_outputs(*desc, golden);
        ASSERT_EQ(std::vector<double>(oracle.values.begin(), oracle.values.end()), widened(*golden.outputs))
            << golden.text;
    }
}

TEST_P(GoldenKerasOf, ChosenKernelsAgreeAtEveryTier) {
    const std::vector<Isa> available = tiers();
    ASSERT_FALSE(available.empty());
    for (Isa isa : available) {
        for (const KerasCase& golden : keras_cases()) {
            if (!golden.outputs) continue;
            const auto desc = desc_of(golden, GetParam());
            ASSERT_TRUE(desc.ok()) << golden.text;
            const std::vector<double> expected = widened(*golden.outputs);
            ASSERT_EQ(run(*desc, golden, isa, Algorithm::direct).widened(), expected)
                << isa_name(isa) << ' ' << golden.text;
            const ElementVector chosen = run(*desc, golden, isa, Algorithm::automatic);
            ASSERT_TRUE(chosen.widened() == expected || within_bound(*desc, golden, chosen))
                << isa_name(isa) << ' ' << golden.text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Type, GoldenKerasOf, testing::ValuesIn(support::element_types()),
                         support::type_name);

/// The one call on elements of type T.
template <typename T>
void expect_one_call_agrees(const KerasCase& golden) {
    const std::vector<T> inputs(golden.inputs.begin(), golden.inputs.end());
    const std::vector<T> kernel(golden.kernel.begin(), golden.kernel.end());
    const auto outputs =
        conv_transpose(TensorViewOf<T>{inputs.data(), golden.inputs_shape},
                       TensorViewOf<T>{kernel.data(), golden.kernel_shape}, golden.strides, golden.padding,
                       golden.output_padding, golden.data_format, golden.dilation_rate);
    ASSERT_TRUE(outputs.ok()) << outputs.status().message() << golden.text;
    ASSERT_EQ(outputs->shape, golden.outputs_shape) << golden.text;
    const auto desc = desc_of(golden, reference::kTypeOf<T>);
    const std::vector<T> expected(golden.outputs->begin(), golden.outputs->end());
    ASSERT_TRUE(outputs->data == expected || within_bound(*desc, golden, outputs->data)) << golden.text;
}

TEST(GoldenKeras, OneCallAgrees) {
    for (const KerasCase& golden : keras_cases()) {
        if (!golden.outputs) continue;
        expect_one_call_agrees<float>(golden);
        expect_one_call_agrees<double>(golden);
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace convt::golden
