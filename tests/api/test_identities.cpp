/// Properties that hold whatever the numbers are: none of these tests uses the oracle.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "reference/error_bound.hpp"
#include "reference/layout.hpp"
#include "support/guarded_buffer.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"

namespace convt {
namespace {

using Three = std::array<std::int64_t, 3>;
using Values = std::vector<double>;

/// Rounding of sums of a few hundred products of numbers below 1.
double rounding(DType dtype) {
    return 4096 * reference::epsilon_of(dtype);
}

struct Problem {
    std::string name;
    ConvTransposeDesc desc;
};

void PrintTo(const Problem& problem, std::ostream* out) {
    *out << problem.name;
}

ConvTransposeDesc make(int rank, DataFormat format, std::int64_t in, std::int64_t out, std::int64_t stride,
                       std::int64_t dilation, std::int64_t crop, std::int64_t groups = 1) {
    ConvTransposeDesc desc;
    desc.rank = rank;
    desc.data_format = format;
    desc.batch = 2;
    desc.in_channels = in;
    desc.out_channels = out;
    desc.groups = groups;
    desc.in_spatial = {5, 4, 3};
    desc.kernel_size = {3, 4, 2};
    desc.strides = {stride, stride, 1};
    desc.dilation_rate = {dilation, 1, dilation};
    desc.crop_left = {crop, crop, 0};
    return support::with_outputs(desc, {0, crop, 0});
}

/// Which outputs and weights an input element meets.
class Pairs {
public:
    explicit Pairs(const ConvTransposeDesc& desc)
        : desc_(desc),
          output_(reference::dense_output_layout(desc)),
          size_(reference::to_three(desc.rank, desc.kernel_size, 1)),
          strides_(reference::to_three(desc.rank, desc.strides, 1)),
          dilation_(reference::to_three(desc.rank, desc.dilation_rate, 1)),
          crop_(reference::to_three(desc.rank, desc.crop_left, 0)) {}

    [[nodiscard]] const reference::Layout& output() const { return output_; }

    /// Calls visit(index of output, index of weight) for all of them.
    template <typename Visit>
    void of_input(std::int64_t n, const Three& at, std::int64_t channel, Visit visit) const {
        const std::int64_t in = desc_.in_channels / desc_.groups;
        const std::int64_t out = desc_.out_channels / desc_.groups;
        for (std::int64_t tap = 0; tap < size_[0] * size_[1] * size_[2]; ++tap) {
            const Three k = {tap / (size_[1] * size_[2]), tap / size_[2] % size_[1], tap % size_[2]};
            Three o{};
            bool inside = true;
            for (std::size_t d = 0; d < 3; ++d) {
                o[d] = at[d] * strides_[d] + k[d] * dilation_[d] - crop_[d];
                inside = inside && o[d] >= 0 && o[d] < output_.spatial[d];
            }
            for (std::int64_t co = channel / in * out; inside && co < (channel / in + 1) * out; ++co) {
                visit(static_cast<std::size_t>(output_.offset(n, o, co)),
                      static_cast<std::size_t>((tap * desc_.out_channels + co) * in + channel % in));
            }
        }
    }

private:
    const ConvTransposeDesc& desc_;
    reference::Layout output_;
    Three size_;
    Three strides_;
    Three dilation_;
    Three crop_;
};

constexpr auto kLast = DataFormat::channels_last;
constexpr auto kFirst = DataFormat::channels_first;

class Identities : public testing::TestWithParam<Problem> {
protected:
    [[nodiscard]] static const ConvTransposeDesc& desc() { return GetParam().desc; }

    Values random_values(std::int64_t count) {
        support::ElementVector values(desc().dtype, static_cast<std::size_t>(count));
        random_.fill(values.elements());
        return values.widened();
    }
    Values random_inputs() { return random_values(reference::input_layout(desc()).count()); }
    Values random_kernel() { return random_values(static_cast<std::int64_t>(support::kernel_count(desc()))); }

    static Values run(const Values& inputs, const Values& kernel,
                      Algorithm algorithm = Algorithm::automatic) {
        auto plan = Plan::create(desc(), {.algorithm = algorithm});
        auto packed = plan->pack(support::ElementVector(desc().dtype, kernel).data());
        auto context = Context::create({.threads = 1});
        const support::ElementVector rounded(desc().dtype, inputs);
        support::ElementVector outputs(
            desc().dtype, static_cast<std::size_t>(reference::dense_output_layout(desc()).count()));
        const Status status = plan->run(rounded.data(), *packed, nullptr, outputs.data(), *context);
        EXPECT_TRUE(status.ok()) << status.message();
        return outputs.widened();
    }

    static void expect_near(const Values& got, const Values& expected) {
        ASSERT_EQ(got.size(), expected.size());
        for (std::size_t i = 0; i < got.size(); ++i)
            ASSERT_NEAR(got[i], expected[i], rounding(desc().dtype)) << i;
    }

    support::Random random_;
};

/// a*x + b*y
Values combine(double a, const Values& x, double b, const Values& y) {
    Values result(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) result[i] = a * x[i] + b * y[i];
    return result;
}

double dot(const Values& x, const Values& y) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
    return sum;
}

TEST_P(Identities, LinearInTheInputs) {
    const Values x = random_inputs();
    const Values y = random_inputs();
    const Values kernel = random_kernel();
    expect_near(run(combine(0.5, x, -2, y), kernel), combine(0.5, run(x, kernel), -2, run(y, kernel)));
}

TEST_P(Identities, LinearInTheKernel) {
    const Values inputs = random_inputs();
    const Values v = random_kernel();
    const Values w = random_kernel();
    expect_near(run(inputs, combine(0.25, v, 3, w)), combine(0.25, run(inputs, v), 3, run(inputs, w)));
}

/// A single 1 in the inputs lays a copy of the kernel into the outputs, each weight once, at its place.
TEST_P(Identities, ImpulseShowsTheKernel) {
    const Values kernel = random_kernel();
    const auto input = reference::input_layout(desc());
    const Pairs pairs(desc());
    const Three at = {input.spatial[0] / 2, input.spatial[1] / 2, input.spatial[2] / 2};
    const std::int64_t channel = desc().in_channels - 1;
    Values inputs(static_cast<std::size_t>(input.count()), 0);
    inputs[static_cast<std::size_t>(input.offset(1, at, channel))] = 1;

    Values expected(static_cast<std::size_t>(pairs.output().count()), 0);
    pairs.of_input(1, at, channel,
                   [&](std::size_t output, std::size_t weight) { expected[output] = kernel[weight]; });
    // Fast algorithms round sums that have one product as well.
    EXPECT_EQ(run(inputs, kernel, Algorithm::direct), expected);
}

/// <conv(y), x> = <y, conv_transpose(x)>: what gathers y through the kernel is an ordinary convolution with
/// the same strides and dilation, padded by crop_left.
TEST_P(Identities, AdjointOfConvolution) {
    const Values x = random_inputs();
    const Values kernel = random_kernel();
    const auto input = reference::input_layout(desc());
    const Pairs pairs(desc());
    const Values y = random_values(pairs.output().count());
    double left = 0;
    reference::for_each_element(
        input, desc().data_format, [&](std::int64_t n, const Three& at, std::int64_t channel) {
            double convolved = 0;
            pairs.of_input(n, at, channel, [&](std::size_t output, std::size_t weight) {
                convolved += y[output] * kernel[weight];
            });
            left += convolved * x[static_cast<std::size_t>(input.offset(n, at, channel))];
        });
    const double right = dot(y, run(x, kernel));
    EXPECT_NEAR(left, right, rounding(desc().dtype) * std::sqrt(static_cast<double>(y.size())));
}

/// Moving the inputs by one place moves the outputs by one stride.
TEST_P(Identities, ShiftByOneMovesByOneStride) {
    const Values kernel = random_kernel();
    const auto input = reference::input_layout(desc());
    const auto output = reference::dense_output_layout(desc());
    const std::size_t axis = 3 - static_cast<std::size_t>(desc().rank);  // outermost spatial axis
    Values inputs = random_inputs();
    Values shifted(inputs.size(), 0);
    reference::for_each_element(
        input, desc().data_format, [&](std::int64_t n, Three at, std::int64_t channel) {
            const auto from = static_cast<std::size_t>(input.offset(n, at, channel));
            if (at[axis] + 1 == input.spatial[axis]) {
                inputs[from] = 0;  // would be shifted out
                return;
            }
            ++at[axis];
            shifted[static_cast<std::size_t>(input.offset(n, at, channel))] = inputs[from];
        });
    const Values before = run(inputs, kernel);
    const Values after = run(shifted, kernel);
    reference::for_each_element(
        output, desc().data_format, [&](std::int64_t n, Three at, std::int64_t channel) {
            const double expected = before[static_cast<std::size_t>(output.offset(n, at, channel))];
            at[axis] += desc().strides[0];
            if (at[axis] >= output.spatial[axis]) return;
            ASSERT_NEAR(after[static_cast<std::size_t>(output.offset(n, at, channel))], expected,
                        rounding(desc().dtype));
        });
}

std::vector<Problem> problems() {
    const Problem problems[] = {{"line", make(1, kLast, 3, 5, 2, 1, 1)},
                                {"line_channels_first", make(1, kFirst, 17, 9, 3, 2, 0)},
                                {"image", make(2, kLast, 8, 33, 2, 1, 1)},
                                {"image_one_channel", make(2, kLast, 4, 1, 2, 1, 0)},
                                {"image_channels_first", make(2, kFirst, 5, 16, 1, 1, 2)},
                                {"image_dilated", make(2, kFirst, 4, 7, 2, 3, 1)},
                                {"image_grouped", make(2, kLast, 6, 9, 2, 1, 1, 3)},
                                {"image_depthwise", make(2, kLast, 19, 19, 2, 1, 1, 19)},
                                {"volume", make(3, kLast, 4, 8, 2, 1, 1)},
                                {"volume_channels_first", make(3, kFirst, 3, 24, 4, 1, 0)}};
    std::vector<Problem> typed;
    for (DType dtype : support::element_types()) {
        for (const Problem& problem : problems) {
            typed.push_back(
                {problem.name + "_" + support::name_of(dtype), support::with_type(problem.desc, dtype)});
        }
    }
    return typed;
}

INSTANTIATE_TEST_SUITE_P(Problems, Identities, testing::ValuesIn(problems()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace convt
