#include "passes/prefetch.h"

#include <string>
#include <utility>
#include <vector>

#include "contract/kernel_contract.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

/// LLVM's intrinsic: whether to write, locality 3 (every cache), data.
Stmt prefetch(const Expr& host, const Expr& index, const Halide::Type& element, int write) {
    const Expr bytes = Halide::cast<uint64_t>(index) * element.bytes();
    const Expr line =
        Halide::reinterpret(Halide::Handle(), Halide::reinterpret(Halide::UInt(64), host) + bytes);
    constexpr int kEveryCache = 3, kData = 1;
    return Evaluate::make(
        Call::make(Halide::Int(32), "llvm.prefetch.p0", {line, write, kEveryCache, kData}, Call::Extern));
}

/// Moves prefetches out of expressions, where Halide's have a value (0), to statements before them: LLVM's
/// intrinsic has none.
class IntoEveryCache : public IRMutator {
private:
    using IRMutator::visit;
    Expr visit(const Call* call) override {
        if (!call->is_intrinsic(Call::prefetch)) return IRMutator::visit(call);
        Stmt prefetch = prefetch_line(mutate(call->args[0]), mutate(call->args[1]), call->type);
        for (auto let = lets_.rbegin(); let != lets_.rend(); ++let) {
            prefetch = LetStmt::make(let->first, let->second, prefetch);
        }
        prefetches_.push_back(prefetch);
        return make_zero(call->type);
    }
    Expr visit(const Let* let) override {
        const Expr value = mutate(let->value);
        lets_.emplace_back(let->name, value);
        const Expr body = mutate(let->body);
        lets_.pop_back();
        return Let::make(let->name, value, body);
    }
    Stmt visit(const Store* store) override { return after_prefetches(IRMutator::visit(store)); }
    Stmt visit(const Evaluate* evaluate) override { return after_prefetches(IRMutator::visit(evaluate)); }
    Stmt visit(const LetStmt* let) override {
        const Expr value = mutate(let->value);
        const std::vector<Stmt> own = std::exchange(prefetches_, {});
        const Stmt body = mutate(let->body);
        prefetches_ = own;
        return after_prefetches(LetStmt::make(let->name, value, body));
    }

    Stmt after_prefetches(Stmt stmt) {
        for (const Stmt& prefetch : prefetches_) stmt = Block::make(prefetch, stmt);
        prefetches_.clear();
        return stmt;
    }

    std::vector<Stmt> prefetches_;
    std::vector<std::pair<std::string, Expr>> lets_;
};

}  // namespace

int elements_of_line(const Halide::Type& element) {
    return contract::kLineBytes / element.bytes();
}

Stmt prefetch_line(const Expr& host, const Expr& index, const Halide::Type& element) {
    return prefetch(host, index, element, 0);
}

Stmt prefetch_line_to_write(const Expr& host, const Expr& index, const Halide::Type& element) {
    return prefetch(host, index, element, 1);
}

Stmt with_body(const For* loop, const Stmt& body) {
    return For::make(loop->name, loop->min, loop->extent, loop->for_type, loop->partition_policy,
                     loop->device_api, body);
}

void prefetch_into_every_cache(Halide::Pipeline pipeline) {
    pipeline.add_custom_lowering_pass(new IntoEveryCache);
}

}  // namespace convt::schedules
