/// Gradients of random problems of every kind, in both orders of the kernel, are near the oracle's.

#include "gradients/gradient_run.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random_problem.hpp"

namespace convt::gradients {
namespace {

constexpr int kProblems = 150;

ConvTransposeDesc without_activation(ConvTransposeDesc desc, DType dtype) {
    desc.activation = Activation::none;
    return support::with_type(desc, dtype);
}

class OfType : public testing::TestWithParam<DType> {
protected:
    void try_problems(ConvTransposeDesc (*draw)(support::Random&)) {
        support::Random random;
        for (int i = 0; i < kProblems; ++i) {
            const auto desc = without_activation(draw(random), GetParam());
            const GradientOptions options{
                .order = random.chance(0.5) ? KernelOrder::keras : KernelOrder::pytorch,
                .algorithm = random.chance(0.5) ? Algorithm::automatic : Algorithm::direct};
            ASSERT_TRUE(gradients_like_oracle(desc, random, options, random.chance(0.3) ? 3 : 1))
                << "problem " << i;
        }
    }
};

TEST_P(OfType, RandomProblems) {
    try_problems(support::random_problem);
}

TEST_P(OfType, InterleavedProblems) {
    try_problems(support::interleaved_problem);
}

/// Every kernel, stride and dilation up to 5 along one axis, with crops of every residue.
TEST_P(OfType, EveryResidue) {
    support::Random random;
    for (std::int64_t i = 0; i < 5 * 5 * 5 * 4; ++i) {
        ConvTransposeDesc desc;
        desc.rank = 1;
        desc.data_format = i % 2 == 0 ? DataFormat::channels_last : DataFormat::channels_first;
        desc.in_channels = 3;
        desc.out_channels = 2;
        desc.in_spatial[0] = 4;
        desc.kernel_size[0] = i % 5 + 1;
        desc.strides[0] = i / 5 % 5 + 1;
        desc.dilation_rate[0] = i / 25 % 5 + 1;
        desc.crop_left[0] = i / 125 * 2;
        const std::int64_t natural = support::natural_size(desc, 0);
        desc.out_spatial[0] = std::max<std::int64_t>(natural - desc.crop_left[0] - i % 3 + 1, 1);
        ASSERT_TRUE(gradients_like_oracle(without_activation(desc, GetParam()), random));
    }
}

INSTANTIATE_TEST_SUITE_P(Types, OfType, testing::ValuesIn(support::all_types()), support::type_name);

}  // namespace
}  // namespace convt::gradients
