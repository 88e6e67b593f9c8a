/// Problems large enough to be split: into blocks of pixels, chunks of channels, several tasks.

#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

class Blocks : public KernelTest {
protected:
    /// More output channels than `channels`, by a few blocks and `rest`; for tapped kernels, which have
    /// blocks of taps as well, an eighth of them, and for tapplanar kernels one and `rest`.
    [[nodiscard]] ConvTransposeDesc wide(std::int64_t channels, std::int64_t blocks,
                                         std::int64_t rest) const {
        if (kernel().algo == detail::Algo::tapplanar) return problem(1, rest);
        if (kernel().algo == detail::Algo::tapped) return problem(channels / 8, rest);
        return problem(channels / kernel().channel_block + blocks, rest);
    }
};

TEST_P(Blocks, ManyPixels) {
    ConvTransposeDesc desc = problem(1, 1);
    desc.in_spatial = {rank() == 1 ? 4099 : 37, rank() == 2 ? 71 : 9, 11};
    desc.kernel_size = {3, 3, 2};
    desc.strides = {2, 1, 1};
    desc.crop_left = {1, 1, 0};
    check(served(desc, {0, 1, 0}));
}

TEST_P(Blocks, ManyPixelsFolded) {
    ConvTransposeDesc desc = problem(1, 0);
    desc.in_spatial = {rank() == 1 ? 2053 : 19, rank() == 2 ? 67 : 7, 13};
    desc.kernel_size = {2, 2, 2};
    desc.strides = {2, 2, 2};
    check(served(desc));
}

TEST_P(Blocks, ManyInputChannels) {
    ConvTransposeDesc desc = problem(1, 1);
    // The nodes of a tile of three dimensions must fit the workspace.
    if (desc.groups == 1) desc.in_channels = is_winograd() && rank() == 3 ? 259 : 1031;
    desc.in_spatial = {rank() == 1 ? 90 : 9, rank() == 2 ? 11 : 5, 2};
    desc.kernel_size = {2, 3, 1};
    desc.crop_left = {0, 1, 0};
    check(served(desc, {0, 1, 0}));
}

TEST_P(Blocks, ManyOutputChannels) {
    for (std::int64_t rest : {0, 1, 3}) {
        ConvTransposeDesc desc = wide(96, 3, rest);
        if (desc.groups == 1) desc.in_channels = 24;
        desc.in_spatial = {rank() == 1 ? 30 : 5, rank() == 2 ? 6 : 2, 3};
        desc.kernel_size = {4, 2, 2};
        desc.strides = {2, 2, 1};
        desc.crop_left = {1, 0, 0};
        if (!check(served(desc, {1, 0, 0}))) return;
    }
}

/// Enough work to be split over threads: several tasks, several chunks of channels where pixels are few.
TEST_P(Blocks, MuchWorkOnFewPixels) {
    ConvTransposeDesc desc = wide(128, 2, 1);
    if (desc.groups == 1 && !is_winograd()) desc.in_channels = 4;
    desc.in_spatial = {rank() == 1 ? 24 : 6, rank() == 2 ? 5 : 2, 2};
    desc.kernel_size = {rank() == 1 ? 60 : 9, rank() == 2 ? 7 : 3, 3};
    check(served(desc));
    check(served(desc), {.threads = 2});
}

CONVT_FOR_EVERY_KERNEL(Blocks);
CONVT_FOR_STORAGE_TYPES(Blocks);

}  // namespace
}  // namespace convt::kernels
