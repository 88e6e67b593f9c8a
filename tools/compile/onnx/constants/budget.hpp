#pragma once

#include <cstdint>

#include "support/input_error.hpp"

namespace convt::tools {

/// What evaluating the constants of a model may cost. A file of some hundred bytes can ask for any amount.
class Budget {
public:
    /// Values, of 8 bytes each, that may be held at once: 2 GiB.
    static constexpr std::int64_t kMostValues = std::int64_t{1} << 28;
    /// Steps, of some nanoseconds each, for the whole model: half a minute.
    static constexpr std::int64_t kMostSteps = std::int64_t{1} << 32;

    /// Values that may still be held.
    [[nodiscard]] std::int64_t left() const { return kMostValues - held_; }
    /// Each throws InputError when the budget does not suffice. Neither may be negative.
    void hold(std::int64_t values) {
        if (values > left()) {
            throw InputError("needs " + std::to_string(values) + " values more; " +
                             std::to_string(kMostValues) + " are held for the constants of a layer at most");
        }
        held_ += values;
        spend(values);
    }
    void spend(std::int64_t steps) {
        if (steps > kMostSteps - spent_) {
            throw InputError("needs " + std::to_string(steps) +
                             " steps more; the constants of a model take " + std::to_string(kMostSteps) +
                             " at most");
        }
        spent_ += steps;
    }
    /// Says that nothing is held any more.
    void release() { held_ = 0; }

private:
    std::int64_t held_ = 0;
    std::int64_t spent_ = 0;
};

}  // namespace convt::tools
