#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace onnx {
class TensorProto;
}

namespace convt::tools {

using Shape = std::vector<std::int64_t>;

/// A tensor whose values are known when a model is read. Values of real types lie in `reals`, rounded to the
/// type; those of integer types and bool in `integers`. The other vector is empty.
struct Constant {
    int type = 1;  ///< TensorProto.DataType
    Shape shape;
    std::vector<double> reals;
    std::vector<std::int64_t> integers;

    [[nodiscard]] bool is_integer() const;
    [[nodiscard]] std::size_t size() const { return is_integer() ? integers.size() : reals.size(); }
    [[nodiscard]] std::vector<double> to_doubles() const;
};

/// Calls work(from's values, to's values) with the vectors that hold them; both have one type.
template <class Work>
void move_values(const Constant& from, Constant& to, Work work) {
    if (from.is_integer()) {
        work(from.integers, to.integers);
    } else {
        work(from.reals, to.reals);
    }
}

/// "4x2x3x3"; "a scalar" for no dimensions.
[[nodiscard]] std::string shape_text(const Shape& shape);

/// Number of elements; throws InputError when a size is negative, the product beyond any memory, or the
/// dimensions are more than any operator needs.
[[nodiscard]] std::int64_t element_count(const Shape& shape);

/// Reads a tensor of a model of at most `most` elements; those kept in files of their own lie in the folder
/// of the model's file, `model`. Throws InputError.
[[nodiscard]] Constant read_tensor(const onnx::TensorProto& tensor, const std::filesystem::path& model,
                                   std::int64_t most);

}  // namespace convt::tools
