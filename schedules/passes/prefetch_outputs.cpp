#include "passes/prefetch_outputs.h"

#include <set>
#include <utility>
#include <vector>

#include "contract/kernel_contract.h"
#include "passes/prefetch.h"
#include "passes/spread.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

class FindVariables : public IRVisitor {
public:
    explicit FindVariables(std::set<std::string>& names) : names_(names) {}

private:
    using IRVisitor::visit;
    void visit(const Variable* variable) override { names_.insert(variable->name); }

    std::set<std::string>& names_;
};

/// Stores to one buffer in a loop's body that are in no loop of their own, each with the lets around it.
class FindStores : public IRVisitor {
public:
    explicit FindStores(const std::string& buffer) : buffer_(buffer) {}
    std::vector<Stmt> prefetches;

private:
    using IRVisitor::visit;
    void visit(const For*) override {}
    void visit(const LetStmt* let) override {
        lets_.emplace_back(let->name, let->value);
        let->body.accept(this);
        lets_.pop_back();
    }
    void visit(const Store* store) override {
        const auto* ramp = store->index.as<Ramp>();
        const Halide::Type element = store->value.type().element_of();
        if (store->name != buffer_ || ramp == nullptr || is_prefetched(ramp->base, element)) return;
        Stmt prefetch;
        for (int at = 0; at < ramp->lanes; at += elements_of_line(element)) {
            const Stmt line =
                prefetch_line_to_write(Variable::make(Halide::Handle(), buffer_), ramp->base + at, element);
            prefetch = prefetch.defined() ? Block::make(prefetch, line) : line;
        }
        prefetches.push_back(with_lets(prefetch, ramp->base));
        line_ = ramp->base;
    }
    /// Whether a store goes on in the line of the prefetch before, as stores of narrow registers do.
    bool is_prefetched(const Expr& base, const Halide::Type& element) const {
        if (!line_.defined()) return false;
        const Expr distance = simplify(base - line_);
        return can_prove(distance > 0 && distance < elements_of_line(element));
    }
    /// Wraps a prefetch in the lets that its index needs; others may hold sums.
    Stmt with_lets(Stmt prefetch, const Expr& index) const {
        std::set<std::string> needed;
        FindVariables find(needed);
        index.accept(&find);
        for (auto let = lets_.rbegin(); let != lets_.rend(); ++let) {
            if (needed.count(let->first) == 0) continue;
            let->second.accept(&find);
            prefetch = LetStmt::make(let->first, let->second, prefetch);
        }
        return prefetch;
    }

    const std::string& buffer_;
    std::vector<std::pair<std::string, Expr>> lets_;
    Expr line_;  ///< where the last prefetch began
};

class PrefetchOutputs : public IRMutator {
public:
    PrefetchOutputs(std::string buffer, int parts) : buffer_(std::move(buffer)), parts_(parts) {}

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        FindStores found(buffer_);
        loop->body.accept(&found);
        if (found.prefetches.empty()) return IRMutator::visit(loop);
        Stmt body = loop->body;
        if (parts_ > 1) {
            const Stmt between = with_prefetches_between(body, found.prefetches, parts_);
            if (between.defined()) return with_body(loop, between);
        }
        for (const Stmt& prefetch : found.prefetches) body = Block::make(prefetch, body);
        return with_body(loop, body);
    }

    std::string buffer_;
    int parts_;
};

}  // namespace

void prefetch_outputs(Halide::Pipeline pipeline, const std::string& buffer) {
    pipeline.add_custom_lowering_pass(new PrefetchOutputs(buffer, 1));
}

void prefetch_outputs_in_parts(Halide::Pipeline pipeline, const std::string& buffer, int parts) {
    pipeline.add_custom_lowering_pass(new PrefetchOutputs(buffer, parts));
}

void prefetch_outputs_of_tile(Halide::Pipeline pipeline, const std::string& buffer, int tile_bytes,
                              bool has_register) {
    constexpr int kParts = 3, kFewLines = 12;
    if (has_register && tile_bytes > kFewLines * contract::kLineBytes) {
        prefetch_outputs_in_parts(pipeline, buffer, kParts);
    } else {
        prefetch_outputs(pipeline, buffer);
    }
}

}  // namespace convt::schedules
