#include "compile/onnx/constants/element_type.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "compile/onnx/proto.hpp"

namespace convt::tools {
namespace {

using onnx::TensorProto;

/// Names of TensorProto.DataType, also of types newer than the library's.
constexpr std::array kNames{
    "undefined", "float",      "uint8",      "int8",         "uint16",         "int16",      "int32",
    "int64",     "string",     "bool",       "float16",      "double",         "uint32",     "uint64",
    "complex64", "complex128", "bfloat16",   "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz",
    "uint4",     "int4",       "float4e2m1", "float8e8m0",   "uint2",          "int2"};

/// `value` with `digits` binary digits; the last place is worth at least 2^least, and beyond `most` it is
/// infinite.
double round_to_digits(double value, int digits, int least, double most) {
    if (!std::isfinite(value) || value == 0) return value;
    int exponent = 0;
    std::frexp(value, &exponent);
    const int place = std::max(exponent - digits, least);
    const double rounded = std::ldexp(std::nearbyint(std::ldexp(value, -place)), place);
    return std::fabs(rounded) > most ? std::copysign(INFINITY, rounded) : rounded;
}

int bits_of(int type) {
    switch (type) {
        case TensorProto::BOOL:
            return 1;
        case kInt4:
        case kUint4:
            return 4;
        case TensorProto::INT8:
        case TensorProto::UINT8:
            return 8;
        case TensorProto::INT16:
        case TensorProto::UINT16:
            return 16;
        case TensorProto::INT32:
        case TensorProto::UINT32:
            return 32;
        default:
            return 64;
    }
}

bool is_signed(int type) {
    return type == kInt4 || type == TensorProto::INT8 || type == TensorProto::INT16 ||
           type == TensorProto::INT32 || type == TensorProto::INT64;
}

}  // namespace

std::string element_type_name(int type) {
    const bool known = type >= 0 && type < static_cast<int>(kNames.size());
    return known ? kNames[static_cast<std::size_t>(type)] : "type " + std::to_string(type);
}

bool is_real_type(int type) {
    return type == TensorProto::FLOAT || type == TensorProto::DOUBLE || type == TensorProto::FLOAT16 ||
           type == TensorProto::BFLOAT16;
}

bool is_integer_type(int type) {
    return type == TensorProto::BOOL || type == TensorProto::INT64 || type == TensorProto::UINT64 ||
           bits_of(type) < 64;
}

double round_to_type(int type, double value) {
    switch (type) {
        case TensorProto::FLOAT:
            return static_cast<double>(static_cast<float>(value));
        case TensorProto::FLOAT16:
            return round_to_digits(value, 11, -24, 65504);
        case TensorProto::BFLOAT16:
            return round_to_digits(value, 8, -133, 0x1.FEp127);
        default:
            return value;
    }
}

IntegerRange range_of(int type) {
    const int bits = bits_of(type);
    if (bits == 64) {
        // Larger values of uint64 are refused when they are read.
        return {is_signed(type) ? std::numeric_limits<std::int64_t>::min() : 0,
                std::numeric_limits<std::int64_t>::max()};
    }
    if (is_signed(type)) return {-(std::int64_t{1} << (bits - 1)), (std::int64_t{1} << (bits - 1)) - 1};
    return {0, (std::int64_t{1} << bits) - 1};
}

std::int64_t wrap_to_type(int type, std::int64_t value) {
    if (type == TensorProto::BOOL) return value != 0 ? 1 : 0;
    const int bits = bits_of(type);
    if (bits == 64) return value;
    const std::int64_t low = value & ((std::int64_t{1} << bits) - 1);
    return is_signed(type) && (low >> (bits - 1)) != 0 ? low - (std::int64_t{1} << bits) : low;
}

std::int64_t truncate_to_type(int type, double value) {
    if (type == TensorProto::BOOL) return value != 0 ? 1 : 0;
    if (std::isnan(value)) return 0;
    const IntegerRange range = range_of(type);
    if (value <= static_cast<double>(range.least)) return range.least;
    if (value >= static_cast<double>(range.most)) return range.most;
    return static_cast<std::int64_t>(value);
}

}  // namespace convt::tools
