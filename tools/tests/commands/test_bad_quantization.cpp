/// What is wrong with a quantisation: exit code 2, one line that says what, and no output file.

#include <gtest/gtest.h>

#include <algorithm>

#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

using Arguments = std::vector<std::string>;

struct Bad {
    const char* name;
    Arguments options;
    const char* message;    ///< part of the line
    const char* json = "";  ///< the file of --quantization; empty: there is none
};

void PrintTo(const Bad& bad, std::ostream* out) {
    *out << bad.name;
}

class RefusesQuantization : public ::testing::TestWithParam<Bad> {};

TEST_P(RefusesQuantization, WithOneLine) {
    const ScratchFolder folder;
    folder.write_integers("x.npy", DType::int8, {1, 2, 4}, std::vector<std::int32_t>(8));
    folder.write_integers("w.npy", DType::int8, {2, 3, 4}, std::vector<std::int32_t>(24));
    folder.write_integers("w_unsigned.npy", DType::uint8, {2, 3, 4}, std::vector<std::int32_t>(24));
    folder.write_integers("sums.npy", DType::int32, {1, 2, 4}, std::vector<std::int32_t>(8));
    folder.write_integers("bias_bytes.npy", DType::int8, {3}, {0, 0, 0});
    folder.write_array("bias_floats.npy", {3}, {0, 0, 0});
    folder.write_array("x_floats.npy", {1, 2, 4}, std::vector<float>(8));
    folder.write_array("w_floats.npy", {2, 3, 4}, std::vector<float>(24));
    folder.write("q.json", GetParam().json);
    const auto before = folder.names();
    Arguments arguments{"run", "--output", folder.path("y.npy")};
    for (std::string text : GetParam().options) {
        arguments.push_back(text.starts_with('@') ? folder.path(text.substr(1)) : text);
    }
    const auto complete = [&](const std::string& option, const std::string& value) {
        if (std::find(arguments.begin(), arguments.end(), option) != arguments.end()) return;
        arguments.insert(arguments.end(), {option, value});
    };
    complete("--input", folder.path("x.npy"));
    complete("--kernel", folder.path("w.npy"));
    if (*GetParam().json != '\0') complete("--quantization", folder.path("q.json"));
    const Outcome outcome = run_convt(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(GetParam().message), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(folder.names(), before);
}

const Bad kBad[] = {
    {"scales_missing", {}, "the kernel's scales are missing; outputs of int8 need one, or one per output"},
    {"scales_too_many",
     {"--kernel-scales", "1,2"},
     "the kernel has 2 scales; give 1 or one per output channel, 3"},
    {"scale_word", {"--kernel-scales", "1,,2"}, "--kernel-scales is ''; it must be a finite number"},
    {"scale_zero", {"--kernel-scales", "0"}, "scales[0] is 0; it must be finite and above 0"},
    {"input_scale_negative",
     {"--kernel-scales", "1", "--input-scale", "-1"},
     "input_scale is -1; it must be finite"},
    {"input_scale_word", {"--input-scale", "small"}, "--input-scale is 'small'"},
    {"zero_point_out_of_type",
     {"--kernel-scales", "1", "--input-zero-point", "128"},
     "input_zero_point is 128; for int8 it must be in [-128, 127]"},
    {"zero_point_fraction",
     {"--output-zero-point", "0.5"},
     "--output-zero-point is '0.5'; it must be a whole"},
    {"zero_point_beyond_32_bits", {"--output-zero-point", "5000000000"}, "--output-zero-point is 5000000000"},
    {"output_scale_of_sums",
     {"--output-dtype", "int32", "--output-scale", "2"},
     "output_scale is 2; for int32 it must be 1"},
    {"rounding_word",
     {"--rounding", "down"},
     "--rounding is 'down'; it must be one of nearest_even, gemmlowp"},
    {"gemmlowp_with_float_bias",
     {"--kernel-scales", "1", "--rounding", "gemmlowp", "--bias", "@bias_floats.npy"},
     "bias_dtype is float32; gemmlowp's rounding has an int32 bias"},
    {"bias_of_bytes",
     {"--bias", "@bias_bytes.npy"},
     "the bias is of int8; beside inputs of int8 it must be of int32"},
    {"activation", {"--kernel-scales", "1", "--activation", "tanh"}, "activation is tanh"},
    {"clamped_sums",
     {"--output-dtype", "int32", "--activation", "relu6"},
     "outputs of int32 are sums, whose units differ"},
    {"output_of_halves",
     {"--output-dtype", "float16"},
     "output_dtype is float16; inputs of int8 have outputs of"},
    {"inputs_of_sums", {"--input", "@sums.npy"}, "the input is of int32 and the kernel of int8"},
    {"dtype_of_sums", {"--dtype", "int32", "--input", "@sums.npy"}, "of int32"},
    {"kernel_of_unsigned_bytes",
     {"--dtype", "int8", "--kernel", "@w_unsigned.npy"},
     "the kernel is of uint8; it must be of int8"},
    {"floats_as_bytes",
     {"--dtype", "int8", "--input", "@x_floats.npy"},
     "the input is of float32; it must be of int8, as files are not quantised"},
    {"bytes_as_floats", {"--dtype", "float32"}, "the input is of int8; float32 is made of floats alone"},
    {"scale_of_floats",
     {"--input", "@x_floats.npy", "--kernel", "@w_floats.npy", "--input-scale", "2"},
     "--input-scale is stated; only inputs of int8 and uint8 are quantised, and these are of float32"},
    {"file_of_floats",
     {"--input", "@x_floats.npy", "--kernel", "@w_floats.npy"},
     "--quantization is stated; only inputs",
     "{}"},
    {"file_and_option", {"--rounding", "gemmlowp"}, "--quantization", R"({"kernel_scales": 1})"},
    {"file_missing", {"--quantization", "@none.json"}, "none.json is no file"},
    {"file_empty_name", {"--quantization", ""}, "--quantization is ''"},
    {"file_is_no_json", {}, "q.json: is no JSON object", "nearest"},
    {"file_is_an_array", {}, "q.json: is no JSON object", "[1]"},
    {"file_cut", {}, "q.json: is no JSON object", R"({"input_scale": 0.5)"},
    {"file_of_deep_arrays", {}, "q.json: is no JSON object", "[[[[[[[[[[[[[[[[[[[[[[[[["},
    {"member_unknown", {}, "has the member 'scale'; it may have", R"({"scale": 1})"},
    {"member_near",
     {},
     "has the member 'kernel_scale' (did you mean 'kernel_scales'?)",
     R"({"kernel_scale": 1})"},
    {"member_twice", {}, "has two members 'input_scale'", R"({"input_scale": 1, "input_scale": 2})"},
    {"member_zero_point_fraction", {}, "input_zero_point is 1.5; it must be", R"({"input_zero_point": 1.5})"},
    {"member_zero_point_huge",
     {},
     "input_zero_point is 18446744073709551615",
     R"({"input_zero_point": 18446744073709551615})"},
    {"member_scale_text", {}, "input_scale is \"1\"; it must be a number", R"({"input_scale": "1"})"},
    {"member_scale_huge",
     {},
     "input_scale is inf; it must be finite and above 0",
     R"({"input_scale": 1e300, "kernel_scales": 1})"},
    {"member_scales_empty", {}, "kernel_scales is []; it must have one", R"({"kernel_scales": []})"},
    {"member_scales_nested", {}, "kernel_scales[1] is an array", R"({"kernel_scales": [1, [2], 3]})"},
    {"member_scales_null", {}, "kernel_scales[2] is null", R"({"kernel_scales": [1, 2, null]})"},
    {"member_rounding_word", {}, "rounding is 'down'; it must be one of", R"({"rounding": "down"})"},
    {"member_rounding_number", {}, "rounding is '1'; it must be one of", R"({"rounding": 1})"},
};
INSTANTIATE_TEST_SUITE_P(Bad, RefusesQuantization, ::testing::ValuesIn(kBad),
                         [](const auto& tested) { return tested.param.name; });

/// Every byte in turn replaced, and every beginning of the file.
TEST(QuantizationFile, AnyByteChangedIsReadOrRefused) {
    const ScratchFolder folder;
    const std::string x = folder.write_integers("x.npy", DType::int8, {1, 1, 1}, {1});
    const std::string json = R"({"input_scale":0.5,"kernel_scales":[1],"rounding":"gemmlowp"})";
    const auto expect_answer = [&](const std::string& text) {
        const std::string file = folder.write("q.json", text);
        const Outcome outcome = run_convt(
            {"run", "--input", x, "--kernel", x, "--quantization", file, "--output", folder.path("y.npy")});
        EXPECT_TRUE(outcome.exit_code == 0 || outcome.exit_code == 2) << text;
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), outcome.exit_code / 2) << text;
    };
    for (std::size_t at = 0; at < json.size(); ++at) {
        expect_answer(json.substr(0, at));
        for (const char byte : {'\0', '9', '\xff'}) {
            std::string changed = json;
            changed[at] = byte;
            expect_answer(changed);
        }
    }
}

}  // namespace
}  // namespace convt::tools::test
