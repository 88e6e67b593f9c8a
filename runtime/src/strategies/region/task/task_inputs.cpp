#include "strategies/region/task/task_inputs.hpp"

#include <type_traits>

namespace convt::detail {
namespace {

/// The inputs along an axis that the block meets, all phases.
Range window_along(const RegionPlan& plan, const TaskPlace& place, std::size_t d) noexcept {
    Range window;
    for (const Phase& phase : plan.phases()[d]) {
        const Range q = place.clip(phase, d);
        const Range touched = touched_inputs(phase, taps_of(plan, phase, d, q), q);
        if (touched.size() == 0) continue;
        window = window.size() == 0
                     ? touched
                     : Range{std::min(window.begin, touched.begin), std::max(window.end, touched.end)};
    }
    return window;
}

/// True when the kernel can read the window where it lies.
bool readable_in_place(const RegionPlan& plan, const Window& window) noexcept {
    const Problem& p = plan.problem();
    if (plan.form().stages_planes) {
        if (!reads_planes_in_place(p, plan.kernel())) return false;
    } else if (!p.inputs_channels_last && plan.blocking().stage_bytes > 0) {
        return false;  // these kernels want a pixel's channels together
    }
    for (std::size_t d = 0; d < 3; ++d) {
        if (window[d].begin < 0 || window[d].end > p.axis[d].in) return false;
    }
    return true;
}

}  // namespace

template <class Stored, class T>
InputView<T> view_inputs(const RegionPlan& plan, const TaskPlace& place, const Stored* image,
                         T* stage) noexcept {
    const Problem& p = plan.problem();
    if constexpr (std::is_same_v<Stored, T>) {
        if (plan.blocking().in_place) return view_in_place(p, image);
    }
    Window window{};
    for (std::size_t d = 0; d < 3; ++d) {
        window[d] = window_along(plan, place, d);
        if (window[d].size() == 0) return {};
    }
    if constexpr (std::is_same_v<Stored, T>) {
        if (readable_in_place(plan, window)) return view_in_place(p, image);
    }
    return stage_window(p, block_functions(plan.kernel(), p.dtype), stage_layout(p, plan.kernel()), image,
                        window, stage);
}

template InputView<float> view_inputs(const RegionPlan&, const TaskPlace&, const float*, float*) noexcept;
template InputView<double> view_inputs(const RegionPlan&, const TaskPlace&, const double*, double*) noexcept;
template InputView<float> view_inputs(const RegionPlan&, const TaskPlace&, const Half*, float*) noexcept;

}  // namespace convt::detail
