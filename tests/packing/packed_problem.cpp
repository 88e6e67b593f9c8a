#include "packing/packed_problem.hpp"

#include <cmath>

#include "support/problem.hpp"

namespace convt::packing {
namespace {

std::int64_t taps_of(const ConvTransposeDesc& desc) {
    std::int64_t taps = 1;
    for (int d = 0; d < desc.rank; ++d) taps *= desc.kernel_size[static_cast<std::size_t>(d)];
    return taps;
}

/// Of a tap, an output channel of the whole problem and an input channel of its group; not linear in any.
double weight(std::int64_t tap, std::int64_t out, std::int64_t in) {
    return std::sin(static_cast<double>(tap * 7919 + out * 104729 + in * 1299709));
}

/// Calls visit(Keras's number, PyTorch's number, value) for every weight.
template <class Visit>
void visit_weights(const ConvTransposeDesc& desc, const Visit& visit) {
    const std::int64_t taps = taps_of(desc), ins = desc.in_channels / desc.groups;
    const std::int64_t outs = desc.out_channels / desc.groups;
    for (std::int64_t g = 0; g < desc.groups; ++g) {
        for (std::int64_t o = 0; o < outs; ++o) {
            for (std::int64_t i = 0; i < ins; ++i) {
                for (std::int64_t t = 0; t < taps; ++t) {
                    const std::int64_t out = g * outs + o;
                    visit((t * desc.out_channels + out) * ins + i, ((g * ins + i) * outs + o) * taps + t,
                          weight(t, out, i));
                }
            }
        }
    }
}

}  // namespace

std::vector<ConvTransposeDesc> PackTest::problems() const {
    std::vector<ConvTransposeDesc> all;
    const bool depthwise = detail::is_depthwise(kernel());
    for (const std::int64_t size : {2, 3, 4, 6}) {
        ConvTransposeDesc desc = problem(2, detail::is_tapped(kernel()) ? 1 : 3);
        if (!depthwise) desc.in_channels = size == 4 ? 150 : 21;
        for (std::size_t d = 0; d < static_cast<std::size_t>(rank()); ++d) {
            desc.in_spatial[d] = 2;
            desc.kernel_size[d] = size;
            desc.strides[d] = 2;
        }
        desc = served(desc, {0, 0, 0});
        all.push_back(desc);
        if (depthwise) continue;
        desc.groups = 2;
        desc.in_channels *= 2;
        desc.out_channels *= 2;
        all.push_back(desc);
    }
    return all;
}

Result<Plan> PackTest::plan_of(const ConvTransposeDesc& desc) {
    Result<Plan> plan = Plan::create(desc, {.max_isa = {}, .kernel_name = kernel().name});
    if (plan.ok()) count_run();
    return plan;
}

reference::ElementVector keras_weights(const ConvTransposeDesc& desc) {
    reference::ElementVector weights(desc.dtype, support::kernel_count(desc));
    visit_weights(desc, [&](std::int64_t keras, std::int64_t, double value) {
        weights.set(static_cast<std::size_t>(keras), value);
    });
    return weights;
}

reference::ElementVector pytorch_weights(const ConvTransposeDesc& desc) {
    reference::ElementVector weights(desc.dtype, support::kernel_count(desc));
    visit_weights(desc, [&](std::int64_t, std::int64_t pytorch, double value) {
        weights.set(static_cast<std::size_t>(pytorch), value);
    });
    return weights;
}

}  // namespace convt::packing
