/// Gradients are what the operator's own outputs differ by: central differences in double.

#include <algorithm>
#include <vector>

#include "gradients/gradient_run.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt::gradients {
namespace {

ConvTransposeDesc some_problem(DataFormat format) {
    ConvTransposeDesc desc;
    desc.dtype = DType::float64;
    desc.data_format = format;
    desc.batch = 2;
    desc.in_channels = 4;
    desc.out_channels = 6;
    desc.groups = 2;
    desc.in_spatial = {3, 4, 1};
    desc.kernel_size = {3, 4, 1};
    desc.strides = {2, 3, 1};
    desc.dilation_rate = {3, 1, 1};
    desc.crop_left = {1, 0, 0};
    return support::with_outputs(desc, {0, 2, 0});
}

class Differences : public testing::TestWithParam<DataFormat> {
protected:
    Differences() : desc_(some_problem(GetParam())), tensors_(desc_, random_), operands_(desc_, random_) {}

    /// Sum of outputs times their gradients.
    double loss() {
        EXPECT_TRUE(support::run_plan(*Plan::create(desc_), operands_).ok());
        double sum = 0;
        for (std::size_t i = 0; i < operands_.outputs.values().size(); ++i) {
            sum += operands_.outputs.values()[i] * tensors_.output_gradients.values()[i];
        }
        return sum;
    }

    void expect_slopes(const reference::Elements& of, const reference::ConstElements& gradients) {
        constexpr double kStep = 1e-3;
        for (std::size_t i = 0; i < of.size(); i += std::max<std::size_t>(of.size() / 20, 1)) {
            const double value = of[i];
            of.set(i, value + kStep);
            const double above = loss();
            of.set(i, value - kStep);
            const double below = loss();
            of.set(i, value);
            EXPECT_NEAR((above - below) / (2 * kStep), gradients[i], 1e-9) << "element " << i;
        }
    }

    support::Random random_;
    ConvTransposeDesc desc_;
    Tensors tensors_;
    support::Operands operands_;
};

TEST_P(Differences, AreTheGradients) {
    const auto copy = [](const reference::Elements& to, const reference::ConstElements& from) {
        for (std::size_t i = 0; i < to.size(); ++i) to.set(i, from[i]);
    };
    copy(tensors_.inputs.values(), operands_.inputs.values());
    copy(tensors_.kernel.values(), operands_.kernel.values());
    Context context = Context::create({.threads = 1}).value();
    ASSERT_TRUE(run_gradients(desc_, tensors_, {}, context).ok());
    expect_slopes(operands_.inputs.values(), tensors_.input_gradients.values());
    expect_slopes(operands_.kernel.values(), tensors_.kernel_gradients.values());
    expect_slopes(operands_.bias.values(), tensors_.bias_gradients.values());
}

INSTANTIATE_TEST_SUITE_P(Formats, Differences,
                         testing::Values(DataFormat::channels_last, DataFormat::channels_first));

}  // namespace
}  // namespace convt::gradients
