/// Every dot kernel of the table: channels and pixels of every residue beside its tile, taps, borders,
/// blocks, groups and orders of axes, equal to the oracle bit for bit.

#include <algorithm>
#include <string>

#include "convt/plan.hpp"
#include "machine/cpu.hpp"
#include "planning/registry.hpp"
#include "quantized/quantized_problem.hpp"
#include "support/integers/random_quantization.hpp"
#include "support/kernel_kinds.hpp"
#include "support/problem.hpp"
#include "support/random_problem.hpp"

namespace convt::quantized {
namespace {

using detail::KernelInfo;

std::vector<const KernelInfo*> dot_kernels() {
    std::vector<const KernelInfo*> found;
    for (const KernelInfo& kernel : detail::kernel_table()) {
        const bool runs = detail::cpu_runs(kernel.isa) && detail::within(kernel.isa, detect_isa());
        if (detail::is_dot(kernel) && runs) found.push_back(&kernel);
    }
    return found;
}

class DotKernel : public testing::TestWithParam<const KernelInfo*> {
protected:
    [[nodiscard]] const KernelInfo& kernel() const { return *GetParam(); }

    /// A problem of the kernel's form, of so many channels and inputs along the last dimension.
    [[nodiscard]] ConvTransposeDesc problem(std::int64_t in, std::int64_t out, std::int64_t pixels) const {
        ConvTransposeDesc desc;
        desc.rank = kernel().rank;
        desc.data_format = kernel().data_format;
        desc.in_channels = in;
        desc.out_channels = out;
        for (int d = 0; d < desc.rank; ++d) {
            const auto i = static_cast<std::size_t>(d);
            desc.in_spatial[i] = d == desc.rank - 1 ? pixels : 2;
            desc.kernel_size[i] = 3;
            desc.strides[i] = 2;
        }
        return desc;
    }

    /// By both rules, with types, zero points and scales drawn.
    void run(const ConvTransposeDesc& shape, const Tuning& tuning = {}) {
        for (const Rounding rounding : {Rounding::nearest_even, Rounding::gemmlowp}) {
            const ConvTransposeDesc desc = support::with_random_types(shape, rounding, random_);
            PlanOptions options{.kernel_name = kernel().name};
            options.tuning = tuning;
            const auto plan = Plan::create(desc, options);
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            ASSERT_TRUE(equals_oracle(*plan, desc, random_)) << plan->explain().substr(0, 400);
        }
    }

    support::Random random_;
};

TEST_P(DotKernel, EveryResidueOfOutputChannels) {
    for (std::int64_t rest = 0; rest < kernel().channel_block; ++rest) {
        run(support::with_outputs(problem(5, kernel().channel_block + rest, 3)));
        if (rest > 0) run(support::with_outputs(problem(5, rest, 3)));
    }
}

TEST_P(DotKernel, EveryResidueOfPixels) {
    for (std::int64_t pixels = 1; pixels <= kernel().tile_pixels + 1; ++pixels) {
        run(support::with_outputs(problem(5, kernel().channel_block, pixels)));
    }
}

TEST_P(DotKernel, EveryResidueOfInputChannels) {
    for (std::int64_t channels = 1; channels <= 17; ++channels) {
        run(support::with_outputs(problem(channels, 7, 4)));
    }
}

TEST_P(DotKernel, Groups) {
    for (const std::int64_t groups : {2, 3}) {
        ConvTransposeDesc desc = problem(3 * groups, 5 * groups, 4);
        desc.groups = groups;
        run(support::with_outputs(desc));
        desc.in_channels = desc.out_channels = desc.groups = 9;
        run(support::with_outputs(desc));
    }
}

/// Strides above the kernel, whose phases without taps are the bias; dilation; crops; outputs beyond inputs.
TEST_P(DotKernel, Shapes) {
    for (const std::int64_t stride : {1, 2, 4}) {
        for (const std::int64_t dilation : {1, 2, 3}) {
            for (const std::int64_t crop : {0, 1, 5}) {
                ConvTransposeDesc desc = problem(6, 9, 7);
                for (std::size_t d = 0; d < 3; ++d) {
                    desc.strides[d] = stride;
                    desc.dilation_rate[d] = dilation;
                    desc.crop_left[d] = crop > 1 && d + 1 < static_cast<std::size_t>(desc.rank) ? 0 : crop;
                }
                run(support::with_outputs(desc, {-3, 0, -2}));
            }
        }
    }
}

TEST_P(DotKernel, BlocksAndChannelParts) {
    ConvTransposeDesc desc = problem(9, 2 * kernel().channel_block + 3, 11);
    Tuning tuning;
    for (const std::int64_t block : {1, 2, 5}) {
        for (std::size_t d = 0; d < 3; ++d) tuning.block[d] = std::min<std::int64_t>(block, 2);
        tuning.block[static_cast<std::size_t>(desc.rank - 1)] = block;
        for (const std::int64_t parts : {1, 2, 3}) {
            tuning.channel_parts = parts;
            run(support::with_outputs(desc), tuning);
        }
    }
}

/// Gaps between elements, and inputs in the other order.
TEST_P(DotKernel, Layouts) {
    const ConvTransposeDesc desc = support::with_outputs(problem(6, 9, 7));
    run(support::with_gaps(desc, 3));
    run(support::with_other_inputs(desc));
    run(support::with_other_inputs(desc, 2));
    ConvTransposeDesc batch = desc;
    batch.batch = 3;
    run(batch);
}

/// More places and channels than a call takes.
TEST_P(DotKernel, SeveralCallsOfATask) {
    ConvTransposeDesc desc = problem(5, 300, 40);
    desc.in_spatial[0] = 40;
    desc.kernel_size = {1, 1, 1};
    desc.strides = {1, 1, 1};
    Tuning whole;
    whole.block = {40, 2, 2};
    whole.block[static_cast<std::size_t>(desc.rank - 1)] = 40;
    if (desc.rank == 2) whole.block = {40, 40, 0};
    whole.channel_parts = 1;
    run(support::with_outputs(desc), whole);
}

TEST_P(DotKernel, RandomProblems) {
    int ran = 0;
    for (int i = 0; ran < 20 && i < 2000; ++i) {
        ConvTransposeDesc desc = support::random_problem(random_);
        if (desc.rank != kernel().rank || desc.data_format != kernel().data_format) continue;
        desc.activation = Activation::none;
        run(desc);
        ++ran;
    }
    EXPECT_EQ(ran, 20);
}

INSTANTIATE_TEST_SUITE_P(Table, DotKernel, testing::ValuesIn(dot_kernels()),
                         [](const testing::TestParamInfo<const KernelInfo*>& test) {
                             return std::string(test.param->name);
                         });

}  // namespace
}  // namespace convt::quantized
