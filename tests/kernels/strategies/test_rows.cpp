/// Rows kernels: phases along x that lie side by side, pieces of rows that overlap, rows cut into blocks, and
/// what they leave to other kernels.

#include <string>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;

class Rows : public KernelTest {
protected:
    [[nodiscard]] std::size_t x() const { return static_cast<std::size_t>(rank() - 1); }
    [[nodiscard]] std::int64_t phases() const { return kernel().tile_outputs; }

    /// A row of `width` inputs with `taps` taps for each phase, so many blocks of columns, and `rest`
    /// channels.
    [[nodiscard]] ConvTransposeDesc row(std::int64_t width, std::int64_t taps, std::int64_t blocks,
                                        std::int64_t rest) const {
        ConvTransposeDesc desc = problem();
        desc.out_channels = (blocks * kernel().channel_block + phases() - 1) / phases() + rest;
        desc.in_channels = 5;
        desc.in_spatial[x()] = width;
        desc.strides[x()] = phases();
        desc.kernel_size[x()] = taps * phases();
        return support::with_outputs(desc);
    }
};

/// Rows of one vector, of whole ones and of parts, which the last vector of a row computes again.
TEST_P(Rows, EveryWidthAndRestOfColumns) {
    const std::int64_t lanes = detail::lanes_of(kernel());
    for (std::int64_t width : {lanes, lanes + 1, 2 * lanes, 3 * lanes - 1, 5 * lanes + 3}) {
        for (std::int64_t rest : {0, 1, 2}) {
            must_serve_here(row(width, 1, 1, rest), {.guard = Guard::after});
            must_serve_here(row(width, 1, 3, rest), {.guard = Guard::before});
        }
    }
}

/// Several taps for each phase, and crops of whole strides.
TEST_P(Rows, TapsOfTheirOwn) {
    for (std::int64_t taps : {2, 3}) {
        ConvTransposeDesc desc = row(2 * detail::lanes_of(kernel()) + 5, taps, 2, 1);
        must_serve_here(desc, {.guard = Guard::after});
        desc.crop_left[x()] = phases();
        desc.out_spatial[x()] -= 2 * phases();
        must_serve_here(desc, {.guard = Guard::after});
    }
}

/// Strides, dilation, crops and phases without a tap along the other axes.
TEST_P(Rows, AnythingAlongOtherAxes) {
    ConvTransposeDesc desc = row(detail::lanes_of(kernel()) + 7, 1, 2, 0);
    desc.batch = 2;
    for (std::size_t d = 0; d < x(); ++d) {
        desc.in_spatial[d] = 5;
        desc.kernel_size[d] = d == 0 ? 3 : 2;
        desc.strides[d] = d == 0 ? 2 : 3;
        desc.dilation_rate[d] = d == 0 ? 2 : 1;
    }
    const std::int64_t width = desc.out_spatial[x()];
    desc = support::with_outputs(desc, {1, 1, 0});
    desc.crop_left[x()] = 0;
    desc.out_spatial[x()] = width;
    must_serve_here(desc, {.guard = Guard::after});
    must_serve_here(support::with_gaps(desc, 2), {.with_bias = false});
    desc.activation = Activation::tanh;
    must_serve_here(desc, {.threads = 2});
}

/// Work for several tasks: blocks of rows and ranges of channels.
TEST_P(Rows, BlocksAndRangesOfChannels) {
    ConvTransposeDesc desc = row(3 * detail::lanes_of(kernel()) + 2, 1, 9, 1);
    desc.in_channels = 130;
    if (rank() > 1) desc.in_spatial[x() - 1] = 17;
    must_serve_here(support::with_outputs(desc), {.guard = Guard::after, .threads = 2});
}

TEST_P(Rows, NonFiniteInputsReachOnlyTheirOutputs) {
    expect_inputs_reach_only_their_outputs(row(2 * detail::lanes_of(kernel()) + 3, 2, 1, 1));
}

TEST_P(Rows, RefusesWhatPhasesDoNotShare) {
    ConvTransposeDesc desc = row(40, 1, 1, 0);
    ++desc.kernel_size[x()];
    if (phases() > 1) expect_refused(support::with_outputs(desc), "phases that meet the same inputs");
    desc = row(40, 1, 1, 0);
    ++desc.strides[x()];
    expect_refused(support::with_outputs(desc), "phases that meet the same inputs");
    expect_refused(row(detail::lanes_of(kernel()) - 1, 1, 1, 0), "rows of at least");
    must_serve_here(row(40, 1, 1, 0));
}

CONVT_FOR_EVERY_KERNEL_OF(Rows, detail::Algo::rows);
CONVT_FOR_STORAGE_TYPES_OF(Rows, detail::Algo::rows);
// A tier without rows kernels has none to test.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Rows);

}  // namespace
}  // namespace convt::kernels
