/// `convt bench` on two small layers.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

const std::string kList =
    "id,rank,batch,in_spatial,in_channels,out_channels,kernel,stride,dilation,groups,crop_left,out_spatial,"
    "macs_useful,regime\n"
    "up2,2,1,3;4,16,8,4;4,2;2,1;1,1,1;1,6;8,17920,overlap\n"
    "voice,1,2,5,3,7,6,3,1,1,0,18,1260,overlap\n";

class Bench : public ::testing::Test {
protected:
    Outcome bench(const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"bench", "--layers", folder_.write("list.csv", kList),
                                           "--min-time", "0"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_convt(arguments);
    }

    std::vector<nlohmann::json> results() const {
        std::vector<nlohmann::json> objects;
        std::ifstream stream(folder_.path("out.json"));
        for (std::string line; std::getline(stream, line);) objects.push_back(nlohmann::json::parse(line));
        return objects;
    }

    ScratchFolder folder_;
};

TEST_F(Bench, OneObjectPerLayerAndLayout) {
    const Outcome outcome =
        bench({"--layout", "both", "--threads", "2", "--check", "--json", folder_.path("out.json")});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const auto objects = results();
    ASSERT_EQ(objects.size(), 4U);
    EXPECT_EQ(objects[0]["id"], "up2");
    EXPECT_EQ(objects[0]["layout"], "channels_last");
    EXPECT_EQ(objects[1]["layout"], "channels_first");
    EXPECT_EQ(objects[2]["id"], "voice");
    // Few enough outputs that all of them are checked.
    EXPECT_EQ(objects[0]["outputs_checked"], 6 * 8 * 8);
    EXPECT_EQ(objects[2]["outputs_checked"], 2 * 18 * 7);
    for (const auto& object : objects) {
        EXPECT_EQ(object["threads"], 2);
        EXPECT_LE(object["max_error_over_bound"].get<double>(), 1);
        EXPECT_NE(object["kernel"], "convt_reference");
        EXPECT_LE(object["ms_min"].get<double>(), object["ms_median"].get<double>());
        EXPECT_GT(object["packed_bytes"].get<std::int64_t>(), 0);
        for (const char* key : {"isa", "workspace_bytes", "pack_ms", "plan_us", "products"}) {
            EXPECT_TRUE(object.contains(key)) << key;
        }
    }
    const double macs = 17920;
    EXPECT_NEAR(objects[0]["gflops"].get<double>(), 2e-6 * macs / objects[0]["ms_min"].get<double>(), 1e-6);
}

TEST_F(Bench, InputsInALayoutOfTheirOwn) {
    const Outcome outcome = bench({"--layout", "both", "--input-layout", "channels_first", "--check",
                                   "--json", folder_.path("out.json")});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    const auto objects = results();
    ASSERT_EQ(objects.size(), 4U);
    EXPECT_EQ(objects[0]["layout"], "channels_last from_channels_first");
    EXPECT_EQ(objects[1]["layout"], "channels_first");
    for (const auto& object : objects) EXPECT_LE(object["max_error_over_bound"].get<double>(), 1);
    EXPECT_NE(outcome.out.find("channels_last from_channels_first: geometric mean"), std::string::npos);
}

TEST_F(Bench, FilterAndSummary) {
    const Outcome outcome = bench({"--filter", "^v.*e$", "--check"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.out.find("up2"), std::string::npos);
    EXPECT_NE(outcome.out.find("1 measurements, 0 failed; 252 outputs checked"), std::string::npos)
        << outcome.out;
    EXPECT_NE(outcome.out.find("channels_last: geometric mean"), std::string::npos) << outcome.out;
}

TEST_F(Bench, ReferenceKernelIsAFailureButEndsTheRun) {
    const Outcome outcome = bench({"--kernel-name", "convt_reference", "--json", folder_.path("out.json")});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(results().size(), 2U);
    EXPECT_NE(outcome.out.find("2 measurements, 2 failed"), std::string::npos) << outcome.out;
}

TEST_F(Bench, UnfitKernelIsKeptAsAnError) {
    const Outcome outcome = bench({"--kernel-name", "convt_none", "--json", folder_.path("out.json")});
    EXPECT_EQ(outcome.exit_code, 1);
    ASSERT_EQ(results().size(), 2U);
    EXPECT_NE(results()[1]["error"].get<std::string>().find("convt_none"), std::string::npos);
}

TEST_F(Bench, ProgressOnRequest) {
    EXPECT_NE(bench({"--progress"}).err.find("[2/2] voice channels_last"), std::string::npos);
}

TEST_F(Bench, BadArgumentsEndWithOneLine) {
    const std::vector<std::string> cases[] = {
        {"--layout", "nhwc"}, {"--filter", "("},     {"--filter", "nothing"},
        {"--isa", "mmx"},     {"--min-time", "-1"},  {"--min-time", "soon"},
        {"--threads", "-2"},  {"--layers", "/none"}, {"--json", folder_.path("none/out.json")},
    };
    for (const auto& arguments : cases) {
        const Outcome outcome = bench(arguments);
        EXPECT_EQ(outcome.exit_code, 2) << arguments[0] << " " << arguments[1];
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
        EXPECT_EQ(outcome.out, "");
    }
}

}  // namespace
}  // namespace convt::tools::test
