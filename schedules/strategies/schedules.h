#pragma once

#include "algorithms/conv_transpose.h"
#include "algorithms/depthrows.h"
#include "algorithms/depthwise.h"
#include "algorithms/rows.h"
#include "parts/target_facts.h"

namespace convt::schedules {

/// Places the loops of one microkernel and adds the passes that its lowered code goes through. Each strategy
/// has a file of its own, which says what it assumes, the loop nest it makes and what was measured. To be
/// called when the pipeline's outputs are defined.
void schedule_direct(generators::ConvTranspose& algorithm, const Halide::Pipeline& pipeline,
                     const Halide::Target& target);
void schedule_planar(generators::ConvTranspose& algorithm, const Halide::Pipeline& pipeline,
                     const Halide::Target& target);
void schedule_depthwise(generators::Depthwise& algorithm, const Halide::Pipeline& pipeline,
                        const Halide::Target& target);
void schedule_rows(generators::Rows& algorithm, const Halide::Pipeline& pipeline,
                   const Halide::Target& target);
void schedule_depthrows(generators::DepthRows& algorithm, const Halide::Pipeline& pipeline,
                        const Halide::Target& target);

/// Why no kernel of this shape is made.
Refusal check_direct(const generators::KernelShape& shape, const Halide::Target& target);
Refusal check_planar(const generators::KernelShape& shape, const Halide::Target& target);
Refusal check_depthwise(const generators::KernelShape& shape, const Halide::Target& target);
Refusal check_rows(const generators::KernelShape& shape, const Halide::Target& target);
Refusal check_depthrows(const generators::KernelShape& shape, const Halide::Target& target);

}  // namespace convt::schedules
