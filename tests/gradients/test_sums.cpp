/// Sums over many positions, which several slabs make together, keep the bound of one sum.

#include "gradients/gradient_run.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"

namespace convt::gradients {
namespace {

class Sums : public testing::TestWithParam<support::Kind> {};

ConvTransposeDesc long_problem(const support::Kind& kind, int rank) {
    ConvTransposeDesc desc;
    desc.rank = rank;
    desc.dtype = kind.dtype;
    desc.data_format = kind.format;
    desc.in_channels = 3;
    desc.out_channels = 2;
    for (std::size_t d = 0; d < static_cast<std::size_t>(rank); ++d) {
        desc.kernel_size[d] = 3;
        desc.strides[d] = 2;
        desc.crop_left[d] = 1;
    }
    return desc;
}

/// Rows of one image.
TEST_P(Sums, OfPartsOfAnImage) {
    support::Random random;
    ConvTransposeDesc desc = long_problem(GetParam(), 2);
    desc.in_spatial = {300, 101, 1};
    EXPECT_TRUE(gradients_like_oracle(support::with_outputs(desc), random));
    desc = long_problem(GetParam(), 1);
    desc.in_spatial[0] = 30011;
    EXPECT_TRUE(gradients_like_oracle(support::with_outputs(desc), random));
    desc = long_problem(GetParam(), 3);
    desc.in_spatial = {31, 40, 27};
    EXPECT_TRUE(gradients_like_oracle(support::with_outputs(desc), random));
}

/// Images, the last of which do not fill a slab.
TEST_P(Sums, OfImages) {
    support::Random random;
    ConvTransposeDesc desc = long_problem(GetParam(), 2);
    desc.in_spatial = {40, 31, 1};
    desc.batch = 16;
    EXPECT_TRUE(gradients_like_oracle(support::with_outputs(desc), random, {.order = KernelOrder::pytorch}));
}

INSTANTIATE_TEST_SUITE_P(Kinds, Sums, testing::ValuesIn(support::kinds()), support::kind_name);

}  // namespace
}  // namespace convt::gradients
