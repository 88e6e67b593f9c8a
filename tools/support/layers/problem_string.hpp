#pragma once

#include <array>
#include <string>

#include "convt/desc.hpp"

namespace convt::tools {

/// Spatial size, by rank, for which kernels of an open size are chosen when nothing else is known.
inline constexpr std::array<std::int64_t, kMaxRank> kTypicalSize{1024, 64, 16};

/// Why inputs in an order of their own and of open sizes cannot typically be one pixel.
inline constexpr const char* kNeedsPixels =
    "has inputs in another order than its outputs; an open size must typically be above 1, as one pixel is "
    "in "
    "either order";

/// A problem that words state.
struct StatedProblem {
    std::string name;  ///< may be empty
    ConvTransposeDesc desc;
    /// Batch, then spatial sizes outermost first: sizes left open, of which the descriptor holds a typical
    /// one.
    std::array<bool, 1 + kMaxRank> open{};
};

/// True when a text has several words, one of them a rank: "2d".
[[nodiscard]] bool is_problem_string(const std::string& text);

/// Reads a problem string, the one spelling of a problem for every command, layer list of words and tuned
/// file: what problem_text() writes, with what may be left out and what may be added (docs/compile.md): sizes
/// left open, padding in place of output sizes, an activation and a name. Throws InputError, naming the word
/// that is wrong.
[[nodiscard]] StatedProblem parse_problem(const std::string& text);

}  // namespace convt::tools
