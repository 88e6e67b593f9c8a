/// Files of a model: external data stays in the model's folder, and nothing waits for a pipe or a device.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "compile/onnx/read_onnx.hpp"
#include "onnx/onnx_builder.hpp"
#include "scratch_folder.hpp"
#include "support/input_error.hpp"

namespace convt::tools::test {
namespace {

namespace fs = std::filesystem;

/// A model whose weights, 4 floats, lie in the file `location`.
std::string model_with(const std::string& location) {
    OnnxBuilder builder;
    builder.add_input("x", {1, 1, 3});
    builder.add_output("y");
    onnx::TensorProto& weights = builder.add_initializer("w", {1, 1, 4}, {});
    weights.set_data_location(onnx::TensorProto::EXTERNAL);
    auto& entry = *weights.add_external_data();
    entry.set_key("location");
    entry.set_value(location);
    builder.add_node("ConvTranspose", {"x", "w"}, "y").set_name("up");
    return builder.bytes();
}

std::string error_of(const std::string& path) {
    try {
        (void)read_onnx(path, {});
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

class OnnxFiles : public ::testing::Test {
protected:
    OnnxFiles() {
        fs::create_directories(folder_.path("m/sub"));
        folder_.write("outside.bin", std::string(16, '\0'));
        folder_.write("m/sub/inside.bin", std::string(16, '\0'));
    }
    [[nodiscard]] std::string error_with(const std::string& location) const {
        return error_of(folder_.write("m/model.onnx", model_with(location)));
    }
    ScratchFolder folder_;
};

TEST_F(OnnxFiles, DataStaysInTheModelsFolder) {
    fs::create_symlink("../outside.bin", folder_.path("m/link.bin"));
    fs::create_symlink("..", folder_.path("m/up"));
    fs::create_symlink("sub/inside.bin", folder_.path("m/good.bin"));
    EXPECT_EQ(error_with("sub/inside.bin"), "");
    EXPECT_EQ(error_with("good.bin"), "");
    const std::vector<std::string> outside{
        "link.bin", "up/outside.bin", "../outside.bin", "sub/../../outside.bin", folder_.path("outside.bin"),
        ""};
    for (const std::string& location : outside) {
        const std::string error = error_with(location);
        EXPECT_NE(error.find("ConvTranspose up: "), std::string::npos) << error;
        EXPECT_NE(error.find("must be a file in the folder"), std::string::npos) << location << ": " << error;
    }
}

/// As download caches keep them: both files are links to one folder.
TEST_F(OnnxFiles, DataMayLieWhereALinkedModelLies) {
    fs::create_directories(folder_.path("names"));
    folder_.write("m/1234", model_with("w.bin"));
    folder_.write("m/5678", std::string(16, '\0'));
    fs::create_symlink("../m/1234", folder_.path("names/model.onnx"));
    fs::create_symlink("../m/5678", folder_.path("names/w.bin"));
    EXPECT_EQ(error_of(folder_.path("names/model.onnx")), "");
}

TEST_F(OnnxFiles, NothingWaitsForAPipe) {
    ASSERT_EQ(mkfifo(folder_.path("m/pipe.bin").c_str(), 0600), 0);
    ASSERT_EQ(mkfifo(folder_.path("m/pipe.onnx").c_str(), 0600), 0);
    EXPECT_NE(error_with("pipe.bin").find("it is a pipe"), std::string::npos);
    EXPECT_NE(error_with("sub").find("it is a folder"), std::string::npos);
    EXPECT_NE(error_of(folder_.path("m/pipe.onnx")).find("it is a pipe"), std::string::npos);
    EXPECT_NE(error_of(folder_.path("m")).find("it is a folder"), std::string::npos);
    EXPECT_NE(error_of("/dev/zero").find("it is a device"), std::string::npos);
}

TEST_F(OnnxFiles, OnlyWhatTheShapeNeedsIsRead) {
    const std::string large = folder_.path("m/large.bin");
    folder_.write("m/large.bin", "");
    fs::resize_file(large, std::uintmax_t{1} << 33);
    EXPECT_NE(error_with("large.bin").find("8589934592 bytes in large.bin; its shape needs 16"),
              std::string::npos)
        << error_with("large.bin");
}

}  // namespace
}  // namespace convt::tools::test
