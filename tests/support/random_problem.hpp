#pragma once

#include "convt/desc.hpp"
#include "convt/tuning.hpp"
#include "support/random.hpp"

namespace convt::support {

/// A valid problem of any kind, small enough for the oracle to take milliseconds. One of five is long along
/// the last dimension, with phases that fast algorithms serve: several blocks without a forced split. One of
/// eight has its inputs in the other order than its outputs.
[[nodiscard]] ConvTransposeDesc random_problem(Random& random);

/// Phases along the last dimension of one tap each that meet inputs apart from each other: stride and
/// dilation above 1 without a common factor. Several taps along another dimension make most of them fit for
/// fast algorithms. Small, so that small forced splits make many blocks along every dimension.
[[nodiscard]] ConvTransposeDesc interleaved_problem(Random& random);

/// A split of small blocks and few channels a task, often more than the problem has or the kernel can do.
[[nodiscard]] Tuning random_tuning(int rank, Random& random);

}  // namespace convt::support
