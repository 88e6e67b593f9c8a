#include <bit>
#include <cmath>
#include <cstring>

#include "compile/onnx/constants/constant.hpp"
#include "compile/onnx/constants/element_type.hpp"
#include "compile/onnx/constants/external_data.hpp"
#include "compile/onnx/proto.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using onnx::TensorProto;

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

/// Where a tensor's values lie: in bytes of its own or of another file, or in a field of its type.
struct Source {
    const TensorProto& tensor;
    const std::filesystem::path& model;
    std::int64_t count;  ///< elements that the shape needs
};

std::string bytes_of(const Source& source, std::uint64_t needed) {
    if (source.tensor.data_location() == TensorProto::EXTERNAL) {
        return read_external_data(source.tensor, source.model, needed);
    }
    const std::string& bytes = source.tensor.raw_data();
    if (bytes.size() != needed) {
        throw InputError("holds " + std::to_string(bytes.size()) + " bytes; its shape needs " +
                         std::to_string(needed));
    }
    return bytes;
}

/// Values from the bytes when there are any, else from the field that the type is kept in.
template <class T, class Field, class Convert>
auto decode(const Source& source, const Field& field, Convert convert) {
    using Value = decltype(convert(T{}));
    std::vector<Value> values;
    const auto count = static_cast<std::size_t>(source.count);
    if (source.tensor.data_location() == TensorProto::EXTERNAL || source.tensor.has_raw_data()) {
        const std::string bytes = bytes_of(source, count * sizeof(T));
        values.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            T element;
            std::memcpy(&element, bytes.data() + i * sizeof(T), sizeof(T));
            values[i] = convert(element);
        }
        return values;
    }
    if (static_cast<std::size_t>(field.size()) != count) {
        throw InputError("holds " + std::to_string(field.size()) + " values; its shape needs " +
                         std::to_string(count));
    }
    values.reserve(count);
    for (const auto element : field) values.push_back(convert(static_cast<T>(element)));
    return values;
}

template <class T, class Field>
std::vector<double> decode_real(const Source& source, const Field& field) {
    return decode<T>(source, field, [](T value) { return static_cast<double>(value); });
}

template <class T, class Field>
std::vector<std::int64_t> decode_integer(const Source& source, const Field& field) {
    return decode<T>(source, field, [](T value) { return static_cast<std::int64_t>(value); });
}

std::int64_t from_uint64(std::uint64_t value) {
    if (value > INT64_MAX) throw InputError("holds " + std::to_string(value) + "; at most 2^63-1 is read");
    return static_cast<std::int64_t>(value);
}

/// Two values in each byte, the lower half first.
std::vector<std::int64_t> decode_fours(const Source& source) {
    Source pairs = source;
    pairs.count = (source.count + 1) / 2;
    const auto bytes = decode<std::uint8_t>(pairs, source.tensor.int32_data(),
                                            [](std::uint8_t byte) { return std::int64_t{byte}; });
    std::vector<std::int64_t> values;
    for (std::int64_t i = 0; i < source.count; ++i) {
        const std::int64_t byte = bytes[static_cast<std::size_t>(i / 2)];
        values.push_back(wrap_to_type(source.tensor.data_type(), i % 2 == 0 ? byte & 15 : byte >> 4));
    }
    return values;
}

std::vector<double> read_reals(const Source& source) {
    const TensorProto& tensor = source.tensor;
    switch (tensor.data_type()) {
        case TensorProto::DOUBLE:
            return decode_real<double>(source, tensor.double_data());
        case TensorProto::FLOAT16:
            return decode<std::uint16_t>(source, tensor.int32_data(), half_to_double);
        case TensorProto::BFLOAT16:
            return decode<std::uint16_t>(source, tensor.int32_data(), bfloat_to_double);
        default:
            return decode_real<float>(source, tensor.float_data());
    }
}

std::vector<std::int64_t> read_integers(const Source& source) {
    const TensorProto& tensor = source.tensor;
    switch (tensor.data_type()) {
        case TensorProto::INT64:
            return decode_integer<std::int64_t>(source, tensor.int64_data());
        case TensorProto::UINT64:
            return decode<std::uint64_t>(source, tensor.uint64_data(), from_uint64);
        case TensorProto::UINT32:
            return decode_integer<std::uint32_t>(source, tensor.uint64_data());
        case TensorProto::INT32:
            return decode_integer<std::int32_t>(source, tensor.int32_data());
        case TensorProto::INT16:
            return decode_integer<std::int16_t>(source, tensor.int32_data());
        case TensorProto::UINT16:
            return decode_integer<std::uint16_t>(source, tensor.int32_data());
        case TensorProto::INT8:
            return decode_integer<std::int8_t>(source, tensor.int32_data());
        case TensorProto::BOOL:
            return decode<std::uint8_t>(source, tensor.int32_data(),
                                        [](std::uint8_t byte) { return std::int64_t{byte != 0}; });
        case kInt4:
        case kUint4:
            return decode_fours(source);
        default:
            return decode_integer<std::uint8_t>(source, tensor.int32_data());
    }
}

Constant read(const TensorProto& tensor, const std::filesystem::path& model, std::int64_t most) {
    Constant constant;
    constant.type = tensor.data_type();
    constant.shape.assign(tensor.dims().begin(), tensor.dims().end());
    if (!is_real_type(constant.type) && !is_integer_type(constant.type)) {
        throw InputError("has elements of " + element_type_name(constant.type) +
                         "; float, double, float16, bfloat16, bool and integers are read");
    }
    const std::int64_t count = element_count(constant.shape);
    if (count > most) {
        throw InputError("has " + std::to_string(count) + " values; at most " + std::to_string(most) +
                         " are evaluated for one layer");
    }
    const Source source{tensor, model, count};
    if (constant.is_integer()) {
        constant.integers = read_integers(source);
    } else {
        constant.reals = read_reals(source);
    }
    return constant;
}

}  // namespace

Constant read_tensor(const TensorProto& tensor, const std::filesystem::path& model, std::int64_t most) {
    try {
        return read(tensor, model, most);
    } catch (const InputError& error) {
        throw InputError("tensor '" + tensor.name() + "' " + error.what());
    }
}

}  // namespace convt::tools
