#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "convt/desc.hpp"
#include "support/layers/problem_string.hpp"

namespace convt::tools {

/// The weights of a layer, as a model holds them. A double holds the values of every type exactly; each is
/// one of its type in the descriptor, the bias of bias_dtype().
struct Weights {
    std::vector<double> kernel;       ///< [in_channels, out_channels/groups, spatial…]
    std::vector<double> bias;         ///< out_channels values
    std::vector<double> slopes = {};  ///< out_channels values of prelu, else none
    std::vector<float> scales = {};   ///< of a kernel of int8: one, or out_channels; else none
};

/// A layer to compile, from whatever source.
struct CompileLayer {
    std::string name;  ///< as the source names it
    ConvTransposeDesc desc;
    /// Batch, then spatial sizes outermost first: sizes left to each call. The descriptor holds a typical
    /// one.
    std::array<bool, 1 + kMaxRank> open{};
    std::optional<Weights> weights;
    /// True when the weights are inside but each call brings its own bias.
    bool bias_is_argument = false;
    /// What else the source says of it, for the header's comment; may be empty.
    std::string note;

    [[nodiscard]] bool any_open() const;
    /// Outputs cut off at the end, by which the outputs' size follows from the inputs'.
    [[nodiscard]] std::array<std::int64_t, kMaxRank> crop_right() const;
};

/// Sizes outputs after the inputs' sizes have changed, crops and orders of axes unchanged.
void set_sizes(CompileLayer& layer, const std::vector<std::int64_t>& batch_and_spatial);

}  // namespace convt::tools
