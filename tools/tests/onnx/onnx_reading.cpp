#include "onnx/onnx_reading.hpp"

#include <algorithm>

#include "scratch_folder.hpp"
#include "support/input_error.hpp"

namespace convt::tools::test {

OnnxLayers read_built(const OnnxBuilder& builder, const OnnxRequest& request) {
    const ScratchFolder folder;
    return read_onnx(folder.write("model.onnx", builder.bytes()), request);
}

std::string error_of(const OnnxBuilder& builder, const OnnxRequest& request) {
    try {
        (void)read_built(builder, request);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

bool remarks_say(const OnnxLayers& read, const std::string& text) {
    return std::any_of(read.remarks.begin(), read.remarks.end(),
                       [&](const std::string& remark) { return remark.find(text) != std::string::npos; });
}

}  // namespace convt::tools::test
