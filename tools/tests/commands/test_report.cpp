/// `convt report`: what its page holds, and what it refuses.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

using Json = nlohmann::json;

constexpr const char* kProblem = "2d ic8 oc4 i6x5 k4 s2 same name=up";
/// The name ends the page's script where it is written as it is.
constexpr const char* kList =
    "id,rank,batch,in_spatial,in_channels,out_channels,kernel,stride,dilation,groups,crop_left,out_spatial\n"
    "a</script><b>,1,2,5,3,7,6,3,1,1,0,18\n";

class ReportCommand : public testing::Test {
protected:
    Outcome report(std::vector<std::string> more) const {
        more.insert(more.begin(), "report");
        more.insert(more.end(), {"--min-time", "0.001", "--threads", "1"});
        if (std::find(more.begin(), more.end(), "--out") == more.end()) {
            more.insert(more.end(), {"--out", folder_.path("report.html")});
        }
        return run_convt(more);
    }
    std::string page() const {
        std::ifstream stream(folder_.path("report.html"));
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    /// What the page's script reads.
    Json data() const {
        const std::string text = page(), begin = "type=\"application/json\">";
        const std::size_t at = text.find(begin);
        if (at == std::string::npos) throw std::runtime_error("the page holds no data");
        return Json::parse(text.substr(at + begin.size(), text.find("</script>", at) - at - begin.size()));
    }
    ScratchFolder folder_;
};

TEST_F(ReportCommand, StatesWorkTimesAndRoofline) {
    const Outcome outcome = report({kProblem});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("1 of 1 layers timed"), std::string::npos) << outcome.out;
    const Json json = data(), layer = json.at("layers").at(0), roofline = json.at("roofline");
    EXPECT_EQ(layer.at("name"), "up");
    EXPECT_EQ(roofline.at("threads"), 1);
    // Outputs are 12x10. Along a dimension of n inputs the 4 taps of each make 4 n products, of which one at
    // each end is cut off.
    EXPECT_EQ(layer.at("macs"), (4 * 6 - 2) * (4 * 5 - 2) * 8 * 4);
    EXPECT_EQ(layer.at("bytes"), 4 * (6 * 5 * 8 + 4 * 4 * 8 * 4 + 12 * 10 * 4));
    EXPECT_GT(layer.at("ms_min").get<double>(), 0);
    EXPECT_LE(layer.at("ms_min").get<double>(), layer.at("ms_median").get<double>());
    EXPECT_NEAR(layer.at("arithmetic_ms").get<double>(),
                2e-6 * layer.at("macs").get<double>() / roofline.at("gflops").get<double>(), 1e-12);
    EXPECT_NEAR(layer.at("memory_ms").get<double>(),
                1e-6 * layer.at("bytes").get<double>() / roofline.at("gbps").get<double>(), 1e-12);
    EXPECT_GT(layer.at("tuned").at("speedup").get<double>(), 0);
}

TEST_F(ReportCommand, NamesTheKernelThatExplainNames) {
    ASSERT_EQ(report({kProblem, "--no-tuning"}).exit_code, 0);
    const Json layer = data().at("layers").at(0);
    const std::string explained = run_convt({"explain", kProblem, "--threads", "1"}).out;
    std::smatch kernel;
    ASSERT_TRUE(std::regex_search(explained, kernel, std::regex("kernel: (\\S+)")));
    EXPECT_EQ(layer.at("kernel"), kernel[1].str());
    EXPECT_EQ(layer.at("explain").get<std::string>() + "\n", explained);
    EXPECT_FALSE(layer.contains("tuned"));
    EXPECT_EQ(layer.at("strategies").at(0).at("kernel"), layer.at("kernel"));
    EXPECT_NE(layer.at("reason").get<std::string>().find("the lowest estimate"), std::string::npos);
    double before = 0;
    for (const Json& entry : layer.at("strategies")) {
        EXPECT_GE(entry.at("cycles").get<double>(), before);
        before = entry.at("cycles").get<double>();
    }
}

TEST_F(ReportCommand, SaysWhoElseChose) {
    const std::string kernel = "convt_reference";
    ASSERT_EQ(report({kProblem, "--kernel-name", kernel, "--no-tuning"}).exit_code, 0);
    EXPECT_EQ(data().at("layers").at(0).at("kernel"), kernel);
    EXPECT_EQ(data().at("layers").at(0).at("reason"), "named by --kernel-name");
    ASSERT_EQ(report({kProblem, "--effort", "measure", "--no-tuning"}).exit_code, 0);
    EXPECT_EQ(data().at("layers").at(0).at("reason"), "chosen by measuring");
}

TEST_F(ReportCommand, HoldsAllThatItNeeds) {
    ASSERT_EQ(report({kProblem, "--no-tuning"}).exit_code, 0);
    const std::string text = page();
    // The one address is the name of SVG's elements, which browsers do not load.
    const std::string rest = std::regex_replace(text, std::regex("\"http://www\\.w3\\.org/2000/svg\""), "");
    for (const char* word : {"http:", "https:", "src=", "href=", "url(", "@import", "fetch(", "{{"}) {
        EXPECT_EQ(rest.find(word), std::string::npos) << word;
    }
    EXPECT_TRUE(text.starts_with("<!DOCTYPE html>"));
}

TEST_F(ReportCommand, NamesDoNotBecomeMarkup) {
    ASSERT_EQ(report({folder_.write("list.csv", kList), "--no-tuning"}).exit_code, 0);
    EXPECT_EQ(data().at("layers").at(0).at("name"), "a</script><b>");
    EXPECT_EQ(page().find("<b>"), std::string::npos);
}

TEST_F(ReportCommand, LayersThatCannotRunAreKept) {
    const Outcome outcome = report({kProblem, "--kernel-name", "convt_none"});
    EXPECT_EQ(outcome.exit_code, 1);
    const Json layer = data().at("layers").at(0);
    EXPECT_NE(layer.at("error").get<std::string>().find("convt_none"), std::string::npos);
    EXPECT_FALSE(layer.contains("kernel"));
}

TEST_F(ReportCommand, BadArgumentsEndWithOneLineAndNoPage) {
    const std::string no_folder = folder_.path("none/report.html");
    const std::vector<std::string> cases[] = {
        {},
        {"missing.onnx"},
        {"2d ic8 oc4 i6x5 k4 s2 smae"},
        {kProblem, "--min-time", "-1"},
        {kProblem, "--isa", "mmx"},
        {kProblem, "--layers", "none"},
        {kProblem, "--out", no_folder},
        {kProblem, "--out", ""},
    };
    for (const auto& arguments : cases) {
        const Outcome outcome = report(arguments);
        EXPECT_EQ(outcome.exit_code, 2) << testing::PrintToString(arguments);
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
        EXPECT_EQ(outcome.out, "");
    }
    EXPECT_EQ(folder_.names(), std::vector<std::string>{});
}

}  // namespace
}  // namespace convt::tools::test
