// Lowering passes alone, on small pipelines: which lines they prefetch, and that results stay as they were.

#include <gtest/gtest.h>

#include <algorithm>

#include "jit.hpp"
#include "passes/own_pointers.h"
#include "passes/prefetch.h"
#include "passes/prefetch_next_panel.h"
#include "passes/prefetch_next_stores.h"
#include "passes/prefetch_outputs.h"
#include "passes/prefetch_stream.h"
#include "passes/spread.h"
#include "prefetches.hpp"

namespace convt::test {
namespace {

using Halide::Expr;
using Halide::Func;
using Halide::ImageParam;
using Halide::RDom;
using Halide::Var;

template <typename T>
class Passes : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Passes, Types);

std::vector<std::int64_t> bytes_of(const Prefetches& prefetches) {
    std::vector<std::int64_t> bytes;
    for (const Prefetch& p : prefetches.found) bytes.push_back(p.bytes);
    std::sort(bytes.begin(), bytes.end());
    return bytes;
}

constexpr int kLanes = 16, kTerms = 6, kTiles = 3, kBlocks = 2;

/// Σ over terms of a vector of weights and a scalar, for tiles of each block: what register tiles do.
template <typename T>
struct Tiles {
    Tiles() {
        kernel.dim(0).set_bounds(0, kLanes * kTerms * kBlocks);
        inputs.dim(0).set_bounds(0, kTerms * kTiles);
        sum(lane, tile, block) = Halide::Internal::make_zero(Halide::type_of<T>());
        sum(lane, tile, block) +=
            kernel((block * kTerms + term) * kLanes + lane) * inputs(tile * kTerms + term);
        outputs(lane, tile, block) = sum(lane, tile, block);
        outputs.bound(lane, 0, kLanes).bound(tile, 0, kTiles).bound(block, 0, kBlocks).vectorize(lane);
        outputs.output_buffer().dim(0).set_bounds(0, kLanes).dim(1).set_stride(kLanes);
        outputs.output_buffer().dim(2).set_min(0).set_stride(kLanes * kTiles);
        outputs.output_buffer().dim(1).set_min(0);
        sum.compute_at(outputs, tile)
            .vectorize(lane)
            .update()
            .reorder(lane, term.x, tile, block)
            .vectorize(lane);
        pipeline = Halide::Pipeline(outputs);
    }
    Prefetches prefetches() { return prefetches_of(pipeline, {kernel, inputs}); }

    /// The pipeline with its passes against plain loops.
    void expect_right() {
        std::vector<T> weights = integers<T>(kLanes * kTerms * kBlocks, 1),
                       values = integers<T>(kTerms * kTiles, 2);
        kernel.set(view(weights));
        inputs.set(view(values));
        Halide::Buffer<T> got(kLanes, kTiles, kBlocks);
        halide([&] { pipeline.realize(got); });
        got.for_each_element([&](int l, int t, int b) {
            T expected = 0;
            for (int k = 0; k < kTerms; ++k) {
                expected += weights[static_cast<std::size_t>((b * kTerms + k) * kLanes + l)] *
                            values[static_cast<std::size_t>(t * kTerms + k)];
            }
            EXPECT_EQ(got(l, t, b), expected);
        });
    }

    ImageParam kernel{Halide::type_of<T>(), 1, "kernel"}, inputs{Halide::type_of<T>(), 1, "inputs"};
    Var lane{"lane"}, tile{"tile"}, block{"block"};
    RDom term{0, kTerms, "term"};
    Func sum{"sum"}, outputs{"outputs"};
    Halide::Pipeline pipeline;
};

template <typename T>
constexpr int kVectorLines = kLanes* static_cast<int>(sizeof(T)) / 64;

TYPED_TEST(Passes, StreamPrefetchesEachLineOfAnIterationSoFarAhead) {
    Tiles<TypeParam> tiles;
    schedules::prefetch_stream(tiles.pipeline, "kernel", 4096);
    const Prefetches made = tiles.prefetches();
    std::vector<std::int64_t> expected;
    for (int line = 0; line < kVectorLines<TypeParam>; ++line) expected.push_back(4096 + 64 * line);
    EXPECT_EQ(bytes_of(made), expected);
    for (const Prefetch& p : made.found) {
        EXPECT_EQ(p.buffer, "kernel");
        EXPECT_FALSE(p.to_write);
        EXPECT_EQ(p.locality, 3);
    }
    tiles.expect_right();
}

TYPED_TEST(Passes, OutputsOfAnIterationArePrefetchedLineByLine) {
    Tiles<TypeParam> tiles;
    schedules::prefetch_outputs(tiles.pipeline, tiles.outputs.name());
    const Prefetches made = tiles.prefetches();
    std::vector<std::int64_t> expected;
    for (int line = 0; line < kVectorLines<TypeParam>; ++line) expected.push_back(64 * line);
    EXPECT_EQ(bytes_of(made), expected);
    for (const Prefetch& p : made.found)
        EXPECT_TRUE(p.to_write && p.buffer == tiles.outputs.name() && !p.conditional);
    tiles.expect_right();
}

TYPED_TEST(Passes, OutputsInPartsPrefetchTheSameLinesBetweenIterations) {
    for (const int parts : {2, 3}) {
        Tiles<TypeParam> tiles, at_once;
        schedules::prefetch_outputs_in_parts(tiles.pipeline, tiles.outputs.name(), parts);
        schedules::prefetch_outputs(at_once.pipeline, at_once.outputs.name());
        EXPECT_EQ(bytes_of(tiles.prefetches()), bytes_of(at_once.prefetches()));
        tiles.expect_right();
    }
}

TYPED_TEST(Passes, NextBlockIsPrefetchedIntoL2ByItsTiles) {
    Tiles<TypeParam> tiles;
    schedules::prefetch_next_block(tiles.pipeline, "kernel", Expr(kLanes * kTerms));
    const Prefetches made = tiles.prefetches();
    ASSERT_FALSE(made.found.empty());
    EXPECT_EQ(made.found[0].bytes, static_cast<std::int64_t>(kLanes * kTerms * sizeof(TypeParam)));
    for (const Prefetch& p : made.found) {
        EXPECT_EQ(p.locality, 2);
        EXPECT_TRUE(p.conditional) << "the last block has no next";
    }
    tiles.expect_right();
}

TYPED_TEST(Passes, NextStoresArePrefetchedSoManyLinesAfter) {
    Tiles<TypeParam> tiles;
    schedules::prefetch_next_stores(tiles.pipeline, tiles.outputs.name(), 2);
    const Prefetches made = tiles.prefetches();
    ASSERT_EQ(made.found.size(), 1U);
    EXPECT_EQ(made.found[0].bytes, 128);
    EXPECT_TRUE(made.found[0].to_write);
    tiles.expect_right();
}

/// Counts the loads of scalars of `inputs`.
class CountLoads : public Halide::Internal::IRMutator {
public:
    int through_pointers = 0, others = 0;

private:
    using IRMutator::visit;
    Expr visit(const Halide::Internal::Load* load) override {
        if (load->type.is_scalar() && load->name == "inputs") ++others;
        if (load->name.rfind("inputs_pointer", 0) == 0) ++through_pointers;
        return IRMutator::visit(load);
    }
};

TYPED_TEST(Passes, ScalarsAreReadThroughPointers) {
    Tiles<TypeParam> tiles;
    tiles.sum.update().unroll(tiles.term.x);
    schedules::read_through_own_pointers(tiles.pipeline, "inputs", Expr(0));
    auto* loads = new CountLoads;
    tiles.pipeline.add_custom_lowering_pass(loads);
    halide([&] { tiles.pipeline.compile_to_module({tiles.kernel, tiles.inputs}, "pipeline"); });
    EXPECT_EQ(loads->through_pointers, kTerms);
    EXPECT_EQ(loads->others, 0);
    tiles.expect_right();
}

/// An algorithm's own prefetches, of a line of `ahead` for each of its outputs.
TYPED_TEST(Passes, PrefetchesOfAnAlgorithmGoIntoEveryCache) {
    using Halide::Internal::Call;
    ImageParam ahead(Halide::type_of<TypeParam>(), 1, "ahead");
    Var x("x");
    Func outputs("outputs");
    const Expr host = Halide::Internal::Variable::make(Halide::Handle(), "ahead", ahead.parameter());
    const Expr done = Halide::cast<int>(
        Call::make(Halide::Int(8 * sizeof(TypeParam)), Call::prefetch, {host, x + 3, 1, 1}, Call::Intrinsic));
    outputs(x) = ahead(Halide::unsafe_promise_clamped(x + done, 0, 99));
    Halide::Pipeline pipeline(outputs);
    schedules::prefetch_into_every_cache(pipeline);
    outputs.output_buffer().dim(0).set_min(0);
    const Prefetches made = prefetches_of(pipeline, {ahead});
    EXPECT_EQ(made.past_caches, 0);
    EXPECT_EQ(bytes_of(made), std::vector<std::int64_t>{static_cast<std::int64_t>(3 * sizeof(TypeParam))});
    EXPECT_EQ(made.found[0].locality, 3);
}

}  // namespace
}  // namespace convt::test
