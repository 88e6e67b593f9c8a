/// float16 and bfloat16, which kernels of float32 serve: what the interface promises of them beside what
/// every type has. Suites of kernels try them with each strategy.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "reference/layout.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

class StorageOf : public testing::TestWithParam<support::Kind> {
protected:
    [[nodiscard]] static ConvTransposeDesc image(std::int64_t in_channels = 19,
                                                 std::int64_t out_channels = 33) {
        ConvTransposeDesc desc;
        desc.data_format = GetParam().format;
        desc.dtype = GetParam().dtype;
        desc.batch = 2;
        desc.in_channels = in_channels;
        desc.out_channels = out_channels;
        desc.in_spatial = {7, 9, 1};
        desc.kernel_size = {4, 4, 1};
        desc.strides = {2, 2, 1};
        desc.crop_left = {1, 1, 0};
        return support::with_outputs(desc, {1, 1, 0});
    }
    /// Of one input and one output, which is the product.
    [[nodiscard]] static ConvTransposeDesc product() {
        ConvTransposeDesc desc;
        desc.rank = 1;
        desc.data_format = GetParam().format;
        desc.dtype = GetParam().dtype;
        desc.in_spatial = desc.out_spatial = {1, 1, 1};
        return desc;
    }

    support::Random random_;
};

TEST_P(StorageOf, EveryActivation) {
    for (int activation = 0; activation <= static_cast<int>(Activation::prelu); ++activation) {
        for (const std::int64_t channels : {1, 3, 33, 64}) {
            for (const bool to_float : {false, true}) {
                ConvTransposeDesc desc = image(19, channels);
                desc.activation = static_cast<Activation>(activation);
                desc.activation_alpha = 0.3;
                desc.activation_min = -0.5;
                desc.activation_max = 0.7;
                if (to_float) desc.output_dtype = DType::float32;
                EXPECT_TRUE(support::computes_like_oracle(desc, random_));
                EXPECT_TRUE(support::computes_like_oracle(support::with_gaps(desc, 3), random_));
            }
        }
    }
}

/// Slopes and curves come before outputs are narrowed, whatever the kernel.
TEST_P(StorageOf, EveryKernelThatServesActivations) {
    for (const Activation activation : {Activation::prelu, Activation::hard_swish}) {
        for (int rank = 1; rank <= kMaxRank; ++rank) {
            ConvTransposeDesc desc = image(32, 32);
            desc.rank = rank;
            desc.in_spatial = {3, 3, 3};
            desc.in_spatial[static_cast<std::size_t>(rank - 1)] = 40;
            desc.kernel_size = {2, 2, 2};
            desc.strides = {2, 2, 2};
            desc.crop_left = {0, 0, 0};
            desc.activation = activation;
            desc = support::with_outputs(desc);
            const auto kernels = Plan::kernels(desc);
            ASSERT_TRUE(kernels.ok()) << kernels.status().message();
            EXPECT_GT(kernels->size(), 3U);
            for (const std::string& kernel : *kernels) {
                const auto plan = Plan::create(desc, {.kernel_name = kernel});
                ASSERT_TRUE(plan.ok()) << plan.status().message();
                EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random_));
            }
        }
    }
}

/// Sums of thousands of terms are float32's: in 16 bits, ones would stop adding up at 256 or 2048.
TEST_P(StorageOf, SumsAreOfFloat32) {
    ConvTransposeDesc desc = product();
    desc.in_channels = 5000;
    desc.output_dtype = DType::float32;
    support::Operands operands(desc, random_);
    for (const auto& values : {operands.inputs.values(), operands.kernel.values()}) {
        for (std::size_t i = 0; i < values.size(); ++i) values.set(i, 1);
    }
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    ASSERT_TRUE(support::run_plan(*plan, operands, {.with_bias = false}).ok());
    EXPECT_EQ(operands.outputs.values()[0], 5000);
}

/// One rounding, after the bias: 1 and half a step, and a little more by a bias that the type itself could
/// not hold beside them.
TEST_P(StorageOf, RoundsOnceAfterTheBias) {
    const double step = GetParam().dtype == DType::float16 ? 0x1p-10 : 0x1p-7;
    const ConvTransposeDesc desc = product();
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Operands operands(desc, random_);
    operands.inputs.values().set(0, 1);
    operands.kernel.values().set(0, 1);
    const auto with_bias = [&](double bias) {
        operands.bias.values().set(0, bias);
        EXPECT_TRUE(support::run_plan(*plan, operands).ok());
        return operands.outputs.values()[0];
    };
    EXPECT_EQ(with_bias(step / 2), 1);
    EXPECT_EQ(with_bias(step / 2 * (1 + 0x1p-10)), 1 + step);
    EXPECT_EQ(with_bias(step * 3 / 2), 1 + 2 * step);
}

TEST_P(StorageOf, KeepsNansAndInfinities) {
    using Limits = std::numeric_limits<double>;
    const ConvTransposeDesc desc = product();
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Operands operands(desc, random_);
    operands.kernel.values().set(0, 1);
    operands.bias.values().set(0, 0);
    for (const double value : {Limits::infinity(), -Limits::infinity()}) {
        operands.inputs.values().set(0, value);
        ASSERT_TRUE(support::run_plan(*plan, operands).ok());
        EXPECT_EQ(operands.outputs.values()[0], value);
    }
    // Every NaN of the bias, which narrowing by halves of a word would lose.
    for (const std::uint32_t bits : {0x7f800001U, 0xff800001U, 0x7fffffffU, 0xffffffffU, 0x7fc00000U}) {
        const float nan = std::bit_cast<float>(bits);
        std::memcpy(operands.bias.data(), &nan, sizeof(nan));
        operands.inputs.values().set(0, 0);
        ASSERT_TRUE(support::run_plan(*plan, operands).ok());
        EXPECT_TRUE(std::isnan(operands.outputs.values()[0])) << std::hex << bits;
    }
}

TEST_P(StorageOf, OverflowsToInfinity) {
    if (GetParam().dtype != DType::float16) GTEST_SKIP() << "bfloat16 reaches as far as float32";
    ConvTransposeDesc desc = product();
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Operands operands(desc, random_);
    operands.kernel.values().set(0, 1);
    operands.inputs.values().set(0, 65504);
    const auto with_bias = [&](double bias) {
        operands.bias.values().set(0, bias);
        EXPECT_TRUE(support::run_plan(*plan, operands).ok());
        return operands.outputs.values()[0];
    };
    EXPECT_EQ(with_bias(15.9), 65504);
    EXPECT_EQ(with_bias(16), std::numeric_limits<double>::infinity());
}

/// Packed weights are floats, exactly those that the caller's are, in both orders.
TEST_P(StorageOf, PacksAsFloat32Does) {
    for (const KernelOrder order : {KernelOrder::keras, KernelOrder::pytorch}) {
        const ConvTransposeDesc desc = image(24, 40);
        ConvTransposeDesc floats = desc;
        floats.dtype = DType::float32;
        const auto kernels = Plan::kernels(desc);
        ASSERT_TRUE(kernels.ok());
        for (const std::string& kernel : *kernels) {
            const auto plan = Plan::create(desc, {.kernel_name = kernel});
            const auto wide = Plan::create(floats, {.kernel_name = kernel});
            ASSERT_TRUE(plan.ok() && wide.ok());
            support::ElementVector weights(desc.dtype, support::kernel_count(desc));
            random_.fill(weights.elements());
            const auto packed = plan->pack(weights.data(), order);
            const support::ElementVector widened(DType::float32, weights.widened());
            const auto expected = wide->pack(widened.data(), order);
            ASSERT_TRUE(packed.ok() && expected.ok());
            if (packed->bytes() != expected->bytes()) continue;  // split in another way
            EXPECT_EQ(std::memcmp(packed->data(), expected->data(), packed->bytes()), 0) << kernel;
        }
    }
}

/// Elements that lie a byte off give the same bits, with every kernel.
TEST_P(StorageOf, NeedsNoAlignment) {
    const ConvTransposeDesc desc = image(17, 18);
    const auto kernels = Plan::kernels(desc);
    ASSERT_TRUE(kernels.ok());
    auto context = Context::create({.threads = 1});
    ASSERT_TRUE(context.ok());
    for (const std::string& kernel : *kernels) {
        const auto plan = Plan::create(desc, {.kernel_name = kernel});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        support::Operands operands(desc, random_);
        ASSERT_TRUE(support::run_plan(*plan, operands).ok());
        const auto shifted = [](const support::ConstElements& values) {
            std::vector<std::byte> bytes(values.size_bytes() + 1);
            std::memcpy(bytes.data() + 1, values.data(), values.size_bytes());
            return bytes;
        };
        const auto inputs = shifted(operands.inputs.values());
        const auto weights = shifted(operands.kernel.values());
        std::vector<std::byte> outputs(operands.outputs.values().size_bytes() + 1);
        const auto packed = plan->pack(weights.data() + 1);
        ASSERT_TRUE(packed.ok());
        ASSERT_TRUE(
            plan->run(inputs.data() + 1, *packed, operands.bias.data(), outputs.data() + 1, *context).ok());
        EXPECT_EQ(std::memcmp(outputs.data() + 1, operands.outputs.data(), outputs.size() - 1), 0) << kernel;
    }
}

TEST_P(StorageOf, InputsInTheOtherOrder) {
    for (const std::int64_t channels : {1, 7, 16, 40}) {
        EXPECT_TRUE(support::computes_like_oracle(support::with_other_inputs(image(channels, 33)), random_));
    }
}

TEST_P(StorageOf, WithoutInputsOutputsAreTheBias) {
    ConvTransposeDesc desc = image();
    desc.in_spatial = {0, 0, 1};
    desc.out_spatial = {3, 4, 1};
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

TEST_P(StorageOf, OutputsOfOtherTypesAreRefused) {
    ConvTransposeDesc desc = image();
    const bool half = GetParam().dtype == DType::float16;
    for (const DType output : {half ? DType::bfloat16 : DType::float16, DType::float64, DType::int8}) {
        desc.output_dtype = output;
        const Status status = validate(desc);
        EXPECT_EQ(status.code(), StatusCode::unsupported);
        EXPECT_NE(status.message().find("output_dtype is "), std::string::npos) << status.message();
    }
}

TEST_P(StorageOf, PlansSayWhatTheyAreFor) {
    ConvTransposeDesc desc = image();
    const std::string type = support::name_of(desc.dtype);
    EXPECT_NE(problem_text(desc).find(" " + type + " "), std::string::npos) << problem_text(desc);
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok());
    EXPECT_NE(plan->explain().find(" " + type + " "), std::string::npos);
    desc.output_dtype = DType::float32;
    EXPECT_NE(problem_text(desc).find(" to_f32"), std::string::npos) << problem_text(desc);
    ConvTransposeDesc floats = image();
    floats.dtype = DType::float32;
    // Widening and narrowing count.
    const auto wide = Plan::create(floats);
    ASSERT_TRUE(wide.ok());
    const auto same = Plan::create(image(), {.kernel_name = wide->kernel_name()});
    ASSERT_TRUE(same.ok());
    EXPECT_GT(same->estimated_cycles(), wide->estimated_cycles());
}

INSTANTIATE_TEST_SUITE_P(Kind, StorageOf,
                         testing::Values(support::Kind{DataFormat::channels_last, DType::float16},
                                         support::Kind{DataFormat::channels_last, DType::bfloat16},
                                         support::Kind{DataFormat::channels_first, DType::float16},
                                         support::Kind{DataFormat::channels_first, DType::bfloat16}),
                         support::kind_name);

template <class Element>
void calls_like_plans() {
    support::Random random;
    ConvTransposeDesc desc = *keras_desc({2, 5, 6, 8}, {3, 3, 7, 8}, 2, Padding::same);
    desc.dtype = sizeof(Element) == 2 && std::is_same_v<Element, Float16> ? DType::float16 : DType::bfloat16;
    support::Operands operands(desc, random);
    const TensorViewOf<Element> x{static_cast<const Element*>(operands.inputs.data()), {2, 5, 6, 8}};
    const TensorViewOf<Element> k{static_cast<const Element*>(operands.kernel.data()), {3, 3, 7, 8}};
    const auto y = conv_transpose(x, k, 2, Padding::same);
    ASSERT_TRUE(y.ok()) << y.status().message();
    const support::ConstElements got(desc.dtype, y->data.data(), y->data.size());
    EXPECT_TRUE(
        support::matches(desc, got, support::exact_outputs(desc, operands, false), Algorithm::winograd));
    TensorOf<Element> into{std::vector<Element>(y->data.size()), y->shape};
    EXPECT_TRUE(conv_transpose_into({into.data.data(), into.shape}, x, k, 2, Padding::same).ok());
    EXPECT_EQ(std::memcmp(into.data.data(), y->data.data(), into.data.size() * sizeof(Element)), 0);
}

TEST(StorageTypes, OneCall) {
    calls_like_plans<Float16>();
    calls_like_plans<BFloat16>();
}

/// Pixels of inputs that lie as far apart as the library lays out staged ones, with gaps between.
TEST(StorageTypes, PixelsAsFarApartAsStagedOnes) {
    support::Random random;
    for (const DType dtype : support::all_types()) {
        const std::int64_t channels = 2048 / (dtype == DType::float64 ? 8 : 4);
        ConvTransposeDesc desc;
        desc.dtype = dtype;
        desc.rank = 1;
        desc.in_channels = channels;
        desc.out_channels = 32;
        desc.in_spatial = {9, 1, 1};
        desc.kernel_size = {3, 1, 1};
        desc = support::with_outputs(desc);
        const std::int64_t pitch = channels + 64 / (dtype == DType::float64 ? 8 : 4);
        desc.input_strides = {9 * pitch, {pitch, 0, 0}, 1};
        const auto kernels = Plan::kernels(desc);
        ASSERT_TRUE(kernels.ok());
        for (const std::string& kernel : *kernels) {
            const auto plan = Plan::create(desc, {.kernel_name = kernel});
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random));
        }
    }
}

}  // namespace
}  // namespace convt
