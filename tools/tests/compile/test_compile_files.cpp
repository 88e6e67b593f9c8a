/// Where `convt compile` writes, which compiler it runs, and what a signal leaves of it.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "compile/compiled_app.hpp"

namespace convt::tools::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProblem = "1d ic2 oc3 i4 k2 s2 name=up";

std::string write_script(const ScratchFolder& folder, const std::string& name, const std::string& text) {
    const std::string path = folder.write(name, "#!/bin/sh\n" + text + "\n");
    ::chmod(path.c_str(), 0755);
    return path;
}

TEST(CompileFiles, TheOutFolderIsTriedBeforeCompiling) {
    const ScratchFolder folder;
    const std::string marker = folder.path("compiled");
    const std::string compiler = write_script(folder, "compiler", "touch " + marker);
    const std::string file = folder.write("file", "");
    fs::create_directories(folder.path("taken/libnet.a"));
    for (const std::string& out : {std::string(), file, file + "/in", folder.path("taken")}) {
        const Outcome outcome =
            run_convt({"compile", kProblem, "--name", "net", "--out", out, "--compiler", compiler});
        EXPECT_EQ(outcome.exit_code, 2);
        EXPECT_NE(outcome.err.find(out.empty() ? "--out is ''" : out), std::string::npos) << outcome.err;
        EXPECT_FALSE(fs::exists(marker)) << out;
    }
    if (::geteuid() == 0) return;  // may write everywhere
    fs::create_directory(folder.path("read_only"));
    fs::permissions(folder.path("read_only"), fs::perms::owner_read | fs::perms::owner_exec);
    for (const std::string& out : {folder.path("read_only"), folder.path("read_only/a/b")}) {
        const Outcome outcome = run_convt({"compile", kProblem, "--out", out, "--compiler", compiler});
        EXPECT_NE(outcome.err.find("Permission denied"), std::string::npos) << outcome.err;
        EXPECT_FALSE(fs::exists(marker));
    }
}

TEST(CompileFiles, ACompilersPathMayHaveSpaces) {
    const ScratchFolder folder;
    const std::string seen = folder.path("seen");
    const std::string compiler =
        write_script(folder, "my compiler", "echo \"$1\" >> '" + seen + "'\nexec " CONVT_CXX " \"$@\"");
    EXPECT_EQ(run_convt({"compile", kProblem, "--out", folder.path("a"), "--compiler", compiler}).exit_code,
              0);
    EXPECT_TRUE(fs::exists(seen));
    fs::remove(seen);
    // A command with an argument of its own.
    const std::string plain =
        write_script(folder, "wrapper",
                     "test \"$1\" = -DGIVEN || exit 1\ntouch '" + seen + "'\nexec " CONVT_CXX " \"$@\"");
    const Outcome outcome =
        run_convt({"compile", kProblem, "--out", folder.path("b"), "--compiler", plain + " -DGIVEN"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(fs::exists(seen));
}

TEST(CompileFiles, TmpdirMustBeAFolder) {
    const ScratchFolder folder;
    const Outcome outcome = run_program({"env", "TMPDIR=" + folder.path("none"), CONVT_COMMAND, "compile",
                                         kProblem, "--out", folder.path("out")});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.err.find("TMPDIR is '" + folder.path("none") + "'"), std::string::npos) << outcome.err;
    EXPECT_TRUE(folder.names().empty());
}

/// Starts a program with the usual signals: shells let what runs in the background ignore some.
pid_t start(std::vector<char*>& argv) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t child = 0;
    const int failed = posix_spawnp(&child, argv[0], nullptr, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    return failed == 0 ? child : -1;
}

/// The compiler says that it runs, and sleeps; then the command gets the signal.
TEST(CompileFiles, ASignalLeavesNothingBehind) {
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
        const ScratchFolder folder;
        const std::string started = folder.path("started");
        fs::create_directory(folder.path("tmp"));
        const std::string compiler = write_script(
            folder, "compiler", "touch '" + started + "'\nsleep 100 & echo $! > '" + started + ".pid'\nwait");
        std::vector<std::string> words{
            "env",   "TMPDIR=" + folder.path("tmp"), CONVT_COMMAND, "compile", kProblem,
            "--out", folder.path("out/deep"),        "--compiler",  compiler};
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        const pid_t child = start(argv);
        ASSERT_GT(child, 0);
        for (int i = 0; i < 500 && !fs::exists(started + ".pid"); ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        ASSERT_TRUE(fs::exists(started + ".pid"));
        EXPECT_TRUE(fs::exists(folder.path("out/deep")));
        EXPECT_FALSE(fs::is_empty(folder.path("tmp")));
        ::kill(child, number);
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == number) << number;
        EXPECT_TRUE(fs::is_empty(folder.path("tmp"))) << number;
        EXPECT_FALSE(fs::exists(folder.path("out"))) << number;
    }
}

}  // namespace
}  // namespace convt::tools::test
