/// `convt tune` with the real worker on a tiny layer, and what the other subcommands make of its file.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

constexpr const char* kLayers =
    "id,regime,rank,batch,in_spatial,in_channels,out_channels,kernel,stride,dilation,groups,crop_left,out_"
    "spatial,"
    "macs_useful\n"
    "tiny,overlap,2,1,6;6,16,32,4;4,2;2,1;1,1,1;1,12;12,247808\n";

class Tune : public ::testing::Test {
protected:
    Tune() {
        folder_.write("layers.csv", kLayers);
        folder_.write_array("x.npy", {1, 6, 6, 16}, std::vector<float>(6 * 6 * 16));
        folder_.write_array("w.npy", {4, 4, 32, 16}, std::vector<float>(4 * 4 * 32 * 16));
    }
    Outcome tune() {
        return run_convt({"tune", folder_.path("layers.csv"), "--out", folder_.path("tuned.json"),
                          "--minutes", "0.02", "--threads", "1"});
    }
    Outcome explain() {
        return run_convt({"explain", "--input", folder_.path("x.npy"), "--kernel", folder_.path("w.npy"),
                          "--strides", "2", "--output-size", "12,12", "--crop-left", "1,1", "--tuned",
                          folder_.path("tuned.json")});
    }
    nlohmann::json tuned() { return nlohmann::json::parse(std::ifstream(folder_.path("tuned.json"))); }

    ScratchFolder folder_;
};

TEST_F(Tune, ItsFileIsReadBack) {
    const Outcome outcome = tune();
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Outcome explained = explain();
    EXPECT_EQ(explained.exit_code, 0) << explained.err;
    EXPECT_EQ(explained.err, "");
    for (const auto& entry : tuned()["entries"]) {
        const auto kernel = entry["kernel"].get<std::string>();
        EXPECT_NE(explained.out.find("kernel: " + kernel + " (by the tuned table)"), std::string::npos);
        EXPECT_LE(entry["error_over_bound"].get<double>(), 1);
    }
}

TEST_F(Tune, AStaleFileIsIgnoredWithAWarning) {
    ASSERT_EQ(tune().exit_code, 0);
    nlohmann::json file = tuned();
    file["signature"]["cpu"] = "AnotherVendor-1-2";
    folder_.write("tuned.json", file.dump());
    const Outcome explained = explain();
    EXPECT_EQ(explained.exit_code, 0);
    EXPECT_NE(explained.err.find("ignored"), std::string::npos) << explained.err;
    EXPECT_EQ(explained.out.find("by the tuned table"), std::string::npos) << explained.out;
}

TEST_F(Tune, BadListsAreOneLine) {
    folder_.write("layers.csv", "id\n");
    const Outcome outcome = tune();
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

}  // namespace
}  // namespace convt::tools::test
