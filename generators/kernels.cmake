# The kernels that ship: data, read by cmake/ConvtKernels.cmake. Each line is
#     <strategy> <tier> <channel_block>x<tile_pixels> …
# and stands for ranks 1, 2 and 3 in both layouts.
#
# direct and depthwise: channel_block is a multiple of the tier's lanes (base 4, avx2 8, avx512 16, neon 4), or for
# direct ends with half a register;
# block / lanes * pixels sums + block / lanes weights + 1 broadcast must fit the tier's registers (16; avx512
# and neon 32). A depthwise row shorter than a tile is computed pixel by pixel.
# Tiles of few pixels are for images of few pixels, whose time goes into reading the kernel.
# planar: tile_pixels is a multiple of the lanes; wide tiles for wide rows, narrow ones so that short rows
# do not idle.
set(CONVT_KERNELS
    "direct base 32x1 4x8 8x5"
    "direct avx2 64x1 32x2 8x8 16x6 24x4"
    "direct avx512 128x1 64x4 64x6 16x10 16x16 24x10 32x12 40x8 48x8"
    "direct neon 32x1 4x16 8x12 16x6"
    "planar base 1x32 2x16 3x12 4x8"
    "planar avx2 1x32 1x80 2x40 3x24 4x24"
    "planar avx512 1x64 1x128 2x64 3x48 4x48"
    "planar neon 1x32 1x64 2x32 3x24 4x16"
    "depthwise base 4x8"
    "depthwise avx2 8x4 16x4"
    "depthwise avx512 16x4 32x4"
    "depthwise neon 4x8")

# Rows kernels: <phases along x that are neighbours> <tier> <columns>x<pixels>, in channels_first alone. Columns are a
# multiple of the phases. Where products are no single instruction (base), or nothing was measured (neon), there are none.
set(CONVT_ROWS
    "2 avx2 6x16"
    "4 avx2 4x24"
    "2 avx512 12x32"
    "4 avx512 12x32")

# Depthrows kernels: <phases along x> <tier> 1x<pixels>, in channels_first alone.
set(CONVT_DEPTHROWS
    "2 avx2 1x32"
    "4 avx2 1x16"
    "2 avx512 1x64"
    "4 avx512 1x32")

# Tapped kernels: <tier> <channel_block>x<tile_pixels>, with columns (taps and output channels) in place of channels
# and input pixels in place of output pixels. One multiply serves every rank and layout.
set(CONVT_TAPPED
    "base 8x5"
    "avx2 8x12 16x6 24x4"
    "avx512 8x12 16x16 32x12 48x8"
    "neon 8x12 16x6")
set(CONVT_RANKS_tapped 1 2 3)
# Vectors that their gather writes outputs with.
set(CONVT_TAPPED_LANES_base 4)
set(CONVT_TAPPED_LANES_avx2 4 8)
set(CONVT_TAPPED_LANES_avx512 4 8 16)
set(CONVT_TAPPED_LANES_neon 4)

# Tapplanar kernels: <tier> <columns>x<input pixels>. One multiply serves both ranks and layouts.
set(CONVT_TAPPLANAR
    "base 4x8 3x12"
    "avx2 2x40 4x24 5x16 6x16"
    "avx512 2x128 4x96 5x80 6x64 8x48 9x48"
    "neon 2x32 4x24 6x16 9x8")
set(CONVT_RANKS_tapplanar 1 2)
# Outputs of a position that their gather shuffles together: phases along x, with channels_last all channels of each.
# Where there are others, it writes line by line and a transpose follows.
set(CONVT_TAPPLANAR_OUTPUTS 1 2 3 4 6 8)

# Winograd kernels: <tier> <channel_block>x<tile_pixels>, with tiles in place of pixels. One multiply serves every
# rank and layout; each number of outputs per tile and dimension makes a row of the kernel table.
set(CONVT_WINOGRAD
    "base 8x5"
    "avx2 16x6"
    "avx512 32x12 16x24"
    "neon 16x6")
# Smaller tiles for what whole register tiles leave of a block: <tier> <channel_block>x<tile_pixels>.
set(CONVT_WINOGRAD_RESTS
    "avx2 16x3"
    "avx512 32x4 16x8")
# Their transforms: <outputs per tile> <taps>…, a digit per dimension (z, y, x). A phase with one tap in a dimension
# needs no transform there.
set(CONVT_WINOGRAD_OUTPUTS 2 3 4)
set(CONVT_WINOGRAD_TRANSFORMS
    "1 111"
    "2 112 113 121 122 123 131 132 133 211 212 221 222"
    "3 112 113 121 122 123 131 132 133 211 212 221 222"
    "4 112 121 122")

# Every tier.
set(CONVT_TIERS base avx2 avx512 neon)

# Halide's name of each tier's target; one list, in step with runtime/src/machine/cpu.cpp.
set(CONVT_TARGET_base x86-64-linux-sse41)
set(CONVT_TARGET_avx2 x86-64-linux-avx-avx2-f16c-fma-sse41)
set(CONVT_TARGET_avx512 x86-64-linux-avx-avx2-avx512-avx512_skylake-f16c-fma-sse41)
set(CONVT_TARGET_neon arm-64-linux)

# The target that a tier's transpose is compiled for: LLVM shuffles registers of 8 better without AVX-512.
set(CONVT_TRANSPOSE_TARGET_base base)
set(CONVT_TRANSPOSE_TARGET_avx2 avx2)
set(CONVT_TRANSPOSE_TARGET_avx512 avx2)
set(CONVT_TRANSPOSE_TARGET_neon neon)

# What the generator program of each strategy is built from, in generators/ and schedules/. The hash of these files is
# the strategy's schedule id: measurements made with other schedules do not count.
set(CONVT_STRATEGIES direct planar rows depthrows depthwise tapped tapplanar winograd)
foreach (strategy IN ITEMS direct planar)
    set(CONVT_ALGORITHM_${strategy} algorithms/conv_transpose.cpp programs/conv_transpose_generator.cpp)
endforeach ()
set(CONVT_ALGORITHM_rows algorithms/rows.cpp algorithms/row_pieces.cpp programs/conv_transpose_generator.cpp)
set(CONVT_ALGORITHM_depthrows algorithms/depthrows.cpp algorithms/row_pieces.cpp programs/conv_transpose_generator.cpp)
set(CONVT_ALGORITHM_depthwise algorithms/depthwise.cpp programs/conv_transpose_generator.cpp)
set(CONVT_ALGORITHM_tapped algorithms/tapped.cpp programs/tapped_generators.cpp)
set(CONVT_ALGORITHM_tapplanar algorithms/tapplanar.cpp programs/tapplanar_generators.cpp)
set(CONVT_ALGORITHM_winograd algorithms/winograd.cpp programs/winograd_generators.cpp)
set(CONVT_SCHEDULES_direct strategies/direct.cpp passes/prefetch_next_panel.cpp passes/prefetch_outputs.cpp
    passes/spread.cpp passes/own_pointers.cpp strategies/register_tile.cpp strategies/offsets.cpp passes/prefetch.cpp
    passes/prefetch_stream.cpp strategies/target_facts.cpp)
set(CONVT_SCHEDULES_planar strategies/planar.cpp strategies/offsets.cpp strategies/target_facts.cpp)
set(CONVT_SCHEDULES_rows strategies/rows.cpp strategies/pieces.cpp passes/prefetch_outputs.cpp passes/spread.cpp
    strategies/offsets.cpp passes/prefetch.cpp strategies/target_facts.cpp)
set(CONVT_SCHEDULES_depthrows strategies/depthrows.cpp strategies/pieces.cpp strategies/offsets.cpp
    strategies/target_facts.cpp)
set(CONVT_SCHEDULES_depthwise strategies/depthwise.cpp strategies/target_facts.cpp)
set(CONVT_SCHEDULES_tapped strategies/tapped.cpp passes/prefetch.cpp strategies/target_facts.cpp)
set(CONVT_SCHEDULES_tapplanar strategies/tapplanar.cpp passes/prefetch.cpp strategies/target_facts.cpp)
set(CONVT_SCHEDULES_winograd strategies/winograd_transforms.cpp strategies/winograd_multiply.cpp
    passes/prefetch_next_panel.cpp passes/prefetch_outputs.cpp passes/spread.cpp passes/prefetch.cpp
    passes/prefetch_stream.cpp strategies/target_facts.cpp)

# Kernels call nothing and check nothing: the runtime validates every value before (docs/contract.md).
set(CONVT_KERNEL_FEATURES no_asserts-no_bounds_query-no_runtime)
