#pragma once

#include <gtest/gtest.h>

#include "convt/plan.hpp"
#include "reference/oracle.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"

namespace convt::support {

struct RunOptions {
    Guard guard = Guard::after;
    bool with_bias = true;
    int threads = 1;
};

/// Buffers for one run of a descriptor, of its element type and guarded, the operands random and the outputs
/// poisoned.
struct Operands {
    Operands(const ConvTransposeDesc& desc, Random& random, Guard guard = Guard::after);
    GuardedBuffer inputs;
    GuardedBuffer kernel;
    GuardedBuffer bias;
    GuardedBuffer slopes;  ///< of prelu, else none
    GuardedBuffer outputs;
    /// As runs take them: null for every activation but prelu.
    [[nodiscard]] const void* given_slopes() { return slopes.values().empty() ? nullptr : slopes.data(); }
};

/// What the oracle makes of the operands.
[[nodiscard]] reference::Outputs exact_outputs(const ConvTransposeDesc& desc, Operands& operands,
                                               bool with_bias = true);

/// Packs and runs `plan` on the operands, in a context that earlier runs have used. From one thread at a
/// time.
[[nodiscard]] Status run_plan(const Plan& plan, Operands& operands, const RunOptions& options = {});

/// Runs `plan`, made from `desc`, on random operands between guard pages and compares with the oracle.
[[nodiscard]] testing::AssertionResult runs_like_oracle(const Plan& plan, const ConvTransposeDesc& desc,
                                                        Random& random, const RunOptions& options = {});

/// The same with the plan that convt itself chooses.
[[nodiscard]] testing::AssertionResult computes_like_oracle(const ConvTransposeDesc& desc, Random& random,
                                                            const RunOptions& options = {});

}  // namespace convt::support
