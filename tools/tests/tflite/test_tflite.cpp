/// TensorFlow Lite's models: what LiteRT's reference kernels compute, and files that are none.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "compile/compiled_app.hpp"
#include "compile/layers/element_values.hpp"
#include "compile/tflite/read_tflite.hpp"
#include "convt/plan.hpp"
#include "support/input_error.hpp"

namespace convt::tools::test {
namespace {

using nlohmann::json;

std::string from_base64(const std::string& text) {
    std::string bytes;
    unsigned bits = 0, count = 0;
    for (const char c : text) {
        constexpr std::string_view kDigits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const std::size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos) break;
        bits = bits << 6U | static_cast<unsigned>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xFFU);
    }
    return bytes;
}

std::vector<json> golden_cases() {
    std::ifstream file(CONVT_GOLDEN_TFLITE);
    return json::parse(file).at("cases").get<std::vector<json>>();
}

json golden_case(const std::string& name) {
    for (const json& test : golden_cases()) {
        if (test.at("name") == name) return test;
    }
    throw std::out_of_range(name);
}

OnnxLayers read_bytes(const std::string& bytes, const OnnxRequest& request = {}) {
    const ScratchFolder folder;
    return read_tflite(folder.write("model.tflite", bytes), request);
}

/// Empty where the bytes are a model.
std::string error_of(const std::string& bytes) {
    try {
        (void)read_bytes(bytes);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

/// By the library that runs the test.
std::string run(const CompileLayer& layer, const std::string& inputs, std::size_t bytes) {
    const auto plan = Plan::create(layer.desc);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    const Weights& weights = *layer.weights;
    const auto kernel = bytes_of(kernel_dtype(layer.desc), weights.kernel);
    const auto packed =
        plan->pack(kernel.data(), {weights.scales.data(), std::ssize(weights.scales)}, KernelOrder::pytorch);
    EXPECT_TRUE(packed.ok()) << packed.status().message();
    const auto bias = bytes_of(bias_dtype(layer.desc), weights.bias);
    auto context = Context::create();
    std::string outputs(bytes, '\x55');
    const Status status =
        plan->run(inputs.data(), *packed, bias.empty() ? nullptr : bias.data(), outputs.data(), *context);
    EXPECT_TRUE(status.ok()) << status.message();
    return outputs;
}

void expect_outputs(const CompileLayer& layer, const std::string& got, const std::string& expected) {
    if (layer.desc.dtype != DType::float32) {
        // The same integers, bit for bit.
        EXPECT_EQ(got, expected);
        return;
    }
    for (std::size_t at = 0; at < expected.size(); at += sizeof(float)) {
        float a = 0, b = 0;
        std::memcpy(&a, got.data() + at, sizeof a);
        std::memcpy(&b, expected.data() + at, sizeof b);
        ASSERT_NEAR(a, b, 1e-5F * (1 + std::fabs(b))) << at / sizeof(float);
    }
}

class TfliteGolden : public ::testing::TestWithParam<json> {};

TEST_P(TfliteGolden, GivesWhatLiteRTDoes) {
    const json& test = GetParam();
    const OnnxLayers read = read_bytes(from_base64(test.at("model")));
    ASSERT_EQ(read.layers.size(), 1U);
    EXPECT_TRUE(read.remarks.empty());
    const CompileLayer& layer = read.layers[0];
    EXPECT_EQ(outputs_shape(layer.desc), test.at("shape").get<std::vector<std::int64_t>>());
    const std::string expected = from_base64(test.at("outputs"));
    expect_outputs(layer, run(layer, from_base64(test.at("inputs")), expected.size()), expected);
}

INSTANTIATE_TEST_SUITE_P(Models, TfliteGolden, ::testing::ValuesIn(golden_cases()),
                         [](const auto& test) { return test.param.at("name").template get<std::string>(); });

TEST(Tflite, IsCompiled) {
    const json test = golden_case("int8_channels");
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.tflite", from_base64(test.at("model")))});
    EXPECT_EQ(app.run_bytes("y", {}, from_base64(test.at("inputs")), "int8_t"),
              from_base64(test.at("outputs")));
}

TEST(Tflite, IntegersBecomeFloatsOnRequest) {
    const std::string bytes = from_base64(golden_case("int8").at("model"));
    OnnxRequest floats;
    floats.dtype = DType::float32;
    const OnnxLayers kept = read_bytes(bytes), read = read_bytes(bytes, floats);
    const Weights &integers = *kept.layers.at(0).weights, &numbers = *read.layers.at(0).weights;
    EXPECT_EQ(read.layers.at(0).desc.dtype, DType::float32);
    ASSERT_EQ(read.remarks.size(), 1U);
    EXPECT_NE(read.remarks[0].find("computes in int8"), std::string::npos);
    const double scale = static_cast<double>(integers.scales.at(0));
    for (std::size_t i = 0; i < numbers.kernel.size(); ++i) {
        EXPECT_NEAR(numbers.kernel[i], integers.kernel[i] * scale,
                    1e-7 * std::fabs(integers.kernel[i] * scale));
    }
}

TEST(Tflite, BytesThatAreNoModelAreRefused) {
    EXPECT_NE(error_of("").find("is no TensorFlow Lite model"), std::string::npos);
    EXPECT_NE(error_of("\x08\x00\x00\x00TFL3").find("is no TensorFlow Lite model"), std::string::npos);
    EXPECT_NE(
        error_of(std::string("\x18\0\0\0TFL4", 8) + std::string(64, '\0')).find("does not begin as one"),
        std::string::npos);
}

/// Every byte in turn, and every length: a model that can be read, or a message.
TEST(Tflite, DamagedModelsAreReadOrRefused) {
    const ScratchFolder folder;
    std::size_t refused = 0, tried = 0;
    const auto attempt = [&](const std::string& bytes) {
        ++tried;
        try {
            (void)read_tflite(folder.write("model.tflite", bytes), {});
        } catch (const InputError& error) {
            EXPECT_STRNE(error.what(), "");
            ++refused;
        }
    };
    std::mt19937 random(1);
    for (const char* name : {"uint8", "half_weights"}) {
        const std::string whole = from_base64(golden_case(name).at("model"));
        for (std::size_t length = 0; length < whole.size(); length += 7) attempt(whole.substr(0, length));
        for (std::size_t i = 0; i < whole.size(); ++i) {
            for (const int change : {0x01, static_cast<int>(random() & 0xFFU)}) {
                std::string damaged = whole;
                damaged[i] = static_cast<char>(damaged[i] ^ change);
                attempt(damaged);
            }
        }
    }
    EXPECT_GT(refused, tried / 10);
}

/// The tensor of float16 that weights are widened from may state fewer values than they have.
TEST(Tflite, WidenedWeightsHaveTheirOwnShape) {
    std::string bytes = from_base64(golden_case("half_weights").at("model"));
    const std::int32_t shape[] = {4, 4, 3, 3, 3};  // the number of sizes, and the weights'
    const std::string_view pattern(reinterpret_cast<const char*>(shape), sizeof shape);
    std::size_t found = 0;
    for (std::size_t at = bytes.find(pattern); at != std::string::npos; at = bytes.find(pattern, at + 1)) {
        std::string damaged = bytes;
        damaged[at + sizeof(std::int32_t)] = 5;
        EXPECT_NE(error_of(damaged), "");
        damaged[at + sizeof(std::int32_t)] = 2;
        EXPECT_NE(error_of(damaged), "");
        ++found;
    }
    EXPECT_GE(found, 1U);
}

}  // namespace
}  // namespace convt::tools::test
