/// What `convt compile` refuses: exit code 2, one line that says what, and no file.

#include <gtest/gtest.h>

#include <algorithm>

#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

constexpr const char* kGood = "2d ic16 oc16 i8 k4 s2 same";

struct BadCompile {
    const char* name;
    std::vector<std::string> arguments;  ///< "@name" is a file in the folder
    const char* message;                 ///< part of the line
};

void PrintTo(const BadCompile& bad, std::ostream* stream) {
    *stream << bad.name;
}

class CompileRefuses : public ::testing::TestWithParam<BadCompile> {};

TEST_P(CompileRefuses, WithOneLine) {
    const ScratchFolder folder;
    folder.write("text.onnx", "no model");
    folder.write("empty.onnx", "");
    folder.write("list.csv", "id\n1\n");
    const auto before = folder.names();
    std::vector<std::string> arguments{"compile"};
    for (std::string text : GetParam().arguments) {
        if (text.starts_with('@')) text = folder.path(text.substr(1));
        arguments.push_back(text);
    }
    arguments.insert(arguments.end(), {"--out", folder.path("out")});
    const Outcome outcome = run_convt(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find(GetParam().message), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(folder.names(), before);
}

const BadCompile kBad[] = {
    {"no_source", {}, "no source is stated; give models"},
    {"unknown_source", {"model.pb"}, "'model.pb' is no source"},
    {"no_such_model", {"none.onnx"}, "none.onnx is no file"},
    {"model_is_text", {"@text.onnx"}, "is no ONNX file"},
    {"model_is_empty", {"@empty.onnx"}, "has no graph"},
    {"list_without_columns", {"@list.csv"}, "list.csv"},
    {"name_is_no_identifier", {kGood, "--name", "my-net"}, "--name is 'my-net'"},
    {"target_unknown", {kGood, "--target", "riscv-64-linux"}, "--target is 'riscv-64-linux'"},
    {"target_wasm", {kGood, "--target", "wasm-32-wasmrt"}, "convt has no tier for WebAssembly"},
    {"target_feature_unknown", {kGood, "--target", "x86-64-linux-amx"}, "'amx'"},
    {"targets_of_two_processors", {kGood, "--target", "avx2", "--target", "neon"}, "one processor family"},
    {"compiler_missing", {kGood, "--compiler", "no-such-compiler"}, "no-such-compiler"},
    {"runtime_missing", {kGood, "--runtime", "none.a"}, "none.a"},
    {"sizes_without_layer", {kGood, "--sizes", "1,2,3"}, "LAYER=BATCH,SIZE"},
    {"sizes_of_unknown_layer", {kGood, "--sizes", "up=1,2,3"}, "no layer 'up'"},
    {"sizes_too_few", {kGood, "--sizes", "*=1,2"}, "needs 3 sizes"},
    {"sizes_word", {kGood, "--sizes", "*=1,two,3"}, "'two'"},
    {"problem_word", {"2d ic16 oc16 i8 k4 z2"}, "'z2'"},
    {"problem_without_channels", {"2d oc16 i8 k4"}, "has no ic"},
    {"problem_without_size", {"2d ic16 oc16 k4"}, "has no i"},
    {"problem_twice", {"2d ic16 ic16 oc16 i8 k4"}, "two words for ic, 'ic16' and 'ic16'"},
    {"problem_rank", {"2d ic16 oc16 i8x8x8 k4"}, "joined by 'x'"},
    {"problem_paddings", {"2d ic16 oc16 i8 k4 same crop1:1"}, "one way only"},
    {"problem_crop_alone", {"2d ic16 oc16 i8 k4 crop1"}, "needs one of o"},
    {"problem_stride_zero", {"2d ic16 oc16 i8 k4 s0"}, "'s0'"},
    {"problem_activation", {"2d ic16 oc16 i8 k4 clamp:1"}, "clamp:1"},
    {"problem_no_channels", {"2d ic0 oc16 i8 k4 crop0:0"}, "at least 1"},
};
INSTANTIATE_TEST_SUITE_P(BadCompiles, CompileRefuses, ::testing::ValuesIn(kBad),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace convt::tools::test
