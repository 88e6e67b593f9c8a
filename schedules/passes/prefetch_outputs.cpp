#include "passes/prefetch_outputs.h"

#include <set>
#include <utility>
#include <vector>

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
    std::vector<Stmt> requests;

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
        if (store->name != buffer_ || ramp == nullptr || requested(ramp->base)) return;
        Stmt request;
        for (int float_at = 0; float_at < ramp->lanes; float_at += kLineFloats) {
            const Stmt line =
                prefetch_line_to_write(Variable::make(Halide::Handle(), buffer_), ramp->base + float_at);
            request = request.defined() ? Block::make(request, line) : line;
        }
        requests.push_back(with_lets(request, ramp->base));
        line_ = ramp->base;
    }
    /// Whether a store goes on in the line of the request before, as those of narrow registers do.
    bool requested(const Expr& base) const {
        if (!line_.defined()) return false;
        const Expr distance = simplify(base - line_);
        return can_prove(distance > 0 && distance < kLineFloats);
    }
    /// Wraps a request in those lets that its index needs; others may hold sums.
    Stmt with_lets(Stmt request, const Expr& index) const {
        std::set<std::string> needed;
        FindVariables find(needed);
        index.accept(&find);
        for (auto let = lets_.rbegin(); let != lets_.rend(); ++let) {
            if (needed.count(let->first) == 0) continue;
            let->second.accept(&find);
            request = LetStmt::make(let->first, let->second, request);
        }
        return request;
    }

    const std::string& buffer_;
    std::vector<std::pair<std::string, Expr>> lets_;
    Expr line_;  ///< where the last request began
};

class FetchOutputs : public IRMutator {
public:
    FetchOutputs(std::string buffer, int turns, int parts)
        : buffer_(std::move(buffer)), turns_(turns), parts_(parts) {}

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        FindStores found(buffer_);
        loop->body.accept(&found);
        if (found.requests.empty()) {
            const For* outer = std::exchange(around_, loop);
            Stmt same = IRMutator::visit(loop);
            around_ = outer;
            return same;
        }
        Stmt body = loop->body;
        if (parts_ > 1) {
            const Stmt between = with_requests_between(body, found.requests, parts_);
            if (between.defined()) return with_body(loop, between);
        }
        for (const Stmt& request : found.requests) body = Block::make(later(request), body);
        return with_body(loop, body);
    }
    /// What the loop around stores to some turns later, or in its last.
    Stmt later(const Stmt& request) const {
        if (turns_ == 0) return request;
        const Expr turn = Variable::make(Halide::Int(32), around_->name) + turns_;
        return substitute(around_->name, min(turn, around_->min + around_->extent - 1), request);
    }

    std::string buffer_;
    int turns_;
    int parts_;
    const For* around_ = nullptr;
};

}  // namespace

void fetch_outputs(Halide::Pipeline pipeline, const std::string& buffer, int turns) {
    pipeline.add_custom_lowering_pass(new FetchOutputs(buffer, turns, 1));
}

void fetch_outputs_between(Halide::Pipeline pipeline, const std::string& buffer, int parts) {
    pipeline.add_custom_lowering_pass(new FetchOutputs(buffer, 0, parts));
}

}  // namespace convt::schedules
