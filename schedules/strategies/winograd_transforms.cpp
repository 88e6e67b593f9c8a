#include <algorithm>

#include "contract/kernel_contract.h"
#include "passes/prefetch_outputs.h"
#include "strategies/winograd_schedules.h"

namespace convt::schedules {

/// Tiles of F(outputs, taps) have few nodes in each dimension that has taps to save.
Refusal check_winograd_transform(int tile_outputs, const std::array<int, 3>& taps) {
    for (const int count : taps) {
        const bool known =
            count == 1 || (count >= 2 && count <= contract::kMaxWinogradTaps && tile_outputs >= 2 &&
                           tile_outputs + count - 1 <= contract::kMaxWinogradNodes);
        if (known) continue;
        return "tile_outputs is " + std::to_string(tile_outputs) + " with " + std::to_string(count) +
               " taps; there are F(2 to 4, 2) and F(2 or 3, 3)";
    }
    return {};
}

/// Lanes are input channels; the last vector moves back over the one before, so that there must be at least
/// one whole vector of them.
///
///     for tile z, y, x
///       for channel vector
///         the window along z, then y               in registers, as far as they reach
///         nodes = along x                          one store per node
void schedule_winograd_inputs(generators::WinogradInputs& a, const Halide::Target& target) {
    const int lanes = lanes_of(a.nodes.type(), target);
    Halide::Var vector("vector"), in_vector("in_vector");
    a.nodes.bound(a.node, 0, a.node_count)
        .split(a.c, vector, in_vector, lanes, Halide::TailStrategy::ShiftInwards)
        .reorder(in_vector, a.node, vector, a.tx, a.ty, a.tz)
        .vectorize(in_vector)
        .unroll(a.node);
    for (std::size_t i = 1; i < a.stages.size(); ++i) {
        a.stages[i]
            .compute_at(a.nodes, vector)
            .store_in(Halide::MemoryType::Stack)
            .reorder(a.c, a.x, a.y, a.z, a.tx, a.ty, a.tz)
            .vectorize(a.c, lanes)
            .unroll(a.x)
            .unroll(a.y)
            .unroll(a.z);
    }
}

/// Two registers, at most a line of cache at a time, which a channel block is a multiple of. The nodes of a
/// weight lie so far apart, often by powers of two, that a line which is written twice may come twice.
///
///     for two registers
///       taps along z, then y                       in registers, as far as they reach
///       weights = along x                          one store per node
void schedule_winograd_weights(generators::WinogradWeights& a, const Halide::Target& target) {
    const Halide::Type type = a.weights.type();
    const int lanes = std::min(2 * lanes_of(type, target), contract::kLineBytes / type.bytes());
    Halide::Var vector("vector"), in_vector("in_vector");
    a.weights.bound(a.node, 0, a.node_count)
        .split(a.i, vector, in_vector, lanes, Halide::TailStrategy::RoundUp)
        .reorder(in_vector, a.node, vector)
        .vectorize(in_vector)
        .unroll(a.node);
    for (std::size_t i = 1; i < a.stages.size(); ++i) {
        a.stages[i]
            .compute_at(a.weights, vector)
            .store_in(Halide::MemoryType::Stack)
            .vectorize(a.i, lanes)
            .unroll(a.x)
            .unroll(a.y)
            .unroll(a.z);
    }
}

/// Lanes are output channels of one block.
///
///     for tile z, y, x
///       for channel vector
///         outputs along x, then y, then z          in registers, as far as they reach
///         store each output that lies in the block
void schedule_winograd_outputs(generators::WinogradOutputs& a, const Halide::Pipeline& pipeline,
                               const Halide::Target& target) {
    const int lanes = lanes_of(a.stages.back().type(), target);
    Halide::Var vector("vector"), in_vector("in_vector");
    a.outputs.update()
        .allow_race_conditions()
        .split(a.c, vector, in_vector, lanes, Halide::TailStrategy::RoundUp)
        .reorder(
            {in_vector, a.writes[0], a.writes[1], a.writes[2], vector, a.writes[3], a.writes[4], a.writes[5]})
        .vectorize(in_vector)
        .unroll(a.writes[0])
        .unroll(a.writes[1])
        .unroll(a.writes[2]);
    for (Halide::Func& stage : a.stages) {
        stage.compute_at(a.outputs, vector)
            .store_in(Halide::MemoryType::Stack)
            .vectorize(a.c, lanes)
            .unroll(a.x)
            .unroll(a.y)
            .unroll(a.z);
    }
    Halide::Func last = a.stages.back();
    last.bound(a.x, 0, a.tile_outputs[0]).bound(a.y, 0, a.tile_outputs[1]).bound(a.z, 0, a.tile_outputs[2]);
    prefetch_outputs(pipeline, "outputs");
}

}  // namespace convt::schedules
