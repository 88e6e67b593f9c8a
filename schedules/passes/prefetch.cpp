#include "passes/prefetch.h"

#include <string>
#include <utility>
#include <vector>

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

/// LLVM's intrinsic: whether to write, locality 3 (every cache), data.
Stmt request(const Expr& host, const Expr& element, int write) {
    const Expr bytes = Halide::cast<uint64_t>(element) * static_cast<int>(sizeof(float));
    const Expr line =
        Halide::reinterpret(Halide::Handle(), Halide::reinterpret(Halide::UInt(64), host) + bytes);
    constexpr int kEveryCache = 3, kData = 1;
    return Evaluate::make(
        Call::make(Halide::Int(32), "llvm.prefetch.p0", {line, write, kEveryCache, kData}, Call::Extern));
}

/// Moves requests out of expressions, where Halide's have a value (0), to statements before them: LLVM's
/// intrinsic has none.
class IntoEveryCache : public IRMutator {
private:
    using IRMutator::visit;
    Expr visit(const Call* call) override {
        if (!call->is_intrinsic(Call::prefetch)) return IRMutator::visit(call);
        Stmt request = prefetch_line(mutate(call->args[0]), mutate(call->args[1]));
        for (auto let = lets_.rbegin(); let != lets_.rend(); ++let) {
            request = LetStmt::make(let->first, let->second, request);
        }
        requests_.push_back(request);
        return make_zero(call->type);
    }
    Expr visit(const Let* let) override {
        const Expr value = mutate(let->value);
        lets_.emplace_back(let->name, value);
        const Expr body = mutate(let->body);
        lets_.pop_back();
        return Let::make(let->name, value, body);
    }
    Stmt visit(const Store* store) override { return after_requests(IRMutator::visit(store)); }
    Stmt visit(const Evaluate* evaluate) override { return after_requests(IRMutator::visit(evaluate)); }
    Stmt visit(const LetStmt* let) override {
        const Expr value = mutate(let->value);
        const std::vector<Stmt> own = std::exchange(requests_, {});
        const Stmt body = mutate(let->body);
        requests_ = own;
        return after_requests(LetStmt::make(let->name, value, body));
    }

    Stmt after_requests(Stmt stmt) {
        for (const Stmt& request : requests_) stmt = Block::make(request, stmt);
        requests_.clear();
        return stmt;
    }

    std::vector<Stmt> requests_;
    std::vector<std::pair<std::string, Expr>> lets_;
};

}  // namespace

Stmt prefetch_line(const Expr& host, const Expr& element) {
    return request(host, element, 0);
}

Stmt prefetch_line_to_write(const Expr& host, const Expr& element) {
    return request(host, element, 1);
}

Stmt with_body(const For* loop, const Stmt& body) {
    return For::make(loop->name, loop->min, loop->extent, loop->for_type, loop->partition_policy,
                     loop->device_api, body);
}

void prefetch_into_every_cache(Halide::Pipeline pipeline) {
    pipeline.add_custom_lowering_pass(new IntoEveryCache);
}

}  // namespace convt::schedules
