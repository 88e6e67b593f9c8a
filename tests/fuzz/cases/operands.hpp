#pragma once

#include <cstddef>
#include <vector>

#include "fuzz/cases/case.hpp"

namespace convt::campaign {

/// Elements between guard pages that begin `shift` bytes off whole ones, which may not be touched as what
/// they are.
class ShiftedBuffer {
public:
    ShiftedBuffer(DType dtype, std::size_t count, support::Guard guard, int shift);
    [[nodiscard]] void* data() { return data_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    void write(const support::ConstElements& values);
    [[nodiscard]] support::ConstElements values() const { return {memory_.values().dtype(), data_, count_}; }
    /// Whether the elements are these, bit for bit.
    [[nodiscard]] bool hold(const support::ConstElements& values) const;

private:
    support::GuardedBuffer memory_;
    std::size_t count_;
    std::byte* data_;
};

/// The operands of a case: as the oracle reads them, and where convt does.
struct Operands {
    explicit Operands(const Case& c);
    support::ElementVector inputs, kernel, bias, slopes;                 ///< kernel in Keras's order
    std::vector<float> scales;                                           ///< of a kernel of integers
    ShiftedBuffer at_inputs, at_kernel, at_bias, at_slopes, at_outputs;  ///< kernel in the case's order
    /// Fills the outputs with a pattern that no computation yields.
    void poison_outputs() { at_outputs.write(poisoned_); }
    /// Slopes as a run takes them: null for every activation but prelu.
    [[nodiscard]] const void* given_slopes() { return slopes.size() == 0 ? nullptr : at_slopes.data(); }
    /// Whether inputs, kernel, bias and slopes are still what they were.
    [[nodiscard]] bool unchanged() const;

private:
    void fill_floats(const Case& c);
    void fill_integers(const Case& c);

    support::ElementVector ordered_;  ///< the kernel in the case's order
    support::ElementVector poisoned_;
};

}  // namespace convt::campaign
