/// The examples of documents run: command lines as a reader would copy them, in a folder that has the files
/// they name, and the C program beside them.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "onnx/onnx_builder.hpp"
#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

namespace fs = std::filesystem;

std::string page(const std::string& name) {
    std::ifstream file(fs::path(CONVT_SOURCES) / name);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Indented lines that begin with `convt `, without comments.
std::vector<std::string> commands_of(const std::string& text) {
    std::vector<std::string> commands;
    const std::regex line("(?:^|\n) {4}(convt [^\n#]*)");
    for (std::sregex_iterator i(text.begin(), text.end(), line), end; i != end; ++i) {
        commands.push_back((*i)[1]);
    }
    return commands;
}

/// The first block of a language.
std::string block_of(const std::string& text, const std::string& language) {
    const std::string fence = "```" + language + "\n";
    const std::size_t begin = text.find(fence), first = begin + fence.size();
    return begin == std::string::npos ? "" : text.substr(first, text.find("```", first) - first);
}

/// A model as the pages describe it: RGB images of any size, one upsampling layer "up.0".
std::string detector() {
    OnnxBuilder builder;
    builder.add_input("x", {-1, 3, -1, -1});
    builder.add_initializer("features", {64, 3, 4, 4}, std::vector<float>(64 * 3 * 16, 0.1F));
    builder.add_initializer("weights", {64, 8, 2, 2}, std::vector<float>(64 * 8 * 4, 0.1F));
    set_attribute(builder.add_node("Conv", {"x", "features"}, "f"), "strides", OnnxBuilder::Shape{4, 4});
    onnx::NodeProto& up = builder.add_node("ConvTranspose", {"f", "weights"}, "y");
    up.set_name("up.0");
    set_attribute(up, "strides", OnnxBuilder::Shape{2, 2});
    builder.add_output("y");
    return builder.bytes();
}

constexpr const char* kList =
    "id,rank,batch,in_spatial,in_channels,out_channels,kernel,stride,dilation,groups,crop_left,out_spatial\n"
    "small,2,1,4;4,8,8,4;4,2;2,1;1,1,1;1,8;8\n";

class Documents : public testing::Test {
protected:
    void SetUp() override {
        folder_.write("detector.onnx", detector());
        folder_.write_array("x.npy", {1, 8, 6, 16}, std::vector<float>(768, 1.0F));
        folder_.write_array("w.npy", {4, 4, 8, 16}, std::vector<float>(2048, 1.0F));
        folder_.write_integers("x8.npy", DType::int8, {1, 8, 6, 16}, std::vector<std::int32_t>(768, 2));
        folder_.write_integers("w8.npy", DType::int8, {4, 4, 3, 16}, std::vector<std::int32_t>(768, -1));
        folder_.write_integers("b32.npy", DType::int32, {3}, {100, -100, 0});
        folder_.write("q.json", block_of(page("docs/quantization.md"), "json"));
        fs::create_directories(folder_.path("bench/layers"));
        for (const char* list : {"layers.csv", "more.csv", "bench/layers/layers.csv"})
            folder_.write(list, kList);
    }
    /// Runs a shell's command line in the folder, where `convt` is the command of this build.
    Outcome run(const std::string& line) const {
        const std::string path = fs::path(CONVT_COMMAND).parent_path().string();
        return run_program(
            {"sh", "-c", "cd '" + folder_.path("") + "' && PATH='" + path + "':$PATH && " + line});
    }
    ScratchFolder folder_;
};

class PagesOfDocuments : public Documents, public testing::WithParamInterface<const char*> {};

TEST_P(PagesOfDocuments, CommandsRun) {
    int count = 0;
    for (std::string command : commands_of(page(GetParam()))) {
        const bool elsewhere =
            command.find("--dask") != std::string::npos || command.find("--scheduler") != std::string::npos;
        if (elsewhere || command.find("…") != std::string::npos) continue;
        // Each says how long it may measure; a test has less time.
        if (command.starts_with("convt tune")) command += " --minutes 0.003 --threads 1";
        if (command.starts_with("convt bench") || command.starts_with("convt report"))
            command += " --min-time 0.001";
        const Outcome outcome = run(command);
        EXPECT_EQ(outcome.exit_code, 0) << command << "\n" << outcome.out << outcome.err;
        ++count;
    }
    EXPECT_GT(count, 0);
}

INSTANTIATE_TEST_SUITE_P(Of, PagesOfDocuments,
                         testing::Values("README.md", "docs/compile.md", "docs/quantization.md",
                                         "docs/selection.md", "docs/site/five-minutes.md", "docs/tuning.md",
                                         "tools/README.md"),
                         [](const auto& test) {
                             return std::regex_replace(std::string(test.param), std::regex("[^A-Za-z]"), "_");
                         });

/// compile.md's program, with the library that its first command makes.
TEST_F(Documents, ProgramOfACompiledModelRuns) {
    const std::string text = page("docs/compile.md");
    const std::string program = block_of(text, "c");
    ASSERT_NE(program, "");
    folder_.write("app.c", program);
    ASSERT_EQ(run("convt compile detector.onnx --name detector --out generated").exit_code, 0);
    const Outcome built =
        run(std::string(CONVT_CC) +
            " -std=c99 -Wall -Wextra -Werror -Igenerated app.c generated/libdetector.a -lstdc++ -lm "
            "-lpthread -o app && ./app");
    EXPECT_EQ(built.exit_code, 0) << built.out << built.err;
}

}  // namespace
}  // namespace convt::tools::test
