#include "passes/spread.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

class FindLoop : public IRVisitor {
public:
    bool found = false;

private:
    using IRVisitor::visit;
    void visit(const For*) override { found = true; }
};

bool has_loop(const Stmt& stmt) {
    FindLoop find;
    stmt.accept(&find);
    return find.found;
}

class Spread : public IRMutator {
public:
    Spread(const std::vector<Stmt>& prefetches, int parts) : prefetches_(prefetches), parts_(parts) {}

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        if (!has_loop(loop->body)) return cut(loop);
        const Expr around = first_run_;
        first_run_ = first_run_ && Variable::make(Halide::Int(32), loop->name) == loop->min;
        Stmt same = IRMutator::visit(loop);
        first_run_ = around;
        return same;
    }
    Stmt cut(const For* loop) const {
        Stmt all;
        for (int part = parts_ - 1; part >= 0; --part) {
            const Expr begin = loop->extent * part / parts_, end = loop->extent * (part + 1) / parts_;
            const Stmt piece = For::make(loop->name, loop->min + begin, end - begin, loop->for_type,
                                         loop->partition_policy, loop->device_api, loop->body);
            all = all.defined() ? Block::make(piece, all) : piece;
            const Stmt share = share_of(part);
            if (!share.defined()) continue;
            all = Block::make(is_const_one(first_run_) ? share : IfThenElse::make(first_run_, share), all);
        }
        return all;
    }
    Stmt share_of(int part) const {
        const std::size_t count = prefetches_.size(), parts = static_cast<std::size_t>(parts_);
        Stmt share;
        for (std::size_t i = 0; i < count; ++i) {
            if (i * parts / count != static_cast<std::size_t>(part)) continue;
            share = share.defined() ? Block::make(share, prefetches_[i]) : prefetches_[i];
        }
        return share;
    }

    const std::vector<Stmt>& prefetches_;
    int parts_;
    Expr first_run_ = const_true();
};

}  // namespace

Stmt with_prefetches_between(const Stmt& stmt, const std::vector<Stmt>& prefetches, int parts) {
    return has_loop(stmt) ? Spread(prefetches, parts).mutate(stmt) : Stmt();
}

}  // namespace convt::schedules
