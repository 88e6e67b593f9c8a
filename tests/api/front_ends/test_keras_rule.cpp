/// The padding rule, by vectors worked out by hand: inputs 1, 10, 100 and kernel 1, 2, 3, … show in the
/// digits of every output which products reached it.

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <vector>

#include "convt/convt.hpp"

namespace convt {
namespace {

constexpr auto kSame = Padding::same;
constexpr auto kValid = Padding::valid;
constexpr std::nullopt_t kNone = std::nullopt;

struct Vector {
    std::int64_t kernel_size, strides, dilation_rate;
    Padding padding;
    std::optional<std::int64_t> output_padding;
    std::int64_t crop_left;
    std::vector<float> outputs;
};

void PrintTo(const Vector& v, std::ostream* out) {
    *out << "k" << v.kernel_size << " s" << v.strides << " d" << v.dilation_rate
         << (v.padding == kSame ? " same" : " valid") << " output_padding "
         << (v.output_padding ? std::to_string(*v.output_padding) : "None");
}

class KerasRule : public testing::TestWithParam<Vector> {
protected:
    static std::optional<Dims> output_padding() {
        if (!GetParam().output_padding) return std::nullopt;
        return Dims(*GetParam().output_padding);
    }
};

TEST_P(KerasRule, SizeAndCrop) {
    const Vector& v = GetParam();
    const auto desc = keras_desc({1, 3, 1}, {v.kernel_size, 1, 1}, v.strides, v.padding, output_padding(),
                                 DataFormat::channels_last, v.dilation_rate);
    ASSERT_TRUE(desc.ok()) << desc.status().message();
    EXPECT_EQ(desc->out_spatial[0], static_cast<std::int64_t>(v.outputs.size()));
    EXPECT_EQ(desc->crop_left[0], v.crop_left);
}

/// The one call on elements of type T.
template <typename T>
void expect_values(const Vector& v, const std::optional<Dims>& output_padding) {
    const std::vector<T> inputs = {1, 10, 100};
    std::vector<T> kernel;
    for (std::int64_t k = 1; k <= v.kernel_size; ++k) kernel.push_back(static_cast<T>(k));
    for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
        const bool last = format == DataFormat::channels_last;
        const auto shape = last ? std::vector<std::int64_t>{1, 3, 1} : std::vector<std::int64_t>{1, 1, 3};
        const TensorViewOf<T> x{inputs.data(), shape};
        const TensorViewOf<T> w{kernel.data(), {v.kernel_size, 1, 1}};
        const auto outputs =
            conv_transpose(x, w, v.strides, v.padding, output_padding, format, v.dilation_rate);
        ASSERT_TRUE(outputs.ok()) << outputs.status().message();
        EXPECT_EQ(outputs->data, std::vector<T>(v.outputs.begin(), v.outputs.end()));
    }
}

TEST_P(KerasRule, Values) {
    expect_values<float>(GetParam(), output_padding());
    expect_values<double>(GetParam(), output_padding());
}

INSTANTIATE_TEST_SUITE_P(
    HandWorked, KerasRule,
    testing::Values(Vector{3, 2, 1, kSame, kNone, 0, {1, 2, 13, 20, 130, 200}},
                    Vector{3, 2, 1, kSame, 0, 1, {2, 13, 20, 130, 200}},
                    Vector{3, 2, 1, kSame, 1, 0, {1, 2, 13, 20, 130, 200}},
                    Vector{2, 3, 1, kSame, 2, 0, {1, 2, 0, 10, 20, 0, 100, 200}},
                    Vector{2, 3, 1, kSame, 0, 1, {2, 0, 10, 20, 0, 100}},
                    Vector{2, 1, 1, kSame, kNone, 0, {1, 12, 120}}, Vector{2, 1, 1, kSame, 0, 1, {12, 120}},
                    Vector{4, 2, 1, kSame, kNone, 1, {2, 13, 24, 130, 240, 300}},
                    Vector{3, 3, 1, kValid, 2, 0, {1, 2, 3, 10, 20, 30, 100, 200, 300, 0, 0}},
                    Vector{2, 3, 1, kValid, kNone, 0, {1, 2, 0, 10, 20, 0, 100, 200, 0}},
                    Vector{1, 3, 1, kSame, 2, 0, {1, 0, 0, 10, 0, 0, 100, 0, 0}},
                    Vector{3, 1, 2, kSame, kNone, 2, {102, 20, 203}},
                    Vector{3, 2, 2, kSame, kNone, 1, {0, 12, 0, 123, 0, 230}},
                    Vector{1, 1, 1, kValid, kNone, 0, {1, 10, 100}},
                    Vector{3, 2, 1, kValid, kNone, 0, {1, 2, 13, 20, 130, 200, 300}},
                    Vector{3, 2, 1, kValid, 1, 0, {1, 2, 13, 20, 130, 200, 300, 0}}));

/// tf_keras's own two-dimensional dilation vector.
TEST(KerasRule2D, DilationVectorOfTfKeras) {
    std::vector<float> inputs(48);
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = static_cast<float>(i);
    const std::vector<float> kernel(27, 1.0F);
    const auto outputs = conv_transpose({inputs.data(), {1, 4, 4, 3}}, {kernel.data(), {3, 3, 1, 3}}, 1,
                                        kSame, kNone, DataFormat::channels_last, {2, 2});
    ASSERT_TRUE(outputs.ok()) << outputs.status().message();
    EXPECT_EQ(outputs->data, (std::vector<float>{192, 228, 192, 228, 336, 372, 336, 372, 192, 228, 192, 228,
                                                 336, 372, 336, 372}));
}

TEST(KerasRuleShape, DefaultsAreKeras) {
    const auto desc = keras_desc({2, 4, 5, 3}, {2, 3, 7, 3});
    ASSERT_TRUE(desc.ok()) << desc.status().message();
    EXPECT_EQ(outputs_shape(*desc), (std::vector<std::int64_t>{2, 5, 7, 7}));
    EXPECT_EQ(desc->data_format, DataFormat::channels_last);
}

TEST(KerasRuleShape, OneValueStandsForEveryDimension) {
    const auto one = keras_desc({1, 4, 5, 6, 3}, {2, 3, 4, 7, 3}, 3, kSame, 2, DataFormat::channels_last, 2);
    const auto three = keras_desc({1, 4, 5, 6, 3}, {2, 3, 4, 7, 3}, {3, 3, 3}, kSame, Dims{2, 2, 2},
                                  DataFormat::channels_last, {2, 2, 2});
    ASSERT_TRUE(one.ok() && three.ok());
    EXPECT_EQ(outputs_shape(*one), outputs_shape(*three));
    EXPECT_EQ(one->crop_left, three->crop_left);
}

TEST(KerasRuleShape, ChannelsFirstShapes) {
    const auto desc =
        keras_desc({2, 4, 8, 8}, {2, 3, 6, 4}, {2, 1}, kValid, kNone, DataFormat::channels_first);
    ASSERT_TRUE(desc.ok()) << desc.status().message();
    EXPECT_EQ(outputs_shape(*desc), (std::vector<std::int64_t>{2, 6, 16, 10}));
}

/// As keras.ops on JAX and TensorFlow: the rule of sizes holds for inputs without elements as well.
TEST(KerasRuleShape, EmptyInputs) {
    const auto shape = [](Padding padding, std::int64_t kernel_size, std::int64_t strides) {
        const auto desc = keras_desc({10, 7, 0, 8}, {3, kernel_size, 3, 8}, {1, strides}, padding);
        EXPECT_TRUE(desc.ok()) << desc.status().message();
        return desc.ok() ? outputs_shape(*desc) : std::vector<std::int64_t>{};
    };
    EXPECT_EQ(shape(kValid, 3, 1), (std::vector<std::int64_t>{10, 9, 2, 3}));
    EXPECT_EQ(shape(kValid, 5, 2), (std::vector<std::int64_t>{10, 9, 3, 3}));
    EXPECT_EQ(shape(kValid, 2, 3), (std::vector<std::int64_t>{10, 9, 0, 3}));
    EXPECT_EQ(shape(kSame, 3, 1), (std::vector<std::int64_t>{10, 7, 0, 3}));

    const std::vector<float> kernel(216, 1.0F);
    const auto outputs = conv_transpose({nullptr, {10, 7, 0, 8}}, {kernel.data(), {3, 3, 3, 8}});
    ASSERT_TRUE(outputs.ok()) << outputs.status().message();
    EXPECT_EQ(outputs->data, std::vector<float>(540, 0.0F));
}

}  // namespace
}  // namespace convt
