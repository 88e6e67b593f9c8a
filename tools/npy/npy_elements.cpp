#include "npy/npy_elements.hpp"

#include <cstring>

#include "base/elements.hpp"
#include "base/half.hpp"

namespace convt::tools {
namespace {

/// Every element of a type T, as another one holds it.
template <typename T, typename Value, typename Convert>
std::vector<Value> from_bytes(const std::vector<std::byte>& bytes, const Convert& convert) {
    std::vector<Value> values(bytes.size() / sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
        T element;
        std::memcpy(&element, bytes.data() + i * sizeof(T), sizeof(T));
        values[i] = convert(element);
    }
    return values;
}

template <typename T>
std::vector<std::int32_t> integers_from(const std::vector<std::byte>& bytes) {
    return from_bytes<T, std::int32_t>(bytes, [](T element) { return std::int32_t{element}; });
}

template <typename T, typename Value, typename Convert>
std::vector<std::byte> to_bytes(const std::vector<Value>& values, const Convert& convert) {
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const T element = convert(values[i]);
        std::memcpy(bytes.data() + i * sizeof(T), &element, sizeof(T));
    }
    return bytes;
}

template <typename T>
std::vector<std::byte> integer_bytes(const std::vector<std::int32_t>& integers) {
    return to_bytes<T>(integers, [](std::int32_t value) { return static_cast<T>(value); });
}

}  // namespace

bool is_integer(DType dtype) {
    return detail::is_quantized(dtype) || dtype == DType::int32;
}

void read_elements(const std::vector<std::byte>& bytes, NpyArray& array) {
    const DType dtype = array.dtype;
    if (dtype == DType::int8) array.integers = integers_from<std::int8_t>(bytes);
    if (dtype == DType::uint8) array.integers = integers_from<std::uint8_t>(bytes);
    if (dtype == DType::int32) array.integers = integers_from<std::int32_t>(bytes);
    if (detail::is_storage(dtype)) {
        array.values = from_bytes<detail::Half, float>(
            bytes, [&](detail::Half half) { return detail::widen(half, dtype); });
    }
    if (dtype == DType::float32) {
        array.values = from_bytes<float, float>(bytes, [](float value) { return value; });
    }
}

std::vector<std::byte> elements_of(const NpyArray& array, DType dtype) {
    if (dtype == DType::int8) return integer_bytes<std::int8_t>(array.integers);
    if (dtype == DType::uint8) return integer_bytes<std::uint8_t>(array.integers);
    if (dtype == DType::int32) return integer_bytes<std::int32_t>(array.integers);
    if (detail::is_storage(dtype)) {
        return to_bytes<detail::Half>(array.values,
                                      [&](float value) { return detail::narrow(value, dtype); });
    }
    return to_bytes<float>(array.values, [](float value) { return value; });
}

}  // namespace convt::tools
