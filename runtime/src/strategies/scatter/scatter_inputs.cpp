#include "strategies/scatter/scatter_inputs.hpp"

#include <type_traits>

#include "blocks/convert.hpp"

namespace convt::detail {
namespace {

/// Row by row; those of channels_first are transposed.
template <class Stored, class T>
void stage_rows(const ScatterPlan& plan, const ScatterPlace& place, const Stored* from, std::int32_t depth,
                T* stage) noexcept {
    const Problem& p = plan.problem();
    const BlockFunctions& functions = block_functions(plan.kernel(), p.dtype);
    const std::int32_t pitch = plan.cut().stage_pitch;
    const std::int32_t width = place.inputs[0].size();
    for (std::int32_t n = 0; n < place.images; ++n) {
        for (std::int32_t z = 0; z < place.inputs[2].size(); ++z) {
            for (std::int32_t y = 0; y < place.inputs[1].size(); ++y) {
                const Stored* row = from + n * p.input_batch_stride + std::int64_t{z} * p.input_stride[2] +
                                    std::int64_t{y} * p.input_stride[1];
                if (p.inputs_channels_last) {
                    move_rows(functions, row, p.input_stride[0], stage, pitch, depth, width);
                } else {
                    move_transposed(functions, row, p.input_channel_stride, stage, pitch, depth, width);
                }
                stage += std::int64_t{width} * pitch;
            }
        }
    }
}

}  // namespace

template <class Stored, class T>
ScatterInputs<T> scatter_inputs(const ScatterPlan& plan, const ScatterPlace& place, const Stored* inputs,
                                std::int32_t channel, std::int32_t depth, T* stage) noexcept {
    const Problem& p = plan.problem();
    std::int64_t first = place.image * p.input_batch_stride +
                         (std::int64_t{place.group} * p.in_channels + channel) * p.input_channel_stride;
    for (std::size_t d = 0; d < 3; ++d) {
        first += std::int64_t{place.inputs[d].begin} * p.input_stride[d];
    }
    if constexpr (std::is_same_v<Stored, T>) {
        if (p.inputs_channels_last) {
            const std::int64_t elements = p.batch * p.input_batch_stride - first;
            return {inputs + first, elements, p.input_stride,
                    static_cast<std::int32_t>(place.images > 1 ? p.input_batch_stride : 0)};
        }
    }
    stage_rows(plan, place, inputs + first, depth, stage);
    const std::int32_t pixel = plan.cut().stage_pitch;
    const std::int32_t row = pixel * place.inputs[0].size();
    const std::int32_t plane = row * place.inputs[1].size();
    const std::int32_t image = plane * place.inputs[2].size();
    return {stage, std::int64_t{image} * place.images, {pixel, row, plane}, image};
}

template ScatterInputs<float> scatter_inputs(const ScatterPlan&, const ScatterPlace&, const float*,
                                             std::int32_t, std::int32_t, float*) noexcept;
template ScatterInputs<double> scatter_inputs(const ScatterPlan&, const ScatterPlace&, const double*,
                                              std::int32_t, std::int32_t, double*) noexcept;
template ScatterInputs<float> scatter_inputs(const ScatterPlan&, const ScatterPlace&, const Half*,
                                             std::int32_t, std::int32_t, float*) noexcept;

}  // namespace convt::detail
