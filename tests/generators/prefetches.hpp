#pragma once

#include <string>
#include <vector>

#include "Halide.h"
#include "jit.hpp"

namespace convt::test {

/// A prefetch of lowered code.
struct Prefetch {
    std::string buffer;
    std::int64_t bytes = 0;  ///< from the buffer's start, in the first iteration of every loop around it
    bool to_write = false;
    int locality = 0;  ///< LLVM's: 3 is every cache, 2 all but L1
    int depth = 0;     ///< loops and lets around it
    bool conditional = false;
};

/// Collects the prefetches of lowered code, in order.
class Prefetches : public Halide::Internal::IRMutator {
public:
    std::vector<Prefetch> found;
    int past_caches = 0;  ///< Halide's own

private:
    using IRMutator::visit;
    using Expr = Halide::Expr;
    using Stmt = Halide::Internal::Stmt;

    Stmt visit(const Halide::Internal::For* loop) override {
        values_.emplace_back(loop->name, loop->min);
        Stmt same = IRMutator::visit(loop);
        values_.pop_back();
        return same;
    }
    Stmt visit(const Halide::Internal::LetStmt* let) override {
        values_.emplace_back(let->name, let->value);
        Stmt same = IRMutator::visit(let);
        values_.pop_back();
        return same;
    }
    Stmt visit(const Halide::Internal::IfThenElse* branch) override {
        ++conditions_;
        Stmt same = IRMutator::visit(branch);
        --conditions_;
        return same;
    }
    Expr visit(const Halide::Internal::Call* call) override {
        using namespace Halide::Internal;
        if (call->is_intrinsic(Call::prefetch)) ++past_caches;
        if (call->name == "llvm.prefetch.p0") add(call);
        return IRMutator::visit(call);
    }
    void add(const Halide::Internal::Call* call) {
        using namespace Halide::Internal;
        Expr address = call->args[0];
        if (const auto* cast = address.as<Reinterpret>()) address = cast->value;
        const auto* sum = address.as<Add>();
        Prefetch prefetch;
        prefetch.buffer = name_of(sum->a);
        Expr bytes = sum->b;
        for (auto value = values_.rbegin(); value != values_.rend(); ++value) {
            bytes = substitute(value->first, value->second, bytes);
        }
        const auto constant = as_const_uint(simplify(bytes));
        prefetch.bytes = constant ? static_cast<std::int64_t>(*constant) : -1;
        prefetch.to_write = is_const_one(call->args[1]);
        prefetch.locality = static_cast<int>(*as_const_int(call->args[2]));
        prefetch.depth = static_cast<int>(values_.size());
        prefetch.conditional = conditions_ > 0;
        found.push_back(prefetch);
    }
    static std::string name_of(Expr host) {
        using namespace Halide::Internal;
        while (const auto* cast = host.as<Reinterpret>()) host = cast->value;
        const auto* variable = host.as<Variable>();
        return variable != nullptr ? variable->name : "";
    }

    std::vector<std::pair<std::string, Expr>> values_;
    int conditions_ = 0;
};

/// The prefetches of a pipeline, made by the passes that were added to it before.
inline Prefetches prefetches_of(Halide::Pipeline pipeline, const std::vector<Halide::Argument>& arguments) {
    auto* collector =
        new Prefetches;  // the pipeline's from now on: it runs its passes as often as it is lowered
    pipeline.add_custom_lowering_pass(collector);
    const Halide::Target target("x86-64-linux-avx-avx2-f16c-fma-sse41-no_asserts-no_bounds_query");
    halide([&] { pipeline.compile_to_module(arguments, "pipeline", target); });
    return *collector;
}

}  // namespace convt::test
