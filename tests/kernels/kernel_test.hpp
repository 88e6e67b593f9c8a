#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "convt/desc.hpp"
#include "support/kernel_kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt::kernels {

/// Every entry of the kernel table, or of one strategy, that this CPU can run.
[[nodiscard]] std::vector<const detail::KernelInfo*> runnable_kernels(
    std::optional<detail::Algo> only = std::nullopt);

/// A kernel and the type of the elements that it is tried with: its own, a type of storage that it serves, or
/// any for the reference.
struct TypedKernel {
    const detail::KernelInfo* kernel;
    DType dtype;
};

/// The same with their types.
[[nodiscard]] std::vector<TypedKernel> typed_kernels(std::optional<detail::Algo> only = std::nullopt);

/// One float32 kernel of each strategy, tier, rank, layout and number of phases, with float16 or bfloat16:
/// what widens and narrows around kernels is the same for all tiles, and but for two functions for both
/// types.
[[nodiscard]] std::vector<TypedKernel> storage_kernels(std::optional<detail::Algo> only = std::nullopt);

/// The kernel's name, for test names.
[[nodiscard]] std::string name_of(const testing::TestParamInfo<TypedKernel>& test);
void PrintTo(const TypedKernel& typed, std::ostream* out);

/// Base of the suites that force one kernel of the table. A test fails when another kernel ran, when the
/// kernel refused a problem that it has to serve, and when it served none.
class KernelTest : public testing::TestWithParam<TypedKernel> {
protected:
    [[nodiscard]] const detail::KernelInfo& kernel() const { return *GetParam().kernel; }
    [[nodiscard]] DType dtype() const { return GetParam().dtype; }
    /// The kernel's rank; the reference, which has none, is tried as rank 2.
    [[nodiscard]] int rank() const { return kernel().rank == 0 ? 2 : kernel().rank; }

    /// A problem of the kernel's rank, layout and element type: `channel_blocks` whole channel blocks (tapped
    /// and tapplanar kernels: channels) and `rest` more channels out, 3 in (for depthwise kernels groups of
    /// one channel, for Winograd kernels one input channel more than a register, for inner kernels three
    /// more), everything else 1.
    [[nodiscard]] ConvTransposeDesc problem(std::int64_t channel_blocks = 1, std::int64_t rest = 0) const;

    /// The problem itself, or for inner kernels, which take at least a register of input channels in a group,
    /// one with a register more where there are fewer.
    [[nodiscard]] ConvTransposeDesc with_a_register(ConvTransposeDesc desc) const;

    /// The problem itself, or for rows and depthrows kernels one like it that they serve: the same along all
    /// other axes, and along the last one the kernel's stride, with as many taps for every phase as the
    /// problem has for the first, in rows of a vector and more.
    [[nodiscard]] ConvTransposeDesc fitted(ConvTransposeDesc desc) const;

    /// The problem with outputs as with_outputs() gives them, in a form that the kernel serves: fitted(), and
    /// for Winograd kernels with two taps in every phase.
    [[nodiscard]] ConvTransposeDesc served(ConvTransposeDesc desc,
                                           const support::Spatial& crop_right = {0, 0, 0}) const;

    /// Whether the kernel must serve a problem of its rank and layout that fits its workspace. Tapped
    /// and tapplanar kernels need stride or dilation 1 along the last axis, tapplanar kernels few columns.
    /// Winograd kernels serve a part of all problems: what they must serve is in a file of its own.
    [[nodiscard]] bool must_serve(const ConvTransposeDesc& desc) const;

    /// Forces the kernel on the problem, with_a_register(), and compares with the oracle; false after a
    /// failure. Some problems of storage types have outputs of float32.
    bool check(const ConvTransposeDesc& given, const support::RunOptions& options = {});

    /// The same, for a problem that the kernel serves though must_serve() does not say so.
    void must_serve_here(const ConvTransposeDesc& desc, const support::RunOptions& options = {});

    /// The kernel is forced and refuses the problem, with a reason that has these words.
    void expect_refused(const ConvTransposeDesc& desc, const char* reason) const;

    /// Forces the kernel on operands that the caller made and will look at.
    void run(const ConvTransposeDesc& desc, support::Operands& operands);

    /// Forces the kernel on inputs some of which are not finite, and compares with the oracle.
    void expect_inputs_reach_only_their_outputs(const ConvTransposeDesc& desc);

    [[nodiscard]] bool is_winograd() const { return kernel().algo == detail::Algo::winograd; }
    [[nodiscard]] bool takes_rows() const { return detail::takes_rows(kernel()); }

    void TearDown() override {
        EXPECT_TRUE(ran_ > 0 || IsSkipped()) << kernel().name << " ran no problem of this test";
    }

    /// How many problems the kernel ran.
    [[nodiscard]] int ran() const { return ran_; }
    /// Counts a problem that the test ran by itself.
    void count_run() { ++ran_; }

    support::Random random_;

private:
    [[nodiscard]] bool must_serve_rows(const ConvTransposeDesc& desc) const;

    int ran_ = 0;
};

#define CONVT_FOR_EVERY_KERNEL(suite) \
    INSTANTIATE_TEST_SUITE_P(Kernel, suite, testing::ValuesIn(typed_kernels()), name_of)
#define CONVT_FOR_EVERY_KERNEL_OF(suite, algo) \
    INSTANTIATE_TEST_SUITE_P(Kernel, suite, testing::ValuesIn(typed_kernels(algo)), name_of)

/// For suites that do nothing but check() problems.
#define CONVT_FOR_STORAGE_TYPES(suite) \
    INSTANTIATE_TEST_SUITE_P(Storage, suite, testing::ValuesIn(storage_kernels()), name_of)
#define CONVT_FOR_STORAGE_TYPES_OF(suite, algo) \
    INSTANTIATE_TEST_SUITE_P(Storage, suite, testing::ValuesIn(storage_kernels(algo)), name_of)

}  // namespace convt::kernels
