#pragma once

#include "algorithms/regions/conv_transpose.h"
#include "algorithms/regions/depthrows.h"
#include "algorithms/regions/depthwise.h"
#include "algorithms/regions/inner.h"
#include "algorithms/regions/rows.h"
#include "parts/target_facts.h"

namespace convt::schedules {

/// The algorithm that a strategy's schedule is for.
template <contract::Algo algo>
struct AlgorithmOf {
    using Type = generators::ConvTranspose;
};
template <>
struct AlgorithmOf<contract::Algo::inner> {
    using Type = generators::Inner;
};
template <>
struct AlgorithmOf<contract::Algo::depthwise> {
    using Type = generators::Depthwise;
};
template <>
struct AlgorithmOf<contract::Algo::rows> {
    using Type = generators::Rows;
};
template <>
struct AlgorithmOf<contract::Algo::depthrows> {
    using Type = generators::DepthRows;
};

/// Each strategy of kernels.toml whose kernels compute regions has a file of its own, which says what it
/// assumes, the loop nest it makes and what was measured. schedule_<strategy> places the loops of one
/// microkernel and adds the passes that its lowered code goes through; to be called when the pipeline's
/// outputs are defined. check_<strategy> says why no kernel of a shape is made.
#define CONVT_REGION_STRATEGY(name)                                                       \
    void schedule_##name(AlgorithmOf<contract::Algo::name>::Type& algorithm,              \
                         const Halide::Pipeline& pipeline, const Halide::Target& target); \
    Refusal check_##name(const generators::KernelShape& shape, const Halide::Target& target);
#include "region_strategies.inc"
#undef CONVT_REGION_STRATEGY

}  // namespace convt::schedules
