#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "arrays/memory.hpp"
#include "convt/desc.hpp"
#include "convt/plan.hpp"

namespace convt::python {

namespace nb = nanobind;

inline constexpr int kMostAxes = kMaxRank + 2;
using Axes = std::array<std::int64_t, kMostAxes>;

/// An array that Python handed over, which stays alive as long as this does. Nothing is converted.
struct Array {
    nb::ndarray<nb::ro> held;
    const char* name = "";
    const void* data = nullptr;
    DType dtype = DType::float32;
    /// May exceed kMostAxes; then only the first ones are stored.
    int axes = 0;
    Axes shape{};
    Axes strides{};   ///< in elements
    LineMemory copy;  ///< where the array lay in an order that cannot be read

    [[nodiscard]] std::vector<std::int64_t> shape_vector() const;
    [[nodiscard]] std::size_t elements() const noexcept;
    [[nodiscard]] std::size_t bytes() const noexcept;
};

[[nodiscard]] std::size_t bytes_of(DType dtype) noexcept;
[[nodiscard]] const char* dtype_name(DType dtype) noexcept;
/// Element types of arrays, and the same in words.
inline constexpr DType kDTypes[] = {DType::float16, DType::bfloat16, DType::float32, DType::float64};
inline constexpr const char* kDTypeNames = "float16, bfloat16, float32 and float64";

/// Reads whatever has the buffer protocol or DLPack and lies in the CPU's memory; TypeError for anything else
/// and for element types that are none of DType's floating-point ones.
[[nodiscard]] Array read_array(nb::handle object, const char* name);
/// The same for an array that will be written; ValueError where it may not be.
[[nodiscard]] Array read_writable(nb::handle object, const char* name);
/// TypeError unless both have one element type.
void check_same_dtype(const Array& array, const Array& inputs);

/// "(2, 3, 4)", as messages name shapes.
[[nodiscard]] std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace convt::python
