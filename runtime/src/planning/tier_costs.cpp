#include "planning/tier_costs.hpp"

#include "machine/cpu.hpp"

namespace convt::detail {

namespace {

/// Zen 4 takes two cycles for AVX-512 multiply-adds that Intel's servers and Zen 5 do in one: what comes from
/// L2 is as fast on both, and weighs more where products are quick. far_lines are the line fill buffers of
/// L1. tap_vector, product_vector and node_vector were fitted to 150 layers timed twice with all kernels near
/// the best (Xeon model 207, one thread, 2026-11-27): choices take 3.6 % longer than the best, noise
/// included, and took 4.1 %. far_run and far_line: tiles of 24x10, 32x12 and 16x16 take a half to a third of
/// what Zen 4's make of them (`enet_256`, `ppocr_up1`; 10 and 5 made 40 others 1.01 to 1.02 times as
/// fast). planar_slowdown: tapplanar kernels were 1.3 to 1.9 times as fast on four layers where 1.6 took
/// planar ones. kernel_part: L3 holds more there and delivers less than on other cores, so that transforming
/// the inputs again for each part costs more than it saves. 17 layers with kernels of 6 to 70 MB ran 1.07
/// times as fast with 24 MiB, 1.06 with 10 MiB, and 1.08 but `bigvgan_u0` 0.89 with one part. near_bytes,
/// near_again and what is hidden: fitted to 97 layers, whose choices take 1.4 % longer than the best, noise
/// included (one thread, 2026-11-28); near_bytes was 24 while kernels that L2 keeps counted as those from L3.
/// With kept_weights that changed 11 choices of 820: 128 channels of 5x5 pixels 1.65 times as fast, others
/// 0.91 to 1.15. hidden_weights: 16x16 tiles took 0.83 of the time of 48x8 and 64x6
/// where they have all pixels of a phase (`pix2pix_l3`, `wavegan_l1`, `dcgan_l2`; on two threads 0.65 to
/// 0.77).
constexpr TierCosts kWholeAvx512{.lanes = 16,
                                 .move_element = 0.1,
                                 .turn_element = 0.6,
                                 .planar_slowdown = 2.2,
                                 .far_run = 10,
                                 .far_lines = 16,
                                 .far_line = 5,
                                 .hidden_weights = 0.8,
                                 .stream_bytes = 6.5,
                                 .near_bytes = 16,
                                 .kept_weights = 16,
                                 .near_again = 10,
                                 .hidden_stream = 0.5,
                                 .hidden_ahead = 0.9,
                                 .kernel_part = 24 << 20,
                                 .tap_vector = 1.6,
                                 .node_vector = 6,
                                 .product_vector = 3};
constexpr TierCosts kSplitAvx512{
    .lanes = 16, .fmas = 1, .move_element = 0.1, .turn_element = 0.6, .l3_bytes = 14, .hidden_stream = 0.6};

/// Zen 1 does half an AVX2 register a time. Its own constants were set from 87 layers timed with all kernels
/// near the best (one thread, 2026-11-27): choices take 1.2 % longer than the best of them in channels_last
/// and 2.0 % in channels_first; with those of other cores 3.2 % and 3.5 %.
/// Whole ones: l2_bytes, far_run and node_vector were fitted to 147 layers timed with all kernels near the
/// best (Zen 3, L2 of 512 KiB, one thread, 2026-11-27): choices take 3.1 % longer than the best, 3.9 % with
/// the defaults.
constexpr TierCosts kWholeAvx2{
    .lanes = 8, .move_element = 0.15, .turn_element = 0.6, .l2_bytes = 16, .far_run = 10, .node_vector = 8};
constexpr TierCosts kSplitAvx2{.lanes = 8,
                               .fmas = 1,
                               .loads = 1,
                               .broadcasts = 0.75,
                               .move_element = 0.15,
                               .turn_element = 0.6,
                               .l2_bytes = 12,
                               .l3_bytes = 12,
                               .far_run = 15,
                               .stream_bytes = 4.5,
                               .hidden_stream = 1,
                               .tap_vector = 1,
                               .product_vector = 2};

/// Beside an L2 of 2 MiB, blocks of at least 48 tiles instead of 24 make 40 layers of many input
/// channels 1.05 times as fast, with tiles that ask for the next node's kernel (`demucs_d0` 1.6,
/// `bigvgan_u0` 1.3, `dac_u1` 1.25; 36 tiles 1.04): two register tiles and more share what comes from memory.
/// One unit at a time up to 1 MiB of nodes, instead of four from 256 KiB, made them another 1.01 times as
/// fast. Blocks of 1000 KiB of inputs for direct kernels, 256 before, made 32 layers of channels_last 1.03
/// times as fast (`unet3d_9`, `nnunet_8` 1.1); in channels_first, where outputs to be turned grow as well, 40
/// layers 0.99 (Xeon model 207, one thread, 2026-11-28).
constexpr std::int64_t kLargeL2 = 2 << 20;
/// What inputs and outputs leave of it.
constexpr double kKernelShare = 0.75;

TierCosts core_costs(const KernelInfo& kernel) noexcept {
    switch (kernel.isa) {
        case Isa::avx512:
            return !kernel.parts->any_cpu && splits_avx512() ? kSplitAvx512 : kWholeAvx512;
        case Isa::avx2:
            return !kernel.parts->any_cpu && splits_avx2() ? kSplitAvx2 : kWholeAvx2;
        case Isa::neon:
            return {};
        default:
            return {.fmas = 1.3};
    }
}

}  // namespace

TierCosts costs_of(const KernelInfo& kernel) noexcept {
    TierCosts costs = core_costs(kernel);
    if (kernel.parts->any_cpu) return costs;
    costs.l2_keeps = kKernelShare * static_cast<double>(l2_bytes());
    if (l2_bytes() >= kLargeL2) {
        costs.stage_bytes = 1000 << 10;
        costs.few_tiles = 48;
        costs.nodes_in_cache = 1 << 20;
    }
    return costs;
}

double peak_cycles(const KernelInfo& kernel, double macs) noexcept {
    const TierCosts tier = costs_of(kernel);
    return macs / (tier.lanes * tier.fmas);
}

bool tier_is_worth(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest,
                   bool any_channels) noexcept {
    constexpr std::int64_t kAvx2Lanes = 8;
    if (kernel.isa != Isa::base || !within(Isa::avx2, highest)) return true;
    return !any_channels && desc.out_channels < kAvx2Lanes * desc.groups;
}

}  // namespace convt::detail
