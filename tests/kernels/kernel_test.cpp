#include "kernels/kernel_test.hpp"

#include <limits>

#include "convt/plan.hpp"
#include "machine/cpu.hpp"
#include "reference/oracle.hpp"
#include "strategies/tapplanar/tapplanar_split.hpp"
#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::kernels {

std::vector<const detail::KernelInfo*> runnable_kernels(std::optional<detail::Algo> only) {
    std::vector<const detail::KernelInfo*> kernels;
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        if (only && kernel.algo != *only) continue;
        if (detail::cpu_runs(kernel.isa) && detail::within(kernel.isa, detect_isa())) {
            kernels.push_back(&kernel);
        }
    }
    return kernels;
}

std::string name_of(const testing::TestParamInfo<const detail::KernelInfo*>& info) {
    return info.param->name;
}

ConvTransposeDesc KernelTest::problem(std::int64_t channel_blocks, std::int64_t rest) const {
    ConvTransposeDesc desc;
    desc.rank = rank();
    desc.data_format = kernel().data_format;
    // A tapped kernel's block holds taps as well: any number of channels fills it.
    const std::int64_t block = detail::is_tapped(kernel()) ? 1 : kernel().channel_block;
    desc.out_channels = channel_blocks * block + rest;
    const bool depthwise = detail::is_depthwise(kernel());
    desc.groups = depthwise ? desc.out_channels : 1;
    desc.in_channels = depthwise ? desc.out_channels : is_winograd() ? 17 : 3;
    return desc;
}

bool KernelTest::must_serve(const ConvTransposeDesc& desc) const {
    const std::int64_t in = desc.in_channels / desc.groups;
    const std::int64_t out = desc.out_channels / desc.groups;
    if (kernel().algo == detail::Algo::depthwise) {
        return in == 1 && out == 1 && desc.groups >= kernel().channel_block;
    }
    if (detail::is_tapped(kernel())) {
        const auto x = static_cast<std::size_t>(desc.rank - 1);
        std::int64_t columns = out;
        for (std::size_t d = 0; d <= x; ++d) columns *= desc.kernel_size[d];
        const bool last = desc.data_format == DataFormat::channels_last;
        const auto most = last ? detail::kMostPlaneChannels : detail::kMostPlaneChannelsFirst;
        const bool few = out <= most && columns <= detail::kMostPlanes;
        return (few || kernel().algo == detail::Algo::tapped) &&
               (desc.strides[x] == 1 || desc.dilation_rate[x] == 1);
    }
    return !serves_a_part() && out >= kernel().channel_block;
}

bool KernelTest::check(const ConvTransposeDesc& desc, const support::RunOptions& options) {
    auto plan = Plan::create(desc, {.max_isa = {}, .kernel_name = kernel().name});
    if (!plan.ok()) {
        EXPECT_EQ(plan.status().code(), StatusCode::unsupported) << plan.status().message();
        EXPECT_FALSE(must_serve(desc)) << plan.status().message() << "; " << support::to_string(desc);
        return !HasFailure();
    }
    EXPECT_STREQ(plan->kernel_name(), kernel().name);
    ++ran_;
    const auto result = support::runs_like_oracle(*plan, desc, random_, options);
    EXPECT_TRUE(result);
    return result;
}

void KernelTest::must_serve_here(const ConvTransposeDesc& desc, const support::RunOptions& options) {
    const int before = ran();
    EXPECT_TRUE(check(desc, options));
    EXPECT_EQ(ran(), before + 1) << support::to_string(desc);
}

void KernelTest::expect_refused(const ConvTransposeDesc& desc, const char* reason) const {
    const auto plan = Plan::create(desc, {.kernel_name = kernel().name});
    EXPECT_EQ(plan.status().code(), StatusCode::unsupported);
    EXPECT_NE(plan.status().message().find(reason), std::string::npos) << plan.status().message();
}

void KernelTest::run(const ConvTransposeDesc& desc, support::Operands& operands) {
    auto plan = Plan::create(desc, {.max_isa = {}, .kernel_name = kernel().name});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), kernel().name);
    const Status status = support::run_plan(*plan, operands);
    ASSERT_TRUE(status.ok()) << status.message();
    ++ran_;
}

void KernelTest::expect_inputs_reach_only_their_outputs(const ConvTransposeDesc& desc) {
    for (float special : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        support::Operands operands(desc, random_);
        for (float& value : operands.inputs.values()) {
            if (random_.chance(0.02)) value = special;
        }
        run(desc, operands);
        const auto exact = reference::conv_transpose(desc, operands.inputs.data(), operands.kernel.data(),
                                                     operands.bias.data());
        EXPECT_TRUE(support::matches(desc, operands.outputs.values(), exact)) << special;
    }
}

}  // namespace convt::kernels
