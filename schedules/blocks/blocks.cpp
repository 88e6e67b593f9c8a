#include "blocks/block_schedules.h"
#include "parts/target_facts.h"
#include "passes/prefetch_next_stores.h"

namespace convt::schedules {

/// Registers of a square are lines; every round is computed for one square.
///
///     for line of squares
///       for square                            one load per line, log2(edge) rounds of shuffles, one store
///                                             per line, after a prefetch of the line of cache after it
void schedule_transpose(generators::Transpose& a, const Halide::Pipeline& pipeline) {
    const auto place = [&](Halide::Stage stage) {
        stage.allow_race_conditions();
        for (const Halide::RVar& v : a.write_lanes) stage.vectorize(v);
        for (const Halide::RVar& v : a.write_lines) stage.unroll(v);
    };
    place(a.to.update().specialize(a.along_columns));
    place(a.to.update());
    for (std::size_t b = 0; b < a.lanes.size(); ++b) {
        Halide::Func& round = a.rounds[b];
        round.compute_at(a.to, a.inner).store_in(Halide::MemoryType::Stack);
        for (const Halide::Var& v : a.lanes) round.bound(v, 0, 2).vectorize(v);
        for (const Halide::Var& v : a.registers(b)) round.bound(v, 0, 2).unroll(v);
    }
    prefetch_next_stores(pipeline, "to", 1);
}

/// Lanes are the dense dimension of the block. hard_swish has loops of its own: it is a few operations, the
/// other curves are many.
void schedule_activate(generators::Activate& a, const Halide::Target& target) {
    const int lanes = lanes_of(a.type, target);
    a.values.update().specialize(a.is_hard_swish).vectorize(a.x, lanes, Halide::TailStrategy::GuardWithIf);
    a.values.update().vectorize(a.x, lanes, Halide::TailStrategy::GuardWithIf);
}

/// Lanes are the dense dimension of the block: channels with their slopes, or pixels with one.
void schedule_prelu(generators::Prelu& a, const Halide::Target& target) {
    const int lanes = lanes_of(a.type, target);
    a.values.update().specialize(a.along_rows).vectorize(a.x, lanes, Halide::TailStrategy::GuardWithIf);
    a.values.update().vectorize(a.x, lanes, Halide::TailStrategy::GuardWithIf);
}

/// Rows of at least a few registers go by as many at a time, others by one, the last moved back over those
/// before; rows that are shorter still, element by element.
void schedule_convert(Halide::Func to, const Halide::Var& x, const Halide::Expr& columns,
                      const Halide::Target& target) {
    const int lanes = lanes_of(Halide::Float(32), target);
    for (const int together : {4 * lanes, lanes}) {
        to.specialize(columns >= together).vectorize(x, together, Halide::TailStrategy::ShiftInwards);
    }
}

}  // namespace convt::schedules
