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

class StreamAhead : public IRMutator {
public:
    StreamAhead(std::string buffer, int floats) : buffer_(std::move(buffer)), floats_(floats) {}

private:
    using IRMutator::visit;
    Stmt visit(const For* loop) override {
        const DenseLoads found = dense_loads(loop->body, buffer_);
        if (found.has_loop) return IRMutator::visit(loop);
        Stmt body = loop->body;
        for (const Expr& line : found.lines) body = Block::make(request(line), body);
        return with_body(loop, body);
    }
    Stmt request(const Expr& index) const {
        return prefetch_line(Variable::make(Halide::Handle(), buffer_), floats_ahead(index, floats_));
    }

    std::string buffer_;
    int floats_;
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
        for (int at = 0; at < ramp->lanes; at += kLineFloats) {
            if ((result.floats + at) % kLineFloats == 0) result.lines.push_back(ramp->base + at);
        }
        result.floats += ramp->lanes;
        read.push_back(ramp->base);
    }
    return result;
}

Expr floats_ahead(const Expr& index, int floats) {
    return Halide::cast<std::int64_t>(index) + make_const(Halide::Int(64), floats);
}

void stream_ahead(Halide::Pipeline pipeline, const std::string& buffer, int bytes_ahead) {
    pipeline.add_custom_lowering_pass(new StreamAhead(buffer, bytes_ahead / static_cast<int>(sizeof(float))));
}

}  // namespace convt::schedules
