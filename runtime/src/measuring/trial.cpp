#include "measuring/trial.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <new>

#include "api/packed_memory.hpp"
#include "base/half.hpp"
#include "problem/layout.hpp"

namespace convt::detail {
namespace {

/// Bytes of random values that fill whatever is larger again and again.
constexpr std::size_t kPatternBytes = 4096;

template <class Stored, class Summed>
void write_pattern(DType dtype, std::byte* to) noexcept {
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < kPatternBytes / sizeof(Stored); ++i) {
        state = state * 1664525U + 1013904223U;
        const auto value =
            output<Stored>(static_cast<Summed>(static_cast<double>(state >> 8U) / (1U << 24U) - 0.5), dtype);
        std::memcpy(to + i * sizeof(Stored), &value, sizeof(Stored));
    }
}

/// Also touches every page, so that no run has to wait for one.
LineMemory filled(LineMemory memory, std::size_t bytes, DType dtype) {
    if (memory == nullptr) throw std::bad_alloc();
    alignas(64) std::array<std::byte, kPatternBytes> pattern;
    with_elements(dtype, [&]<class E>(E) {
        write_pattern<typename E::Stored, typename E::Summed>(dtype, pattern.data());
    });
    for (std::size_t at = 0; at < bytes; at += kPatternBytes) {
        std::memcpy(static_cast<std::byte*>(memory.get()) + at, pattern.data(),
                    std::min(kPatternBytes, bytes - at));
    }
    return memory;
}

/// Bytes from the first element of a tensor to its last, gaps included.
std::size_t spanned_bytes(const ConvTransposeDesc& desc, const TensorStrides& strides, std::int64_t channels,
                          const std::array<std::int64_t, kMaxRank>& spatial, DType dtype) noexcept {
    std::int64_t last = (desc.batch - 1) * strides.batch + (channels - 1) * strides.channels;
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        last += (spatial[d] - 1) * strides.spatial[d];
    }
    return static_cast<std::size_t>(std::max<std::int64_t>(last + 1, 0) * stored_bytes(dtype));
}

std::size_t kernel_bytes(const ConvTransposeDesc& desc) noexcept {
    std::int64_t elements = desc.in_channels / desc.groups * desc.out_channels;
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) elements *= desc.kernel_size[d];
    return static_cast<std::size_t>(elements * stored_bytes(desc.dtype));
}

}  // namespace

Trial::Trial(const ConvTransposeDesc& desc, Weights weights, ContextState& context)
    : weights_(weights), context_(context) {
    const TensorStrides inputs = input_layout(desc).value_or(InputLayout{}).strides;
    const std::size_t in = spanned_bytes(desc, inputs, desc.in_channels, desc.in_spatial, desc.dtype);
    const std::size_t out =
        spanned_bytes(desc, output_strides(desc), desc.out_channels, desc.out_spatial, output_dtype(desc));
    inputs_ = filled(allocate_packed(in), in, desc.dtype);
    outputs_ = filled(allocate_packed(out), out, output_dtype(desc));
    const auto slopes = static_cast<std::size_t>(desc.out_channels * summed_bytes(desc.dtype));
    slopes_ = filled(allocate_lines(slopes), slopes, kernel_dtype(desc.dtype));
    if (weights != Weights::argument) return;
    const std::size_t bytes = kernel_bytes(desc);
    kernel_ = filled(allocate_packed(bytes), bytes, desc.dtype);
}

std::size_t Trial::memory_of(const PlanState& plan) const noexcept {
    return weights_ == Weights::argument ? plan.unpacked_bytes(KernelOrder::keras) : plan.packed().bytes;
}

std::size_t Trial::missing_bytes(const PlanState& plan) const noexcept {
    const std::size_t bytes = memory_of(plan);
    return bytes <= packed_bytes_ ? 0 : bytes;
}

/// What plans read as packed weights here is zeros, as the system gives them: no run takes another time for
/// other values. They need pages of their own.
void Trial::reserve_packed(std::size_t bytes) {
    if (packed_ != nullptr && bytes <= packed_bytes_) return;
    packed_.reset();
    packed_bytes_ = 0;
    packed_ = allocate_packed(bytes);
    if (packed_ == nullptr) throw std::bad_alloc();
    packed_bytes_ = bytes;
    auto* const first = static_cast<volatile std::byte*>(packed_.get());
    for (std::size_t at = 0; at < bytes; at += kPatternBytes) first[at] = std::byte{0};
}

double Trial::run(const PlanState& plan) {
    using Clock = std::chrono::steady_clock;
    const bool argument = weights_ == Weights::argument;
    reserve_packed(memory_of(plan));
    const RunArgs args{inputs_.get(), packed_.get(), nullptr, outputs_.get(), slopes_.get()};
    const Clock::time_point begin = Clock::now();
    if (argument) {
        run_unpacked(plan, args, kernel_.get(), KernelOrder::keras, packed_.get(), context_);
    } else {
        run_all(plan, args, context_);
    }
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace convt::detail
