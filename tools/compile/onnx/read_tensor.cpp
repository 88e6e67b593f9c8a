#include <bit>
#include <cmath>
#include <cstring>

#include "compile/onnx/constant.hpp"
#include "compile/onnx/proto.hpp"
#include "support/input_error.hpp"
#include "support/input_file.hpp"
#include "support/parse_numbers.hpp"

namespace convt::tools {
namespace {

using onnx::TensorProto;

constexpr std::int64_t kMostElements = std::int64_t{1} << 40;

double half_to_double(std::uint16_t bits) {
    const int exponent = (bits >> 10) & 31;
    const int fraction = bits & 1023;
    double value = 0;
    if (exponent == 31) {
        value = fraction == 0 ? INFINITY : NAN;
    } else if (exponent == 0) {
        value = std::ldexp(fraction, -24);
    } else {
        value = std::ldexp(1024 + fraction, exponent - 25);
    }
    return (bits & 0x8000) != 0 ? -value : value;
}

double bfloat_to_double(std::uint16_t bits) {
    return static_cast<double>(std::bit_cast<float>(std::uint32_t{bits} << 16));
}

template <class T>
T same(T value) {
    return value;
}

template <class T, class Convert>
std::vector<double> from_bytes(const std::string& bytes, Convert convert) {
    if (bytes.size() % sizeof(T) != 0) {
        throw InputError("holds " + std::to_string(bytes.size()) + " bytes; elements have " +
                         std::to_string(sizeof(T)));
    }
    std::vector<double> values(bytes.size() / sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
        T element;
        std::memcpy(&element, bytes.data() + i * sizeof(T), sizeof(T));
        values[i] = static_cast<double>(convert(element));
    }
    return values;
}

template <class Field, class Convert>
std::vector<double> from_field(const Field& field, Convert convert) {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(field.size()));
    for (const auto element : field) values.push_back(static_cast<double>(convert(element)));
    return values;
}

/// Values from the bytes when there are any, else from the field that the type is kept in.
template <class T, class Field, class Convert>
std::vector<double> decode(const std::string* bytes, const Field& field, Convert convert) {
    if (bytes != nullptr) return from_bytes<T>(*bytes, convert);
    return from_field(field, [&](auto element) { return convert(static_cast<T>(element)); });
}

std::vector<double> decode(const TensorProto& tensor, const std::string* bytes) {
    switch (tensor.data_type()) {
        case TensorProto::FLOAT:
            return decode<float>(bytes, tensor.float_data(), same<float>);
        case TensorProto::DOUBLE:
            return decode<double>(bytes, tensor.double_data(), same<double>);
        case TensorProto::FLOAT16:
            return decode<std::uint16_t>(bytes, tensor.int32_data(), half_to_double);
        case TensorProto::BFLOAT16:
            return decode<std::uint16_t>(bytes, tensor.int32_data(), bfloat_to_double);
        case TensorProto::INT64:
            return decode<std::int64_t>(bytes, tensor.int64_data(), same<std::int64_t>);
        case TensorProto::INT32:
            return decode<std::int32_t>(bytes, tensor.int32_data(), same<std::int32_t>);
        case TensorProto::INT8:
            return decode<std::int8_t>(bytes, tensor.int32_data(), same<std::int8_t>);
        case TensorProto::UINT8:
            return decode<std::uint8_t>(bytes, tensor.int32_data(), same<std::uint8_t>);
        default:
            throw InputError("has element type " + std::to_string(tensor.data_type()) +
                             "; float, double, float16, bfloat16, int8, uint8, int32 and int64 are read");
    }
}

bool is_integral(int type) {
    return type == TensorProto::INT64 || type == TensorProto::INT32 || type == TensorProto::INT8 ||
           type == TensorProto::UINT8;
}

/// The bytes of a tensor that is kept in a file of its own, within the model's folder.
std::string external_bytes(const TensorProto& tensor, const std::filesystem::path& folder) {
    std::string location;
    std::int64_t offset = 0, length = -1;
    for (const auto& entry : tensor.external_data()) {
        if (entry.key() == "location") location = entry.value();
        if (entry.key() == "offset") offset = parse_integer("offset", entry.value());
        if (entry.key() == "length") length = parse_integer("length", entry.value());
    }
    const std::filesystem::path relative = std::filesystem::path(location).lexically_normal();
    if (location.empty() || relative.is_absolute() || relative.begin()->string() == "..") {
        throw InputError("is kept in '" + location + "'; it must be a file in the model's folder");
    }
    const std::string bytes = read_file(folder / relative);
    const auto size = static_cast<std::int64_t>(bytes.size());
    if (length < 0) length = size - offset;
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
        throw InputError("is bytes " + std::to_string(offset) + " to " + std::to_string(offset + length) +
                         " of " + location + ", which has " + std::to_string(size));
    }
    return bytes.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
}

Constant read(const TensorProto& tensor, const std::filesystem::path& folder) {
    Constant constant;
    constant.shape.assign(tensor.dims().begin(), tensor.dims().end());
    constant.integral = is_integral(tensor.data_type());
    const std::int64_t count = element_count(constant.shape);
    if (tensor.data_location() == TensorProto::EXTERNAL) {
        const std::string bytes = external_bytes(tensor, folder);
        constant.values = decode(tensor, &bytes);
    } else {
        constant.values = decode(tensor, tensor.has_raw_data() ? &tensor.raw_data() : nullptr);
    }
    if (static_cast<std::int64_t>(constant.values.size()) != count) {
        throw InputError("holds " + std::to_string(constant.values.size()) + " values; its shape needs " +
                         std::to_string(count));
    }
    return constant;
}

}  // namespace

std::int64_t element_count(const std::vector<std::int64_t>& shape) {
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
        if (extent < 0 || (extent > 0 && count > kMostElements / extent)) {
            throw InputError("has a dimension of " + std::to_string(extent) + "; its size cannot be had");
        }
        count *= extent;
    }
    return count;
}

Constant read_tensor(const TensorProto& tensor, const std::filesystem::path& folder) {
    try {
        return read(tensor, folder);
    } catch (const InputError& error) {
        throw InputError("tensor '" + tensor.name() + "' " + error.what());
    }
}

}  // namespace convt::tools
