#include "passes/own_pointers.h"

#include <utility>
#include <vector>

#include "passes/prefetch.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

/// Loads that a pointer of their own, two operations, is worth.
constexpr std::size_t kWorthPointer = 4;

/// An index without the constant that it adds, and that constant.
std::pair<Expr, int> split_constant(const Expr& index) {
    const auto* add = index.as<Add>();
    const auto constant = add != nullptr ? as_const_int(add->b) : std::nullopt;
    if (!constant) return {index, 0};
    return {add->a, static_cast<int>(*constant)};
}

/// In 64 bits part by part, so that parts that do not change with the iteration are added up before the loop.
Expr widened(const Expr& index) {
    if (const auto* add = index.as<Add>()) return widened(add->a) + widened(add->b);
    if (const auto* mul = index.as<Mul>()) return widened(mul->a) * widened(mul->b);
    return Halide::cast<std::int64_t>(index);
}

/// Scalar loads of one buffer, replaced by loads at constant places of pointers that it lists.
class ThroughPointers : public IRMutator {
public:
    explicit ThroughPointers(const std::string& buffer) : buffer_(buffer) {}
    std::vector<std::pair<std::string, Expr>> pointers;  ///< name, element that it points to
    std::size_t loads = 0;
    Halide::Type element;

private:
    using IRMutator::visit;
    Expr visit(const Load* load) override {
        if (load->name != buffer_ || !load->type.is_scalar()) return IRMutator::visit(load);
        ++loads;
        element = load->type;
        const auto [element, constant] = split_constant(load->index);
        return Load::make(load->type, pointer_to(element), constant, Halide::Buffer<>(), Halide::Parameter(),
                          const_true(), ModulusRemainder());
    }
    std::string pointer_to(const Expr& element) {
        for (const auto& [name, other] : pointers) {
            if (equal(element, other)) return name;
        }
        return pointers.emplace_back(unique_name(buffer_ + "_pointer"), element).first;
    }

    const std::string& buffer_;
};

class OwnPointers : public IRMutator {
public:
    OwnPointers(std::string buffer, Expr zero) : buffer_(std::move(buffer)), zero_(std::move(zero)) {}

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        has_loop_ = false;
        const Stmt body = mutate(loop->body);
        const bool innermost = !std::exchange(has_loop_, true);
        return with_body(loop, innermost ? with_pointers(body) : body);
    }

    Stmt with_pointers(const Stmt& body) const {
        ThroughPointers through(buffer_);
        Stmt result = through.mutate(body);
        if (through.loads < kWorthPointer * through.pointers.size()) return body;
        for (const auto& [name, element] : through.pointers) {
            result = LetStmt::make(name, pointer(element, through.element), result);
        }
        return result;
    }
    Expr pointer(const Expr& index, const Halide::Type& element) const {
        using Halide::cast, Halide::reinterpret;
        const Halide::Type address = Halide::UInt(64);
        const Expr host = reinterpret(address, Variable::make(Halide::Handle(), buffer_));
        const Expr bytes = cast(address, widened(index)) * element.bytes();
        return reinterpret(Halide::Handle(), (host + bytes) ^ cast(address, zero_));
    }

    std::string buffer_;
    Expr zero_;
    bool has_loop_ = false;
};

}  // namespace

void read_through_own_pointers(Halide::Pipeline pipeline, const std::string& buffer, const Expr& zero) {
    pipeline.add_custom_lowering_pass(new OwnPointers(buffer, zero));
}

}  // namespace convt::schedules
