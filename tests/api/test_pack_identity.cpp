/// Packed weights are taken by the plans that read them in the very same order, and by no other.

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "support/guarded_buffer.hpp"
#include "support/problem.hpp"

namespace convt {
namespace {

using support::with_outputs;

ConvTransposeDesc base(DataFormat format, std::int64_t channels) {
    ConvTransposeDesc desc;
    desc.data_format = format;
    desc.in_channels = channels;
    desc.out_channels = channels;
    desc.in_spatial = {6, 6, 1};
    desc.kernel_size = {4, 4, 1};
    desc.strides = {2, 2, 1};
    return with_outputs(desc);
}

/// Problems that differ from one another by a step in one member.
std::vector<ConvTransposeDesc> neighbours(const ConvTransposeDesc& middle) {
    std::vector<ConvTransposeDesc> all = {middle};
    const auto add = [&](auto change) {
        ConvTransposeDesc desc = middle;
        change(desc);
        all.push_back(with_outputs(desc));
    };
    for (std::int64_t step : {-1, 1, 2}) {
        add([&](ConvTransposeDesc& d) { d.out_channels += step; });
        add([&](ConvTransposeDesc& d) { d.in_channels += step; });
        for (std::size_t axis : {0, 1}) {
            add([&](ConvTransposeDesc& d) { d.kernel_size[axis] += step; });
            add([&](ConvTransposeDesc& d) { d.in_spatial[axis] += step; });
        }
    }
    for (std::size_t axis : {0, 1}) {
        add([&](ConvTransposeDesc& d) { d.strides[axis] = 1; });
        add([&](ConvTransposeDesc& d) { d.strides[axis] = 3; });
        add([&](ConvTransposeDesc& d) { d.dilation_rate[axis] = 3; });
        add([&](ConvTransposeDesc& d) { d.crop_left[axis] = 1; });
    }
    add([](ConvTransposeDesc& d) { d.groups = 2; });
    add([](ConvTransposeDesc& d) { d.groups = d.in_channels; });
    return all;
}

struct Packed {
    ConvTransposeDesc desc;
    std::vector<PackedKernel> weights;
};

/// Weights that tell where each of them comes from.
std::vector<float> numbered(const ConvTransposeDesc& desc) {
    std::vector<float> values(support::kernel_count(desc));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i + 1);
    return values;
}

bool same_kernels(const ConvTransposeDesc& a, const ConvTransposeDesc& b) {
    return a.in_channels == b.in_channels && a.out_channels == b.out_channels && a.groups == b.groups &&
           a.kernel_size == b.kernel_size;
}

void expect_own_order(const Packed& a, const Packed& b, const std::string& kernel) {
    const PackedKernel& left = a.weights.front();
    const PackedKernel& right = b.weights.front();
    if (left.pack_id() != right.pack_id() || left.bytes() != right.bytes()) return;
    EXPECT_TRUE(same_kernels(a.desc, b.desc) && std::memcmp(left.data(), right.data(), left.bytes()) == 0)
        << kernel << ": " << support::to_string(a.desc) << " and " << support::to_string(b.desc);
}

void expect_own_orders(const std::vector<ConvTransposeDesc>& problems, const PlanOptions& options) {
    std::vector<Packed> packed;
    for (const ConvTransposeDesc& desc : problems) {
        const Result<Plan> plan = Plan::create(desc, options);
        if (!plan.ok()) continue;
        Result<PackedKernel> weights = plan->pack(numbered(desc).data());
        ASSERT_TRUE(weights.ok()) << weights.status().message();
        packed.push_back({desc, {}});
        packed.back().weights.push_back(std::move(*weights));
    }
    for (std::size_t i = 0; i < packed.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) expect_own_order(packed[i], packed[j], options.kernel_name);
    }
}

TEST(PackIdentity, NeighboursWithOneKernel) {
    for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
        for (std::int64_t channels : {4, 16, 18, 22}) {
            const std::vector<ConvTransposeDesc> problems = neighbours(base(format, channels));
            const auto names = Plan::kernels(problems.front());
            ASSERT_TRUE(names.ok());
            for (const std::string& name : *names) {
                for (bool any_size : {false, true}) {
                    expect_own_orders(problems, {.kernel_name = name, .any_size = any_size});
                }
            }
        }
    }
}

/// Packed floats are never taken for doubles: not by any kernel, the reference included.
TEST(PackIdentity, TypesDoNotShare) {
    auto context = Context::create({.threads = 1});
    ASSERT_TRUE(context.ok());
    const ConvTransposeDesc floats = base(DataFormat::channels_last, 16);
    const ConvTransposeDesc doubles = support::with_type(floats, DType::float64);
    const auto names_of = [](const ConvTransposeDesc& desc) {
        std::vector<std::string> names = Plan::kernels(desc).value();
        names.emplace_back("convt_reference");
        return names;
    };
    const support::ElementVector zeros(DType::float64, support::kernel_count(doubles));
    const support::ElementVector inputs(DType::float64, 6 * 6 * 16);
    support::ElementVector outputs(DType::float64, 14 * 14 * 16);
    for (const std::string& of_floats : names_of(floats)) {
        const auto plan = Plan::create(floats, {.kernel_name = of_floats});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        const auto packed = plan->pack(zeros.data());
        ASSERT_TRUE(packed.ok()) << packed.status().message();
        for (const std::string& of_doubles : names_of(doubles)) {
            const auto other = Plan::create(doubles, {.kernel_name = of_doubles});
            ASSERT_TRUE(other.ok()) << other.status().message();
            const auto own = other->pack(zeros.data());
            ASSERT_TRUE(own.ok()) << own.status().message();
            EXPECT_NE(own->pack_id(), packed->pack_id()) << of_floats << " and " << of_doubles;
            const Status status = other->run(inputs.data(), *packed, nullptr, outputs.data(), *context);
            EXPECT_EQ(status.code(), StatusCode::mismatched_pack) << of_floats << " and " << of_doubles;
        }
    }
}

/// A plan of one more output channel may have packed weights of the same size.
TEST(PackIdentity, OtherChannelsAreMismatched) {
    ConvTransposeDesc desc = base(DataFormat::channels_last, 8);
    desc.kernel_size = {3, 3, 1};
    desc.strides = {1, 1, 1};
    auto context = Context::create({.threads = 1});
    ASSERT_TRUE(context.ok());
    for (std::int64_t channels = 17; channels < 24; ++channels) {
        desc.out_channels = channels;
        const auto plan = Plan::create(with_outputs(desc), {.algorithm = Algorithm::direct});
        desc.out_channels = channels + 1;
        const auto next = Plan::create(with_outputs(desc), {.algorithm = Algorithm::direct});
        ASSERT_TRUE(plan.ok() && next.ok());
        const auto packed = plan->pack(numbered(plan->desc()).data());
        ASSERT_TRUE(packed.ok());
        const std::vector<float> inputs(6 * 6 * 8);
        std::vector<float> outputs(static_cast<std::size_t>(8 * 8 * (channels + 1)));
        const Status status = next->run(inputs.data(), *packed, nullptr, outputs.data(), *context);
        EXPECT_EQ(status.code(), StatusCode::mismatched_pack) << channels;
    }
}

}  // namespace
}  // namespace convt
