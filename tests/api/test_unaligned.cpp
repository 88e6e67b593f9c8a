/// Pointers need no alignment: operands that lie off whole elements give the same bits, with every kernel.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

/// A copy of elements that begins some bytes off a whole one.
class Shifted {
public:
    Shifted(const support::ConstElements& values, std::size_t shift)
        : bytes_(values.size_bytes() + shift), at_(bytes_.data() + shift), size_(values.size_bytes()) {
        std::memcpy(at_, values.data(), size_);
    }
    [[nodiscard]] void* data() { return at_; }
    [[nodiscard]] bool holds(const support::ConstElements& values) const {
        return values.size_bytes() == size_ && std::memcmp(at_, values.data(), size_) == 0;
    }

private:
    std::vector<std::byte> bytes_;
    std::byte* at_;
    std::size_t size_;
};

ConvTransposeDesc problem(const support::Kind& kind, std::int64_t channels, std::int64_t kernel_size,
                          int rank) {
    ConvTransposeDesc desc;
    desc.rank = rank;
    desc.data_format = kind.format;
    desc.dtype = kind.dtype;
    desc.in_channels = channels;
    desc.out_channels = channels + 1;
    desc.in_spatial = {5, 4, 3};
    desc.in_spatial[static_cast<std::size_t>(rank - 1)] = 21;
    desc.kernel_size = {kernel_size, kernel_size, kernel_size};
    desc.strides = {2, 2, 2};
    return support::with_outputs(desc);
}

void expect_same_bits(const ConvTransposeDesc& desc, const std::string& kernel) {
    const auto plan = Plan::create(desc, {.kernel_name = kernel});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Random random;
    support::Operands operands(desc, random);
    ASSERT_TRUE(support::run_plan(*plan, operands).ok());
    auto context = Context::create({.threads = 1});
    ASSERT_TRUE(context.ok());
    for (std::size_t shift = 1; shift < reference::bytes_of(desc.dtype); shift += 1 + shift / 4) {
        Shifted inputs(operands.inputs.values(), shift);
        Shifted weights(operands.kernel.values(), shift);
        Shifted bias(operands.bias.values(), shift);
        Shifted outputs(support::ElementVector(desc.dtype, operands.outputs.values().size()), shift);
        const auto packed = plan->pack(weights.data());
        ASSERT_TRUE(packed.ok()) << packed.status().message();
        const Status status = plan->run(inputs.data(), *packed, bias.data(), outputs.data(), *context);
        ASSERT_TRUE(status.ok()) << status.message();
        EXPECT_TRUE(outputs.holds(operands.outputs.values())) << kernel << ", " << shift << " bytes off";
    }
}

TEST(Unaligned, SameBitsWithEveryKernel) {
    for (const support::Kind& kind : support::kinds()) {
        for (int rank = 1; rank <= kMaxRank; ++rank) {
            for (const std::int64_t channels : {1, 3, 17}) {
                for (const std::int64_t kernel_size : {2, 4}) {
                    const ConvTransposeDesc desc = problem(kind, channels, kernel_size, rank);
                    const auto kernels = Plan::kernels(desc);
                    ASSERT_TRUE(kernels.ok()) << kernels.status().message();
                    for (const std::string& kernel : *kernels) expect_same_bits(desc, kernel);
                    expect_same_bits(desc, "convt_reference");
                }
            }
        }
    }
}

}  // namespace
}  // namespace convt
