#pragma once

#include <cstddef>

#include "fuzz/campaign/case.hpp"

namespace convt::campaign {

/// Elements between guard pages that begin `shift` bytes off whole ones. Reading and writing go through
/// copies, as such elements may not be touched as what they are.
class ShiftedBuffer {
public:
    ShiftedBuffer(DType dtype, std::size_t count, support::Guard guard, int shift);
    [[nodiscard]] void* data() { return data_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    void write(const support::ConstElements& values);
    [[nodiscard]] support::ElementVector read() const;

private:
    support::GuardedBuffer memory_;
    std::size_t count_;
    std::byte* data_;
};

/// The operands of a case: as the oracle reads them, and where convt does.
struct Operands {
    explicit Operands(const Case& c);
    support::ElementVector inputs, kernel, bias;  ///< kernel in Keras's order
    ShiftedBuffer at_inputs, at_kernel, at_bias, at_outputs;
    /// The kernel in the case's order.
    void place(const Case& c);
};

}  // namespace convt::campaign
