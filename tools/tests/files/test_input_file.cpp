/// Files that a user names: what is no regular file is refused before anything waits for it.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "scratch_folder.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"

namespace convt::tools::test {
namespace {

namespace fs = std::filesystem;

std::string error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

void expect_refused(const std::string& path, const std::string& reason) {
    const std::string error = error_of([&] { (void)read_file(path); });
    EXPECT_NE(error.find(path), std::string::npos) << error;
    EXPECT_NE(error.find(reason), std::string::npos) << error;
    EXPECT_EQ(error_of([&] { require_regular_file(path); }), error);
}

TEST(InputFile, RefusesWhatIsNoRegularFile) {
    const ScratchFolder folder;
    const std::string pipe = folder.path("pipe"), link = folder.path("link");
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    fs::create_symlink(pipe, link);
    expect_refused(pipe, "is a pipe");
    expect_refused(link, "is a pipe");
    expect_refused(folder.path(""), "is a folder");
    expect_refused("/dev/zero", "is a device");
    expect_refused(folder.path("none"), "No such file");
}

TEST(InputFile, ReadsWholesAndParts) {
    const ScratchFolder folder;
    const std::string path = folder.write("file", "0123456789");
    EXPECT_EQ(read_file(path), "0123456789");
    EXPECT_EQ(read_file(folder.write("empty", "")), "");
    const InputFile file(path);
    EXPECT_EQ(file.size(), 10U);
    EXPECT_EQ(file.read(3, 4), "3456");
    EXPECT_EQ(file.read(10, 0), "");
    EXPECT_NE(error_of([&] { (void)file.read(3, 8); }), "");
    EXPECT_NE(error_of([&] { (void)file.read(UINT64_MAX, 2); }), "");
}

TEST(InputFile, IsBounded) {
    const ScratchFolder folder;
    const std::string path = folder.write("file", "0123456789");
    EXPECT_EQ(read_file(path, 10).size(), 10U);
    const std::string error = error_of([&] { (void)read_file(path, 9); });
    EXPECT_NE(error.find("has 10 bytes; at most 9"), std::string::npos) << error;
}

TEST(InputFile, ThatShrinksIsAnError) {
    const ScratchFolder folder;
    const std::string path = folder.write("file", "0123456789");
    const InputFile file(path);
    fs::resize_file(path, 4);
    EXPECT_NE(error_of([&] { (void)file.read(0, 10); }).find("shorter"), std::string::npos);
}

TEST(InputFile, StaysWithinAFolder) {
    const ScratchFolder outer;
    const fs::path root = outer.path("m");
    fs::create_directories(root / "sub");
    outer.write("secret", "secret");
    outer.write("m/sub/data", "data");
    outer.write("m2", "beside");
    fs::create_symlink("sub/data", root / "inside");
    fs::create_symlink("../secret", root / "outside");
    fs::create_symlink("..", root / "up");

    EXPECT_EQ(read_file(resolve_within(root, "sub/data")), "data");
    EXPECT_EQ(read_file(resolve_within(root, "inside")), "data");
    EXPECT_EQ(read_file(resolve_within(root, "sub/../inside")), "data");
    for (const char* out :
         {"outside", "up/secret", "../secret", "sub/../../secret", "../m2", "/etc/passwd", ""}) {
        EXPECT_NE(error_of([&] { (void)resolve_within(root, out); }), "") << out;
    }
}

}  // namespace
}  // namespace convt::tools::test
