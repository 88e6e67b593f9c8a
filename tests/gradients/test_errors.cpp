/// What gradients refuse, with their reasons; and problems without elements.

#include <cstring>

#include "gradients/gradient_run.hpp"
#include "support/compare.hpp"
#include "support/lines.hpp"
#include "support/problem.hpp"

namespace convt::gradients {
namespace {

ConvTransposeDesc some_problem() {
    ConvTransposeDesc desc;
    desc.in_channels = 5;
    desc.out_channels = 3;
    desc.in_spatial = {3, 4, 1};
    desc.kernel_size = {3, 3, 1};
    desc.strides = {2, 2, 1};
    return support::with_outputs(desc);
}

std::string refusal(const ConvTransposeDesc& desc, const GradientOptions& options = {}) {
    const Status of_inputs = InputGradientPlan::create(desc, options).status();
    const Status of_kernel = KernelGradientPlan::create(desc, options).status();
    EXPECT_EQ(of_inputs.message(), of_kernel.message());
    EXPECT_EQ(of_inputs.code(), of_kernel.code());
    return std::string(status_code_name(of_inputs.code())) + ": " + of_inputs.message();
}

TEST(GradientPlans, RefuseWhatHasNoGradients) {
    ConvTransposeDesc desc = some_problem();
    desc.activation = Activation::relu;
    EXPECT_EQ(refusal(desc),
              "invalid_argument: activation is 1; it must be none, as its derivative needs the outputs");
    desc = some_problem();
    desc.dtype = DType::int8;
    EXPECT_EQ(refusal(desc),
              "unsupported: dtype is int8; gradients are of float32, float64, float16 and bfloat16");
    desc.dtype = DType::float16;
    desc.output_dtype = DType::float32;
    EXPECT_EQ(refusal(desc),
              "unsupported: output_dtype is float32 for inputs of float16; gradients have one type");
    desc = some_problem();
    desc.strides[1] = 0;
    EXPECT_EQ(refusal(desc), "invalid_argument: " + validate(desc).message());
    EXPECT_EQ(refusal(some_problem(), {.order = static_cast<KernelOrder>(7)}),
              "invalid_argument: order is 7; it must be keras or pytorch");
    EXPECT_EQ(refusal(some_problem(), {.threads = -1}).substr(0, 16), "invalid_argument");
}

TEST(GradientPlans, RefuseArgumentsThatAreNone) {
    const ConvTransposeDesc desc = some_problem();
    support::Random random;
    Tensors t(desc, random);
    Context context = Context::create({.threads = 1}).value();
    const auto plan = InputGradientPlan::create(desc).value();
    const support::Lines memory(plan.memory_bytes() + 64, 0);
    const auto run = [&](const void* g, const void* kernel, void* x, void* at, std::size_t bytes) {
        return plan.run(g, kernel, x, at, bytes, context).message();
    };
    void* const g = t.output_gradients.data();
    void* const kernel = t.kernel.data();
    void* const x = t.input_gradients.data();
    const std::size_t bytes = plan.memory_bytes();
    EXPECT_EQ(run(g, kernel, x, memory.data(), bytes), "");
    EXPECT_EQ(run(nullptr, kernel, x, memory.data(), bytes),
              "output_gradients is null; it must point to the output_gradients");
    EXPECT_EQ(run(g, nullptr, x, memory.data(), bytes), "kernel is null; it must point to the kernel");
    EXPECT_EQ(run(g, kernel, nullptr, memory.data(), bytes),
              "input_gradients is null; it must point to the input_gradients");
    EXPECT_EQ(run(g, kernel, x, memory.data(), 0),
              "memory has 0 bytes; the gradients take " + std::to_string(bytes));
    EXPECT_EQ(run(g, kernel, x, static_cast<std::byte*>(memory.data()) + 4, bytes),
              "memory begins 4 bytes after a multiple of 64; it must be aligned to 64 bytes");
    const auto of_kernel = KernelGradientPlan::create(desc).value();
    EXPECT_EQ(of_kernel.run(nullptr, g, t.kernel_gradients.data(), nullptr, 0, context).message(),
              "inputs is null; it must point to the inputs");
    EXPECT_EQ(bias_gradients(desc, g, nullptr, context).message(),
              "bias_gradients is null; it must point to the bias_gradients");
}

/// Without inputs, outputs or channels, every gradient there is, is zero.
TEST(GradientPlans, ServeProblemsWithoutElements) {
    support::Random random;
    for (const auto format : {DataFormat::channels_last, DataFormat::channels_first}) {
        for (int kind = 0; kind < 5; ++kind) {
            ConvTransposeDesc desc = some_problem();
            desc.data_format = format;
            if (kind == 0) desc.batch = 0;
            if (kind == 1) desc.in_spatial[1] = 0;
            if (kind == 2) desc.out_spatial[0] = 0;
            if (kind == 3) desc.in_channels = 0;
            if (kind == 4) desc.out_channels = 0;
            EXPECT_TRUE(gradients_like_oracle(desc, random)) << "kind " << kind;
        }
    }
}

/// Outputs that lie beyond everything that the kernel reaches.
TEST(GradientPlans, ServeOutputsThatNoInputReaches) {
    support::Random random;
    ConvTransposeDesc desc = some_problem();
    for (const std::int64_t stride : {1, 2}) {
        desc.strides = {stride, stride, 1};
        desc.crop_left = {20, 3, 0};
        desc.out_spatial = {4, 30, 1};
        EXPECT_TRUE(gradients_like_oracle(desc, random)) << "stride " << stride;
    }
}

}  // namespace
}  // namespace convt::gradients
