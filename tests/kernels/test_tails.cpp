/// Sizes around the register tile: every channel residue, every row residue, pixel counts next to whole
/// tiles.

#include <algorithm>

#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;

class Tails : public KernelTest {
protected:
    /// Sets the innermost input size.
    static void set_width(ConvTransposeDesc& desc, std::int64_t width) {
        desc.in_spatial[static_cast<std::size_t>(desc.rank - 1)] = width;
    }
};

TEST_P(Tails, EveryOutChannelResidue) {
    const std::int64_t most = 2 * kernel().channel_block + 1;
    for (std::int64_t channels = 1; channels <= most; ++channels) {
        ConvTransposeDesc desc = problem(0, channels);
        desc.in_spatial = {2, 3, 3};
        desc.kernel_size = {3, 2, 3};
        desc.strides = {2, 1, 2};
        const Guard guard = channels % 2 == 0 ? Guard::before : Guard::after;
        if (!check(served(desc), {.guard = guard, .with_bias = channels % 3 != 0})) return;
    }
}

TEST_P(Tails, EveryInChannelResidue) {
    for (std::int64_t channels = 1; channels <= 17; ++channels) {
        ConvTransposeDesc desc = problem(1, 1);
        if (desc.groups == 1) desc.in_channels = channels;
        desc.in_spatial = {2, 2, 4};
        desc.kernel_size = {2, 3, 3};
        if (!check(served(desc))) return;
    }
}

TEST_P(Tails, EveryRowLength) {
    for (std::int64_t width = 1; width <= 2 * kernel().tile_pixels + 1; ++width) {
        ConvTransposeDesc desc = problem();
        desc.in_spatial = {1, 1, 1};
        set_width(desc, width);
        desc.kernel_size = {3, 3, 3};
        desc.crop_left = {1, 1, 1};
        if (!check(served(desc, {1, 1, 1}), {.guard = Guard::after})) return;
        if (!check(served(desc, {0, 1, 0}), {.guard = Guard::before})) return;
    }
}

TEST_P(Tails, EveryRowLengthOfTwoPhases) {
    const std::int64_t most = std::min(kernel().tile_pixels + 2, 42);
    for (std::int64_t width = 1; width <= most; ++width) {
        for (std::int64_t crop : {0, 1}) {
            ConvTransposeDesc desc = problem(1, 1);
            set_width(desc, width);
            desc.kernel_size = {1, 1, 1};
            desc.kernel_size[static_cast<std::size_t>(rank() - 1)] = 4;
            desc.strides = {1, 1, 1};
            desc.strides[static_cast<std::size_t>(rank() - 1)] = 2;
            desc.crop_left = {0, 0, 0};
            desc.crop_left[static_cast<std::size_t>(rank() - 1)] = crop;
            if (!check(served(desc, {0, 0, 0}))) return;
        }
    }
}

TEST_P(Tails, PixelCountsAroundTiles) {
    for (std::int64_t rows : {1, 2, 3}) {
        for (std::int64_t tiles : {1, 2, 3}) {
            for (std::int64_t more : {-1, 0, 1}) {
                ConvTransposeDesc desc = problem(1, 0);
                desc.in_spatial = {rows, rows, rows};
                set_width(desc, std::max<std::int64_t>(1, (tiles * kernel().tile_pixels + more) / rows));
                desc.kernel_size = {2, 2, 2};
                desc.crop_left = {1, 0, 1};
                if (!check(served(desc))) return;
            }
        }
    }
}

CONVT_FOR_EVERY_KERNEL(Tails);
CONVT_FOR_STORAGE_TYPES(Tails);

}  // namespace
}  // namespace convt::kernels
