// The algorithms of region kernels as they are defined, without any schedule, against the contract's formula
// in plain loops.

#include <gtest/gtest.h>

#include "algorithms/regions/depthrows.h"
#include "algorithms/regions/depthwise.h"
#include "algorithms/regions/rows.h"
#include "jit.hpp"

namespace convt::test {
namespace {

using contract::Algo;
using generators::KernelShape;

template <typename T>
class Regions : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Regions, Types);

/// 5 x 3 x 2 pixels of inputs with 3 channels, of which taps read 2 x 2 x 1 from each; the pixels lie 7
/// apart.
Region dense(int rank) {
    Region r;
    r.rank = rank;
    r.in_channels = 3;
    const std::array<int, 3> extent{5, 3, 2}, taps{2, 2, 1}, in_stride{3, 3 * 6, 3 * 6 * 4};
    for (std::size_t d = 0; d < static_cast<std::size_t>(rank); ++d) {
        r.extent[d] = extent[d];
        r.taps[d] = taps[d];
        r.input_pixel_stride[d] = in_stride[d];
        r.input_tap_stride[d] = in_stride[d];
    }
    return r;
}

/// Kernels of all taps of `dense`, the block's lanes innermost.
void pack(Region& r, int channel_block, int channels_each) {
    r.channel_block = channel_block;
    const int tap = channel_block * channels_each;
    r.kernel_tap_stride = {tap, tap * r.taps[0], tap * r.taps[0] * r.taps[1]};
    r.kernel_block_stride = tap * r.taps[0] * r.taps[1] * r.taps[2];
}

TYPED_TEST(Regions, DirectOfEveryRank) {
    for (int rank = 1; rank <= 3; ++rank) {
        Region r = dense(rank);
        r.out_channels = 6;  // two blocks of 4, of which the last overlaps
        pack(r, 4, r.in_channels);
        r.output_pixel_stride = {7, 7 * 6, 7 * 6 * 4};
        r.alpha = 0.25;
        r.upper = 40;
        Operands<TypeParam> o(400, 200, 6, 400);
        plain_region(r, o.first_input(), o.kernel, o.bias, o.expected);
        const KernelShape shape{rank, Algo::direct, 4, 4, 4, 1, types_of<TypeParam>()};
        o.template run<generators::ConvTranspose>(r, shape);
        EXPECT_EQ(o.output, o.expected) << "rank " << rank;
    }
}

TYPED_TEST(Regions, DirectReadsTapsBackwards) {
    Region r = dense(2);
    for (int& stride : r.input_tap_stride) stride = -stride;
    r.out_channels = 4;
    pack(r, 4, r.in_channels);
    r.output_pixel_stride = {4, 4 * 6, 0};
    Operands<TypeParam> o(200, 200, 4, 100, 3 * 6 + 3);
    plain_region(r, o.first_input(), o.kernel, o.bias, o.expected);
    o.template run<generators::ConvTranspose>(r, {2, Algo::direct, 4, 7, 4, 1, types_of<TypeParam>()});
    EXPECT_EQ(o.output, o.expected);
}

TYPED_TEST(Regions, PlanarSkipsWhatLiesBetweenRows) {
    for (int rank = 1; rank <= 2; ++rank) {
        Region r = dense(rank);
        r.input_pixel_stride = {1, 8, 0};
        r.input_tap_stride = {1, rank > 1 ? 8 : 0, 0};
        r.input_channel_stride = 60;
        r.out_channels = 2;
        r.output_channel_stride = 70;
        pack(r, 2, r.in_channels);
        r.output_pixel_stride = {2, 20, 0};
        r.lower = -20;
        Operands<TypeParam> o(240, 30, 2, 140);
        plain_region(r, o.first_input(), o.kernel, o.bias, o.expected);
        o.template run<generators::ConvTranspose>(r, {rank, Algo::planar, 2, 4, 4, 1, types_of<TypeParam>()});
        EXPECT_EQ(o.output, o.expected) << "rank " << rank;
    }
}

TYPED_TEST(Regions, RowsWritePhasesSideBySide) {
    for (int rank = 1; rank <= 3; ++rank) {
        Region r = dense(rank);
        r.input_pixel_stride[0] = r.input_tap_stride[0] = 1;
        r.input_channel_stride = 150;
        r.out_channels = 6;  // three channels of two phases
        r.phases = 2;
        r.output_channel_stride = 130;
        pack(r, 4, r.in_channels);
        r.output_pixel_stride = {2, 20, 62};
        Operands<TypeParam> o(600, 200, 6, 400);
        plain_region(r, o.first_input(), o.kernel, o.bias, o.expected);
        o.template run<generators::Rows>(r, {rank, Algo::rows, 4, 8, 4, 2, types_of<TypeParam>()});
        EXPECT_EQ(o.output, o.expected) << "rank " << rank;
    }
}

TYPED_TEST(Regions, DepthwiseWithWideAndNarrowRows) {
    for (const int width : {5, 2}) {
        for (const int direction : {1, -1}) {  // adjacent pixels share loads where taps go backwards
            Region r = dense(3);
            r.extent[0] = width;
            r.in_channels = 1;
            r.out_channels = 6;
            r.input_pixel_stride = {6, 6 * 6, 6 * 6 * 4};
            for (std::size_t d = 0; d < 3; ++d) r.input_tap_stride[d] = direction * r.input_pixel_stride[d];
            pack(r, 4, 1);
            r.output_pixel_stride = {6, 6 * 5, 6 * 5 * 3};
            r.alpha = direction > 0 ? 0.5 : 1;
            Operands<TypeParam> o(6 * 6 * 4 * 3, 40, 6, 6 * 5 * 3 * 2, 6 * 6 + 6);
            plain_depthwise(r, o.first_input(), o.kernel, o.bias, o.expected);
            o.template run<generators::Depthwise>(r, {3, Algo::depthwise, 4, 3, 4, 1, types_of<TypeParam>()});
            EXPECT_EQ(o.output, o.expected) << width << " pixels, direction " << direction;
        }
    }
}

TYPED_TEST(Regions, DepthrowsBeginEachPhaseWithItsTap) {
    for (const int crop : {0, 1}) {
        Region r;
        r.rank = 2;
        r.extent = {6, 2, 1};
        r.taps = {2, 2, 1};
        r.phases = 2;
        r.out_channels = 3;
        r.input_pixel_stride = {1, 10, 0};
        r.input_tap_stride = {-1, 10, 0};
        r.input_channel_stride = 40;
        r.kernel_tap_stride = {crop, 4, 0};
        r.kernel_block_stride = 8;
        r.output_pixel_stride = {2, 15, 0};
        r.output_channel_stride = 50;
        Operands<TypeParam> o(130, 24, 3, 150, 1);
        plain_depthrows(r, o.first_input(), o.kernel, o.bias, o.expected);
        o.template run<generators::DepthRows>(r, {2, Algo::depthrows, 1, 8, 4, 2, types_of<TypeParam>()});
        EXPECT_EQ(o.output, o.expected) << "first tap " << crop;
    }
}

}  // namespace
}  // namespace convt::test
