#include "threads/problems.hpp"

#include <cstring>

#include "support/compare.hpp"
#include "support/problem.hpp"

namespace convt::threads {
namespace {

ConvTransposeDesc problem(int rank, DataFormat format, std::int64_t in_channels, std::int64_t out_channels,
                          support::Spatial in, support::Spatial kernel, support::Spatial strides) {
    ConvTransposeDesc desc;
    desc.rank = rank;
    desc.data_format = format;
    desc.in_channels = in_channels;
    desc.out_channels = out_channels;
    desc.in_spatial = in;
    desc.kernel_size = kernel;
    desc.strides = strides;
    return support::with_outputs(desc, {1, 1, 1});
}

ConvTransposeDesc shared_phases(int rank, DataFormat format, std::int64_t stride) {
    ConvTransposeDesc desc = problem(rank, format, 70, 67, {9, 8, 7}, {3, 3, 3}, {2, 2, 2});
    const auto x = static_cast<std::size_t>(rank - 1);
    desc.in_spatial[x] = 93;
    desc.kernel_size[x] = desc.strides[x] = stride;
    desc.out_spatial[x] = desc.in_spatial[x] * stride;
    return desc;
}

ConvTransposeDesc depthwise(ConvTransposeDesc desc) {
    desc.groups = desc.out_channels = desc.in_channels;
    return desc;
}

}  // namespace

std::vector<ConvTransposeDesc> problems(DType dtype) {
    std::vector<ConvTransposeDesc> all;
    for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
        all.push_back(problem(2, format, 40, 37, {17, 19, 1}, {4, 4, 1}, {2, 2, 1}));
        all.push_back(problem(2, format, 3, 130, {33, 31, 1}, {5, 3, 1}, {3, 1, 1}));
        all.push_back(problem(1, format, 64, 130, {301, 1, 1}, {6, 1, 1}, {3, 1, 1}));
        all.push_back(problem(3, format, 18, 130, {6, 7, 9}, {3, 3, 3}, {2, 2, 2}));
        all.push_back(problem(3, format, 20, 50, {7, 9, 8}, {1, 4, 3}, {1, 2, 2}));
        // Phases along x that meet the same inputs.
        for (int rank = 1; rank <= 3; ++rank) {
            for (std::int64_t stride : {1, 2, 4}) {
                all.push_back(shared_phases(rank, format, stride));
                all.push_back(depthwise(shared_phases(rank, format, stride)));
            }
        }
        ConvTransposeDesc grouped = problem(2, format, 36, 24, {21, 23, 1}, {3, 3, 1}, {2, 2, 1});
        grouped.groups = 4;
        grouped.batch = 3;
        grouped.activation = Activation::tanh;
        all.push_back(grouped);
        all.push_back(depthwise(problem(1, format, 50, 50, {4001, 1, 1}, {4, 1, 1}, {2, 1, 1})));
        all.push_back(depthwise(problem(2, format, 50, 50, {30, 41, 1}, {4, 4, 1}, {2, 2, 1})));
        all.push_back(depthwise(problem(3, format, 50, 50, {9, 10, 11}, {3, 3, 3}, {2, 2, 2})));
    }
    // Inputs in the other order than the outputs.
    const std::size_t count = all.size();
    for (std::size_t i = 0; i < count; i += 8) all.push_back(support::with_other_inputs(all[i]));
    for (ConvTransposeDesc& desc : all) desc.dtype = dtype;
    return all;
}

ConvTransposeDesc big_problem(DType dtype) {
    return problems(dtype).front();
}

support::ElementVector outputs_of(const Plan& plan, support::Operands& operands,
                                  const ContextOptions& options) {
    support::poison(operands.outputs.values());
    auto context = Context::create(options);
    auto packed = plan.pack(operands.kernel.data());
    EXPECT_TRUE(context.ok()) << context.status().message();
    EXPECT_TRUE(packed.ok()) << packed.status().message();
    const Status status =
        plan.run(operands.inputs.data(), *packed, operands.bias.data(), operands.outputs.data(), *context);
    EXPECT_TRUE(status.ok()) << status.message();
    return support::ElementVector(operands.outputs.values());
}

testing::AssertionResult same_bits(const support::ConstElements& a, const support::ConstElements& b) {
    if (a.dtype() != b.dtype()) return testing::AssertionFailure() << "unlike types";
    if (a.size() != b.size()) return testing::AssertionFailure() << a.size() << " and " << b.size();
    if (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0) return testing::AssertionSuccess();
    std::size_t i = 0;
    while (i + 1 < a.size() && a[i] == b[i]) ++i;
    return testing::AssertionFailure() << "element " << i << ": " << a[i] << " and " << b[i];
}

}  // namespace convt::threads
