#include "strategies/scatter/scatter_outputs.hpp"

#include <algorithm>

#include "base/unaligned.hpp"
#include "blocks/activate.hpp"
#include "blocks/buffers.hpp"
#include "blocks/convert.hpp"

namespace convt::detail {
namespace {

/// Channels that lie side by side among the sums and among the outputs.
struct Channels {
    std::int32_t sum;    ///< of a pixel's sums
    std::int32_t first;  ///< of the group
    std::int32_t count;
};

template <class E>
class ScatterOutputs {
    using T = typename E::Summed;
    using Out = typename E::Out;

public:
    ScatterOutputs(const ScatterPlan& plan, const ScatterPlace& place, const RunArgs& args, T* sums, T* bias,
                   T* row) noexcept
        : plan_(plan), p_(plan.problem()), place_(place), args_(args), sums_(sums), bias_(bias), row_(row) {}

    /// The last channel block overlaps the one before, which has these outputs as well: they are left to it.
    void write() const noexcept {
        const std::int32_t width = plan_.kernel().channel_block;
        const std::int32_t first = place_.first_block * width;
        const std::int32_t end = std::min(p_.out_channels, first + place_.blocks * width);
        const std::int32_t whole = (end - first) / width * width;
        if (whole > 0) write({0, first, whole});
        if (const std::int32_t rest = end - first - whole; rest > 0) {
            write({whole + width - rest, first + whole, rest});
        }
    }

private:
    void write(const Channels& channels) const noexcept {
        const std::int64_t channel = std::int64_t{place_.group} * p_.out_channels + channels.first;
        const T* bias = args_.bias == nullptr ? nullptr : static_cast<const T*>(args_.bias) + channel;
        for (std::int32_t c = 0; c < channels.count; ++c) bias_[c] = bias == nullptr ? T{0} : load(bias + c);
        const T* slopes = args_.slopes == nullptr ? nullptr : static_cast<const T*>(args_.slopes) + channel;
        const std::int32_t pitch = plan_.cut().pitch(plan_.kernel());
        const T* from = sums_ + channels.sum;
        for (std::int32_t n = 0; n < place_.images; ++n) {
            Out* image = static_cast<Out*>(args_.outputs) + (place_.image + n) * p_.output_batch_stride +
                         channel * p_.output_channel_stride;
            for (std::int32_t z = place_.outputs[2].begin; z < place_.outputs[2].end; ++z) {
                for (std::int32_t y = place_.outputs[1].begin; y < place_.outputs[1].end; ++y) {
                    activate(from, channels.count, slopes);
                    move(channels.count, image + std::int64_t{z} * p_.output_stride[2] +
                                             std::int64_t{y} * p_.output_stride[1] +
                                             std::int64_t{place_.outputs[0].begin} * p_.output_stride[0]);
                    from += std::int64_t{place_.outputs[0].size()} * pitch;
                }
            }
        }
    }

    /// A row of pixels into row_.
    void activate(const T* sums, std::int32_t channels, const T* slopes) const noexcept {
        const std::int32_t none = 0;
        FlatBuffer from(sums);
        OffsetBuffer taps(&none, 1);
        FlatBuffer bias(bias_);
        FlatBuffer row(row_);
        const Epilogue& epilogue = plan_.epilogue();
        plan_.cut().gather->gather.template get<T>()(
            &from.buffer, &taps.buffer, &bias.buffer, place_.outputs[0].size(), channels,
            plan_.cut().pitch(plan_.kernel()), 1, channels, static_cast<T>(epilogue.alpha),
            static_cast<T>(epilogue.lower), static_cast<T>(epilogue.upper), &row.buffer);
        if (epilogue.follows()) {
            activate_row(functions(), epilogue, row_, place_.outputs[0].size(), channels, slopes);
        }
    }

    void move(std::int32_t channels, Out* to) const noexcept {
        const std::int32_t width = place_.outputs[0].size();
        if (p_.output_channel_stride == 1) {
            move_rows(functions(), row_, channels, to, p_.output_stride[0], channels, width);
        } else {
            move_transposed(functions(), row_, channels, to, p_.output_channel_stride, width, channels);
        }
    }

    const BlockFunctions& functions() const noexcept { return block_functions(plan_.kernel(), p_.dtype); }

    const ScatterPlan& plan_;
    const Problem& p_;
    const ScatterPlace& place_;
    const RunArgs& args_;
    const T* sums_;
    T* bias_;
    T* row_;
};

}  // namespace

template <class E>
void write_scatter_outputs(const ScatterPlan& plan, const ScatterPlace& place, const RunArgs& args,
                           typename E::Summed* sums, typename E::Summed* bias,
                           typename E::Summed* row) noexcept {
    ScatterOutputs<E>(plan, place, args, sums, bias, row).write();
}

template void write_scatter_outputs<Float32>(const ScatterPlan&, const ScatterPlace&, const RunArgs&, float*,
                                             float*, float*) noexcept;
template void write_scatter_outputs<Float64>(const ScatterPlan&, const ScatterPlace&, const RunArgs&, double*,
                                             double*, double*) noexcept;
template void write_scatter_outputs<Half16>(const ScatterPlan&, const ScatterPlace&, const RunArgs&, float*,
                                            float*, float*) noexcept;
template void write_scatter_outputs<HalfToFloat>(const ScatterPlan&, const ScatterPlace&, const RunArgs&,
                                                 float*, float*, float*) noexcept;

}  // namespace convt::detail
