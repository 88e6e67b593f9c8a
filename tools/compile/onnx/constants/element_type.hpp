#pragma once

#include <cstdint>
#include <string>

namespace convt::tools {

/// Types that are newer than libonnx's own list.
inline constexpr int kUint4 = 21;
inline constexpr int kInt4 = 22;

/// The name of a type of elements for messages: "float16" for TensorProto.DataType 10.
[[nodiscard]] std::string element_type_name(int type);

/// True for float, double, float16 and bfloat16.
[[nodiscard]] bool is_real_type(int type);
/// True for integers of all widths and bool.
[[nodiscard]] bool is_integer_type(int type);

/// The value of a real type that is nearest to `value`; ties go to the even one.
[[nodiscard]] double round_to_type(int type, double value);
/// An integer in the range of its type, taken modulo 2^bits; true or false for bool.
[[nodiscard]] std::int64_t wrap_to_type(int type, std::int64_t value);
/// The integer of a type that a real value is cast to: towards zero, at the ends of the range beyond them, 0
/// for what is no number.
[[nodiscard]] std::int64_t truncate_to_type(int type, double value);

/// The range of an integer type.
struct IntegerRange {
    std::int64_t least, most;
};
[[nodiscard]] IntegerRange range_of(int type);

}  // namespace convt::tools
