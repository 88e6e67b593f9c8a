/// Arguments of every call other than the descriptor's fields: the code and the words of the message.

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "support/problem.hpp"

namespace convt {
namespace {

using Shape = std::vector<std::int64_t>;

testing::AssertionResult refuses(const Status& status, StatusCode code, const std::string& words) {
    if (status.code() == code && status.message().find(words) != std::string::npos) {
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << status_code_name(status.code()) << ": " << status.message();
}

constexpr auto kInvalid = StatusCode::invalid_argument;
constexpr auto kValid = Padding::valid;
constexpr auto kLast = DataFormat::channels_last;

struct BadCall {
    const char* name;
    Shape inputs, kernel;
    Dims strides = 1;
    std::optional<Dims> output_padding = {};
    Dims dilation_rate = 1;
    const char* message = "";
    StatusCode code = kInvalid;
    Padding padding = kValid;
    DataFormat data_format = kLast;
};

void PrintTo(const BadCall& call, std::ostream* out) {
    *out << call.name;
}

class BadKerasCalls : public testing::TestWithParam<BadCall> {};

TEST_P(BadKerasCalls, IsRefusedWithItsReason) {
    const BadCall& bad = GetParam();
    const auto desc = keras_desc(bad.inputs, bad.kernel, bad.strides, bad.padding, bad.output_padding,
                                 bad.data_format, bad.dilation_rate);
    ASSERT_FALSE(desc.ok());
    EXPECT_TRUE(refuses(desc.status(), bad.code, bad.message));
    const float value = 0;
    const auto outputs = conv_transpose({&value, bad.inputs}, {&value, bad.kernel}, bad.strides, bad.padding,
                                        bad.output_padding, bad.data_format, bad.dilation_rate);
    ASSERT_FALSE(outputs.ok());
    EXPECT_EQ(outputs.status().message(), desc.status().message());
    const double wide = 0;
    const auto doubles =
        conv_transpose(TensorViewOf<double>{&wide, bad.inputs}, TensorViewOf<double>{&wide, bad.kernel},
                       bad.strides, bad.padding, bad.output_padding, bad.data_format, bad.dilation_rate);
    ASSERT_FALSE(doubles.ok());
    EXPECT_EQ(doubles.status().message(), desc.status().message());
}

const BadCall kBadCalls[] = {
    {.name = "no_shape", .inputs = {}, .kernel = {}, .message = "inputs have 0 dimensions"},
    {.name = "two_dimensions", .inputs = {1, 4}, .kernel = {2, 4}, .message = "inputs have 2 dimensions"},
    {.name = "six_dimensions",
     .inputs = {1, 2, 2, 2, 2, 4},
     .kernel = {1, 1, 1, 1, 3, 4},
     .message = "inputs have 6 dimensions"},
    {.name = "kernel_rank",
     .inputs = {1, 4, 3},
     .kernel = {2, 2, 5, 3},
     .message = "kernel has 4 dimensions"},
    {.name = "channels", .inputs = {2, 4, 3}, .kernel = {2, 4, 5}, .strides = 2, .message = "3 channels"},
    {.name = "channels_first",
     .inputs = {2, 4, 3},
     .kernel = {2, 5, 3},
     .message = "4 channels",
     .data_format = DataFormat::channels_first},
    {.name = "negative_size", .inputs = {1, -4, 3}, .kernel = {2, 5, 3}, .message = "inputs.shape[1] is -4"},
    {.name = "kernel_size_0", .inputs = {1, 4, 3}, .kernel = {0, 5, 3}, .message = "kernel.shape[0] is 0"},
    {.name = "strides_0",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .strides = 0,
     .message = "strides[0] is 0"},
    {.name = "strides_second_0",
     .inputs = {1, 4, 4, 3},
     .kernel = {2, 2, 5, 3},
     .strides = {1, 0},
     .message = "strides[1] is 0"},
    {.name = "strides_count",
     .inputs = {1, 4, 4, 3},
     .kernel = {2, 2, 5, 3},
     .strides = {1, 2, 3},
     .message = "strides has 3 values"},
    {.name = "strides_none",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .strides = Dims(Shape{}),
     .message = "strides has 0 values"},
    {.name = "strides_many",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .strides = {1, 1, 1, 1, 1},
     .message = "strides has 5 values"},
    {.name = "dilation_0",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .dilation_rate = 0,
     .message = "dilation_rate[0] is 0"},
    {.name = "dilation_count",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .dilation_rate = {1, 1},
     .message = "dilation_rate has 2 values"},
    {.name = "output_padding_negative",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .output_padding = -1,
     .message = "output_padding[0] is -1"},
    {.name = "output_padding_is_stride",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .strides = 2,
     .output_padding = 2,
     .message = "output_padding[0] is 2"},
    {.name = "output_padding_above_one_stride",
     .inputs = {1, 4, 4, 3},
     .kernel = {3, 3, 5, 3},
     .strides = {2, 3},
     .output_padding = Dims{1, 3},
     .message = "output_padding[1] is 3"},
    {.name = "output_padding_without_stride",
     .inputs = {1, 4, 4, 4, 3},
     .kernel = {3, 3, 3, 5, 3},
     .output_padding = 1,
     .message = "output_padding[0] is 1"},
    {.name = "output_padding_count",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .strides = 2,
     .output_padding = Dims{1, 1},
     .message = "output_padding has 2 values"},
    {.name = "padding",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .message = "padding is 9",
     .padding = static_cast<Padding>(9)},
    {.name = "data_format",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .message = "data_format is 9",
     .data_format = static_cast<DataFormat>(9)},
    {.name = "too_large",
     .inputs = {1, std::int64_t{1} << 31, 3},
     .kernel = {2, 5, 3},
     .message = "inputs.shape[1] is 2147483648",
     .code = StatusCode::too_large},
    {.name = "outputs_too_large",
     .inputs = {1, 1 << 20, 1},
     .kernel = {1, 1, 1},
     .strides = 1 << 20,
     .message = "2^31",
     .code = StatusCode::too_large},
    {.name = "stride_largest",
     .inputs = {1, 4, 3},
     .kernel = {2, 5, 3},
     .strides = Dims(std::numeric_limits<std::int64_t>::max()),
     .message = "strides[0] is 9223372036854775807",
     .code = StatusCode::too_large},
};

INSTANTIATE_TEST_SUITE_P(Rule, BadKerasCalls, testing::ValuesIn(kBadCalls),
                         [](const auto& test) { return std::string(test.param.name); });

/// A small problem, planned, packed and ready to be called wrongly.
class BadRuns : public testing::Test {
protected:
    static ConvTransposeDesc small() {
        ConvTransposeDesc desc;
        desc.in_channels = 2;
        desc.out_channels = 3;
        desc.in_spatial = {2, 2, 1};
        desc.kernel_size = {2, 2, 1};
        return support::with_outputs(desc);
    }
    Plan plan_ = Plan::create(small()).value();
    std::vector<float> inputs_ = std::vector<float>(8, 1.0F);
    std::vector<float> kernel_ = std::vector<float>(24, 1.0F);
    std::vector<float> outputs_ = std::vector<float>(27, 1.0F);
    Context context_ = Context::create({.threads = 1}).value();
};

TEST_F(BadRuns, NullKernel) {
    EXPECT_TRUE(refuses(plan_.pack(nullptr).status(), kInvalid, "kernel is null"));
}

TEST_F(BadRuns, UnknownKernelOrder) {
    const auto packed = plan_.pack(kernel_.data(), static_cast<KernelOrder>(5));
    EXPECT_TRUE(refuses(packed.status(), kInvalid, "order is 5"));
}

TEST_F(BadRuns, MemoryOfPackedWeights) {
    std::vector<float> memory(plan_.packed_bytes() / sizeof(float) + 64);
    void* aligned = memory.data();
    std::size_t space = memory.size() * sizeof(float);
    std::align(64, plan_.packed_bytes(), aligned, space);
    const auto pack = [&](void* to, std::size_t bytes) {
        return plan_.pack(kernel_.data(), KernelOrder::keras, to, bytes, context_).status();
    };
    const std::string size = std::to_string(plan_.packed_bytes());
    EXPECT_TRUE(
        refuses(pack(aligned, plan_.packed_bytes() - 1), kInvalid, "the packed weights take " + size));
    EXPECT_TRUE(refuses(pack(nullptr, plan_.packed_bytes()), kInvalid, "memory is null"));
    EXPECT_TRUE(refuses(pack(static_cast<char*>(aligned) + 4, plan_.packed_bytes()), kInvalid,
                        "memory begins 4 bytes after a multiple of 64"));
    EXPECT_TRUE(pack(aligned, plan_.packed_bytes()).ok());
}

TEST_F(BadRuns, NullInputs) {
    const auto packed = plan_.pack(kernel_.data());
    const Status status = plan_.run(nullptr, *packed, nullptr, outputs_.data(), context_);
    EXPECT_TRUE(refuses(status, kInvalid, "inputs is null"));
}

TEST_F(BadRuns, NullOutputs) {
    const auto packed = plan_.pack(kernel_.data());
    const Status status = plan_.run(inputs_.data(), *packed, nullptr, nullptr, context_);
    EXPECT_TRUE(refuses(status, kInvalid, "outputs is null"));
}

/// Slopes belong to prelu and to nothing else.
TEST_F(BadRuns, Slopes) {
    const std::vector<float> slopes(3, 0.5F);
    const auto packed = plan_.pack(kernel_.data());
    EXPECT_TRUE(refuses(plan_.run(inputs_.data(), *packed, nullptr, slopes.data(), outputs_.data(), context_),
                        kInvalid, "slopes is not null"));
    ConvTransposeDesc desc = plan_.desc();
    desc.activation = Activation::prelu;
    const auto sloped = Plan::create(desc);
    ASSERT_TRUE(sloped.ok());
    const auto weights = sloped->pack(kernel_.data());
    EXPECT_TRUE(refuses(sloped->run(inputs_.data(), *weights, nullptr, outputs_.data(), context_), kInvalid,
                        "slopes is null; it must point to the slopes of prelu, one for each of 3 output"));
    EXPECT_EQ(outputs_, std::vector<float>(27, 1.0F));
    EXPECT_TRUE(
        sloped->run(inputs_.data(), *weights, nullptr, slopes.data(), outputs_.data(), context_).ok());
}

TEST_F(BadRuns, ForeignPack) {
    ConvTransposeDesc other = small();
    other.kernel_size[0] = 1;
    auto other_plan = Plan::create(support::with_outputs(other));
    ASSERT_TRUE(other_plan.ok());
    const auto packed = other_plan->pack(kernel_.data());
    ASSERT_TRUE(packed.ok());
    const Status status = plan_.run(inputs_.data(), *packed, nullptr, outputs_.data(), context_);
    EXPECT_TRUE(refuses(status, StatusCode::mismatched_pack, "packed"));
    EXPECT_EQ(outputs_, std::vector<float>(27, 1.0F));
}

TEST_F(BadRuns, PackMovedAway) {
    auto packed = plan_.pack(kernel_.data());
    ASSERT_TRUE(packed.ok());
    const PackedKernel elsewhere = std::move(*packed);
    const Status status = plan_.run(inputs_.data(), *packed, nullptr, outputs_.data(), context_);
    EXPECT_EQ(status.code(), StatusCode::mismatched_pack) << status.message();
}

TEST_F(BadRuns, NullTensorsInOneCall) {
    const TensorView inputs{inputs_.data(), {1, 2, 2, 2}};
    const TensorView kernel{kernel_.data(), {2, 2, 3, 2}};
    EXPECT_TRUE(refuses(conv_transpose({nullptr, inputs.shape}, kernel).status(), kInvalid, "inputs"));
    EXPECT_TRUE(refuses(conv_transpose(inputs, {nullptr, kernel.shape}).status(), kInvalid, "kernel"));
    EXPECT_TRUE(conv_transpose(inputs, kernel).ok());
}

TEST(BadContexts, ThreadCounts) {
    EXPECT_TRUE(refuses(Context::create({.threads = -1}).status(), kInvalid, "threads is -1"));
    EXPECT_TRUE(refuses(Context::create({.threads = 1025}).status(), kInvalid, "threads is 1025"));
}

}  // namespace
}  // namespace convt
