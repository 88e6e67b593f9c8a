#include "planning/registry.hpp"

#include <type_traits>

#include "kernel_headers.inc"

namespace convt::detail {
namespace {

#define CONVT_KERNEL(...)
#define CONVT_TAPPED(...)
#define CONVT_TAPPLANAR(...)
#define CONVT_GATHER(...)
#define CONVT_PLANAR_GATHER(...)
#define CONVT_ROWS(...)
#define CONVT_WINOGRAD(...)
#define CONVT_WINOGRAD_REST(...)
#define CONVT_TRANSFORMS(...)
#define CONVT_BLOCKS(...)

constexpr WinogradTransforms kTransforms[] = {
#undef CONVT_TRANSFORMS
#define CONVT_TRANSFORMS(isa, tile_outputs, taps_z, taps_y, taps_x, inputs, outputs) \
    {Isa::isa, tile_outputs, {taps_x, taps_y, taps_z}, inputs, outputs},
#include "kernel_table.inc"
    // Never found; a table without transforms would have no element.
    {Isa::base, 0, {}, nullptr, nullptr},
};

constexpr WinogradRest kRests[] = {
#undef CONVT_TRANSFORMS
#undef CONVT_WINOGRAD_REST
#define CONVT_TRANSFORMS(...)
#define CONVT_WINOGRAD_REST(isa, channel_block, tile_pixels, symbol) \
    {Isa::isa, channel_block, tile_pixels, symbol},
#include "kernel_table.inc"
    {Isa::base, 0, 1, nullptr},
};

constexpr TappedGather kGathers[] = {
#undef CONVT_WINOGRAD_REST
#undef CONVT_GATHER
#define CONVT_WINOGRAD_REST(...)
#define CONVT_GATHER(isa, lanes, symbol) {Isa::isa, lanes, symbol},
#include "kernel_table.inc"
    {Isa::base, 0, nullptr},
};

constexpr TapplanarGather kPlanarGathers[] = {
#undef CONVT_GATHER
#undef CONVT_PLANAR_GATHER
#define CONVT_GATHER(...)
#define CONVT_PLANAR_GATHER(isa, outputs, symbol) {Isa::isa, outputs, symbol},
#include "kernel_table.inc"
    {Isa::base, 0, nullptr},
};

constexpr KernelParts kParts{kTransforms, kRests, kGathers, kPlanarGathers};

constexpr KernelInfo kKernels[] = {
#undef CONVT_PLANAR_GATHER
#undef CONVT_KERNEL
#undef CONVT_TAPPED
#undef CONVT_TAPPLANAR
#undef CONVT_ROWS
#undef CONVT_WINOGRAD
#define CONVT_PLANAR_GATHER(...)
#define CONVT_KERNEL(name, symbol, rank, format, algo, isa, channel_block, tile_pixels) \
    {name,                                                                              \
     rank,                                                                              \
     DataFormat::format,                                                                \
     DType::float32,                                                                    \
     Algo::algo,                                                                        \
     Isa::isa,                                                                          \
     channel_block,                                                                     \
     tile_pixels,                                                                       \
     symbol,                                                                            \
     0,                                                                                 \
     nullptr,                                                                           \
     nullptr,                                                                           \
     nullptr,                                                                           \
     &kParts},
#define CONVT_TAPPED(name, symbol, rank, format, isa, channel_block, tile_pixels) \
    {name,                                                                        \
     rank,                                                                        \
     DataFormat::format,                                                          \
     DType::float32,                                                              \
     Algo::tapped,                                                                \
     Isa::isa,                                                                    \
     channel_block,                                                               \
     tile_pixels,                                                                 \
     nullptr,                                                                     \
     0,                                                                           \
     nullptr,                                                                     \
     symbol,                                                                      \
     nullptr,                                                                     \
     &kParts},
#define CONVT_TAPPLANAR(name, symbol, rank, format, isa, channel_block, tile_pixels) \
    {name,                                                                           \
     rank,                                                                           \
     DataFormat::format,                                                             \
     DType::float32,                                                                 \
     Algo::tapplanar,                                                                \
     Isa::isa,                                                                       \
     channel_block,                                                                  \
     tile_pixels,                                                                    \
     nullptr,                                                                        \
     0,                                                                              \
     nullptr,                                                                        \
     nullptr,                                                                        \
     symbol,                                                                         \
     &kParts},
#define CONVT_ROWS(name, symbol, rank, format, algo, isa, channel_block, tile_pixels, outputs) \
    {name,           rank,        DataFormat::format,                                          \
     DType::float32, Algo::algo,  Isa::isa,                                                    \
     channel_block,  tile_pixels, symbol,                                                      \
     outputs,        nullptr,     nullptr,                                                     \
     nullptr,        &kParts},
#define CONVT_WINOGRAD(name, symbol, rank, format, isa, channel_block, tile_pixels, tile_outputs)       \
    {name,        rank,    DataFormat::format, DType::float32, Algo::winograd, Isa::isa, channel_block, \
     tile_pixels, nullptr, tile_outputs,       symbol,         nullptr,        nullptr,  &kParts},
#include "kernel_table.inc"
    {"convt_reference", 0, DataFormat::channels_last, DType::float32, Algo::reference, Isa::base, 1, 1,
     nullptr, 0, nullptr, nullptr, nullptr, &kParts},
};

struct TierBlocks {
    Isa isa;
    BlockFunctions functions;
};

constexpr TierBlocks kBlocks[] = {
#undef CONVT_KERNEL
#undef CONVT_TAPPED
#undef CONVT_TAPPLANAR
#undef CONVT_ROWS
#undef CONVT_WINOGRAD
#undef CONVT_BLOCKS
#define CONVT_KERNEL(...)
#define CONVT_TAPPED(...)
#define CONVT_TAPPLANAR(...)
#define CONVT_ROWS(...)
#define CONVT_WINOGRAD(...)
#define CONVT_BLOCKS(isa, transpose, activate) {Isa::isa, {transpose, activate}},
#include "kernel_table.inc"
};

// A generator whose inputs drift from the contract must not compile into the table.
#undef CONVT_KERNEL
#undef CONVT_TAPPED
#undef CONVT_TAPPLANAR
#undef CONVT_GATHER
#undef CONVT_PLANAR_GATHER
#undef CONVT_ROWS
#undef CONVT_WINOGRAD
#undef CONVT_WINOGRAD_REST
#undef CONVT_TRANSFORMS
#undef CONVT_BLOCKS
#define CONVT_KERNEL(name, symbol, rank, format, algo, isa, channel_block, tile_pixels) \
    static_assert(std::is_same_v<decltype(&symbol), contract::RegionFn>);               \
    static_assert((tile_pixels) <= contract::kPlanarSlack);
#define CONVT_ROWS(name, symbol, rank, format, algo, isa, channel_block, tile_pixels, outputs) \
    static_assert(std::is_same_v<decltype(&symbol), contract::RegionFn>);                      \
    static_assert(Algo::algo == Algo::depthrows || (channel_block) % (outputs) == 0);
#define CONVT_TAPPED(name, symbol, rank, format, isa, channel_block, tile_pixels) \
    static_assert(std::is_same_v<decltype(&symbol), contract::TappedMultiplyFn>);
#define CONVT_TAPPLANAR(name, symbol, rank, format, isa, channel_block, tile_pixels) \
    static_assert(std::is_same_v<decltype(&symbol), contract::TapplanarMultiplyFn>);
#define CONVT_PLANAR_GATHER(isa, outputs, symbol) \
    static_assert(std::is_same_v<decltype(&symbol), contract::TapplanarGatherFn>);
#define CONVT_GATHER(isa, lanes, symbol)                                        \
    static_assert(std::is_same_v<decltype(&symbol), contract::TappedGatherFn>); \
    static_assert((lanes) <= contract::kTappedSlack);
#define CONVT_WINOGRAD(name, symbol, rank, format, isa, channel_block, tile_pixels, tile_outputs) \
    static_assert(std::is_same_v<decltype(&symbol), contract::WinogradMultiplyFn>);               \
    static_assert((channel_block) <= contract::kMaxWinogradBlock);
#define CONVT_WINOGRAD_REST(isa, channel_block, tile_pixels, symbol) \
    static_assert(std::is_same_v<decltype(&symbol), contract::WinogradMultiplyFn>);
#define CONVT_TRANSFORMS(isa, tile_outputs, taps_z, taps_y, taps_x, inputs, outputs) \
    static_assert(std::is_same_v<decltype(&inputs), contract::WinogradInputsFn>);    \
    static_assert(std::is_same_v<decltype(&outputs), contract::WinogradOutputsFn>);
#define CONVT_BLOCKS(isa, transpose, activate)                                  \
    static_assert(std::is_same_v<decltype(&transpose), contract::TransposeFn>); \
    static_assert(std::is_same_v<decltype(&activate), contract::ActivateFn>);
#include "kernel_table.inc"

}  // namespace

KernelTable kernel_table() noexcept {
    return kKernels;
}

const BlockFunctions& block_functions(Isa isa) noexcept {
    for (const TierBlocks& tier : kBlocks) {
        if (tier.isa == isa) return tier.functions;
    }
    return kBlocks[0].functions;
}

}  // namespace convt::detail
