#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/elements.hpp"
#include "convt/desc.hpp"
#include "problem/phases.hpp"

namespace convt::detail {

/// A descriptor in the form that microkernels work on: axes and strides innermost first (x, y, z; axes that
/// the rank lacks have size 1), channels per group, 32-bit offsets within an image.
struct Problem {
    int rank = 1;
    DType dtype = DType::float32;         ///< inputs and kernel
    DType output_dtype = DType::float32;  ///< outputs
    std::array<Axis, 3> axis;
    std::int64_t batch = 1;
    std::int32_t groups = 1;
    std::int32_t in_channels = 1;      ///< summed over, per group; 1 when depthwise
    std::int32_t out_channels = 1;     ///< per group; with folded phases: times `fold`
    bool channels_last = true;         ///< the outputs
    bool inputs_channels_last = true;  ///< the inputs, whose axes may be in the other order
    /// Every output channel reads the input channel of its own number.
    bool depthwise = false;
    /// Phases of the x axis that have become channels: channel fold_phase * (out_channels / fold) + co, and
    /// tap k of the folded axis is kernel position fold_phase + k * fold.
    std::int32_t fold = 1;
    /// The phases of a channel are neighbours instead: channel co * fold + fold_phase.
    bool phases_inner = false;
    /// The order of packed weights must not depend on sizes.
    bool any_size = false;
    /// What the work is split for.
    int threads = 1;
    /// Inputs beyond a block's own number of q that its window can span, by axis.
    std::array<std::int32_t, 3> spread{};
    std::array<Cuts, 3> cuts{};  ///< by axis

    std::int64_t input_batch_stride = 0;
    std::int32_t input_channel_stride = 1;
    std::array<std::int32_t, 3> input_stride{};
    std::int64_t output_batch_stride = 0;
    std::int32_t output_channel_stride = 1;
    std::array<std::int32_t, 3> output_stride{};

    /// Input channels of one pixel that a block of outputs needs.
    [[nodiscard]] std::int32_t block_input_channels() const noexcept {
        return depthwise ? out_channels : in_channels;
    }
    /// Bytes of one element of what kernels read and write in our own memory: staged inputs, packed weights,
    /// sums.
    [[nodiscard]] std::int64_t element_bytes() const noexcept { return summed_bytes(dtype); }
    /// Kernels read inputs that were widened into a stage, never where they lie; and write to a scratch, from
    /// which outputs are narrowed.
    [[nodiscard]] bool widens() const noexcept { return is_storage(dtype); }
    [[nodiscard]] bool narrows() const noexcept { return is_storage(output_dtype); }
    /// Kernels of whole pixels read inputs where they lie: channels are innermost, and of the type of sums.
    [[nodiscard]] bool reads_pixels_in_place() const noexcept { return inputs_channels_last && !widens(); }
    /// Bytes of the outputs without what lies between them.
    [[nodiscard]] double output_bytes() const noexcept {
        double bytes = static_cast<double>(batch) * groups * out_channels *
                       static_cast<double>(stored_bytes(output_dtype));
        for (const Axis& a : axis) bytes *= a.out;
        return bytes;
    }
    [[nodiscard]] double input_bytes() const noexcept {
        double bytes =
            static_cast<double>(batch) * groups * in_channels * static_cast<double>(stored_bytes(dtype));
        for (const Axis& a : axis) bytes *= a.in;
        return bytes;
    }
    [[nodiscard]] std::int64_t taps() const noexcept {
        return std::int64_t{axis[0].kernel} * axis[1].kernel * axis[2].kernel;
    }
    /// The output channel and the phase of a folded channel, in whichever of the two orders.
    [[nodiscard]] std::int32_t unfolded(std::int32_t channel) const noexcept {
        return phases_inner ? channel / fold : channel % (out_channels / fold);
    }
    [[nodiscard]] std::int32_t fold_phase(std::int32_t channel) const noexcept {
        return phases_inner ? channel % fold : channel / (out_channels / fold);
    }
    /// Floats from the first output of an image to that of a channel that a task begins with.
    [[nodiscard]] std::int64_t output_of(std::int32_t channel) const noexcept {
        return std::int64_t{phases_inner ? unfolded(channel) : channel} * output_channel_stride;
    }
    [[nodiscard]] std::int64_t phases() const noexcept {
        return std::int64_t{axis[0].stride} * axis[1].stride * axis[2].stride;
    }
    /// True when there is nothing to write.
    [[nodiscard]] bool empty() const noexcept;
};

/// The problem of a valid descriptor.
[[nodiscard]] Problem make_problem(const ConvTransposeDesc& desc) noexcept;

/// The same problem with its outputs in the other order of axes, where one output channel and rows without
/// gaps make both orders one; and with its inputs in that order, where the same holds for them. Nothing
/// elsewhere.
[[nodiscard]] std::optional<Problem> in_other_order(const Problem& problem) noexcept;

}  // namespace convt::detail
