#include "compile/expect_exact.hpp"

#include <gtest/gtest.h>

#include "support/layers/sampled_check.hpp"

namespace convt::tools::test {
namespace {

std::vector<float> pattern(std::int64_t count, int seed) {
    std::vector<float> values(static_cast<std::size_t>(count));
    std::uint32_t state = static_cast<std::uint32_t>(seed) * 2654435761U + 1;
    for (float& value : values) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<float>(state >> 8) * 0x1p-24F - 0.5F;
    }
    return values;
}

std::int64_t product(const std::array<std::int64_t, kMaxRank>& values, int rank) {
    std::int64_t result = 1;
    for (int d = 0; d < rank; ++d) result *= values[static_cast<std::size_t>(d)];
    return result;
}

}  // namespace

void expect_exact(CompiledApp& app, const std::string& id, const CompileLayer& layer,
                  const std::vector<std::int64_t>& open) {
    const ConvTransposeDesc& desc = layer.desc;
    const auto inputs = pattern(product(desc.in_spatial, desc.rank) * desc.batch * desc.in_channels, 1);
    const auto kernel = pattern(
        product(desc.kernel_size, desc.rank) * desc.out_channels * (desc.in_channels / desc.groups), 2);
    const auto outputs = app.run(id, open, inputs, kernel);
    ASSERT_EQ(static_cast<std::int64_t>(outputs.size()),
              product(desc.out_spatial, desc.rank) * desc.batch * desc.out_channels);
    const SampledCheck check = check_outputs(desc, inputs.data(), kernel.data(), outputs.data());
    EXPECT_LE(check.max_error_over_bound, 4) << id;
}

}  // namespace convt::tools::test
