/// `convt run` on known answers, and `convt explain`.

#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>

#include "npy/npy.hpp"
#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

using Arguments = std::vector<std::string>;
using Shape = std::vector<std::int64_t>;
using Values = std::vector<float>;

class Run : public ::testing::Test {
protected:
    /// Runs on x.npy and w.npy with further arguments and reads the outputs.
    NpyArray run(const Arguments& more) {
        Arguments arguments{"run",
                            "--input",
                            folder_.path("x.npy"),
                            "--kernel",
                            folder_.path("w.npy"),
                            "--output",
                            folder_.path("y.npy")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome outcome = run_convt(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.err, "");
        return outcome.exit_code == 0 ? read_npy(folder_.path("y.npy")) : NpyArray{};
    }

    ScratchFolder folder_;
};

/// Inputs 1, 10, 100 and kernel 1, 2, …: what reaches an output can be read from its digits.
struct Digits {
    int kernel_size;
    Arguments options;
    Values outputs;
};

class RunDigits : public Run, public ::testing::WithParamInterface<Digits> {
protected:
    void SetUp() override {
        Values kernel;
        for (int k = 1; k <= GetParam().kernel_size; ++k) kernel.push_back(static_cast<float>(k));
        folder_.write_array("w.npy", {GetParam().kernel_size, 1, 1}, kernel);
    }
};

TEST_P(RunDigits, ChannelsLast) {
    folder_.write_array("x.npy", {1, 3, 1}, {1, 10, 100});
    const NpyArray y = run(GetParam().options);
    EXPECT_EQ(y.shape, (Shape{1, static_cast<std::int64_t>(GetParam().outputs.size()), 1}));
    EXPECT_EQ(y.values, GetParam().outputs);
}

TEST_P(RunDigits, ChannelsFirst) {
    folder_.write_array("x.npy", {1, 1, 3}, {1, 10, 100});
    Arguments options = GetParam().options;
    options.insert(options.end(), {"--data-format", "channels_first"});
    const NpyArray y = run(options);
    EXPECT_EQ(y.shape, (Shape{1, 1, static_cast<std::int64_t>(GetParam().outputs.size())}));
    EXPECT_EQ(y.values, GetParam().outputs);
}

const Digits kDigits[] = {
    {3, {"--strides", "2", "--padding", "same"}, {1, 2, 13, 20, 130, 200}},
    {3, {"--strides", "2", "--padding", "same", "--output-padding", "none"}, {1, 2, 13, 20, 130, 200}},
    {3, {"--strides", "2", "--padding", "same", "--output-padding", "0"}, {2, 13, 20, 130, 200}},
    {2, {"--strides", "3", "--padding", "same", "--output-padding", "2"}, {1, 2, 0, 10, 20, 0, 100, 200}},
    {4, {"--strides", "2", "--padding", "same"}, {2, 13, 24, 130, 240, 300}},
    {2, {"--strides", "3"}, {1, 2, 0, 10, 20, 0, 100, 200, 0}},
    {3, {"--dilation-rate", "2", "--padding", "same"}, {102, 20, 203}},
    {3, {"--strides", "2", "--dilation-rate", "2", "--padding", "same"}, {0, 12, 0, 123, 0, 230}},
    {3, {"--strides", "2", "--crop-left", "1", "--output-size", "8"}, {2, 13, 20, 130, 200, 300, 0, 0}},
    {3, {"--strides", "2", "--output-size", "2"}, {1, 2}},
    // PyTorch's padding, and ONNX's pads and rules.
    {3, {"--strides", "2", "--padding", "0"}, {1, 2, 13, 20, 130, 200, 300}},
    {3, {"--strides", "2", "--padding", "1"}, {2, 13, 20, 130, 200}},
    {3, {"--strides", "2", "--padding", "1", "--output-padding", "1"}, {2, 13, 20, 130, 200, 300}},
    {3, {"--strides", "2", "--pads", "2,1"}, {13, 20, 130, 200}},
    {3, {"--strides", "2", "--pads", "1"}, {2, 13, 20, 130, 200}},
    {3,
     {"--strides", "3", "--pads", "0,1", "--output-padding", "2"},
     {1, 2, 3, 10, 20, 30, 100, 200, 300, 0}},
    {3, {"--strides", "2", "--auto-pad", "SAME_UPPER"}, {1, 2, 13, 20, 130, 200}},
    {3, {"--strides", "2", "--auto-pad", "SAME_LOWER"}, {2, 13, 20, 130, 200, 300}},
    {1, {"--strides", "2", "--auto-pad", "SAME_UPPER"}, {1, 0, 10, 0, 100}},
    {3, {"--strides", "2", "--auto-pad", "VALID"}, {1, 2, 13, 20, 130, 200, 300}},
    {3,
     {"--strides", "2", "--auto-pad", "NOTSET", "--output-padding", "1"},
     {1, 2, 13, 20, 130, 200, 300, 0}},
};
INSTANTIATE_TEST_SUITE_P(Golden, RunDigits, ::testing::ValuesIn(kDigits));

TEST_F(Run, BiasAndActivation) {
    folder_.write_array("x.npy", {1, 3, 1}, {-1, 2, 5});
    folder_.write_array("w.npy", {1, 2, 1}, {1, -1});
    const std::string bias = folder_.write_array("b.npy", {2}, {0.5, -0.5});
    const auto activated = [&](Arguments options) {
        options.insert(options.end(), {"--bias", bias});
        return run(options).values;
    };
    EXPECT_EQ(activated({}), (Values{-0.5, 0.5, 2.5, -2.5, 5.5, -5.5}));
    EXPECT_EQ(activated({"--activation", "relu"}), (Values{0, 0.5, 2.5, 0, 5.5, 0}));
    EXPECT_EQ(activated({"--activation", "leaky_relu", "--alpha", "0.5"}),
              (Values{-0.25, 0.5, 2.5, -1.25, 5.5, -2.75}));
    EXPECT_EQ(activated({"--activation", "clamp", "--clamp", "-1,2"}), (Values{-0.5, 0.5, 2, -1, 2, -1}));
    const std::string slopes = folder_.write_array("s.npy", {2}, {0.5, -2});
    EXPECT_EQ(activated({"--activation", "prelu", "--slopes", slopes}),
              (Values{-0.25, 0.5, 2.5, 5, 5.5, 11}));
}

TEST_F(Run, HardSwish) {
    folder_.write_array("x.npy", {1, 5, 1}, {-4, -3, 0, 3, 100});
    folder_.write_array("w.npy", {1, 1, 1}, {1});
    EXPECT_EQ(run({"--activation", "hard_swish"}).values, (Values{0, 0, 0, 3, 100}));
}

TEST_F(Run, GroupsInBothKernelOrders) {
    folder_.write_array("x.npy", {1, 2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
    // Group 0 maps channels (0, 1) to output 0 by (1, 10), group 1 maps (2, 3) to output 1 by (100, 1000).
    const Values expected{21, 4300, 65, 8700};
    folder_.write_array("w.npy", {1, 2, 2}, {1, 10, 100, 1000});
    EXPECT_EQ(run({"--groups", "2"}).values, expected);
    folder_.write_array("w.npy", {4, 1, 1}, {1, 10, 100, 1000});
    EXPECT_EQ(run({"--groups", "2", "--kernel-order", "pytorch"}).values, expected);
}

TEST_F(Run, OutputsInTheOtherLayout) {
    folder_.write_array("x.npy", {1, 1, 2, 1}, {1, 10});
    folder_.write_array("w.npy", {1, 1, 3, 1}, {1, 2, 3});
    const NpyArray last = run({});
    EXPECT_EQ(last.shape, (Shape{1, 1, 2, 3}));
    EXPECT_EQ(last.values, (Values{1, 2, 3, 10, 20, 30}));
    const NpyArray first = run({"--output-format", "channels_first"});
    EXPECT_EQ(first.shape, (Shape{1, 3, 1, 2}));
    EXPECT_EQ(first.values, (Values{1, 10, 2, 20, 3, 30}));
    folder_.write_array("x.npy", {1, 1, 1, 2}, {1, 10});
    const NpyArray turned = run({"--data-format", "channels_first", "--output-format", "channels_last"});
    EXPECT_EQ(turned.shape, last.shape);
    EXPECT_EQ(turned.values, last.values);
    folder_.write_array("x.npy", {1, 2, 1, 2}, {1, 10, 100, 1000});
    folder_.write_array("w.npy", {1, 1, 3, 2}, {1, 2, 3, 4, 5, 6});
    const NpyArray both = run({"--data-format", "channels_first", "--output-format", "channels_last"});
    EXPECT_EQ(both.values, (Values{201, 403, 605, 2010, 4030, 6050}));
    const Outcome explained =
        run_convt({"explain", "--input", folder_.path("x.npy"), "--kernel", folder_.path("w.npy"),
                   "--data-format", "channels_first", "--output-format", "channels_last"});
    EXPECT_NE(explained.out.find(" from_channels_first\n"), std::string::npos) << explained.out;
}

TEST_F(Run, RankThreeFromTheInput) {
    folder_.write_array("x.npy", {1, 1, 1, 1, 1}, {3});
    folder_.write_array("w.npy", {1, 2, 1, 1, 1}, {1, 2});
    const NpyArray y = run({"--strides", "1,2,1"});
    EXPECT_EQ(y.shape, (Shape{1, 1, 2, 1, 1}));
    EXPECT_EQ(y.values, (Values{3, 6}));
}

TEST_F(Run, ReplacesOutputAndLeavesNothingElse) {
    folder_.write_array("x.npy", {1, 1, 1}, {3});
    folder_.write_array("w.npy", {1, 1, 1}, {2});
    folder_.write("y.npy", "old contents, longer than the new ones" + std::string(1000, '.'));
    EXPECT_EQ(run({"--threads", "1", "--isa", "base"}).values, Values{6});
    EXPECT_EQ(folder_.names(), (std::vector<std::string>{"w.npy", "x.npy", "y.npy"}));
}

TEST_F(Run, ForcedKernelIsTheOneExplained) {
    folder_.write_array("x.npy", {1, 3, 1}, {1, 10, 100});
    folder_.write_array("w.npy", {1, 1, 1}, {2});
    const Arguments forced{"--kernel-name", "convt_reference"};
    EXPECT_EQ(run(forced).values, (Values{2, 20, 200}));
    const Outcome explained = run_convt({"explain", "--input", folder_.path("x.npy"), "--kernel",
                                         folder_.path("w.npy"), "--kernel-name", "convt_reference"});
    EXPECT_EQ(explained.exit_code, 0) << explained.err;
    EXPECT_NE(explained.out.find("convt_reference"), std::string::npos) << explained.out;
}

TEST_F(Run, ExplainWritesNoFile) {
    folder_.write_array("x.npy", {1, 3, 1}, {1, 10, 100});
    folder_.write_array("w.npy", {1, 1, 1}, {2});
    const Outcome explained = run_convt({"explain", "--input", folder_.path("x.npy"), "--kernel",
                                         folder_.path("w.npy"), "--output", folder_.path("y.npy")});
    EXPECT_EQ(explained.exit_code, 0) << explained.err;
    EXPECT_EQ(folder_.names(), (std::vector<std::string>{"w.npy", "x.npy"}));
}

/// 1 and 1/512 next to it: a float and a float16 hold both together, a bfloat16 does not.
TEST_F(Run, RoundsToTheTypeThatIsAskedFor) {
    folder_.write_array("x.npy", {1, 1, 1}, {1 + 0x1p-9F});
    folder_.write_array("w.npy", {1, 1, 1}, {1});
    EXPECT_EQ(run({}).values, Values{1 + 0x1p-9F});
    const NpyArray half = run({"--dtype", "float16"});
    EXPECT_EQ(half.dtype, DType::float16);
    EXPECT_EQ(half.values, Values{1 + 0x1p-9F});
    const NpyArray brain = run({"--dtype", "bfloat16"});
    EXPECT_EQ(brain.dtype, DType::bfloat16);
    EXPECT_EQ(brain.values, Values{1});
    folder_.write_array("b.npy", {1}, {0x1p-9F});
    const NpyArray wide =
        run({"--dtype", "bfloat16", "--output-dtype", "float32", "--bias", folder_.path("b.npy")});
    EXPECT_EQ(wide.dtype, DType::float32);
    EXPECT_EQ(wide.values, Values{1 + 0x1p-9F});
}

TEST_F(Run, TakesTheTypeOfTheFiles) {
    std::ostringstream x, w;
    const std::uint16_t three = 0x4200, two = 0x4000;
    write_npy(x, {1, 1, 1}, DType::float16, &three);
    write_npy(w, {1, 1, 1}, DType::float16, &two);
    folder_.write("x.npy", x.str());
    folder_.write("w.npy", w.str());
    const NpyArray y = run({});
    EXPECT_EQ(y.dtype, DType::float16);
    EXPECT_EQ(y.values, Values{6});
    folder_.write_array("w.npy", {1, 1, 1}, {2});
    const Outcome mixed = run_convt({"run", "--input", folder_.path("x.npy"), "--kernel",
                                     folder_.path("w.npy"), "--output", folder_.path("z.npy")});
    EXPECT_EQ(mixed.exit_code, 2);
    EXPECT_NE(mixed.err.find("the input is of float16 and the kernel of float32"), std::string::npos)
        << mixed.err;
    const Outcome unknown = run_convt({"run", "--dtype", "float8"});
    EXPECT_EQ(unknown.exit_code, 2);
    EXPECT_NE(unknown.err.find("--dtype is 'float8'; it must be one of float32, float16, bfloat16"),
              std::string::npos)
        << unknown.err;
}

}  // namespace
}  // namespace convt::tools::test
