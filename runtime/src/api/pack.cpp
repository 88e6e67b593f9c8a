#include <new>

#include "base/text.hpp"
#include "machine/huge_pages.hpp"
#include "planning/plan_state.hpp"
#include "problem/kernel_strides.hpp"

namespace convt {
namespace detail {
namespace {

class Packer {
public:
    Packer(const PlanState& plan, const float* kernel, KernelOrder order) noexcept
        : problem_(plan.choice.problem),
          block_(plan.choice.kernel->channel_block),
          strides_(kernel_strides(plan.desc, order)),
          kernel_(kernel) {}

    /// [group][channel block][tap z][tap y][tap x][in_channel][lane]; the last block overlaps the one before.
    void pack(float* packed) const noexcept {
        const std::int32_t channels = problem_.out_channels;
        for (std::int32_t g = 0; g < problem_.groups; ++g) {
            for (std::int32_t first = 0; first < channels; first += block_) {
                packed = pack_block(g, std::min(first, channels - block_), packed);
            }
        }
    }

private:
    float* pack_block(std::int32_t group, std::int32_t first_channel, float* packed) const noexcept {
        for (std::int64_t z = 0; z < problem_.axis[2].kernel; ++z) {
            for (std::int64_t y = 0; y < problem_.axis[1].kernel; ++y) {
                for (std::int64_t x = 0; x < problem_.axis[0].kernel; ++x) {
                    const std::int64_t tap = z * strides_.tap[2] + y * strides_.tap[1] +
                                             x * problem_.fold * strides_.tap[0] + group * strides_.group;
                    packed = pack_tap(tap, first_channel, packed);
                }
            }
        }
        return packed;
    }

    float* pack_tap(std::int64_t tap, std::int32_t first_channel, float* packed) const noexcept {
        for (std::int32_t lane = 0; lane < block_; ++lane) {
            const float* from = kernel_ + tap + channel_offset(first_channel + lane);
            for (std::int64_t ci = 0; ci < problem_.in_channels; ++ci) {
                packed[ci * block_ + lane] = from[ci * strides_.in_channel];
            }
        }
        return packed + std::int64_t{problem_.in_channels} * block_;
    }

    /// A folded channel is a tap of the x axis and a channel; a depthwise channel is a group.
    std::int64_t channel_offset(std::int32_t channel) const noexcept {
        if (problem_.depthwise) return channel * strides_.group;
        return problem_.fold_phase(channel) * strides_.tap[0] +
               problem_.unfolded(channel) * strides_.out_channel;
    }

    const Problem& problem_;
    std::int32_t block_;
    KernelStrides strides_;
    const float* kernel_;
};

}  // namespace

void pack_kernel(const PlanState& plan, const float* kernel, KernelOrder order, float* packed) noexcept {
    if (plan.choice.tapped) return pack_tapped(plan, kernel, order, packed);
    if (plan.choice.winograd) return pack_winograd(plan, kernel, order, packed);
    Packer(plan, kernel, order).pack(packed);
}

}  // namespace detail

namespace {
constexpr std::size_t kAlignment = 64;
}

void PackedKernel::Free::operator()(void* memory) const noexcept {
    ::operator delete(memory, std::align_val_t(kAlignment));
}

PackedKernel::~PackedKernel() = default;

Result<PackedKernel> Plan::pack(const void* kernel, KernelOrder order) const noexcept {
    return detail::guarded([&]() -> Result<PackedKernel> {
        if (order != KernelOrder::keras && order != KernelOrder::pytorch) {
            return detail::invalid("order is ", static_cast<int>(order), "; it must be keras or pytorch");
        }
        if (kernel == nullptr && state_->packed_bytes > 0) {
            return detail::invalid("kernel is null; it must point to the weights");
        }
        PackedKernel packed;
        packed.bytes_ = state_->packed_bytes;
        packed.pack_id_ = state_->pack_id;
        packed.memory_.reset(::operator new(packed.bytes_ + contract::kWeightBytesAhead,
                                            std::align_val_t(kAlignment), std::nothrow));
        if (packed.memory_ == nullptr) {
            return Status(StatusCode::out_of_memory,
                          detail::text(packed.bytes_, " bytes for packed weights could not be had"));
        }
        detail::prefer_huge_pages(packed.memory_.get(), packed.bytes_);
        // Without weights there may still be more groups or taps than can be visited.
        if (packed.bytes_ == 0) return packed;
        detail::pack_kernel(*state_, static_cast<const float*>(kernel), order,
                            static_cast<float*>(packed.memory_.get()));
        return packed;
    });
}

}  // namespace convt
