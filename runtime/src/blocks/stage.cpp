#include "blocks/stage.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "blocks/convert.hpp"

namespace convt::detail {
namespace {

/// Borders of a row are a few floats, for which a call of memset takes longer.
template <class T>
void zero(T* to, std::int64_t count) noexcept {
    constexpr std::int64_t kFew = 3;
    if (count > kFew) {
        std::memset(to, 0, static_cast<std::size_t>(count) * sizeof(T));
    } else {
        for (std::int64_t i = 0; i < count; ++i) to[i] = 0;
    }
}

template <class Stored, class T>
void copy(const BlockFunctions& functions, const Stored* from, T* to, std::int64_t count) noexcept {
    if constexpr (std::is_same_v<Stored, T>) {
        std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
    } else {
        move_rows(functions, from, 0, to, 0, static_cast<std::int32_t>(count), 1);
    }
}

/// Copies one window row by row; knows how rows lie in the image and in the stage.
template <class Stored, class T>
class Stager {
public:
    Stager(const Problem& problem, const BlockFunctions& functions, const StageLayout& layout,
           const Stored* image, const Window& window, T* stage) noexcept
        : p_(problem),
          functions_(functions),
          image_(image),
          window_(window),
          stage_(stage),
          planar_(layout.planes),
          channels_(layout.channels),
          pitch_(layout.pitch) {
        inside_ = {std::clamp(window[0].begin, 0, problem.axis[0].in),
                   std::clamp(window[0].end, 0, problem.axis[0].in)};
        view_.base = stage;
        for (std::size_t d = 0; d < 3; ++d) view_.first[d] = window[d].begin;
        view_.stride[0] = planar_ ? 1 : pitch_;
        view_.stride[1] = view_.stride[0] * window[0].size();
        view_.stride[2] = view_.stride[1] * window[1].size();
        const std::int64_t plane = std::int64_t{view_.stride[2]} * window[2].size();
        view_.channel_stride = planar_ ? static_cast<std::int32_t>(layout.plane(plane)) : 1;
    }

    InputView<T> run() noexcept {
        for (std::int32_t z = window_[2].begin; z < window_[2].end; ++z) {
            for (std::int32_t y = window_[1].begin; y < window_[1].end; ++y) {
                T* to = stage_ + std::int64_t{z - window_[2].begin} * view_.stride[2] +
                        std::int64_t{y - window_[1].begin} * view_.stride[1];
                const bool outside = z < 0 || z >= p_.axis[2].in || y < 0 || y >= p_.axis[1].in;
                if (outside || inside_.size() == 0) {
                    clear(to, 0, window_[0].size());
                    continue;
                }
                clear(to, 0, inside_.begin - window_[0].begin);
                clear(to, inside_.end - window_[0].begin, window_[0].size());
                const Stored* from = image_ + std::int64_t{z} * p_.input_stride[2] +
                                     std::int64_t{y} * p_.input_stride[1] +
                                     std::int64_t{inside_.begin} * p_.input_stride[0];
                copy_row(from, to + std::int64_t{inside_.begin - window_[0].begin} * view_.stride[0]);
            }
        }
        return view_;
    }

private:
    /// Zeros columns [begin, end) of a staged row, for every channel.
    void clear(T* row, std::int32_t begin, std::int32_t end) noexcept {
        if (!planar_) return zero(row + std::int64_t{begin} * pitch_, std::int64_t{end - begin} * pitch_);
        for (std::int64_t c = 0; c < channels_; ++c)
            zero(row + c * view_.channel_stride + begin, end - begin);
    }

    void copy_row(const Stored* from, T* to) noexcept {
        const std::int32_t columns = inside_.size();
        if (planar_ && p_.inputs_channels_last) {
            move_transposed(functions_, from, p_.input_stride[0], to, view_.channel_stride, columns,
                            channels_);
        } else if (planar_) {
            for (std::int64_t c = 0; c < channels_; ++c) {
                copy(functions_, from + c * p_.input_channel_stride, to + c * view_.channel_stride, columns);
            }
        } else if (!p_.inputs_channels_last) {
            move_transposed(functions_, from, p_.input_channel_stride, to, pitch_, channels_, columns);
        } else if (p_.input_stride[0] == pitch_ && channels_ == pitch_) {
            copy(functions_, from, to, std::int64_t{columns} * channels_);
        } else {
            move_rows(functions_, from, p_.input_stride[0], to, pitch_, channels_, columns);
        }
    }

    const Problem& p_;
    const BlockFunctions& functions_;
    const Stored* image_;
    Window window_;
    T* stage_;
    bool planar_;
    std::int32_t channels_;
    std::int32_t pitch_;
    Range inside_;
    InputView<T> view_;
};

}  // namespace

template <class Stored, class T>
InputView<T> stage_window(const Problem& problem, const BlockFunctions& functions, const StageLayout& layout,
                          const Stored* image, const Window& window, T* stage) noexcept {
    return Stager<Stored, T>(problem, functions, layout, image, window, stage).run();
}

#define CONVT_STAGE(Stored, T)                                                                    \
    template InputView<T> stage_window(const Problem&, const BlockFunctions&, const StageLayout&, \
                                       const Stored*, const Window&, T*) noexcept
CONVT_STAGE(float, float);
CONVT_STAGE(double, double);
CONVT_STAGE(Half, float);
#undef CONVT_STAGE

}  // namespace convt::detail
