#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "convt/desc.hpp"
#include "reference/layout.hpp"

namespace convt::reference {

/// The outputs that the oracle is asked for, by position.
class Wanted {
public:
    struct Output {
        std::int64_t channel;
        std::size_t place;  ///< in the list of numbers
    };

    /// @param layout  dense
    /// @param numbers of outputs, in the dense order of the data format
    Wanted(const Layout& layout, DataFormat format, std::span<const std::int64_t> numbers);

    /// Those at one position of an image. Not to be asked when none are wanted at all.
    [[nodiscard]] std::span<const Output> at(std::int64_t n, const std::array<std::int64_t, 3>& o) const {
        const auto p = static_cast<std::size_t>(position(n, o));
        return std::span(outputs_).subspan(first_[p], first_[p + 1] - first_[p]);
    }

private:
    [[nodiscard]] std::int64_t position(std::int64_t n, const std::array<std::int64_t, 3>& o) const {
        return ((n * spatial_[0] + o[0]) * spatial_[1] + o[1]) * spatial_[2] + o[2];
    }

    std::array<std::int64_t, 3> spatial_;
    std::vector<std::uint32_t> first_;  ///< of each position in outputs_, and their end
    std::vector<Output> outputs_;
};

}  // namespace convt::reference
