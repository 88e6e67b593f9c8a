/// `convt run --auto-pad` gives what ONNX Runtime computes.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "npy/npy.hpp"
#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

using Values = std::vector<float>;

/// 1, 2, …
Values count_to(std::int64_t last) {
    Values values(static_cast<std::size_t>(last));
    std::iota(values.begin(), values.end(), 1.0F);
    return values;
}

class AutoPad : public ::testing::Test {
protected:
    NpyArray run(const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"run",
                                           "--input",
                                           folder_.path("x.npy"),
                                           "--kernel",
                                           folder_.path("w.npy"),
                                           "--kernel-order",
                                           "pytorch",
                                           "--output",
                                           folder_.path("y.npy"),
                                           "--data-format",
                                           "channels_first"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Outcome outcome = run_convt(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        return outcome.exit_code == 0 ? read_npy(folder_.path("y.npy")) : NpyArray{};
    }

    ScratchFolder folder_;
};

TEST_F(AutoPad, GivesWhatOnnxRuntimeComputes) {
    std::ifstream file(CONVT_GOLDEN_ONNX_PADDING);
    const nlohmann::json all = nlohmann::json::parse(file);
    int compared = 0;
    for (const auto& golden : all.at("cases")) {
        const bool padded = golden["begin"] != 0 || golden["end"] != 0;
        if (padded || golden["O"] != 0) continue;
        const std::int64_t size = golden["I"], kernel_size = golden["k"];
        folder_.write_array("x.npy", {1, 1, size}, count_to(size));
        folder_.write_array("w.npy", {1, 1, kernel_size}, count_to(kernel_size));
        const NpyArray y =
            run({"--auto-pad", golden["auto_pad"], "--strides", golden["s"].dump(), "--dilation-rate",
                 golden["d"].dump(), "--output-padding", golden["q"].dump()});
        ASSERT_EQ(y.values, golden["Y"].get<Values>()) << golden;
        ++compared;
    }
    EXPECT_GT(compared, 100);
}

/// Odd and even numbers of outputs to cut off, and none, each along its own dimension.
TEST_F(AutoPad, EachDimensionHasItsOwnPads) {
    folder_.write_array("x.npy", {1, 1, 1, 1}, {1});
    // 3 rows of 2 columns; a stride of 2 and 1 leaves 2 rows and 1 column.
    folder_.write_array("w.npy", {1, 1, 3, 2}, {1, 2, 3, 4, 5, 6});
    const NpyArray upper = run({"--auto-pad", "SAME_UPPER", "--strides", "2,1"});
    EXPECT_EQ(upper.shape, (std::vector<std::int64_t>{1, 1, 2, 1}));
    EXPECT_EQ(upper.values, (Values{1, 3}));
    EXPECT_EQ(run({"--auto-pad", "SAME_LOWER", "--strides", "2,1"}).values, (Values{4, 6}));
    // A stride of 4 along the rows has none to cut off: SAME adds none.
    EXPECT_EQ(run({"--auto-pad", "SAME_UPPER", "--strides", "4,1"}).values, (Values{1, 3, 5}));
}

}  // namespace
}  // namespace convt::tools::test
