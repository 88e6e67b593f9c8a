#include "strategies/dot/dot_outputs.hpp"

#include <algorithm>

#include "base/unaligned.hpp"
#include "blocks/buffers.hpp"

namespace convt::detail {
namespace {

/// Dense pixels of channels to rows of each channel.
template <class T>
void spread(const std::byte* row, std::int32_t pixels, std::int32_t channels, std::byte* to,
            std::int64_t step, std::int64_t channel_stride) noexcept {
    const auto* const from = reinterpret_cast<const T*>(row);
    auto* const outputs = reinterpret_cast<T*>(to);
    for (std::int32_t c = 0; c < channels; ++c) {
        T* out = outputs + c * channel_stride;
        for (std::int32_t x = 0; x < pixels; ++x, out += step) {
            store(from[std::int64_t{x} * channels + c], out);
        }
    }
}

}  // namespace

DotRows::DotRows(const DotPlan& plan, const RunArgs& args, std::int64_t first, std::int32_t count,
                 const float* biases, std::byte* row) noexcept
    : plan_(plan),
      p_(plan.problem()),
      how_(plan.requantization()),
      bytes_(stored_bytes(how_.outputs)),
      packed_(static_cast<const std::byte*>(args.packed)),
      outputs_(static_cast<std::byte*>(args.outputs)),
      first_(first),
      channels_(count),
      pitch_(plan.cut().sums_pitch(plan.kernel())),
      biases_(biases),
      row_(row) {
    if (how_.rounding != Rounding::gemmlowp) return;
    const std::int32_t* exponents = plan.panels().factors().exponents(packed_) + first;
    shifts_left_ = std::any_of(exponents, exponents + count, [](std::int32_t e) { return e > 0; });
}

void DotRows::write(const std::int32_t* sums, std::int32_t pixels, std::int64_t at,
                    std::int64_t step) const noexcept {
    std::byte* const to = outputs_ + at * bytes_;
    if (p_.channels_last) return write_dense(sums, pixels, to, step);
    write_dense(sums, pixels, row_, channels_);
    if (bytes_ == 1) {
        spread<std::uint8_t>(row_, pixels, channels_, to, step, p_.output_channel_stride);
    } else {
        spread<std::uint32_t>(row_, pixels, channels_, to, step, p_.output_channel_stride);
    }
}

void DotRows::write_dense(const std::int32_t* sums, std::int32_t pixels, std::byte* to,
                          std::int64_t step) const noexcept {
    if (how_.outputs == DType::int32) return copy_sums(sums, pixels, to, step);
    call(sums, pixels, to, step);
}

void DotRows::call(const std::int32_t* sums, std::int32_t pixels, std::byte* to,
                   std::int64_t step) const noexcept {
    const PackedFactors& factors = plan_.panels().factors();
    const DotOutputs& functions = plan_.functions();
    const StridedBuffer<2> from(sums, {{channels_, 1}, {pixels, pitch_}});
    const StridedBuffer<2> bytes(reinterpret_cast<const std::uint8_t*>(to), {{channels_, 1}, {pixels, step}});
    if (how_.outputs == DType::float32) {
        FlatBuffer scales(factors.scales(packed_) + first_, channels_), biases(biases_, channels_);
        const StridedBuffer<2> reals(reinterpret_cast<const float*>(to), {{channels_, 1}, {pixels, step}});
        functions.real(from.get(), &scales.buffer, &biases.buffer, how_.float_bias ? 1 : 0, how_.lower,
                       how_.upper, reals.get());
    } else if (how_.rounding == Rounding::gemmlowp) {
        FlatBuffer mantissas(factors.mantissas(packed_) + first_, channels_);
        FlatBuffer exponents(factors.exponents(packed_) + first_, channels_);
        functions.gemmlowp(from.get(), &mantissas.buffer, &exponents.buffer, shifts_left_ ? 1 : 0,
                           how_.output_zero_point, how_.least, how_.most, bytes.get());
    } else {
        const float* of = how_.float_bias ? factors.scales(packed_) : factors.multipliers(packed_);
        FlatBuffer scales(of + first_, channels_), biases(biases_, channels_);
        functions.nearest(from.get(), &scales.buffer, &biases.buffer, how_.output_scale,
                          how_.float_bias ? 1 : 0, how_.output_zero_point, how_.least, how_.most,
                          bytes.get());
    }
}

void DotRows::copy_sums(const std::int32_t* sums, std::int32_t pixels, std::byte* to,
                        std::int64_t step) const noexcept {
    auto* out = reinterpret_cast<std::int32_t*>(to);
    for (std::int32_t x = 0; x < pixels; ++x, sums += pitch_, out += step) {
        for (std::int32_t c = 0; c < channels_; ++c) store(std::max(sums[c], how_.least), out + c);
    }
}

}  // namespace convt::detail
