#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "arrays/arrays.hpp"

namespace convt::python {

/// Where a call writes: the caller's array, or a new one of numpy.
class Outputs {
public:
    /// @param out None, or an array of the caller's; TypeError or ValueError where it cannot be written
    explicit Outputs(nb::handle out);

    [[nodiscard]] const Array* given() const noexcept { return given_ ? &*given_ : nullptr; }
    /// ValueError unless a given array has this shape and lies apart from the arrays that are read.
    void check(const std::vector<std::int64_t>& shape, std::initializer_list<const Array*> read) const;
    /// The memory to write to, allocated here where the caller gave none.
    [[nodiscard]] void* memory(const std::vector<std::int64_t>& shape, DType dtype);
    /// What the call returns. Called once, after the memory was filled.
    [[nodiscard]] nb::object take(const std::vector<std::int64_t>& shape, DType dtype);

private:
    nb::object out_;
    std::optional<Array> given_;
    LineMemory made_;
};

}  // namespace convt::python
