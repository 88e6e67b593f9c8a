#include "kernels/kernel_test.hpp"

#include <algorithm>
#include <limits>
#include <ostream>

#include "convt/plan.hpp"
#include "machine/cpu.hpp"
#include "reference/oracle.hpp"
#include "strategies/tapplanar/tapplanar_split.hpp"
#include "support/compare.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"

namespace convt::kernels {
std::vector<const detail::KernelInfo*> runnable_kernels(std::optional<detail::Algo> only) {
    std::vector<const detail::KernelInfo*> kernels;
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        if (only && kernel.algo != *only) continue;
        const bool runs = detail::cpu_runs(kernel.isa) && detail::within(kernel.isa, detect_isa());
        if (runs && detail::tested_in_this_build(kernel)) {
            kernels.push_back(&kernel);
        }
    }
    return kernels;
}

std::vector<TypedKernel> typed_kernels(std::optional<detail::Algo> only) {
    std::vector<TypedKernel> typed;
    for (const detail::KernelInfo* kernel : runnable_kernels(only)) {
        if (!detail::is_reference(*kernel)) {
            typed.push_back({kernel, kernel->dtype});
            continue;
        }
        for (DType dtype : support::element_types()) typed.push_back({kernel, dtype});
    }
    return typed;
}

std::vector<TypedKernel> storage_kernels(std::optional<detail::Algo> only) {
    std::vector<TypedKernel> typed;
    for (const detail::KernelInfo* kernel : runnable_kernels(only)) {
        if (kernel->dtype != DType::float32 || detail::number_of_tile(*kernel) > 0) continue;
        const int number =
            kernel->rank + static_cast<int>(kernel->isa) + static_cast<int>(kernel->data_format);
        const bool half = number % 2 == 0;
        typed.push_back({kernel, half ? DType::float16 : DType::bfloat16});
    }
    return typed;
}

std::string name_of(const testing::TestParamInfo<TypedKernel>& info) {
    const std::string name = info.param.kernel->name;
    const bool own =
        info.param.dtype == info.param.kernel->dtype && !detail::is_reference(*info.param.kernel);
    return own ? name : name + "_" + support::name_of(info.param.dtype);
}

void PrintTo(const TypedKernel& typed, std::ostream* out) {
    *out << typed.kernel->name << " with " << support::name_of(typed.dtype);
}

ConvTransposeDesc KernelTest::problem(std::int64_t channel_blocks, std::int64_t rest) const {
    ConvTransposeDesc desc;
    desc.rank = rank();
    desc.dtype = dtype();
    desc.data_format = kernel().data_format;
    desc.in_spatial = desc.out_spatial = {1, 1, 1};
    // A tapped kernel's block holds taps as well: any number of channels fills it.
    const std::int64_t block = detail::is_tapped(kernel()) ? 1 : kernel().channel_block;
    desc.out_channels = channel_blocks * block + rest;
    const bool depthwise = detail::is_depthwise(kernel());
    desc.groups = depthwise ? desc.out_channels : 1;
    desc.in_channels = depthwise ? desc.out_channels : is_winograd() ? 17 : 3;
    return with_a_register(desc);
}

ConvTransposeDesc KernelTest::with_a_register(ConvTransposeDesc desc) const {
    const std::int64_t lanes = detail::lanes_of(kernel());
    const bool few = detail::is_inner(kernel()) && desc.in_channels < lanes * desc.groups;
    if (few) desc.in_channels += lanes * desc.groups;
    return desc;
}

ConvTransposeDesc KernelTest::fitted(ConvTransposeDesc desc) const {
    if (!takes_rows()) return desc;
    const auto x = static_cast<std::size_t>(rank() - 1);
    const std::int64_t phases = kernel().tile_outputs;
    const auto strides_of = [&](std::int64_t outputs) {
        return (outputs + desc.strides[x] - 1) / desc.strides[x];
    };
    const std::int64_t taps = strides_of(desc.kernel_size[x]);
    const std::int64_t crop_right =
        support::natural_size(desc, rank() - 1) - desc.crop_left[x] - desc.out_spatial[x];
    // Depthrows kernels begin with any phase.
    if (kernel().algo == detail::Algo::rows) desc.crop_left[x] = strides_of(desc.crop_left[x]) * phases;
    desc.in_spatial[x] +=
        detail::lanes_of(kernel()) + desc.crop_left[x] / phases + std::max<std::int64_t>(crop_right, 0);
    desc.kernel_size[x] = taps * phases;
    desc.strides[x] = phases;
    desc.dilation_rate[x] = 1;
    const std::int64_t outputs =
        support::natural_size(desc, rank() - 1) - desc.crop_left[x] - crop_right * phases;
    desc.out_spatial[x] = outputs / phases * phases;
    return desc;
}

ConvTransposeDesc KernelTest::served(ConvTransposeDesc desc, const support::Spatial& crop_right) const {
    if (is_winograd()) {
        for (std::size_t d = 0; d < desc.kernel_size.size(); ++d) {
            desc.kernel_size[d] = 2 * desc.strides[d];
            desc.dilation_rate[d] = 1;
        }
        // Four outputs per tile are for two dimensions: in a third, every phase has one tap.
        if (rank() == 3 && kernel().tile_outputs == 4) desc.kernel_size[0] = desc.strides[0];
    }
    desc = support::with_outputs(desc, crop_right);
    // Fewer taps must not leave nothing of the outputs.
    for (std::int64_t& outputs : desc.out_spatial) outputs = std::max<std::int64_t>(outputs, 1);
    return fitted(desc);
}

bool KernelTest::must_serve_rows(const ConvTransposeDesc& desc) const {
    const auto x = static_cast<std::size_t>(rank() - 1);
    const std::int64_t phases = kernel().tile_outputs;
    const bool alike = desc.strides[x] == phases && desc.dilation_rate[x] == 1 &&
                       desc.kernel_size[x] % phases == 0 && desc.out_spatial[x] % phases == 0;
    if (!alike || desc.out_spatial[x] / phases < detail::lanes_of(kernel())) return false;
    if (kernel().algo == detail::Algo::depthrows) {
        return desc.in_channels == desc.groups && desc.out_channels == desc.groups;
    }
    return desc.groups == 1 && desc.crop_left[x] % phases == 0 &&
           desc.out_channels * phases >= kernel().channel_block;
}

bool KernelTest::must_serve(const ConvTransposeDesc& desc) const {
    const std::int64_t in = desc.in_channels / desc.groups;
    const std::int64_t out = desc.out_channels / desc.groups;
    if (takes_rows()) return must_serve_rows(desc);
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
        // The columns of a place and its reach must fit the workspace.
        constexpr std::int64_t kColumnBytes = 8 << 10;
        if (columns * detail::summed_bytes(kernel().dtype) > kColumnBytes) return false;
        return (few || kernel().algo == detail::Algo::tapped) &&
               (desc.strides[x] == 1 || desc.dilation_rate[x] == 1);
    }
    if (detail::is_inner(kernel()) && in < detail::lanes_of(kernel())) return false;
    return !is_winograd() && out >= kernel().channel_block;
}

bool KernelTest::check(const ConvTransposeDesc& given, const support::RunOptions& options) {
    ConvTransposeDesc desc = with_a_register(given);
    if (reference::is_half(desc.dtype) && random_.chance(0.25)) desc.output_dtype = DType::float32;
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
    using Limits = std::numeric_limits<double>;
    for (double special : {Limits::quiet_NaN(), Limits::infinity()}) {
        support::Operands operands(desc, random_);
        const support::Elements inputs = operands.inputs.values();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            if (random_.chance(0.02)) inputs.set(i, special);
        }
        run(desc, operands);
        const auto exact = support::exact_outputs(desc, operands);
        EXPECT_TRUE(support::matches(desc, operands.outputs.values(), exact)) << special;
    }
}

}  // namespace convt::kernels
