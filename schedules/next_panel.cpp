#include "next_panel.h"

#include <utility>
#include <vector>

#include "prefetch.h"
#include "stream.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

/// Floats of a panel that one request stands for; two lines, so that two tiles share a panel with one request
/// for each line.
constexpr int kFloatsPerRequest = 2 * kLineFloats;

Expr variable(const For* loop) {
    return Variable::make(Halide::Int(32), loop->name);
}

Expr wide(const Expr& value) {
    return Halide::cast<std::int64_t>(value);
}

class FetchPanels : public IRMutator {
public:
    explicit FetchPanels(std::string buffer) : buffer_(std::move(buffer)) {}

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        const DenseLoads loads = dense_loads(loop->body, buffer_);
        if (!loads.has_loop) return loads.lines.empty() ? Stmt(loop) : with_requests(loop, loads.floats);
        around_.push_back(loop);
        Stmt same = IRMutator::visit(loop);
        around_.pop_back();
        return same;
    }

    /// Of T tiles each asks for one in T floats while it reads the panel, the last ones for nothing new where
    /// that does not divide.
    Stmt with_requests(const For* turns, int floats) const {
        const For* tile = around_.back();
        const int requests = floats / kFloatsPerRequest;
        const Expr step = (kFloatsPerRequest + tile->extent - 1) / tile->extent;
        const Expr share =
            Halide::min(variable(tile) * turns->extent * (step * requests), turns->extent * floats);
        const Expr asks = tile->extent > 1 && has_next();
        const std::string name = unique_name("panel");
        const Expr first = Variable::make(Halide::Int(64), name);
        const Expr each = Variable::make(Halide::Int(64), name + "_step");
        const Expr host = Variable::make(Halide::Handle(), buffer_);
        Stmt body = turns->body;
        for (int r = 0; r < requests; ++r) {
            const Expr line = first + (wide(variable(turns)) * requests + r) * each;
            body = Block::make(prefetch_line_to_l2(host, line), body);
        }
        Stmt all = with_body(turns, body);
        all = LetStmt::make(name, Halide::select(asks, next_panel() + wide(share), this_panel()), all);
        return LetStmt::make(name + "_step", wide(Halide::select(asks, step, 0)), all);
    }

    const For* node() const { return around_[around_.size() - 3]; }
    const For* block() const { return around_[around_.size() - 2]; }
    /// The buffer states how many nodes and blocks lie in memory, of which the loops may be a part.
    Expr has_node() const { return variable(node()) + 1 < extent(2); }
    Expr has_block() const { return variable(block()) + 1 < extent(3); }
    Expr last_block() const { return variable(block()) + 1 >= block()->extent; }

    Expr has_next() const { return !last_block() || has_node() || has_block(); }
    /// Behind the last node of a block lies the first one of the next block.
    Expr next_panel() const {
        const Expr next_node = variable(node()) + 1;
        return Halide::select(last_block(), at(next_node, Halide::select(has_node(), 0, variable(block()))),
                              at(variable(node()), variable(block()) + 1));
    }
    Expr this_panel() const { return at(variable(node()), variable(block())); }

    /// The first float of a panel.
    Expr at(const Expr& node, const Expr& block) const {
        return wide(node) * stride(2) + wide(block) * stride(3);
    }
    Expr extent(int dimension) const {
        const Expr buffer = Variable::make(Halide::type_of<struct halide_buffer_t*>(), buffer_ + ".buffer");
        return Call::make(Halide::Int(32), Call::buffer_get_extent, {buffer, dimension}, Call::Extern);
    }
    Expr stride(int dimension) const {
        return wide(Variable::make(Halide::Int(32), buffer_ + ".stride." + std::to_string(dimension)));
    }

    std::string buffer_;
    std::vector<const For*> around_;
};

}  // namespace

void fetch_next_panel(Halide::Pipeline pipeline, const std::string& buffer) {
    pipeline.add_custom_lowering_pass(new FetchPanels(buffer));
}

}  // namespace convt::schedules
