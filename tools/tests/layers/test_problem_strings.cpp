/// One spelling of a problem: for explain, bench and run, with what problem_text() writes.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "convt/tuning.hpp"
#include "npy/npy.hpp"
#include "scratch_folder.hpp"
#include "spawn.hpp"
#include "support/input_error.hpp"
#include "support/layers/problem_string.hpp"

namespace convt::tools::test {
namespace {

constexpr const char* kIssue = "2d n1 ic256 oc256 i32x24 k4 s2 same";
constexpr const char* kIssueText =
    "2d channels_last f32 n1 ic256 oc256 g1 i32x24 k4x4 s2x2 d1x1 crop1x1 o64x48";

TEST(ProblemStrings, WhatIsWrittenIsRead) {
    EXPECT_EQ(problem_text(parse_problem(kIssue).desc), kIssueText);
    for (const char* text :
         {kIssueText, "1d channels_first f32 n0 ic6 oc4 g2 i37 k5 s3 d2 crop1 o111",
          "3d channels_last f32 n2 ic1 oc1 g1 i3x4x5 k1x2x3 s3x2x1 d1x1x2 crop0x1x0 o9x8x9",
          "2d channels_last f32 n2 ic6 oc4 g2 i3x7 k5x5 s3x3 d2x2 crop1x1 o14x26 from_channels_first",
          "1d channels_first f32 n1 ic6 oc4 g1 i37 k5 s3 d2 crop1 o111 from_channels_last",
          "1d channels_last int8 n1 ic6 oc4 g1 i8 k5 s8 d2 crop1 o111",
          "1d channels_last int8 n1 ic6 oc4 g1 i8 k5 s8 d2 crop1 o111 to_uint8",
          "1d channels_last uint8 n1 ic6 oc4 g1 i8 k5 s8 d2 crop1 o111 from_channels_first to_int32",
          "1d channels_last uint8 n1 ic6 oc4 g1 i8 k5 s8 d2 crop1 o111 to_f32"}) {
        EXPECT_EQ(problem_text(parse_problem(text).desc), text);
    }
    EXPECT_EQ(problem_text(parse_problem(std::string(kIssue) + " from_channels_last").desc), kIssueText);
}

TEST(ProblemStrings, Activations) {
    const auto activation = [](const std::string& word) {
        return parse_problem("2d ic4 oc4 i8 k4 " + word).desc.activation;
    };
    EXPECT_EQ(activation("hard_swish"), Activation::hard_swish);
    EXPECT_EQ(activation("prelu"), Activation::prelu);
    EXPECT_EQ(activation("leaky_relu:0.5"), Activation::leaky_relu);
}

TEST(ProblemStrings, ErrorsNameTheWord) {
    const std::pair<const char*, const char*> cases[] = {
        {"2d ic4 oc4 i8 k4 smae",
         "has the word 'smae', which problem strings do not know (did you mean 'same'?)"},
        {"2d ic4 oc4 i8 k4 z2", "they know 1d 2d 3d"},
        {"2d ic4 oc4 i8 k4 s0", "has the word 's0'; s is 0, and it must be at least 1"},
        {"2d ic4 oc4 i8 k4 s2x2x2", "has the word 's2x2x2'; it must have 1 value, or 2"},
        {"2d ic4 oc4 i8 k4x", "has the word 'k4x'"},
        {"2d ic4 oc4 i8 k0", "has the word 'k0'"},
        {"2d ic4 oc4 i8 k4 d-1", "has the word 'd-1'"},
        {"2d ic4 oc4 i8x?x k4", "has the word 'i8x?x'"},
        {"2d ic4 oc4 i-8 k4", "has the word 'i-8'"},
        {"2d n?x ic4 oc4 i8 k4", "has the word 'n?x'"},
        {"2d ic4x oc4 i8 k4", "has the word 'ic4x'; ic is '4x'"},
        {"2d ic4 oc6 g4 i8 k4", "has the word 'oc6'; it must be a multiple of the groups"},
        {"2d ic99999999999999999999 oc4 i8 k4", "has the word 'ic99999999999999999999'"},
        {"2d ic4 oc4 i8 k4 from_nchw", "has the word 'from_nchw'"},
        {"2d ic4 oc4 i?1 k4 from_channels_first", "has inputs in another order than its outputs"},
        {"2d ic4 ic8 oc4 i8 k4", "has two words for ic, 'ic4' and 'ic8'"},
        {"2d ic4 oc4 i8 k4 leaky_relu:steep", "has the word 'leaky_relu:steep'"},
        {"2d ic4 oc4 i8 k4 relu:1", "has the word 'relu:1'"},
        {"2d ic4 oc4 i8 k4 prelu:0.25", "has the word 'prelu:0.25'"},
        {"2d ic4 oc4 i8", "has no k…, the kernel size"},
        {"ic4 oc4 i8 k4", "has no 1d, 2d or 3d"},
    };
    for (const auto& [text, part] : cases) {
        try {
            (void)parse_problem(text);
            ADD_FAILURE() << text;
        } catch (const InputError& error) {
            const std::string message = error.what();
            EXPECT_EQ(message.rfind("the problem '" + std::string(text) + "' ", 0), 0U) << message;
            EXPECT_NE(message.find(part), std::string::npos) << message;
        }
    }
}

TEST(ProblemStrings, ExplainNeedsNoFile) {
    const Outcome outcome = run_convt({"explain", kIssue});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_NE(outcome.out.substr(0, outcome.out.find('\n')).find(kIssueText), std::string::npos)
        << outcome.out;
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"explain", "dcgan_l2"},
                                                      {"explain"},
                                                      {"explain", kIssue, "--strides", "3"},
                                                      {"explain", "2d ic4 oc4 i8 k4 smae"}}) {
        const Outcome refused = run_convt(arguments);
        EXPECT_EQ(refused.exit_code, 2);
        EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
    }
}

TEST(ProblemStrings, BenchTimesThemInTheirLayout) {
    const ScratchFolder folder;
    const Outcome outcome =
        run_convt({"bench", "2d ic4 oc6 i5x7 k4 s2 same name=up", "1d channels_first ic3 oc2 i9 k3",
                   "--min-time", "0", "--check", "--json", folder.path("out")});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    std::ifstream stream(folder.path("out"));
    std::vector<nlohmann::json> results;
    for (std::string line; std::getline(stream, line);) results.push_back(nlohmann::json::parse(line));
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0]["id"], "up");
    EXPECT_EQ(results[0]["layout"], "channels_last");
    EXPECT_EQ(results[0]["outputs_checked"], 10 * 14 * 6);
    EXPECT_EQ(results[1]["id"], "1d channels_first ic3 oc2 i9 k3");
    EXPECT_EQ(results[1]["layout"], "channels_first");
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"bench"},
                                                      {"bench", "list.csv"},
                                                      {"bench", "2d ic4 oc4 i8 k4 relu", "--check"}}) {
        const Outcome refused = run_convt(arguments);
        EXPECT_EQ(refused.exit_code, 2) << refused.err;
        EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
    }
}

TEST(ProblemStrings, BenchChecksIntegers) {
    const ScratchFolder folder;
    const Outcome outcome =
        run_convt({"bench", "2d int8 ic40 oc20 i5x7 k4 s2 same", "1d uint8 to_int32 ic3 oc2 i9 k3",
                   "2d channels_first int8 to_f32 ic8 oc9 i4 k3 from_channels_last", "--min-time", "0",
                   "--check", "--json", folder.path("out")});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    std::ifstream stream(folder.path("out"));
    for (std::string line; std::getline(stream, line);) {
        const nlohmann::json result = nlohmann::json::parse(line);
        EXPECT_EQ(result["max_error_over_bound"], 0) << line;
        EXPECT_NE(result["kernel"].get<std::string>().find("_s8_dot_"), std::string::npos) << line;
    }
    const std::string text = "1d int8 ic3 oc2 i9 k3";
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"layers", text}, {"compile", text, "--out", folder.path("none")}}) {
        const Outcome refused = run_convt(arguments);
        EXPECT_EQ(refused.exit_code, 2) << refused.out;
        EXPECT_NE(refused.err.find("has other elements than float32"), std::string::npos) << refused.err;
    }
}

TEST(ProblemStrings, InputsInAnOrderOfTheirOwn) {
    const ScratchFolder folder;
    const Outcome benched = run_convt({"bench", "2d ic4 oc6 i5x7 k4 s2 same from_channels_first name=up",
                                       "--min-time", "0", "--check", "--json", folder.path("out")});
    ASSERT_EQ(benched.exit_code, 0) << benched.out << benched.err;
    std::ifstream stream(folder.path("out"));
    EXPECT_EQ(nlohmann::json::parse(stream)["layout"], "channels_last from_channels_first");
    const std::string x = folder.write_array("x.npy", {1, 2, 3}, {1, 2, 3, 10, 20, 30});
    const std::string w = folder.write_array("w.npy", {1, 1, 2}, {1, 1});
    const Outcome ran = run_convt({"run", "1d ic2 oc1 i3 k1 from_channels_first", "--input", x, "--kernel", w,
                                   "--output", folder.path("y.npy")});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const NpyArray y = read_npy(folder.path("y.npy"));
    EXPECT_EQ(y.shape, (std::vector<std::int64_t>{1, 3, 1}));
    EXPECT_EQ(y.values, (std::vector<float>{11, 22, 33}));
}

TEST(ProblemStrings, RunTakesThemInPlaceOfOptions) {
    const ScratchFolder folder;
    const std::string x = folder.write_array("x.npy", {1, 3, 1}, {1, 10, 100});
    const std::string w = folder.write_array("w.npy", {3, 1, 1}, {1, 2, 3});
    const auto run = [&](const std::string& problem) {
        return run_convt({"run", problem, "--input", x, "--kernel", w, "--output", folder.path("y.npy")});
    };
    ASSERT_EQ(run("1d ic1 oc1 i3 k3 s2 same relu").exit_code, 0);
    EXPECT_EQ(read_npy(folder.path("y.npy")).values, (std::vector<float>{1, 2, 13, 20, 130, 200}));
    EXPECT_NE(run("1d ic1 oc1 i4 k3 s2 same")
                  .err.find("the input has shape (1, 3, 1); the problem needs (1, 4, 1)"),
              std::string::npos);
    EXPECT_NE(run("1d ic1 oc1 i3 k4 s2 same")
                  .err.find("the kernel has shape (3, 1, 1); the problem needs (4, 1, 1)"),
              std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
