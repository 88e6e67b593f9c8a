/// Pipes, devices, folders and huge files in place of every file that a command reads or writes: one line
/// that names the file, at once.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "npy/npy.hpp"
#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {
namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

constexpr const char* kProblem = "1d ic1 oc1 i3 k3";

/// The commands that read a file, named by "@".
const std::vector<Arguments>& readers() {
    static const std::vector<Arguments> all{
        {"bench", "--layers", "@.csv"},
        {"layers", "@.csv"},
        {"compile", "@.csv", "--out", "out"},
        {"compile", kProblem, "--tuned", "@.json", "--out", "out"},
        {"compile", kProblem, "--runtime", "@.a", "--out", "out"},
        {"explain", kProblem, "--tuned", "@.json"},
        {"explain", "--input", "@.npy", "--kernel", "@.npy"},
        {"run", "--input", "@.npy", "--kernel", "@.npy", "--output", "out"},
    };
    return all;
}

class NoFiles : public ::testing::Test {
protected:
    /// Runs every reader on a file that `make` puts at its place.
    template <class Make>
    void expect_refused(Make&& make, const std::string& why) {
        for (Arguments arguments : readers()) {
            const ScratchFolder folder;
            std::string path;
            for (std::string& text : arguments) {
                if (text == "out") text = folder.path("out");
                if (text.starts_with('@')) text = path = folder.path("file" + text.substr(1));
            }
            make(path);
            Arguments command{"timeout", "20", CONVT_COMMAND};
            command.insert(command.end(), arguments.begin(), arguments.end());
            const Outcome outcome = run_program(command);
            EXPECT_EQ(outcome.exit_code, 2) << arguments[0] << ' ' << path;
            EXPECT_NE(outcome.err.find(path), std::string::npos) << outcome.err;
            EXPECT_NE(outcome.err.find(why), std::string::npos) << outcome.err;
            EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
            EXPECT_EQ(folder.names(), std::vector<std::string>{fs::path(path).filename().string()});
        }
    }
};

TEST_F(NoFiles, Pipes) {
    expect_refused([](const std::string& path) { ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0); }, "a pipe");
}

TEST_F(NoFiles, Folders) {
    expect_refused([](const std::string& path) { fs::create_directory(path); }, "a folder");
}

TEST_F(NoFiles, LinksToDevices) {
    expect_refused([](const std::string& path) { fs::create_symlink("/dev/zero", path); }, "a device");
}

TEST(HugeFiles, AreNotRead) {
    const ScratchFolder folder;
    for (const Arguments& arguments : readers()) {
        if (std::find(arguments.begin(), arguments.end(), "--runtime") != arguments.end()) continue;
        Arguments command{"timeout", "20", CONVT_COMMAND};
        std::string path;
        for (std::string text : arguments) {
            if (text.starts_with('@')) text = path = folder.write("file" + text.substr(1), "");
            command.push_back(text == "out" ? folder.path("out") : text);
        }
        fs::resize_file(path, std::uintmax_t{1} << 42);  // sparse
        const Outcome outcome = run_program(command);
        EXPECT_EQ(outcome.exit_code, 2) << path;
        EXPECT_NE(outcome.err.find(path + " has 4398046511104 bytes; at most "), std::string::npos)
            << outcome.err;
    }
}

TEST(Outputs, LinksStayLinks) {
    const ScratchFolder folder;
    const std::string x = folder.write_array("x.npy", {1, 1, 1}, {3});
    fs::create_directory(folder.path("else"));
    const auto run = [&](const std::string& output) {
        return run_convt({"run", "--input", x, "--kernel", x, "--output", folder.path(output)});
    };
    fs::create_symlink("else/y.npy", folder.path("y.npy"));
    for (int i = 0; i < 2; ++i) {  // there is no file at first
        ASSERT_EQ(run("y.npy").exit_code, 0);
        EXPECT_TRUE(fs::is_symlink(folder.path("y.npy")));
        EXPECT_EQ(read_npy(folder.path("else/y.npy")).values, std::vector<float>{9});
    }
    fs::create_symlink("loop.npy", folder.path("loop.npy"));
    EXPECT_NE(run("loop.npy").err.find("leads to itself"), std::string::npos);
    EXPECT_EQ(run("").exit_code, 2);
}

TEST(Environment, AnUnknownTierIsSaidByEveryCommand) {
    for (const Arguments& arguments : {Arguments{"explain", kProblem},
                                       {"bench", kProblem},
                                       {"compile", kProblem, "--out", "none"},
                                       {"peak"}}) {
        Arguments command{"env", "CONVT_MAX_ISA=avx9", CONVT_COMMAND};
        command.insert(command.end(), arguments.begin(), arguments.end());
        const Outcome outcome = run_program(command);
        EXPECT_EQ(outcome.exit_code, 2) << arguments[0];
        EXPECT_NE(outcome.err.find("CONVT_MAX_ISA is 'avx9'; it must be one of "), std::string::npos)
            << outcome.err;
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    }
}

}  // namespace
}  // namespace convt::tools::test
