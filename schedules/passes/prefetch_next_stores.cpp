#include "passes/prefetch_next_stores.h"

#include <utility>

#include "passes/prefetch.h"
#include "passes/prefetch_stream.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

/// Puts a prefetch before every vector store to one buffer.
class PrefetchNextStores : public IRMutator {
public:
    PrefetchNextStores(std::string buffer, int lines) : buffer_(std::move(buffer)), lines_(lines) {}

private:
    using IRMutator::visit;
    Stmt visit(const Store* store) override {
        const auto* ramp = store->index.as<Ramp>();
        if (store->name != buffer_ || ramp == nullptr) return store;
        const Expr host = Variable::make(Halide::Handle(), buffer_);
        const Halide::Type element = store->value.type().element_of();
        const Expr next = elements_ahead(ramp->base, lines_ * elements_of_line(element));
        return Block::make(prefetch_line_to_write(host, next, element), store);
    }

    std::string buffer_;
    int lines_;
};

}  // namespace

void prefetch_next_stores(Halide::Pipeline pipeline, const std::string& buffer, int lines) {
    pipeline.add_custom_lowering_pass(new PrefetchNextStores(buffer, lines));
}

}  // namespace convt::schedules
