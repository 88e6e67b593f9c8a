#include "strategies/region/task/task_outputs.hpp"

#include <algorithm>
#include <utility>

#include "blocks/convert.hpp"

namespace convt::detail {

template <class T, class Out>
OutputView<T> TaskOutputs<T, Out>::direct_view(const Phase& y, const Phase& z,
                                               Range channels) const noexcept {
    OutputView<T> view{};
    [[maybe_unused]] std::int64_t offset = p_.output_of(channels.begin);
    for (std::size_t d = 0; d < 3; ++d) {
        view.stride[d] = std::int64_t{p_.output_stride[d]} * p_.axis[d].stride;
        offset += place_.q[d].begin * view.stride[d];
    }
    offset += std::int64_t{y.residue} * p_.output_stride[1] + std::int64_t{z.residue} * p_.output_stride[2];
    if constexpr (!kNarrows) view.base = outputs_ + offset;
    view.residue_stride = p_.output_stride[0];
    view.channel_stride = p_.output_channel_stride;
    return view;
}

/// Outputs of one (y, z) phase, pixel by pixel with dense channels, or plane by plane with dense rows; x
/// phases lie interleaved.
template <class T, class Out>
OutputView<T> TaskOutputs<T, Out>::scratch_view(Range channels) const noexcept {
    if (by_planes()) {
        const std::int64_t row = std::int64_t{positions(0).size()} * row_fold();
        const std::int64_t plane = row * place_.q[1].size();
        return {scratch_,
                {std::int64_t{row_fold()} * p_.axis[0].stride, row, plane},
                row_fold(),
                static_cast<std::int32_t>(plane * place_.q[2].size())};
    }
    const std::int64_t width = channels.size();
    const std::int64_t row = positions(0).size() * width;
    return {scratch_, {width * p_.axis[0].stride, row, row * place_.q[1].size()}, width, 1};
}

template <class T, class Out>
void TaskOutputs<T, Out>::finish_row(const Phase& y, const Phase& z, Range channels,
                                     const T* slopes) const noexcept {
    if (!has_scratch()) return;
    if (kNarrows && plan_.epilogue().follows()) activate_scratch(y, z, channels, slopes);
    transpose_row(y, z, channels);
}

/// Moves the rows of one (y, z) phase to where they belong.
template <class T, class Out>
void TaskOutputs<T, Out>::transpose_row(const Phase& y, const Phase& z, Range channels) const noexcept {
    const OutputView<T> scratch = scratch_view(channels);
    std::int32_t pixels = positions(0).size() * p_.fold;
    const std::int64_t to_x = std::int64_t{place_.q[0].begin} * p_.axis[0].stride * p_.output_stride[0];
    std::int32_t rows = place_.clip(y, 1).size();
    if (rows_touch(pixels)) pixels *= std::exchange(rows, 1);
    for (std::int32_t qz = 0; qz < place_.clip(z, 2).size(); ++qz) {
        for (std::int32_t qy = 0; qy < rows; ++qy) {
            const std::int64_t oz = std::int64_t{place_.q[2].begin + qz} * p_.axis[2].stride + z.residue;
            const std::int64_t oy = std::int64_t{place_.q[1].begin + qy} * p_.axis[1].stride + y.residue;
            move_row(scratch_ + qz * scratch.stride[2] + qy * scratch.stride[1], pixels, channels,
                     outputs_ + oz * p_.output_stride[2] + oy * p_.output_stride[1] + to_x +
                         p_.output_of(channels.begin));
        }
    }
}

/// Moves a row of so many output pixels. Folded channels are x positions and channels.
template <class T, class Out>
void TaskOutputs<T, Out>::move_row(const T* from, std::int32_t pixels, Range channels,
                                   Out* to) const noexcept {
    const std::int32_t width = channels.size();
    if (by_planes()) {
        const std::int32_t plane = scratch_view(channels).channel_stride,
                           pixel = p_.output_stride[0] / p_.fold;
        if (plan_.form().transposes(p_)) {
            move_transposed(functions(), from, plane, to, pixel, width / p_.fold, pixels);
        } else {
            move_rows(functions(), from, plane, to, p_.output_channel_stride, pixels, width / p_.fold);
        }
    } else if (kNarrows && p_.output_channel_stride == 1) {
        move_rows(functions(), from, width, to, p_.output_stride[0], width, pixels / p_.fold);
    } else {
        move_transposed(functions(), from, width / p_.fold, to, p_.output_channel_stride, pixels,
                        width / p_.fold);
    }
}

/// Whether rows of so many outputs follow each other without a gap.
template <class T, class Out>
bool TaskOutputs<T, Out>::rows_touch(std::int32_t pixels) const noexcept {
    const std::int64_t pixel = p_.output_channel_stride == 1 ? p_.output_stride[0] / p_.fold : 1;
    return p_.axis[1].stride == 1 && p_.output_stride[1] == pixels * pixel;
}

/// Calls visit(channels, slopes) for ranges whose slopes follow each other. Folded channels are pixels side
/// by side, of which there may be a part.
template <class T, class Out>
template <class Visit>
void TaskOutputs<T, Out>::for_slopes(Range channels, const T* slopes, const Visit& visit) const noexcept {
    if (slopes == nullptr || p_.phases_inner || p_.fold == 1) {
        return visit(channels, slopes == nullptr ? nullptr : slopes + p_.unfolded(channels.begin));
    }
    const std::int32_t pixel = p_.out_channels / p_.fold;
    for (std::int32_t c = channels.begin; c < channels.end;) {
        const std::int32_t end = std::min(channels.end, (c / pixel + 1) * pixel);
        visit(Range{c, end}, slopes + c % pixel);
        c = end;
    }
}

/// The outputs of one (y, z) phase, before they are narrowed.
template <class T, class Out>
void TaskOutputs<T, Out>::activate_scratch(const Phase& y, const Phase& z, Range channels,
                                           const T* slopes) const noexcept {
    const OutputView<T> scratch = scratch_view(channels);
    const std::int32_t rows = place_.clip(y, 1).size();
    const std::int32_t columns = positions(0).size();
    for (std::int32_t qz = 0; qz < place_.clip(z, 2).size(); ++qz) {
        T* plane = scratch_ + qz * scratch.stride[2];
        if (by_planes()) {
            activate_block(functions(), plan_.epilogue(),
                           Blocks{plane,
                                  {columns * p_.fold, channels.size() / p_.fold, rows},
                                  scratch.channel_stride,
                                  scratch.stride[1],
                                  1},
                           slopes == nullptr ? nullptr : slopes + p_.unfolded(channels.begin));
            continue;
        }
        for_slopes(channels, slopes, [&](Range own, const T* own_slopes) {
            activate_block(functions(), plan_.epilogue(),
                           Blocks{plane + (own.begin - channels.begin),
                                  {own.size(), columns, rows},
                                  channels.size(),
                                  scratch.stride[1],
                                  0},
                           own_slopes);
        });
    }
}

template <class T, class Out>
void TaskOutputs<T, Out>::activate(const T* slopes) const noexcept {
    if constexpr (!kNarrows) {
        const Range& all = place_.channels;
        T* base = outputs_ + p_.output_of(all.begin);
        if (!p_.channels_last) {
            return activate_channels(all, base,
                                     slopes == nullptr ? nullptr : slopes + p_.unfolded(all.begin));
        }
        for_slopes(all, slopes, [&](Range own, const T* own_slopes) {
            activate_channels(own, base + (own.begin - all.begin), own_slopes);
        });
    }
}

/// Rows of dense elements: channels (channels_last, with folded ones), or x positions.
template <class T, class Out>
void TaskOutputs<T, Out>::activate_channels(Range channels, T* first, const T* slopes) const noexcept {
    const Range x = positions(0);
    const Range y = positions(1);
    const Range z = positions(2);
    const bool last = p_.channels_last;
    const std::int32_t folded_x = last && !p_.phases_inner ? 1 : p_.fold;
    const std::int32_t count = channels.size() / folded_x, width = x.size() * folded_x;
    for (std::int32_t oz = z.begin; oz < z.end; ++oz) {
        T* plane = first + std::int64_t{oz} * p_.output_stride[2] +
                   std::int64_t{y.begin} * p_.output_stride[1] + std::int64_t{x.begin} * p_.output_stride[0];
        const Blocks block =
            last ? Blocks{plane,
                          {count, width, y.size()},
                          p_.output_stride[0] / folded_x,
                          p_.output_stride[1],
                          0}
                 : Blocks{plane, {width, count, y.size()}, p_.output_channel_stride, p_.output_stride[1], 1};
        activate_block(functions(), plan_.epilogue(), block, slopes);
    }
}

template class TaskOutputs<float, float>;
template class TaskOutputs<double, double>;
template class TaskOutputs<float, Half>;

}  // namespace convt::detail
