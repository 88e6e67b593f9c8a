/// `convt tune` with the real worker on a tiny layer, and what the other subcommands make of its file.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "scratch_folder.hpp"
#include "spawn.hpp"
#include "src/planning/registry.hpp"

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

/// Levels that compile kernels of their own: such kernels run, and what is written names only kernels that
/// `convt compile` can have again, with one of the library's after each that it would have to make.
class TuneEffort : public ::testing::TestWithParam<const char*> {
protected:
    static bool shipped(const std::string& kernel) {
        return detail::find_kernel(detail::kernel_table(), kernel.c_str()) != nullptr;
    }
    ScratchFolder folder_;
};

TEST_P(TuneEffort, CompilesKernelsAndChecksThem) {
    const std::string problem = "1d n1 ic64 oc32 i96 k4 s2 same";
    const std::string out = folder_.path("tuned.json");
    const Outcome outcome = run_convt(
        {"tune", problem, "--effort", GetParam(), "--out", out, "--minutes", "0.15", "--threads", "1"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_NE(outcome.out.find("; 0 failed; 0 candidates had wrong outputs"), std::string::npos)
        << outcome.out;

    std::size_t compiled = 0;
    std::ifstream journal(out + ".journal");
    for (std::string line; std::getline(journal, line);) {
        const auto record = nlohmann::json::parse(line);
        if (!record.contains("request")) continue;
        for (std::size_t i = 0; i < record["answer"]["results"].size(); ++i) {
            const std::string kernel = record["request"]["candidates"][i]["kernel"];
            if (!shipped(kernel) && record["answer"]["results"][i].contains("ms")) ++compiled;
        }
    }
    EXPECT_GT(compiled, 0U) << "no kernel beyond the library's was measured";

    const Outcome library = run_convt({"compile", problem, "--tuned", out, "--out", folder_.path("library")});
    EXPECT_EQ(library.exit_code, 0) << library.err;
    EXPECT_EQ(library.err, "");
    const auto entries = nlohmann::json::parse(std::ifstream(out))["entries"];
    if (entries.empty()) return;
    const std::string first = entries[0]["kernel"];
    EXPECT_NE(library.out.find(first + " (tuned)"), std::string::npos) << library.out;
    if (entries.size() > 1) {
        EXPECT_TRUE(shipped(entries[1]["kernel"])) << entries[1];
    }
}

INSTANTIATE_TEST_SUITE_P(Levels, TuneEffort, ::testing::Values("patient", "exhaustive"),
                         [](const auto& level) { return std::string(level.param); });

}  // namespace
}  // namespace convt::tools::test
