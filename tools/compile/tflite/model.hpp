#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compile/onnx/constants/budget.hpp"
#include "compile/tflite/checked_table.hpp"

namespace convt::tools::tflite {

/// Types of elements, as the schema numbers them.
enum class ElementType : std::uint8_t { float32 = 0, float16 = 1, int32 = 2, uint8 = 3, int16 = 7, int8 = 9 };

/// The name of a type for messages.
[[nodiscard]] std::string type_name(ElementType type);

/// Operators that are looked at.
enum class Builtin : std::int32_t { dequantize = 6, custom = 32, transpose_conv = 67 };

/// A tensor, with its data where it is a constant.
struct Tensor {
    std::string name;  ///< its first 250 letters
    ElementType type = ElementType::float32;
    std::span<const std::int32_t> shape;
    std::span<const std::int32_t> signature;  ///< like shape, with -1 for open sizes; may be empty
    std::span<const float> scales;
    std::span<const std::int64_t> zero_points;
    std::int64_t quantized_dimension = 0;
    std::optional<std::span<const std::uint8_t>> data;

    /// Elements that the shape states; throws InputError for sizes below 1 or beyond memory.
    [[nodiscard]] std::int64_t count() const;
    /// The values of a constant, integers as they are. Throws InputError when it is none, or of another size.
    [[nodiscard]] std::vector<double> values() const;
};

/// One step of a graph.
struct Operation {
    std::int64_t builtin = 0;  ///< a Builtin, or another number
    std::string_view custom;   ///< its name, where it is a custom one
    CheckedTable table;

    /// Numbers of tensors; -1 where there is none.
    [[nodiscard]] std::int64_t input(std::size_t index) const;
    [[nodiscard]] std::int64_t output(std::size_t index) const;
};

/// What a model's graphs share. Many tensors may have the data of one buffer, so what is read is counted.
struct Shared {
    const CheckedFile& file;
    std::vector<CheckedTable> codes, buffers;
    Budget budget;
};

/// One of a model's graphs. Borrows from the file.
class Graph {
public:
    Graph(std::shared_ptr<Shared> shared, const CheckedTable& graph);

    [[nodiscard]] const CheckedFile& file() const { return shared_->file; }
    [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }
    /// Throws InputError when there is no tensor of that number.
    [[nodiscard]] Tensor tensor(std::int64_t number, const std::string& what) const;
    /// The values of a constant, also of one of float16 that an operation makes float32. Throws InputError.
    [[nodiscard]] std::vector<double> constant(std::int64_t number, const std::string& what) const;

private:
    [[nodiscard]] std::optional<std::span<const std::uint8_t>> data_of(std::int64_t buffer) const;

    std::shared_ptr<Shared> shared_;
    std::vector<CheckedTable> tensors_;
    std::vector<Operation> operations_;
    std::map<std::int64_t, std::int64_t> dequantized_;  ///< tensor of float32, by that which it is made of
};

/// All graphs of a model.
[[nodiscard]] std::vector<Graph> graphs_of(const CheckedFile& file);

}  // namespace convt::tools::tflite
