/// Whatever is wrong with a command line: exit code 2, one line that says what, and no output file.

#include <gtest/gtest.h>

#include <algorithm>

#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

using Arguments = std::vector<std::string>;

struct BadArguments {
    const char* name;
    Arguments options;
    const char* message;  ///< part of the line
};

void PrintTo(const BadArguments& bad, std::ostream* stream) {
    *stream << bad.name;
}

class RunRefuses : public ::testing::TestWithParam<BadArguments> {
protected:
    void SetUp() override {
        folder_.write_array("x.npy", {1, 2, 2, 4}, std::vector<float>(16));
        folder_.write_array("w.npy", {2, 2, 3, 4}, std::vector<float>(48));
        folder_.write_array("w_flat.npy", {2, 3, 4}, std::vector<float>(24));
        folder_.write_array("w_five.npy", {2, 2, 3, 5}, std::vector<float>(60));
        folder_.write_array("w_pytorch.npy", {4, 3, 2, 2}, std::vector<float>(48));
        folder_.write_array("w_none.npy", {4, 3, 2, 0}, {});
        folder_.write_array("vector.npy", {4}, std::vector<float>(4));
        folder_.write("text.npy", "not an array\n");
        before_ = folder_.names();
    }

    /// The arguments of the parameter, with "@name" standing for a file in the folder; what it does not
    /// give is set to something right.
    Arguments arguments() const {
        Arguments result{"run"};
        for (std::string text : GetParam().options) {
            if (text.starts_with('@')) text = folder_.path(text.substr(1));
            result.push_back(text);
        }
        const auto complete = [&](const std::string& option, const std::string& value) {
            if (std::find(result.begin(), result.end(), option) != result.end()) return;
            result.insert(result.end(), {option, folder_.path(value)});
        };
        complete("--input", "x.npy");
        complete("--kernel", "w.npy");
        complete("--output", "y.npy");
        return result;
    }

    ScratchFolder folder_;
    std::vector<std::string> before_;
};

TEST_P(RunRefuses, WithOneLine) {
    const Outcome outcome = run_convt(arguments());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(GetParam().message), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_TRUE(outcome.err.ends_with('\n'));
    EXPECT_EQ(folder_.names(), before_);
}

const BadArguments kBad[] = {
    {"unknown_option", {"--stride", "2"}, "--stride"},
    {"missing_value", {"--strides"}, "--strides"},
    {"missing_input_file", {"--input", "@none.npy"}, "none.npy is no file"},
    {"input_is_a_folder", {"--input", "@"}, "is no file"},
    {"input_is_no_array", {"--input", "@text.npy"}, "text.npy is no .npy file"},
    {"input_of_rank_0", {"--input", "@vector.npy"}, "3 to 5 dimensions"},
    {"kernel_of_other_rank", {"--kernel", "@w_flat.npy"}, "as many dimensions as the input, 4"},
    {"kernel_of_other_channels",
     {"--kernel", "@w_five.npy"},
     "4 channels (dimension 3 of (1, 2, 2, 4)) and the kernel reads 5 (dimension 3 of (2, 2, 3, 5))"},
    {"pytorch_kernel_of_other_channels",
     {"--kernel", "@w.npy", "--kernel-order", "pytorch"},
     "the kernel reads 2 (dimension 0 of (2, 2, 3, 4))"},
    {"channels_first_of_other_channels",
     {"--data-format", "channels_first"},
     "2 channels (dimension 1 of (1, 2, 2, 4))"},
    {"pytorch_kernel_of_size_0",
     {"--kernel", "@w_none.npy", "--kernel-order", "pytorch"},
     "(4, 3, 2, 0); dimension 3, a kernel size"},
    {"padding_numbers_too_many", {"--padding", "1,1,1"}, "--padding has 3 values"},
    {"padding_number_negative", {"--padding", "-1"}, "-1 along spatial dimension 0"},
    {"padding_too_large", {"--padding", "9"}, "3 outputs before any is cut off"},
    {"pads_too_few", {"--pads", "1,1,1"}, "--pads has 3 values; give 1 or two per spatial dimension, 4"},
    {"pads_and_padding", {"--pads", "0", "--padding", "same"}, "--pa"},
    {"pads_with_output_padding",
     {"--pads", "0", "--strides", "2", "--output-padding", "0,2"},
     "--output-padding is 2 along spatial dimension 1"},
    {"auto_pad_word",
     {"--auto-pad", "same"},
     "--auto-pad is 'same'; it must be one of NOTSET, VALID, SAME_UPPER, SAME_LOWER"},
    {"auto_pad_and_pads", {"--auto-pad", "SAME_UPPER", "--pads", "0"}, "--pads excludes --auto-pad"},
    {"auto_pad_and_padding", {"--auto-pad", "VALID", "--padding", "same"}, "--padding excludes --auto-pad"},
    {"auto_pad_and_size", {"--auto-pad", "VALID", "--output-size", "4"}, "--output-size"},
    {"auto_pad_with_output_padding",
     {"--auto-pad", "SAME_LOWER", "--strides", "2", "--output-padding", "2"},
     "--output-padding is 2 along spatial dimension 0; it must be 0 to 1"},
    {"output_empty", {"--output", ""}, "--output is ''"},
    {"tuned_empty", {"--tuned", ""}, "--tuned is ''"},
    {"output_format_word", {"--output-format", "nchw"}, "--output-format is 'nchw'"},
    {"strides_word", {"--strides", "two"}, "--strides is 'two'"},
    {"strides_empty_part", {"--strides", "2,,2"}, "--strides is '2,,2'"},
    {"strides_zero", {"--strides", "2,0"}, "strides[1] is 0"},
    {"strides_negative", {"--strides", "-1"}, "strides[0] is -1"},
    {"strides_too_many", {"--strides", "1,2,3"}, "strides"},
    {"strides_beyond_64_bits", {"--strides", "99999999999999999999"}, "--strides"},
    {"dilation_zero", {"--dilation-rate", "0"}, "dilation_rate[0] is 0"},
    {"padding_word", {"--padding", "full"}, "--padding is 'full'; it must be one of valid, same"},
    {"output_padding_word", {"--output-padding", "some"}, "--output-padding"},
    {"output_padding_stride", {"--strides", "2", "--output-padding", "2"}, "output_padding"},
    {"data_format_word", {"--data-format", "nhwc"}, "--data-format is 'nhwc'"},
    {"kernel_order_word", {"--kernel-order", "onnx"}, "--kernel-order is 'onnx'"},
    {"crop_without_size", {"--crop-left", "1,1"}, "--output-size"},
    {"size_and_padding", {"--output-size", "4", "--padding", "same"}, "--output-size"},
    {"size_of_other_rank", {"--output-size", "4,4,4"}, "--output-size has 3 values"},
    {"size_negative", {"--output-size", "-4"}, "out_spatial[0] is -4"},
    {"crop_negative", {"--crop-left", "-1", "--output-size", "4"}, "crop_left[0] is -1"},
    {"size_too_large", {"--output-size", "99999999"}, "99999999"},
    {"groups_zero", {"--groups", "0"}, "--groups is 0"},
    {"groups_beyond_channels", {"--groups", "3"}, "the kernel reads 4 in each of 3 groups"},
    {"groups_of_a_pytorch_kernel",
     {"--groups", "3", "--kernel", "@w_pytorch.npy", "--kernel-order", "pytorch"},
     "multiple of groups"},
    {"groups_huge", {"--groups", "9223372036854775807"}, "--groups"},
    {"bias_of_other_size", {"--bias", "@vector.npy"}, "the bias has shape (4)"},
    {"activation_word", {"--activation", "gelu"}, "--activation is 'gelu'"},
    {"slopes_missing", {"--activation", "prelu"}, "--slopes is missing"},
    {"slopes_of_other_size",
     {"--activation", "prelu", "--slopes", "@vector.npy"},
     "the array of slopes has shape (4); it must have one value per output channel"},
    {"slopes_without_prelu", {"--slopes", "@vector.npy"}, "only --activation prelu takes slopes"},
    {"alpha_word", {"--alpha", "steep"}, "--alpha is 'steep'"},
    {"alpha_infinite", {"--alpha", "inf"}, "--alpha is 'inf'"},
    {"clamp_single", {"--clamp", "1"}, "--clamp is '1'"},
    {"isa_word", {"--isa", "mmx"}, "--isa is 'mmx'"},
    {"kernel_name_unknown", {"--kernel-name", "convt_9d_none"}, "convt_9d_none"},
    {"tuned_missing", {"--tuned", "@none.json"}, "none.json is no file"},
    {"tuned_malformed", {"--tuned", "@text.npy"}, "a tuned file is malformed: line 1"},
    {"threads_zero", {"--threads", "0"}, "--threads is 0"},
    {"threads_word", {"--threads", "many"}, "--threads is 'many'"},
    {"threads_too_many", {"--threads", "5000"}, "--threads is 5000"},
    {"output_into_nowhere", {"--output", "@none/y.npy"}, "none/y.npy cannot be written"},
    {"output_is_a_folder", {"--output", "@"}, "no regular file"},
    {"output_is_a_device", {"--output", "/dev/null"}, "/dev/null exists and is no regular file"},
};
INSTANTIATE_TEST_SUITE_P(BadArguments, RunRefuses, ::testing::ValuesIn(kBad),
                         [](const auto& tested) { return tested.param.name; });

TEST(CommandLine, NeedsASubcommand) {
    for (const Arguments& arguments :
         {Arguments{}, Arguments{"walk"}, Arguments{"run"}, Arguments{"bench"}}) {
        const Outcome outcome = run_convt(arguments);
        EXPECT_EQ(outcome.exit_code, 2);
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    }
}

TEST(CommandLine, AnUnknownCommandIsToldTheOthers) {
    EXPECT_NE(run_convt({"exlpain"}).err.find(" (did you mean 'explain'?); the commands are run, explain"),
              std::string::npos)
        << run_convt({"exlpain"}).err;
    const Outcome outcome = run_convt({"bogus"});
    EXPECT_NE(outcome.err.find("there is no command 'bogus'"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("run, explain, bench, compile, layers, peak, report, tune"), std::string::npos)
        << outcome.err;
}

TEST(CommandLine, HelpAndVersionSucceed) {
    EXPECT_EQ(run_convt({"--version"}).exit_code, 0);
    const Outcome help = run_convt({"run", "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_NE(help.out.find("--output-padding"), std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
