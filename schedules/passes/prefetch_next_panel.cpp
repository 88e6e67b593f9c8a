#include "passes/prefetch_next_panel.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "passes/prefetch.h"
#include "passes/prefetch_stream.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

Expr variable(const For* loop) {
    return Variable::make(Halide::Int(32), loop->name);
}

Expr wide(const Expr& value) {
    return Halide::cast<std::int64_t>(value);
}

/// The same prefetch into every cache but L1 (prefetcht1).
Stmt into_l2(const Stmt& prefetch) {
    constexpr int kAllButL1 = 2;
    const Call* call = prefetch.as<Evaluate>()->value.as<Call>();
    return Evaluate::make(Call::make(
        call->type, call->name, {call->args[0], call->args[1], kAllButL1, call->args[3]}, call->call_type));
}

class PrefetchPanels : public IRMutator {
public:
    /// One prefetch stands for so many lines of a panel, if as many tiles share it. Panels that fewer than
    /// `least_tiles` share are not prefetched.
    PrefetchPanels(std::string buffer, int lines_per_prefetch, int least_tiles)
        : buffer_(std::move(buffer)), lines_(lines_per_prefetch), least_tiles_(least_tiles) {}

protected:
    /// Loops around those that sum up, outermost first.
    [[nodiscard]] const For* around(std::size_t depth) const { return around_[depth]; }
    [[nodiscard]] const std::string& buffer() const { return buffer_; }

    [[nodiscard]] virtual const For* tiles() const = 0;
    [[nodiscard]] virtual Expr has_next() const = 0;
    /// Elements from a place in this panel to the same in the next.
    [[nodiscard]] virtual Expr to_next() const = 0;

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        const DenseLoads loads = dense_loads(loop->body, buffer_);
        if (!loads.has_loop) return loads.lines.empty() ? Stmt(loop) : with_prefetches(loop, loads);
        around_.push_back(loop);
        Stmt same = IRMutator::visit(loop);
        around_.pop_back();
        return same;
    }

    /// Of T tiles each prefetches one in T elements while it reads the panel, but half a line at least: the
    /// last of many tiles nothing. Where there is nothing to prefetch, the loop stays as it is.
    Stmt with_prefetches(const For* loop, const DenseLoads& loads) const {
        const Expr tile = variable(tiles()), count = tiles()->extent;
        const int line = elements_of_line(loads.element);
        const int elements = std::min(loads.elements, lines_ * line);
        const int prefetches = loads.elements / elements;
        const Expr step = Halide::max((elements + count - 1) / count, line / 2);
        const Expr share = tile * loop->extent * (step * prefetches);
        const Expr has_share = count >= least_tiles_ && tile * step < elements && has_next();
        const Expr same_place = wide(substitute(loop->name, loop->min, loads.lines[0]));
        const std::string name = unique_name("panel");
        const Expr first = Variable::make(Halide::Int(64), name);
        const Expr each = Variable::make(Halide::Int(64), name + "_step");
        const Expr host = Variable::make(Halide::Handle(), buffer_);
        Stmt body = loop->body;
        for (int p = 0; p < prefetches; ++p) {
            const Expr index = first + (wide(variable(loop) - loop->min) * prefetches + p) * each;
            body = Block::make(into_l2(prefetch_line(host, index, loads.element)), body);
        }
        Stmt prefetching = with_body(loop, body);
        prefetching = LetStmt::make(name, same_place + to_next() + wide(share), prefetching);
        prefetching = LetStmt::make(name + "_step", wide(step), prefetching);
        return IfThenElse::make(has_share, prefetching, loop);
    }

    std::string buffer_;
    int lines_, least_tiles_;
    std::vector<const For*> around_;
};

/// Loops over nodes (dimension 2), blocks (dimension 3) and tiles. The buffer states how many nodes and
/// blocks lie in memory, of which the loops may be a part.
class NodePanels : public PrefetchPanels {
public:
    explicit NodePanels(std::string buffer) : PrefetchPanels(std::move(buffer), 2, 2) {}

private:
    const For* tiles() const override { return around(2); }
    Expr node() const { return variable(around(0)); }
    Expr block() const { return variable(around(1)); }
    Expr last_block() const { return block() + 1 >= around(1)->extent; }
    Expr has_node() const { return node() + 1 < extent(2); }

    Expr has_next() const override { return !last_block() || has_node() || block() + 1 < extent(3); }
    /// The last node of a block is followed by the first one of the next block.
    Expr to_next() const override {
        const Expr to_first_block = Halide::select(has_node(), -wide(block()) * stride(3), 0);
        return Halide::select(last_block(), stride(2) + to_first_block, stride(3));
    }

    Expr extent(int dimension) const {
        const Expr owner = Variable::make(Halide::type_of<struct halide_buffer_t*>(), buffer() + ".buffer");
        return Call::make(Halide::Int(32), Call::buffer_get_extent, {owner, dimension}, Call::Extern);
    }
    Expr stride(int dimension) const {
        return wide(Variable::make(Halide::Int(32), buffer() + ".stride." + std::to_string(dimension)));
    }
};

/// Loops over blocks, tiles and taps.
class BlockPanels : public PrefetchPanels {
public:
    BlockPanels(std::string buffer, Expr block_stride, int lines_per_prefetch, int least_tiles)
        : PrefetchPanels(std::move(buffer), lines_per_prefetch, least_tiles),
          block_stride_(std::move(block_stride)) {}

private:
    const For* tiles() const override { return around(1); }
    Expr has_next() const override { return variable(around(0)) + 1 < around(0)->extent; }
    Expr to_next() const override { return wide(block_stride_); }

    Expr block_stride_;
};

}  // namespace

void prefetch_next_node(Halide::Pipeline pipeline, const std::string& buffer) {
    pipeline.add_custom_lowering_pass(new NodePanels(buffer));
}

void prefetch_next_block(Halide::Pipeline pipeline, const std::string& buffer, const Expr& block_stride) {
    pipeline.add_custom_lowering_pass(new BlockPanels(buffer, block_stride, 4, 3));
}

void prefetch_next_block_line_by_line(Halide::Pipeline pipeline, const std::string& buffer,
                                      const Expr& block_stride) {
    pipeline.add_custom_lowering_pass(new BlockPanels(buffer, block_stride, 1, 1));
}

}  // namespace convt::schedules
