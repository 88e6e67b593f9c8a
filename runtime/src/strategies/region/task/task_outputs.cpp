#include "strategies/region/task/task_outputs.hpp"

#include <utility>

#include "blocks/buffers.hpp"
#include "blocks/transpose.hpp"

namespace convt::detail {

template <class T>
OutputView<T> TaskOutputs<T>::direct_view(const Phase& y, const Phase& z, Range channels) const noexcept {
    OutputView<T> view{};
    std::int64_t offset = p_.output_of(channels.begin);
    for (std::size_t d = 0; d < 3; ++d) {
        view.stride[d] = std::int64_t{p_.output_stride[d]} * p_.axis[d].stride;
        offset += place_.q[d].begin * view.stride[d];
    }
    offset += std::int64_t{y.residue} * p_.output_stride[1] + std::int64_t{z.residue} * p_.output_stride[2];
    view.base = outputs_ + offset;
    view.residue_stride = p_.output_stride[0];
    view.channel_stride = p_.output_channel_stride;
    return view;
}

/// Outputs of one (y, z) phase, pixel by pixel with dense channels; x phases lie interleaved.
template <class T>
OutputView<T> TaskOutputs<T>::scratch_view(Range channels) const noexcept {
    const std::int64_t width = channels.size();
    const std::int64_t row = positions(0).size() * width;
    return {scratch_, {width * p_.axis[0].stride, row, row * place_.q[1].size()}, width, 1};
}

/// Folded channels are x positions and channels.
template <class T>
void TaskOutputs<T>::transpose_row(const Phase& y, const Phase& z, Range channels) const noexcept {
    const OutputView<T> scratch = scratch_view(channels);
    const std::int32_t width = channels.size() / p_.fold;
    std::int32_t columns = positions(0).size() * p_.fold;
    const std::int64_t to_x = std::int64_t{place_.q[0].begin} * p_.axis[0].stride * p_.output_stride[0];
    std::int32_t rows = place_.clip(y, 1).size();
    if (rows_touch(columns)) columns *= std::exchange(rows, 1);
    for (std::int32_t qz = 0; qz < place_.clip(z, 2).size(); ++qz) {
        for (std::int32_t qy = 0; qy < rows; ++qy) {
            const std::int64_t oz = std::int64_t{place_.q[2].begin + qz} * p_.axis[2].stride + z.residue;
            const std::int64_t oy = std::int64_t{place_.q[1].begin + qy} * p_.axis[1].stride + y.residue;
            T* to = outputs_ + oz * p_.output_stride[2] + oy * p_.output_stride[1] + to_x +
                    std::int64_t{channels.begin} * p_.output_channel_stride;
            transpose_block(block_functions(plan_.kernel()),
                            scratch_ + qz * scratch.stride[2] + qy * scratch.stride[1], width, to,
                            p_.output_channel_stride, columns, width);
        }
    }
}

/// Whether rows of so many outputs follow each other without a gap.
template <class T>
bool TaskOutputs<T>::rows_touch(std::int32_t columns) const noexcept {
    return p_.axis[1].stride == 1 && p_.output_stride[1] == columns;
}

/// Rows of dense elements: channels (channels_last, with folded ones), or x positions.
template <class T>
void TaskOutputs<T>::apply_curve() const noexcept {
    const Range x = positions(0);
    const Range y = positions(1);
    const Range z = positions(2);
    const bool last = p_.channels_last;
    const std::int32_t folded_x = last ? 1 : p_.fold;
    T* base = outputs_ + p_.output_of(place_.channels.begin);
    for (std::int32_t oz = z.begin; oz < z.end; ++oz) {
        T* plane = base + std::int64_t{oz} * p_.output_stride[2] +
                   std::int64_t{y.begin} * p_.output_stride[1] + std::int64_t{x.begin} * p_.output_stride[0];
        const std::int32_t channels = place_.channels.size() / folded_x;
        const StridedBuffer<3> values(
            plane, {{last ? channels : x.size() * folded_x, 1},
                    {last ? x.size() : channels, last ? p_.output_stride[0] : p_.output_channel_stride},
                    {y.size(), p_.output_stride[1]}});
        block_functions(plan_.kernel())
            .activate(static_cast<std::int32_t>(plan_.epilogue().curve), values.get());
    }
}

template class TaskOutputs<float>;
template class TaskOutputs<double>;

}  // namespace convt::detail
