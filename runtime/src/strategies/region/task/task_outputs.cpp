#include "strategies/region/task/task_outputs.hpp"

#include <algorithm>
#include <utility>

#include "blocks/activate.hpp"
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

/// Folded channels_last channels are pixels side by side, of which the task may have a part: slopes are those
/// of each pixel's channels.
template <class T>
void TaskOutputs<T>::activate(const T* slopes) const noexcept {
    const Range& all = place_.channels;
    T* base = outputs_ + p_.output_of(all.begin);
    const std::int32_t pixel = p_.out_channels / p_.fold;
    if (slopes == nullptr || !p_.channels_last || p_.fold == 1) {
        return activate_channels(all, base, slopes == nullptr ? nullptr : slopes + p_.unfolded(all.begin));
    }
    for (std::int32_t c = all.begin; c < all.end;) {
        const std::int32_t end = std::min(all.end, (c / pixel + 1) * pixel);
        activate_channels({c, end}, base + (c - all.begin), slopes + c % pixel);
        c = end;
    }
}

/// Rows of dense elements: channels (channels_last, with folded ones), or x positions.
template <class T>
void TaskOutputs<T>::activate_channels(Range channels, T* first, const T* slopes) const noexcept {
    const Range x = positions(0);
    const Range y = positions(1);
    const Range z = positions(2);
    const bool last = p_.channels_last;
    const std::int32_t folded_x = last ? 1 : p_.fold;
    const std::int32_t count = channels.size() / folded_x;
    const BlockFunctions& functions = block_functions(plan_.kernel());
    for (std::int32_t oz = z.begin; oz < z.end; ++oz) {
        T* plane = first + std::int64_t{oz} * p_.output_stride[2] +
                   std::int64_t{y.begin} * p_.output_stride[1] + std::int64_t{x.begin} * p_.output_stride[0];
        const ActivatedBlock<T> block = last ? ActivatedBlock<T>{plane,
                                                                 {count, x.size(), y.size()},
                                                                 p_.output_stride[0],
                                                                 p_.output_stride[1],
                                                                 0}
                                             : ActivatedBlock<T>{plane,
                                                                 {x.size() * folded_x, count, y.size()},
                                                                 p_.output_channel_stride,
                                                                 p_.output_stride[1],
                                                                 1};
        activate_block(functions, plan_.epilogue(), block, slopes);
    }
}

template class TaskOutputs<float>;
template class TaskOutputs<double>;

}  // namespace convt::detail
