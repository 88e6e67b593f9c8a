#include "strategies/winograd/winograd_outputs.hpp"

#include <algorithm>
#include <type_traits>

#include "base/unaligned.hpp"
#include "blocks/activate.hpp"
#include "blocks/buffers.hpp"
#include "blocks/convert.hpp"

namespace convt::detail {
namespace {

/// Stands for a bias that the caller does not give; as long as the widest channel block.
template <class T>
constexpr T kNoBias[contract::kMaxWinogradBlock] = {};

}  // namespace

template <class E>
WinogradOutputs<E>::WinogradOutputs(const WinogradPlan& plan, const WinogradPlace& place, const T* bias,
                                    const T* slopes, Out* outputs, T* scratch) noexcept
    : plan_(plan),
      p_(plan.problem()),
      place_(place),
      lanes_(plan.kernel().channel_block),
      bias_(bias),
      slopes_(slopes),
      outputs_(outputs),
      scratch_(scratch) {}

template <class E>
void WinogradOutputs<E>::finish_unit(const WinogradGroup& group, std::int32_t unit,
                                     const T* products) noexcept {
    const std::int32_t x = unit % group.row_units();
    const std::int32_t row = unit / group.row_units();
    const PhaseBlock block = block_of(phases_of(group, x, row));
    if (p_.channels_last) {
        if (!block.empty()) write_last(block, channel_of(row), {group, products});
        return;
    }
    if (!block.empty()) write_row(block, channel_of(row), {group, products}, kept(row));
    const bool joined = place_.lead().joined > 1;
    if (!joined && x == group.row_units() - 1) transpose_rows(block, channel_of(row), kept(row));
}

template <class E>
void WinogradOutputs<E>::finish_rows() noexcept {
    const WinogradGroup& lead = place_.lead();
    if (lead.joined == 1) return;
    for (std::int32_t row = place_.rows().begin; row < place_.rows().end; ++row) {
        transpose_rows(block_of(phases_of(lead, 0, row)), channel_of(row), kept(row));
    }
}

/// Where a row's outputs wait: joined groups keep those of all rows.
template <class E>
typename E::Summed* WinogradOutputs<E>::kept(std::int32_t row) const noexcept {
    const WinogradGroup& lead = place_.lead();
    return lead.joined == 1 ? scratch_ : scratch_ + (row - place_.rows().begin) * lead.row_elements;
}

template <class E>
typename WinogradOutputs<E>::PhaseBlock WinogradOutputs<E>::block_of(const Phases& phases) const noexcept {
    PhaseBlock block;
    for (std::size_t d = 0; d < 3; ++d) {
        const Phase& phase = *phases[d];
        const Range& positions = place_.positions()[d];
        if (d == 2 && place_.merges_images()) {
            block.extent[d] = place_.tiles()[d];
            block.reached[d] = {0, place_.tiles()[d]};
            continue;
        }
        block.first[d] = std::max(0, positions.begin - phase.first_input);
        block.extent[d] = std::min(phase.outputs, positions.end - phase.first_input) - block.first[d];
        block.skip[d] = phase.first_input + block.first[d] - positions.begin;
        block.output[d] = std::int64_t{block.first[d]} * p_.axis[d].stride + phase.residue;
        const Range reached = reached_outputs(phase, p_.axis[d].in);
        block.reached[d] = {std::max(0, reached.begin - block.first[d]),
                            std::min(block.extent[d], reached.end - block.first[d])};
    }
    return block;
}

/// The first output channel of a row.
template <class E>
std::int32_t WinogradOutputs<E>::channel_of(std::int32_t row) const noexcept {
    return std::min(row % channel_blocks(p_, plan_.kernel()) * lanes_, p_.out_channels - lanes_);
}

template <class E>
typename WinogradOutputs<E>::Phases WinogradOutputs<E>::phases_of(const WinogradGroup& group, std::int32_t x,
                                                                  std::int32_t row) const noexcept {
    const std::int32_t yz = row / channel_blocks(p_, plan_.kernel());
    const auto y_phases = static_cast<std::int32_t>(group.axis[1].phases.size());
    const auto at = [&](std::size_t d, std::int32_t i) {
        return &group.axis[d].phases[static_cast<std::size_t>(i)];
    };
    return {at(0, x), at(1, yz % y_phases), at(2, yz / y_phases)};
}

template <class E>
std::int64_t WinogradOutputs<E>::z_output_stride() const noexcept {
    return place_.merges_images() ? p_.output_batch_stride
                                  : std::int64_t{p_.output_stride[2]} * p_.axis[2].stride;
}

template <class E>
typename E::Out* WinogradOutputs<E>::output_at(const std::array<std::int64_t, 3>& output,
                                               std::int32_t channel) const noexcept {
    Out* at = outputs_ + std::int64_t{channel} * p_.output_channel_stride;
    for (std::size_t d = 0; d < 3; ++d) at += output[d] * p_.output_stride[d];
    return at;
}

template <class E>
void WinogradOutputs<E>::transform(const PhaseBlock& block, std::int32_t channel, const Products& from, T* to,
                                   const Strides& stride) noexcept {
    const std::array<std::int32_t, 3>& tiles = place_.tiles();
    const StridedBuffer<5> products(from.values, {{lanes_, 1},
                                                  {tiles[0], lanes_},
                                                  {tiles[1], std::int64_t{lanes_} * tiles[0]},
                                                  {tiles[2], std::int64_t{lanes_} * tiles[0] * tiles[1]},
                                                  {from.group.nodes(), from.group.product_stride}});
    const StridedBuffer<1> bias(bias_ == nullptr ? kNoBias<T> : bias_ + channel, {{lanes_, 1}});
    const StridedBuffer<4> outputs(to, {{lanes_, 1},
                                        {block.extent[0], stride[0]},
                                        {block.extent[1], stride[1]},
                                        {block.extent[2], stride[2]}});
    const Epilogue& epilogue = plan_.epilogue();
    from.group.transforms->outputs.template get<T>()(products.get(), bias.get(), block.skip[0], block.skip[1],
                                                     block.skip[2], static_cast<T>(epilogue.alpha),
                                                     static_cast<T>(epilogue.lower),
                                                     static_cast<T>(epilogue.upper), outputs.get());
    if (!block.all_reached()) set_unreached(block, channel, to, stride);
    if (epilogue.follows()) activate(block, channel, to, stride);
}

template <class E>
void WinogradOutputs<E>::activate(const PhaseBlock& block, std::int32_t channel, T* to,
                                  const Strides& stride) noexcept {
    const T* slopes = slopes_ == nullptr ? nullptr : slopes_ + channel;
    for (std::int64_t z = 0; z < block.extent[2]; ++z) {
        activate_block<T>(
            functions(), plan_.epilogue(),
            {to + z * stride[2], {lanes_, block.extent[0], block.extent[1]}, stride[0], stride[1]}, slopes);
    }
}

/// Outputs that no input reaches are the activated bias, bit for bit: sums of a tile's nodes would leave
/// rounding errors of its other outputs there.
template <class E>
void WinogradOutputs<E>::set_unreached(const PhaseBlock& block, std::int32_t channel, T* to,
                                       const Strides& stride) noexcept {
    const auto within = [&](std::size_t d, std::int32_t i) {
        return i >= block.reached[d].begin && i < block.reached[d].end;
    };
    for (std::int32_t z = 0; z < block.extent[2]; ++z) {
        for (std::int32_t y = 0; y < block.extent[1]; ++y) {
            for (std::int32_t x = 0; x < block.extent[0]; ++x) {
                if (within(0, x) && within(1, y) && within(2, z)) continue;
                T* pixel = to + x * stride[0] + y * stride[1] + z * stride[2];
                for (std::int32_t lane = 0; lane < lanes_; ++lane) {
                    const T bias = bias_ == nullptr ? T{0} : load(bias_ + channel + lane);
                    store(plan_.epilogue().clamped(bias), pixel + lane);
                }
            }
        }
    }
}

template <class E>
void WinogradOutputs<E>::write_last(const PhaseBlock& block, std::int32_t channel,
                                    const Products& products) noexcept {
    const Strides to{std::int64_t{p_.output_stride[0]} * p_.axis[0].stride,
                     std::int64_t{p_.output_stride[1]} * p_.axis[1].stride, z_output_stride()};
    Out* first = output_at(block.output, channel);
    if constexpr (std::is_same_v<T, Out>) {
        transform(block, channel, products, first, to);
    } else {
        const std::int64_t row = std::int64_t{lanes_} * block.extent[0];
        const Strides from{lanes_, row, row * block.extent[1]};
        transform(block, channel, products, scratch_, from);
        for (std::int64_t z = 0; z < block.extent[2]; ++z) {
            for (std::int64_t y = 0; y < block.extent[1]; ++y) {
                move_rows(functions(), scratch_ + y * from[1] + z * from[2], from[0],
                          first + y * to[1] + z * to[2], to[0], lanes_, block.extent[0]);
            }
        }
    }
}

/// channels_first: the x phases of a row interleave in the scratch, pixel by pixel with dense channels.
template <class E>
void WinogradOutputs<E>::write_row(const PhaseBlock& block, std::int32_t channel, const Products& products,
                                   T* to) noexcept {
    const Range row = row_outputs().all();
    const std::int64_t width = std::int64_t{row.size()} * lanes_;
    const std::int64_t first = block.output[0] - row.begin;
    transform(block, channel, products, to + first * lanes_,
              {std::int64_t{p_.axis[0].stride} * lanes_, width, width * block.extent[1]});
}

/// Writes the rows of the scratch where they belong: just what the task has computed of them.
template <class E>
void WinogradOutputs<E>::transpose_rows(const PhaseBlock& block, std::int32_t channel,
                                        const T* from) noexcept {
    if (block.extent[1] <= 0 || block.extent[2] <= 0) return;
    const RowOutputs outputs = row_outputs();
    const Range row = outputs.all();
    for (std::int64_t z = 0; z < block.extent[2]; ++z) {
        for (std::int64_t y = 0; y < block.extent[1]; ++y) {
            Out* to = output_at({row.begin, block.output[1], block.output[2]}, channel) +
                      y * p_.output_stride[1] * p_.axis[1].stride + z * z_output_stride();
            outputs.for_each_run([&](Range run) {
                const std::int64_t skipped = run.begin - row.begin;
                move_transposed(functions(), from + skipped * lanes_, lanes_,
                                to + skipped * p_.output_stride[0], p_.output_channel_stride, run.size(),
                                lanes_);
            });
            from += std::int64_t{row.size()} * lanes_;
        }
    }
}

template class WinogradOutputs<Float32>;
template class WinogradOutputs<Float64>;
template class WinogradOutputs<Half16>;
template class WinogradOutputs<HalfToFloat>;

}  // namespace convt::detail
