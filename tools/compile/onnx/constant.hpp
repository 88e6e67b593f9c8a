#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace onnx {
class TensorProto;
}

namespace convt::tools {

/// A tensor whose values are known when a model is read. Integers and halves are held as double, which loses
/// nothing of what weights, biases, shapes and axes hold.
struct Constant {
    std::vector<std::int64_t> shape;
    std::vector<double> values;
    bool integral = false;

    [[nodiscard]] std::vector<float> floats() const { return {values.begin(), values.end()}; }
    [[nodiscard]] std::vector<std::int64_t> integers() const { return {values.begin(), values.end()}; }
};

/// Number of elements; throws InputError when a size is negative or the product beyond any memory.
[[nodiscard]] std::int64_t element_count(const std::vector<std::int64_t>& shape);

/// Reads a tensor of a model; those kept in files of their own lie in `folder`. Throws InputError.
[[nodiscard]] Constant read_tensor(const onnx::TensorProto& tensor, const std::filesystem::path& folder);

}  // namespace convt::tools
