#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "convt/desc.hpp"
#include "reference/half.hpp"

namespace convt::reference {

/// Calls visit with a zero of the C++ type that the elements of a type of floats have.
template <typename Visit>
decltype(auto) with_type(DType dtype, Visit&& visit) {
    switch (dtype) {
        case DType::float32:
            return visit(float{});
        case DType::float64:
            return visit(double{});
        case DType::float16:
            return visit(Float16{});
        case DType::bfloat16:
            return visit(BFloat16{});
        default:
            throw std::invalid_argument("no elements of type number " +
                                        std::to_string(static_cast<int>(dtype)) + " in tests");
    }
}

/// The same of every type: quantised tensors are of integers, as are their sums.
template <typename Visit>
decltype(auto) with_element(DType dtype, Visit&& visit) {
    switch (dtype) {
        case DType::int8:
            return visit(std::int8_t{});
        case DType::uint8:
            return visit(std::uint8_t{});
        case DType::int32:
            return visit(std::int32_t{});
        default:
            return with_type(dtype, visit);
    }
}

/// The element type of a C++ type.
template <typename T>
inline constexpr DType kTypeOf = DType::float32;
template <>
inline constexpr DType kTypeOf<double> = DType::float64;
template <>
inline constexpr DType kTypeOf<Float16> = DType::float16;
template <>
inline constexpr DType kTypeOf<BFloat16> = DType::bfloat16;
template <>
inline constexpr DType kTypeOf<std::int8_t> = DType::int8;
template <>
inline constexpr DType kTypeOf<std::uint8_t> = DType::uint8;
template <>
inline constexpr DType kTypeOf<std::int32_t> = DType::int32;

/// The type of bias, slopes and sums beside tensors of a type.
[[nodiscard]] inline DType summed_type(DType dtype) {
    return dtype == DType::float64 ? DType::float64 : DType::float32;
}
/// Whether inputs of a type are quantised.
[[nodiscard]] inline bool is_quantized(DType dtype) {
    return dtype == DType::int8 || dtype == DType::uint8;
}
/// Whether elements have 16 bits.
[[nodiscard]] inline bool is_half(DType dtype) {
    return dtype == DType::float16 || dtype == DType::bfloat16;
}

[[nodiscard]] inline std::size_t bytes_of(DType dtype) {
    return with_element(dtype, [](auto zero) { return sizeof(zero); });
}

/// Elements in somebody else's memory, of a type that is known at run time. A double holds each of them
/// exactly. The memory needs no alignment.
class ConstElements {
public:
    ConstElements(DType dtype, const void* data, std::size_t size)
        : dtype_(dtype), data_(static_cast<const std::byte*>(data)), size_(size) {}
    template <typename T>
    ConstElements(const std::vector<T>& values) : ConstElements(kTypeOf<T>, values.data(), values.size()) {}

    [[nodiscard]] DType dtype() const { return dtype_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::size_t size_bytes() const { return size_ * bytes_of(dtype_); }
    [[nodiscard]] const void* data() const { return data_; }

    [[nodiscard]] double operator[](std::size_t i) const {
        return with_element(dtype_, [&](auto value) {
            std::memcpy(&value, data_ + i * sizeof(value), sizeof(value));
            return static_cast<double>(value);
        });
    }

private:
    DType dtype_;
    const std::byte* data_;
    std::size_t size_;
};

/// The same, for writing. What is written is rounded once.
class Elements : public ConstElements {
public:
    Elements(DType dtype, void* data, std::size_t size)
        : ConstElements(dtype, data, size), data_(static_cast<std::byte*>(data)) {}
    template <typename T>
    Elements(std::vector<T>& values) : Elements(kTypeOf<T>, values.data(), values.size()) {}

    [[nodiscard]] void* data() const { return data_; }

    void set(std::size_t i, double value) const {
        with_element(dtype(), [&](auto element) {
            element = static_cast<decltype(element)>(value);
            std::memcpy(data_ + i * sizeof(element), &element, sizeof(element));
        });
    }

    /// The elements as what they are; aligned memory only.
    template <typename T>
    [[nodiscard]] std::span<T> as() const {
        if (kTypeOf<T> != dtype()) throw std::invalid_argument("elements of another type");
        return {reinterpret_cast<T*>(data_), size()};
    }

private:
    std::byte* data_;
};

/// Elements with memory of their own, zero at first.
class ElementVector {
public:
    ElementVector(DType dtype, std::size_t size)
        : dtype_(dtype), size_(size), bytes_(size * bytes_of(dtype)) {}
    /// A copy.
    explicit ElementVector(const ConstElements& from) : ElementVector(from.dtype(), from.size()) {
        if (size_ > 0) std::memcpy(bytes_.data(), from.data(), bytes_.size());
    }
    /// Numbers rounded to the type.
    template <typename T>
    ElementVector(DType dtype, const std::vector<T>& values) : ElementVector(dtype, values.size()) {
        for (std::size_t i = 0; i < size_; ++i) elements().set(i, static_cast<double>(values[i]));
    }

    [[nodiscard]] DType dtype() const { return dtype_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] void* data() { return bytes_.data(); }
    [[nodiscard]] const void* data() const { return bytes_.data(); }
    [[nodiscard]] Elements elements() { return {dtype_, bytes_.data(), size_}; }
    [[nodiscard]] ConstElements elements() const { return {dtype_, bytes_.data(), size_}; }
    [[nodiscard]] double operator[](std::size_t i) const { return elements()[i]; }
    void set(std::size_t i, double value) { elements().set(i, value); }
    operator ConstElements() const { return elements(); }

    /// Numbers, as doubles hold them.
    [[nodiscard]] std::vector<double> widened() const {
        std::vector<double> values(size_);
        for (std::size_t i = 0; i < size_; ++i) values[i] = (*this)[i];
        return values;
    }

private:
    DType dtype_;
    std::size_t size_;
    std::vector<std::byte> bytes_;
};

}  // namespace convt::reference
