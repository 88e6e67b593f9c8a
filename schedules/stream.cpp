#include "stream.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "prefetch.h"

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
        FindLoads found(buffer_);
        loop->body.accept(&found);
        if (found.has_loop) return IRMutator::visit(loop);
        if (found.loads.empty()) return loop;
        return with_body(loop, with_requests(loop->body, found.loads));
    }

    /// One request for each line: loads are as wide as registers, and repeat for each of a tile's pixels.
    Stmt with_requests(Stmt body, const std::vector<const Load*>& loads) const {
        std::vector<Expr> read;
        int floats = 0;
        for (const Load* load : loads) {
            const auto* ramp = load->index.as<Ramp>();
            const auto same = [&](const Expr& other) { return equal(other, ramp->base); };
            if (std::any_of(read.begin(), read.end(), same)) continue;
            for (int at = 0; at < ramp->lanes; at += kLineFloats) {
                if ((floats + at) % kLineFloats == 0) body = Block::make(request(ramp->base + at), body);
            }
            floats += ramp->lanes;
            read.push_back(ramp->base);
        }
        return body;
    }
    Stmt request(const Expr& index) const {
        return prefetch_line(Variable::make(Halide::Handle(), buffer_), floats_ahead(index, floats_));
    }

    std::string buffer_;
    int floats_;
};

}  // namespace

Expr floats_ahead(const Expr& index, int floats) {
    return Halide::cast<std::int64_t>(index) + make_const(Halide::Int(64), floats);
}

void stream_ahead(Halide::Pipeline pipeline, const std::string& buffer, int bytes_ahead) {
    pipeline.add_custom_lowering_pass(new StreamAhead(buffer, bytes_ahead / static_cast<int>(sizeof(float))));
}

}  // namespace convt::schedules
