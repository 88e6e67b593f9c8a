#pragma once

#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// What tells the kernels that compute regions from one another: one row a strategy, in forms.cpp. The code
/// around them reads a property, never a name.
struct RegionForm {
    /// How phases of the x axis that meet the same inputs become channels.
    enum class Folding : std::uint8_t {
        none,
        outer,  ///< channel phase * channels + co; a reshape of kernel and outputs
        inner,  ///< channel co * phases + phase: the kernel was compiled for so many phases, as neighbours
    };

    Algo algo;
    /// Lanes are adjacent pixels of a row; else they are output channels.
    bool lanes_are_pixels;
    /// Windows are staged channel by channel, with dense rows; else pixel by pixel, with dense channels.
    bool stages_planes;
    /// Lanes are input channels, added up at the end, and weights lie in Keras's order.
    bool lanes_are_inputs = false;
    /// The last vector of a row moves back over the one before: rows have whole vectors, and places are
    /// vectors.
    bool whole_vectors;
    /// A region has all phases along x, each with as many taps.
    bool all_x_phases;
    /// An output channel reads the input channel of its own number: groups of one channel.
    bool one_input;
    Folding folding;
    /// Rows that follow each other closely take one call, as if they were one row.
    bool joins_rows;
    /// A column of pixels narrower than a tile is transposed into a row.
    bool transposes_columns;
    /// Staged pixels lie so far apart that few of a tile's share a set of L1.
    bool spreads_pixels;
    /// Staged planes lie an odd number of cache lines apart, for the same reason.
    bool spreads_planes;
    /// Prefetches the next block's weights while it multiplies, and so hides their way where one tile has all
    /// of a block's pixels.
    bool prefetches_weights;
    /// Takes any number of output channels, and so makes tiers below AVX2 useless where AVX2 is there.
    bool any_channels;

    /// Outputs are transposed block by block, from pixels to planes or the other way round: channels_first
    /// ones of kernels whose lanes are output channels, and others of kernels that write whole vectors of
    /// pixels.
    [[nodiscard]] bool transposes(const Problem& problem) const noexcept {
        if (whole_vectors) return problem.output_stride[0] != problem.fold;
        return problem.output_channel_stride != 1 && !lanes_are_pixels && !lanes_are_inputs;
    }
};

/// Whether kernels that compute so are of this room.
[[nodiscard]] bool has_form(Algo algo) noexcept;

/// The form of a kernel of this room.
[[nodiscard]] const RegionForm& form_of(const KernelInfo& kernel) noexcept;

}  // namespace convt::detail
