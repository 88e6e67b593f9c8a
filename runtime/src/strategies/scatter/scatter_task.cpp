#include "strategies/scatter/scatter_task.hpp"

#include <algorithm>

#include "blocks/buffers.hpp"
#include "strategies/panels.hpp"
#include "strategies/scatter/scatter_inputs.hpp"
#include "strategies/scatter/scatter_outputs.hpp"

namespace convt::detail {
namespace {

template <class E>
class ScatterTask {
    using Stored = typename E::Stored;
    using T = typename E::Summed;

public:
    ScatterTask(const ScatterPlan& plan, const RunArgs& args, std::int64_t task,
                std::byte* workspace) noexcept
        : plan_(plan),
          p_(plan.problem()),
          s_(plan.cut()),
          args_(args),
          place_(scatter_place(plan, task)),
          width_(plan.kernel().channel_block) {
        const auto part = [&](std::size_t bytes) {
            auto* begin = reinterpret_cast<T*>(workspace);
            workspace += bytes;
            return begin;
        };
        bias_ = part(s_.bias_bytes);
        from_ = reinterpret_cast<std::int32_t*>(part(s_.list_bytes));
        to_ = reinterpret_cast<std::int32_t*>(part(s_.list_bytes));
        row_ = part(s_.row_bytes);
        stage_ = part(s_.stage_bytes);
        sums_ = part(s_.sums_bytes);
    }

    void run() noexcept {
        for (const Range& outputs : place_.outputs) {
            if (outputs.size() == 0) return;
        }
        to_stride_[0] = s_.pitch(plan_.kernel());
        to_stride_[1] = to_stride_[0] * place_.outputs[0].size();
        to_stride_[2] = to_stride_[1] * place_.outputs[1].size();
        to_image_ = to_stride_[2] * place_.outputs[2].size();
        // One pixel more is for the places that fill up tiles.
        std::fill_n(sums_, std::int64_t{to_image_} * place_.images + to_stride_[0], T{0});
        for (std::int32_t c = 0; c < p_.in_channels; c += s_.depth) {
            add_channels(c, std::min(s_.depth, p_.in_channels - c));
        }
        write_scatter_outputs<E>(plan_, place_, args_, sums_, bias_, row_);
    }

private:
    void add_channels(std::int32_t channel, std::int32_t depth) noexcept {
        inputs_ =
            scatter_inputs(plan_, place_, static_cast<const Stored*>(args_.inputs), channel, depth, stage_);
        for_each_tap_met(p_, place_,
                         [&](const auto& tap, const auto& met) { add_tap(tap, met, channel, depth); });
    }

    /// All inputs that the tap brings to the task's outputs, listed row by row.
    void add_tap(const std::array<std::int32_t, 3>& tap, const std::array<Range, 3>& met,
                 std::int32_t channel, std::int32_t depth) noexcept {
        const T* weights = weights_of(tap, channel);
        std::array<std::int32_t, 3> from_begin, to_begin;
        for (std::size_t d = 0; d < 3; ++d) {
            const Axis& axis = p_.axis[d];
            from_begin[d] = met[d].begin - place_.inputs[d].begin;
            to_begin[d] = static_cast<std::int32_t>(std::int64_t{met[d].begin} * axis.stride +
                                                    std::int64_t{tap[d]} * axis.dilation - axis.crop_left -
                                                    place_.outputs[d].begin);
        }
        // Steps that no second place takes may lie beyond 32 bits.
        const std::int64_t step = std::int64_t{to_stride_[0]} * p_.axis[0].stride;
        std::int32_t count = 0;
        for (std::int32_t n = 0; n < place_.images; ++n) {
            for (std::int32_t z = 0; z < met[2].size(); ++z) {
                for (std::int32_t y = 0; y < met[1].size(); ++y) {
                    std::int64_t from = n * inputs_.image_stride + (from_begin[2] + z) * inputs_.stride[2] +
                                        (from_begin[1] + y) * inputs_.stride[1] +
                                        from_begin[0] * inputs_.stride[0];
                    std::int64_t to = n * to_image_ + (to_begin[2] + z * p_.axis[2].stride) * to_stride_[2] +
                                      (to_begin[1] + y * p_.axis[1].stride) * to_stride_[1] +
                                      to_begin[0] * to_stride_[0];
                    for (std::int32_t x = 0; x < met[0].size();) {
                        const std::int32_t end = std::min(met[0].size(), x + s_.places - count);
                        for (; x < end; ++x, ++count, from += inputs_.stride[0], to += step) {
                            from_[count] = static_cast<std::int32_t>(from);
                            to_[count] = static_cast<std::int32_t>(to);
                        }
                        if (count == s_.places) {
                            multiply(count, weights, depth);
                            count = 0;
                        }
                    }
                }
            }
        }
        if (count > 0) multiply(count, weights, depth);
    }

    const T* weights_of(const std::array<std::int32_t, 3>& tap, std::int32_t channel) const noexcept {
        const std::int64_t number =
            (std::int64_t{tap[2]} * p_.axis[1].kernel + tap[1]) * p_.axis[0].kernel + tap[0];
        return static_cast<const T*>(args_.packed) +
               std::int64_t{place_.group} * plan_.packed().group_stride +
               (number * p_.in_channels + channel) * width_;
    }

    /// Fills the last tile up with places whose sums nobody reads.
    void multiply(std::int32_t count, const T* weights, std::int32_t depth) noexcept {
        const std::int32_t tile = plan_.kernel().tile_pixels;
        for (; count % tile != 0; ++count) {
            from_[count] = from_[count - 1];
            to_[count] = to_image_ * place_.images;
        }
        const FlatBuffer inputs(inputs_.first, inputs_.elements);
        const OffsetBuffer from(from_, count);
        const OffsetBuffer to(to_, count);
        const std::int64_t block_stride = Panels(p_, plan_.kernel()).block_stride();
        for (std::int32_t b = 0; b < place_.blocks; b += s_.call_blocks) {
            const StridedBuffer<3> kernel(
                weights + (place_.first_block + b) * block_stride,
                {{width_, 1}, {depth, width_}, {std::min(s_.call_blocks, place_.blocks - b), block_stride}});
            const FlatBuffer sums(sums_ + std::int64_t{b} * width_);
            plan_.kernel().columns(const_cast<halide_buffer_t*>(&inputs.buffer), kernel.get(),
                                   const_cast<halide_buffer_t*>(&from.buffer),
                                   const_cast<halide_buffer_t*>(&to.buffer),
                                   const_cast<halide_buffer_t*>(&sums.buffer));
        }
    }

    const ScatterPlan& plan_;
    const Problem& p_;
    const ScatterSplit& s_;
    const RunArgs& args_;
    ScatterPlace place_;
    std::int32_t width_;
    ScatterInputs<T> inputs_;
    std::array<std::int32_t, 3> to_stride_{};  ///< of the sums
    std::int32_t to_image_ = 0;
    T* bias_;
    std::int32_t* from_;
    std::int32_t* to_;
    T* row_;
    T* stage_;
    T* sums_;
};

}  // namespace

void run_scatter_task(const ScatterPlan& plan, const RunArgs& args, std::int64_t task,
                      std::byte* workspace) noexcept {
    const Problem& p = plan.problem();
    with_elements(p.dtype, p.output_dtype,
                  [&]<class E>(E) { ScatterTask<E>(plan, args, task, workspace).run(); });
}

}  // namespace convt::detail
