#include "strategies/dot/dot_stage.hpp"

#include <algorithm>

namespace convt::detail {
namespace {

/// Bytes of either sign as bytes without one.
template <class Input>
struct Unsigned {
    using Staged = std::uint8_t;
    std::uint8_t zero;
    std::uint8_t operator()(Input x) const noexcept {
        return static_cast<std::uint8_t>(static_cast<std::uint8_t>(x) ^
                                         (std::is_signed_v<Input> ? 0x80U : 0U));
    }
};

/// Their distance from the zero point.
template <class Input>
struct Centred {
    using Staged = std::int16_t;
    std::int16_t zero_point;
    std::int16_t zero = 0;
    std::int16_t operator()(Input x) const noexcept { return static_cast<std::int16_t>(x - zero_point); }
};

template <class Input, class Convert>
class DotStager {
    using Staged = typename Convert::Staged;

public:
    DotStager(const Problem& problem, const Convert& convert, const Input* image, const DotWindow& window,
              std::int32_t pitch, Staged* stage) noexcept
        : p_(problem), convert_(convert), image_(image), window_(window), pitch_(pitch), stage_(stage) {}

    void run() const noexcept {
        Staged* to = stage_;
        const std::int64_t row = std::int64_t{window_[0].size()} * pitch_;
        for (std::int32_t z = window_[2].begin; z < window_[2].end; ++z) {
            for (std::int32_t y = window_[1].begin; y < window_[1].end; ++y, to += row) run_row(y, z, to);
        }
    }

private:
    void run_row(std::int32_t y, std::int32_t z, Staged* to) const noexcept {
        const Range& all = window_[0];
        const bool outside = z < 0 || z >= p_.axis[2].in || y < 0 || y >= p_.axis[1].in;
        const std::int32_t begin = std::clamp(all.begin, 0, p_.axis[0].in);
        const std::int32_t end = std::clamp(all.end, 0, p_.axis[0].in);
        if (outside || end <= begin) {
            std::fill_n(to, std::int64_t{all.size()} * pitch_, convert_.zero);
            return;
        }
        const std::int64_t before = std::int64_t{begin - all.begin} * pitch_;
        std::fill_n(to, before, convert_.zero);
        const Input* from = image_ + std::int64_t{z} * p_.input_stride[2] +
                            std::int64_t{y} * p_.input_stride[1] + std::int64_t{begin} * p_.input_stride[0];
        copy(from, to + before, end - begin);
        std::fill_n(to + before + std::int64_t{end - begin} * pitch_, std::int64_t{all.end - end} * pitch_,
                    convert_.zero);
    }

    void copy(const Input* from, Staged* to, std::int32_t pixels) const noexcept {
        const std::int32_t channels = p_.in_channels;
        if (p_.inputs_channels_last) {
            for (std::int32_t x = 0; x < pixels; ++x, from += p_.input_stride[0], to += pitch_) {
                for (std::int32_t c = 0; c < channels; ++c) to[c] = convert_(from[c]);
                std::fill(to + channels, to + pitch_, convert_.zero);
            }
            return;
        }
        // Pixels of a few lines at a time, which stay in L1 while the rows of all channels pass.
        constexpr std::int32_t kPixels = 32;
        for (std::int32_t x = 0; x < pixels; x += kPixels) {
            const std::int32_t count = std::min(kPixels, pixels - x);
            for (std::int32_t c = 0; c < pitch_; ++c) {
                const Input* row = from + std::int64_t{c} * p_.input_channel_stride + x;
                Staged* column = to + std::int64_t{x} * pitch_ + c;
                for (std::int32_t i = 0; i < count; ++i, column += pitch_) {
                    *column = c < channels ? convert_(row[i]) : convert_.zero;
                }
            }
        }
    }

    const Problem& p_;
    const Convert& convert_;
    const Input* image_;
    const DotWindow& window_;
    std::int32_t pitch_;
    Staged* stage_;
};

template <class Input>
void stage_inputs(const Problem& problem, std::int32_t terms, std::int32_t zero_point, const Input* image,
                  const DotWindow& window, std::int32_t pitch, std::byte* stage) noexcept {
    if (terms == 4) {
        const Unsigned<Input> convert{
            static_cast<std::uint8_t>(unsigned_zero_point(problem.dtype, zero_point))};
        DotStager<Input, Unsigned<Input>>(problem, convert, image, window, pitch,
                                          reinterpret_cast<std::uint8_t*>(stage))
            .run();
    } else {
        const Centred<Input> convert{static_cast<std::int16_t>(zero_point)};
        DotStager<Input, Centred<Input>>(problem, convert, image, window, pitch,
                                         reinterpret_cast<std::int16_t*>(stage))
            .run();
    }
}

}  // namespace

void stage_dot_inputs(const Problem& problem, std::int32_t terms, std::int32_t zero_point,
                      const std::byte* image, const DotWindow& window, std::int32_t pitch,
                      std::byte* stage) noexcept {
    if (problem.dtype == DType::int8) {
        stage_inputs(problem, terms, zero_point, reinterpret_cast<const std::int8_t*>(image), window, pitch,
                     stage);
    } else {
        stage_inputs(problem, terms, zero_point, reinterpret_cast<const std::uint8_t*>(image), window, pitch,
                     stage);
    }
}

}  // namespace convt::detail
