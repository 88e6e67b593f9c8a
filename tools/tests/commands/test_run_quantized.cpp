/// `convt run` of 8-bit integers: outputs equal those of the oracle, which knows integers and formulae alone.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "npy/npy.hpp"
#include "npy/npy_elements.hpp"
#include "reference/quantized.hpp"
#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

using Arguments = std::vector<std::string>;
using Shape = std::vector<std::int64_t>;

/// Integers that look random, in [least, least + 255].
std::vector<std::int32_t> scattered(std::size_t count, std::int32_t least) {
    std::vector<std::int32_t> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = least + static_cast<std::int32_t>((i * i * 37 + i * 101 + 7) % 256);
    return values;
}

/// A problem of 4 channels that become 3, stride 2, and the arguments that state it.
struct Quantized {
    const char* name;
    DType inputs = DType::int8;
    DType outputs = DType::int8;
    Rounding rounding = Rounding::nearest_even;
    DType bias = DType::int32;
    Activation activation = Activation::none;
    std::vector<float> scales{0.02F, 0.05F, 0.01F};
};

void PrintTo(const Quantized& problem, std::ostream* out) {
    *out << problem.name;
}

class RunQuantized : public ::testing::TestWithParam<Quantized> {
protected:
    void SetUp() override {
        const Quantized& p = GetParam();
        desc_ = keras_desc({1, 5, 3, 4}, {3, 2, 3, 4}, {2, 2}, Padding::same).value();
        desc_.dtype = p.inputs;
        desc_.output_dtype = p.outputs;
        desc_.activation = p.activation;
        desc_.activation_min = -1.5;
        desc_.activation_max = 2.25;
        Quantization& q = desc_.quantization;
        q.input_zero_point = p.inputs == DType::int8 ? -9 : 131;
        q.input_scale = 0.013F;
        q.rounding = p.rounding;
        q.bias_dtype = p.bias;
        if (p.outputs == DType::int8 || p.outputs == DType::uint8) {
            q.output_zero_point = p.outputs == DType::int8 ? 11 : 100;
            q.output_scale = 0.08F;
        }
        inputs_ = {{1, 5, 3, 4}, {}, p.inputs, scattered(60, p.inputs == DType::int8 ? -128 : 0)};
        kernel_ = {{3, 2, 3, 4}, {}, DType::int8, scattered(72, -128)};
        bias_.shape = {3};
        bias_.dtype = p.bias;
        if (p.bias == DType::int32) bias_.integers = {1000, -2500, 123};
        if (p.bias == DType::float32) bias_.values = {0.5F, -1.25F, 0.125F};
        for (const auto& [name, array] :
             {std::pair{"x.npy", inputs_}, {"w.npy", kernel_}, {"b.npy", bias_}}) {
            std::ostringstream bytes;
            write_npy(bytes, array.shape, array.dtype, elements_of(array, array.dtype).data());
            folder_.write(name, bytes.str());
        }
    }

    /// Of the oracle, dense in the order of channels_last.
    [[nodiscard]] std::vector<double> expected() const {
        const std::vector<std::byte> x = elements_of(inputs_, inputs_.dtype);
        const std::vector<std::byte> w = elements_of(kernel_, DType::int8);
        const std::vector<std::byte> b = elements_of(bias_, bias_.dtype);
        return reference::quantized_conv_transpose(
            desc_, {x.data(), reinterpret_cast<const std::int8_t*>(w.data()), GetParam().scales, b.data()});
    }

    /// Runs on the files with further arguments and compares every output.
    void run(const Arguments& more) {
        Arguments arguments{"run",
                            "--output-dtype",
                            name_of(GetParam().outputs),
                            "--strides",
                            "2",
                            "--padding",
                            "same",
                            "--clamp",
                            "-1.5,2.25",
                            "--activation",
                            activation()};
        for (const auto& [option, file] : {std::pair{"--input", "x.npy"},
                                           {"--kernel", "w.npy"},
                                           {"--bias", "b.npy"},
                                           {"--output", "y.npy"}}) {
            arguments.insert(arguments.end(), {option, folder_.path(file)});
        }
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome outcome = run_convt(arguments);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.err, "");
        const NpyArray y = read_npy(folder_.path("y.npy"));
        EXPECT_EQ(y.dtype, GetParam().outputs);
        EXPECT_EQ(y.shape, (Shape{1, 10, 6, 3}));
        std::vector<double> got(y.values.begin(), y.values.end());
        got.insert(got.end(), y.integers.begin(), y.integers.end());
        EXPECT_EQ(got, expected());
    }

    [[nodiscard]] static std::string name_of(DType dtype) {
        return dtype == DType::int8    ? "int8"
               : dtype == DType::uint8 ? "uint8"
               : dtype == DType::int32 ? "int32"
                                       : "float32";
    }
    [[nodiscard]] static std::string activation() {
        switch (GetParam().activation) {
            case Activation::relu:
                return "relu";
            case Activation::relu6:
                return "relu6";
            case Activation::clamp:
                return "clamp";
            default:
                return "none";
        }
    }

    ScratchFolder folder_;
    ConvTransposeDesc desc_;
    NpyArray inputs_, kernel_, bias_;
};

TEST_P(RunQuantized, AFileStatesIt) {
    const Quantization& q = desc_.quantization;
    nlohmann::json json{{"input_zero_point", q.input_zero_point},
                        {"input_scale", q.input_scale},
                        {"output_zero_point", q.output_zero_point},
                        {"output_scale", q.output_scale},
                        {"kernel_scales", GetParam().scales},
                        {"rounding", q.rounding == Rounding::gemmlowp ? "gemmlowp" : "nearest_even"}};
    if (GetParam().scales.size() == 1) json["kernel_scales"] = GetParam().scales[0];
    run({"--quantization", folder_.write("q.json", json.dump())});
}

TEST_P(RunQuantized, OptionsStateIt) {
    const Quantization& q = desc_.quantization;
    std::ostringstream scales;
    for (const float scale : GetParam().scales) scales << (scales.tellp() > 0 ? "," : "") << scale;
    Arguments options{"--input-zero-point", std::to_string(q.input_zero_point),
                      "--input-scale",      "0.013",
                      "--kernel-scales",    scales.str()};
    if (q.rounding == Rounding::gemmlowp) options.insert(options.end(), {"--rounding", "gemmlowp"});
    if (q.output_scale != 1) {
        options.insert(options.end(), {"--output-zero-point", std::to_string(q.output_zero_point),
                                       "--output-scale", "0.08"});
    }
    run(options);
}

const Quantized kProblems[] = {
    {.name = "signed_bytes"},
    {.name = "gemmlowp", .rounding = Rounding::gemmlowp},
    {.name = "unsigned_bytes", .inputs = DType::uint8, .outputs = DType::uint8},
    {.name = "unsigned_to_signed_gemmlowp", .inputs = DType::uint8, .rounding = Rounding::gemmlowp},
    {.name = "sums", .outputs = DType::int32, .activation = Activation::relu},
    {.name = "floats", .outputs = DType::float32, .activation = Activation::relu6},
    {.name = "float_bias", .bias = DType::float32},
    {.name = "floats_of_a_float_bias", .outputs = DType::float32, .bias = DType::float32},
    {.name = "relu", .activation = Activation::relu},
    {.name = "relu6", .inputs = DType::uint8, .activation = Activation::relu6},
    {.name = "clamp", .rounding = Rounding::gemmlowp, .activation = Activation::clamp},
    {.name = "one_scale", .scales = {0.03F}},
};
INSTANTIATE_TEST_SUITE_P(Problems, RunQuantized, ::testing::ValuesIn(kProblems),
                         [](const auto& test) { return test.param.name; });

/// Groups, PyTorch's order of the kernel and channels_first, on sums that can be read.
TEST(RunIntegers, OrdersAndGroups) {
    const ScratchFolder folder;
    folder.write_integers("x.npy", DType::uint8, {1, 4, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
    folder.write_integers("w.npy", DType::int8, {4, 1, 1}, {1, 10, 100, -1});
    const Outcome outcome =
        run_convt({"run", "--input", folder.path("x.npy"), "--kernel", folder.path("w.npy"), "--output",
                   folder.path("y.npy"), "--data-format", "channels_first", "--kernel-order", "pytorch",
                   "--groups", "2", "--output-dtype", "int32", "--input-zero-point", "1"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const NpyArray y = read_npy(folder.path("y.npy"));
    EXPECT_EQ(y.shape, (Shape{1, 2, 2}));
    EXPECT_EQ(y.integers, (std::vector<std::int32_t>{20, 31, 394, 493}));
}

/// A problem string states types and sizes, the files what they hold.
TEST(RunIntegers, ProblemString) {
    const ScratchFolder folder;
    folder.write_integers("x.npy", DType::int8, {1, 3, 1}, {1, 10, 100});
    folder.write_integers("w.npy", DType::int8, {3, 1, 1}, {1, 2, 3});
    const auto run = [&](const std::string& problem) {
        return run_convt({"run", problem, "--input", folder.path("x.npy"), "--kernel", folder.path("w.npy"),
                          "--output", folder.path("y.npy")});
    };
    const Outcome outcome = run("1d int8 to_int32 ic1 oc1 i3 k3 s2 same");
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(read_npy(folder.path("y.npy")).integers, (std::vector<std::int32_t>{1, 2, 13, 20, 130, 200}));
    EXPECT_NE(run("1d ic1 oc1 i3 k3 s2 same").err.find("the input is of int8; float32 is made of floats"),
              std::string::npos);
    EXPECT_NE(run("1d uint8 to_int32 ic1 oc1 i3 k3 s2 same").err.find("it must be of uint8"),
              std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
