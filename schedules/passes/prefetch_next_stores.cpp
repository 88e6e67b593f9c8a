#include "passes/prefetch_next_stores.h"

#include <utility>

#include "passes/prefetch.h"
#include "passes/prefetch_stream.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

/// Puts a request before every vector store to one buffer.
class FetchAhead : public IRMutator {
public:
    FetchAhead(std::string buffer, int floats) : buffer_(std::move(buffer)), floats_(floats) {}

private:
    using IRMutator::visit;
    Stmt visit(const Store* store) override {
        const auto* ramp = store->index.as<Ramp>();
        if (store->name != buffer_ || ramp == nullptr) return store;
        const Expr host = Variable::make(Halide::Handle(), buffer_);
        return Block::make(prefetch_line_to_write(host, floats_ahead(ramp->base, floats_)), store);
    }

    std::string buffer_;
    int floats_;
};

}  // namespace

void fetch_ahead(Halide::Pipeline pipeline, const std::string& buffer, int floats) {
    pipeline.add_custom_lowering_pass(new FetchAhead(buffer, floats));
}

}  // namespace convt::schedules
