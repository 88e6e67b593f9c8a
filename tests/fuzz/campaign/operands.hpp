#pragma once

#include <cstddef>
#include <vector>

#include "fuzz/campaign/case.hpp"

namespace convt::campaign {

/// Floats between guard pages that begin `shift` bytes off whole floats. Reading and writing go through
/// copies, as such floats may not be touched as floats.
class ShiftedBuffer {
public:
    ShiftedBuffer(std::size_t count, support::Guard guard, int shift);
    [[nodiscard]] void* data() { return data_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    void write(const std::vector<float>& values);
    [[nodiscard]] std::vector<float> read() const;

private:
    support::GuardedBuffer memory_;
    std::size_t count_;
    std::byte* data_;
};

/// The operands of a case: as the oracle reads them, and where convt does.
struct Operands {
    explicit Operands(const Case& c);
    std::vector<float> inputs, kernel, bias;  ///< kernel in Keras's order
    ShiftedBuffer at_inputs, at_kernel, at_bias, at_outputs;
    /// The kernel in the case's order.
    void place(const Case& c);
};

}  // namespace convt::campaign
