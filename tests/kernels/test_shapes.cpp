/// One problem for every kind of shape that takes its own way through phases, taps and borders.

#include <vector>

#include "kernels/kernel_test.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
namespace {

using support::Guard;
using support::Spatial;
using support::with_outputs;

struct ShapeClass {
    const char* name;
    Spatial in_spatial;
    Spatial kernel_size;
    Spatial strides;
    Spatial dilation_rate;
    Spatial crop_left;
    Spatial crop_right;
};

// The rank's first dimensions are used.
const std::vector<ShapeClass> kShapeClasses = {
    {"one pixel", {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
    {"pointwise", {5, 3, 2}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
    {"pointwise, strided", {4, 3, 2}, {1, 1, 1}, {3, 2, 2}, {1, 1, 1}, {0, 0, 0}, {-2, -1, -1}},
    {"k < s", {3, 3, 2}, {2, 2, 1}, {4, 3, 2}, {1, 1, 1}, {0, 0, 0}, {-2, -1, -1}},
    {"k < s, cropped", {3, 3, 2}, {2, 2, 2}, {5, 4, 3}, {1, 1, 1}, {1, 1, 0}, {0, 1, 1}},
    {"k = s", {4, 5, 3}, {2, 2, 2}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
    {"k = s, three", {4, 3, 2}, {3, 3, 3}, {3, 3, 3}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
    {"k = s, cropped", {4, 5, 3}, {2, 2, 2}, {2, 2, 2}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}},
    {"k = s, extended", {4, 5, 3}, {2, 2, 2}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}, {-1, -1, -1}},
    {"k = s in one dimension", {4, 4, 3}, {3, 2, 2}, {1, 2, 2}, {1, 1, 1}, {1, 0, 0}, {1, 0, 0}},
    {"k > s", {4, 4, 3}, {3, 3, 3}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
    {"k = 2s", {4, 4, 3}, {4, 4, 4}, {2, 2, 2}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
    {"stride 1", {6, 5, 3}, {3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
    {"large kernel", {2, 2, 2}, {9, 7, 4}, {2, 1, 3}, {1, 1, 1}, {3, 2, 1}, {4, 3, 1}},
    {"kernel over whole input", {2, 1, 1}, {8, 6, 5}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {0, 0, 0}},
    {"dilated", {5, 4, 3}, {3, 3, 2}, {1, 1, 1}, {2, 2, 3}, {2, 2, 0}, {2, 2, 0}},
    {"dilated, coprime stride", {4, 3, 2}, {3, 3, 3}, {2, 3, 2}, {3, 2, 1}, {1, 0, 1}, {2, 1, 0}},
    {"dilated, common divisor", {4, 3, 2}, {3, 2, 2}, {2, 4, 2}, {2, 2, 4}, {1, 0, 2}, {2, 0, 2}},
    {"dilation = stride", {4, 3, 2}, {3, 2, 2}, {3, 2, 2}, {3, 2, 2}, {0, 1, 0}, {1, 0, 0}},
    {"unlike per dimension", {5, 2, 3}, {1, 4, 3}, {3, 1, 2}, {1, 2, 1}, {0, 3, 1}, {-1, 3, 0}},
    {"cropped to the middle", {6, 6, 4}, {3, 3, 3}, {2, 2, 2}, {1, 1, 1}, {5, 4, 3}, {4, 5, 2}},
    {"one output", {5, 4, 3}, {3, 3, 2}, {2, 2, 1}, {1, 1, 1}, {5, 4, 1}, {5, 4, 2}},
    {"far beyond the inputs", {2, 2, 2}, {2, 2, 2}, {2, 2, 2}, {1, 1, 1}, {0, 0, 0}, {-9, -7, -5}},
    {"crop beyond the inputs", {2, 2, 2}, {2, 2, 2}, {2, 2, 2}, {1, 1, 1}, {6, 0, 5}, {-8, 0, -6}},
    {"no outputs", {2, 2, 2}, {2, 2, 2}, {2, 2, 2}, {1, 1, 1}, {4, 1, 0}, {0, 1, 1}},
    {"stride longer than everything", {2, 2, 1}, {3, 2, 2}, {17, 16, 9}, {1, 1, 1}, {1, 0, 0}, {0, -5, -3}},
};

class Shapes : public KernelTest {
protected:
    [[nodiscard]] ConvTransposeDesc shaped(const ShapeClass& shape, std::int64_t blocks,
                                           std::int64_t rest) const {
        ConvTransposeDesc desc = problem(blocks, rest);
        desc.in_spatial = shape.in_spatial;
        desc.kernel_size = shape.kernel_size;
        desc.strides = shape.strides;
        desc.dilation_rate = shape.dilation_rate;
        desc.crop_left = shape.crop_left;
        return fitted(with_outputs(desc, shape.crop_right));
    }
};

TEST_P(Shapes, EveryClass) {
    for (const ShapeClass& shape : kShapeClasses) {
        SCOPED_TRACE(shape.name);
        if (!check(shaped(shape, 1, 0), {.guard = Guard::after})) return;
        if (!check(shaped(shape, 2, 1), {.guard = Guard::before, .with_bias = false})) return;
    }
}

TEST_P(Shapes, EveryClassBatched) {
    for (const ShapeClass& shape : kShapeClasses) {
        SCOPED_TRACE(shape.name);
        ConvTransposeDesc desc = shaped(shape, 1, 1);
        desc.batch = 3;
        if (!check(desc)) return;
    }
}

TEST_P(Shapes, EveryClassGrouped) {
    if (kernel().algo == detail::Algo::rows) GTEST_SKIP() << "takes one group";
    for (const ShapeClass& shape : kShapeClasses) {
        SCOPED_TRACE(shape.name);
        ConvTransposeDesc desc = shaped(shape, 1, 1);
        if (desc.groups == 1) {  // depthwise problems have their groups already
            desc.groups = 2;
            desc.in_channels *= 2;
            desc.out_channels *= 2;
        }
        if (!check(desc)) return;
    }
}

TEST_P(Shapes, EveryClassAmongGaps) {
    for (const ShapeClass& shape : kShapeClasses) {
        SCOPED_TRACE(shape.name);
        ConvTransposeDesc desc = shaped(shape, 1, 1);
        desc.batch = 2;
        if (!check(support::with_gaps(desc, 5))) return;
    }
}

/// Inputs of channels_first and outputs of channels_last, or the reverse.
TEST_P(Shapes, EveryClassWithInputsInTheOtherOrder) {
    for (const ShapeClass& shape : kShapeClasses) {
        SCOPED_TRACE(shape.name);
        ConvTransposeDesc desc = shaped(shape, 1, 1);
        if (!check(support::with_other_inputs(desc), {.guard = Guard::before})) return;
        desc.batch = 2;
        if (!check(support::with_other_inputs(desc, 5), {.guard = Guard::after})) return;
        if (!check(support::with_other_inputs(support::with_gaps(desc, 3)))) return;
        if (desc.groups > 1 || kernel().algo == detail::Algo::rows) continue;
        desc.groups = 2;
        desc.in_channels *= 2;
        desc.out_channels *= 2;
        if (!check(support::with_other_inputs(desc))) return;
    }
}

/// Fewer channels than a block: served through folded phases or refused, never wrong.
TEST_P(Shapes, FewChannels) {
    for (const ShapeClass& shape : kShapeClasses) {
        SCOPED_TRACE(shape.name);
        for (std::int64_t channels : {1, 2, 3, 8}) {
            if (!check(shaped(shape, 0, channels))) return;
        }
    }
    check(served(problem()));
}

CONVT_FOR_EVERY_KERNEL(Shapes);
CONVT_FOR_STORAGE_TYPES(Shapes);

}  // namespace
}  // namespace convt::kernels
