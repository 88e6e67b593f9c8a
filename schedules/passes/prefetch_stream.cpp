#include "passes/prefetch_stream.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "passes/prefetch.h"

namespace convt::schedules {
namespace {

using namespace Halide::Internal;
using Halide::Expr;

/// Dense vector loads of one buffer in a loop's body, and whether the body has loops itself.
class FindLoads : public IRVisitor {
public:
    explicit FindLoads(const std::string& buffer) : buffer_(buffer) {}
    std::vector<const Load*> loads;
    bool has_loop = false;

private:
    using IRVisitor::visit;
    void visit(const Load* load) override {
        const auto* ramp = load->index.as<Ramp>();
        if (load->name == buffer_ && ramp != nullptr && is_const_one(ramp->stride)) loads.push_back(load);
        IRVisitor::visit(load);
    }
    void visit(const For* loop) override {
        has_loop = true;
        IRVisitor::visit(loop);
    }

    const std::string& buffer_;
};

class PrefetchStream : public IRMutator {
public:
    PrefetchStream(std::string buffer, int bytes) : buffer_(std::move(buffer)), bytes_(bytes) {}

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        const DenseLoads found = dense_loads(loop->body, buffer_);
        if (found.has_loop) return IRMutator::visit(loop);
        Stmt body = loop->body;
        for (const Expr& line : found.lines) {
            const Expr host = Variable::make(Halide::Handle(), buffer_);
            const Expr index = elements_ahead(line, bytes_ / found.element.bytes());
            body = Block::make(prefetch_line(host, index, found.element), body);
        }
        return with_body(loop, body);
    }

    std::string buffer_;
    int bytes_;
};

}  // namespace

/// Loads are as wide as registers, and repeat for each of a tile's pixels.
DenseLoads dense_loads(const Stmt& body, const std::string& buffer) {
    FindLoads found(buffer);
    body.accept(&found);
    DenseLoads result;
    result.has_loop = found.has_loop;
    std::vector<Expr> read;
    for (const Load* load : found.loads) {
        const auto* ramp = load->index.as<Ramp>();
        const auto same = [&](const Expr& other) { return equal(other, ramp->base); };
        if (std::any_of(read.begin(), read.end(), same)) continue;
        result.element = load->type.element_of();
        const int line = elements_of_line(result.element);
        for (int at = 0; at < ramp->lanes; at += line) {
            if ((result.elements + at) % line == 0) result.lines.push_back(ramp->base + at);
        }
        result.elements += ramp->lanes;
        read.push_back(ramp->base);
    }
    return result;
}

Expr elements_ahead(const Expr& index, int elements) {
    return Halide::cast<std::int64_t>(index) + make_const(Halide::Int(64), elements);
}

void prefetch_stream(Halide::Pipeline pipeline, const std::string& buffer, int bytes_ahead) {
    pipeline.add_custom_lowering_pass(new PrefetchStream(buffer, bytes_ahead));
}

}  // namespace convt::schedules
