#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compile/onnx/proto.hpp"

namespace convt::tools {

/// Reads an ONNX file. Throws InputError, naming the path, when it is none, or is cut short.
[[nodiscard]] onnx::ModelProto load_model(const std::filesystem::path& path);

/// Puts sizes that the user states, each text "NAME=1x3x?x?640", into the model's inputs. Of open sizes
/// ('?'), only the typical value ('?640') is used, and only when `typical` says so. Throws InputError.
void set_input_shapes(const std::vector<std::string>& texts, bool typical, onnx::ModelProto& model);

/// Adds the shapes of values between, as far as they follow from those of the inputs. What is wrong with
/// nodes is not said here.
void infer_shapes(onnx::ModelProto& model);

}  // namespace convt::tools
