// Which parameters the schedules find legal. That every kernel of the library is, its build shows: generators
// ask the same checks.

#include <gtest/gtest.h>

#include "strategies/dot_schedules.h"
#include "strategies/schedules.h"
#include "strategies/tapped_schedules.h"
#include "strategies/tapplanar_schedules.h"
#include "strategies/winograd_schedules.h"

namespace convt::schedules {
namespace {

using contract::Algo;
using generators::KernelShape;

const Halide::Target kAvx2("x86-64-linux-avx-avx2-f16c-fma-sse41");
const Halide::Target kAvx512("x86-64-linux-avx-avx2-avx512-avx512_skylake-f16c-fma-sse41");

KernelShape shape(Algo algo, int channel_block, int tile_pixels, const Halide::Target& target,
                  int outputs = 1, const Halide::Type& type = Halide::Float(32)) {
    return {2,
            algo,
            channel_block,
            tile_pixels,
            lanes_of(type, target),
            outputs,
            generators::element_types(type)};
}

void expect_refused(const Refusal& refusal, const std::string& part) {
    EXPECT_NE(refusal.find(part), std::string::npos) << "'" << refusal << "'";
}

TEST(Checks, TilesFitTheRegistersOfTheirTarget) {
    EXPECT_EQ(check_direct(shape(Algo::direct, 16, 6, kAvx2), kAvx2), "");
    EXPECT_EQ(check_direct(shape(Algo::direct, 24, 4, kAvx2), kAvx2), "");
    expect_refused(check_direct(shape(Algo::direct, 16, 7, kAvx2), kAvx2), "the target has 16");
    EXPECT_EQ(check_direct(shape(Algo::direct, 32, 14, kAvx512), kAvx512), "");
    expect_refused(check_direct(shape(Algo::direct, 32, 15, kAvx512), kAvx512), "30 registers for sums");
    expect_refused(check_winograd_multiply(16, 7, Halide::Float(32), kAvx2), "the target has 16");
    expect_refused(check_tapped_multiply(32, 4, Halide::Float(32), kAvx2), "the target has 16");
    expect_refused(check_tapplanar_multiply(7, 16, Halide::Float(32), kAvx2), "the target has 16");
}

TEST(Checks, DoublesTakeTwiceTheRegisters) {
    const Halide::Type type = Halide::Float(64);
    EXPECT_EQ(check_direct(shape(Algo::direct, 8, 6, kAvx2, 1, type), kAvx2), "");
    expect_refused(check_direct(shape(Algo::direct, 16, 6, kAvx2, 1, type), kAvx2), "the target has 16");
    EXPECT_EQ(check_planar(shape(Algo::planar, 4, 12, kAvx2, 1, type), kAvx2), "");
}

TEST(Checks, FourTermsNeedAnInstruction) {
    const Halide::Target zen4 =
        kAvx512.with_feature(Halide::Target::AVX512_Cannonlake).with_feature(Halide::Target::AVX512_Zen4);
    EXPECT_EQ(check_dot_multiply(64, 6, 4, zen4), "");
    EXPECT_EQ(check_dot_multiply(32, 12, 2, kAvx512), "");
    EXPECT_EQ(check_dot_multiply(16, 6, 2, kAvx2), "");
    expect_refused(check_dot_multiply(32, 12, 4, kAvx512), "terms is 4");
    expect_refused(check_dot_multiply(32, 12, 3, zen4), "terms is 3");
    expect_refused(check_dot_multiply(12, 6, 2, kAvx2), "channel_block is 12");
    expect_refused(check_dot_multiply(16, 7, 2, kAvx2), "the target has 16");
}

TEST(Checks, LanesAreWholeRegisters) {
    expect_refused(check_direct(shape(Algo::direct, 4, 6, kAvx2), kAvx2), "channel_block is 4");
    EXPECT_EQ(check_direct(shape(Algo::direct, 24, 10, kAvx512), kAvx512), "");  // a register and a half
    expect_refused(check_direct(shape(Algo::direct, 20, 10, kAvx512), kAvx512), "channel_block is 20");
    expect_refused(check_planar(shape(Algo::planar, 2, 12, kAvx2), kAvx2), "tile_pixels is 12");
    expect_refused(check_planar(shape(Algo::planar, 1, 136, kAvx2), kAvx2), "kPlanarSlack");
    expect_refused(check_depthwise(shape(Algo::depthwise, 12, 4, kAvx2), kAvx2), "channel_block is 12");
    expect_refused(check_tapped_multiply(12, 4, Halide::Float(32), kAvx2), "channel_block is 12");
    EXPECT_EQ(check_tapped_multiply(8, 12, Halide::Float(32), kAvx512), "");  // a vector of half a register
    expect_refused(check_tapped_multiply(6, 4, Halide::Float(32), kAvx2), "a power of two");
    expect_refused(check_tapplanar_multiply(2, 12, Halide::Float(32), kAvx2), "tile_pixels is 12");
    expect_refused(check_direct(shape(Algo::direct, 0, 6, kAvx2), kAvx2), "channel_block is 0");
}

TEST(Checks, RowsHaveAllPhasesOfAChannel) {
    EXPECT_EQ(check_rows(shape(Algo::rows, 6, 16, kAvx2, 2), kAvx2), "");
    expect_refused(check_rows(shape(Algo::rows, 6, 16, kAvx2, 4), kAvx2), "channel_block is 6");
    EXPECT_EQ(check_depthrows(shape(Algo::depthrows, 1, 32, kAvx2, 2), kAvx2), "");
    expect_refused(check_depthrows(shape(Algo::depthrows, 2, 32, kAvx2, 2), kAvx2), "channel_block is 2");
    expect_refused(check_depthrows(shape(Algo::depthrows, 1, 64, kAvx2, 2), kAvx2), "the target has 16");
}

TEST(Checks, StepsAroundTheMultiplies) {
    EXPECT_EQ(check_tapped_gather(16), "");
    expect_refused(check_tapped_gather(32), "lanes is 32");
    EXPECT_EQ(check_tapplanar_gather(6), "");
    expect_refused(check_tapplanar_gather(9), "outputs is 9");
    EXPECT_EQ(check_winograd_transform(4, {2, 2, 1}), "");
    expect_refused(check_winograd_transform(4, {3, 1, 1}), "tile_outputs is 4");
    expect_refused(check_winograd_multiply(128, 1, Halide::Float(32), kAvx512), "kMaxWinogradBlock");
}

}  // namespace
}  // namespace convt::schedules
