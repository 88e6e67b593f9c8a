#include <onnx/shape_inference/implementation.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <exception>

#include "compile/onnx/load_model.hpp"
#include "compile/toolchain/files.hpp"
#include "support/files/input_file.hpp"

namespace convt::tools {
namespace {

/// Real models take a few seconds.
constexpr unsigned kMostSeconds = 60;

/// In the child: writes the model with its shapes, and ends whatever happens.
[[noreturn]] void infer_and_exit(onnx::ModelProto& model, const std::filesystem::path& path) {
    int status = 1;
    ::alarm(kMostSeconds);
    try {
        onnx::shape_inference::InferShapes(model);
        write_file(path, model.SerializeAsString());
        status = 0;
    } catch (const std::exception&) {
        // Shapes that do not follow are left open.
    }
    _exit(status);
}

bool ends_well(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

/// In a process of its own: libonnx's inference reads beyond the attributes of some malformed nodes.
void infer_shapes(onnx::ModelProto& model) {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "model.onnx";
    const pid_t child = fork();
    if (child == 0) infer_and_exit(model, path);
    if (child < 0 || !ends_well(child)) return;
    onnx::ModelProto inferred;
    if (inferred.ParseFromString(read_file(path))) model = std::move(inferred);
}

}  // namespace convt::tools
