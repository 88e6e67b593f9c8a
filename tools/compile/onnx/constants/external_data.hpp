#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "compile/onnx/proto.hpp"

namespace convt::tools {

/// The `needed` bytes of a tensor that is kept in a file beside the model's file, `model`. No other part of
/// that file is read. Throws InputError when the file is none, lies outside of the model's folder (also
/// through a symbolic link), or holds another number of bytes for the tensor.
[[nodiscard]] std::string read_external_data(const onnx::TensorProto& tensor,
                                             const std::filesystem::path& model, std::uint64_t needed);

}  // namespace convt::tools
