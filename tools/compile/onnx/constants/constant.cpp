#include "compile/onnx/constants/constant.hpp"

#include "compile/onnx/constants/element_type.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

constexpr std::int64_t kMostElements = std::int64_t{1} << 40;
constexpr std::size_t kMostDimensions = 64;

}  // namespace

bool Constant::is_integer() const {
    return is_integer_type(type);
}

std::vector<double> Constant::to_doubles() const {
    if (!is_integer()) return reals;
    return {integers.begin(), integers.end()};
}

std::string shape_text(const Shape& shape) {
    std::string text;
    for (const std::int64_t extent : shape) text += (text.empty() ? "" : "x") + std::to_string(extent);
    return text.empty() ? "a scalar" : text;
}

std::int64_t element_count(const Shape& shape) {
    if (shape.size() > kMostDimensions) {
        throw InputError("has " + std::to_string(shape.size()) + " dimensions; at most " +
                         std::to_string(kMostDimensions) + " are read");
    }
    std::int64_t count = 1;
    bool empty = false;
    for (const std::int64_t extent : shape) {
        if (extent < 0 || (extent > 0 && count > kMostElements / extent)) {
            throw InputError("has a dimension of " + std::to_string(extent) + " in " + shape_text(shape) +
                             "; its size cannot be had");
        }
        empty = empty || extent == 0;
        if (extent > 0) count *= extent;
    }
    return empty ? 0 : count;
}

}  // namespace convt::tools
