#include <algorithm>
#include <cmath>

#include "strategies/region/task.hpp"

namespace convt::detail {
namespace {

/// One image and one group, output by output, straight from the gather form. Weights are packed with one
/// lane: [co][tap z][tap y][tap x][ci].
class Reference {
public:
    Reference(const PlanState& plan, const RunArgs& args, std::int64_t task) noexcept
        : plan_(plan), p_(plan.choice.problem) {
        const std::int64_t group = task % p_.groups;
        const std::int64_t image = task / p_.groups;
        const std::int64_t channel = group * p_.out_channels;
        inputs_ =
            args.inputs + image * p_.input_batch_stride + group * p_.in_channels * p_.input_channel_stride;
        outputs_ = args.outputs + image * p_.output_batch_stride + channel * p_.output_channel_stride;
        weights_ = args.packed + group * plan.group_stride;
        bias_ = args.bias == nullptr ? nullptr : args.bias + channel;
    }

    void run() noexcept {
        for (std::int32_t z = 0; z < p_.axis[2].out; ++z) {
            for (std::int32_t y = 0; y < p_.axis[1].out; ++y) {
                for (std::int32_t x = 0; x < p_.axis[0].out; ++x) run_pixel({x, y, z});
            }
        }
    }

private:
    using Position = std::array<std::int32_t, 3>;

    void run_pixel(const Position& o) noexcept {
        std::int64_t offset = 0;
        for (std::size_t d = 0; d < 3; ++d) offset += std::int64_t{o[d]} * p_.output_stride[d];
        for (std::int64_t co = 0; co < p_.out_channels; ++co) {
            outputs_[offset + co * p_.output_channel_stride] = activate(sum(o, co));
        }
    }

    float sum(const Position& o, std::int64_t co) const noexcept {
        float total = bias_ == nullptr ? 0.0F : bias_[co];
        const float* weights = weights_ + co * plan_.kernel_block_stride;
        for (std::int32_t kz = 0; kz < p_.axis[2].kernel; ++kz) {
            for (std::int32_t ky = 0; ky < p_.axis[1].kernel; ++ky) {
                for (std::int32_t kx = 0; kx < p_.axis[0].kernel; ++kx, weights += p_.in_channels) {
                    add_tap(o, {kx, ky, kz}, weights, total);
                }
            }
        }
        return total;
    }

    void add_tap(const Position& o, const Position& k, const float* weights, float& total) const noexcept {
        std::int64_t offset = 0;
        for (std::size_t d = 0; d < 3; ++d) {
            const Axis& axis = p_.axis[d];
            const std::int64_t shifted =
                std::int64_t{o[d]} + axis.crop_left - std::int64_t{k[d]} * axis.dilation;
            if (shifted < 0 || shifted % axis.stride != 0 || shifted / axis.stride >= axis.in) return;
            offset += shifted / axis.stride * p_.input_stride[d];
        }
        for (std::int64_t ci = 0; ci < p_.in_channels; ++ci) {
            total += inputs_[offset + ci * p_.input_channel_stride] * weights[ci];
        }
    }

    float activate(float v) const noexcept {
        if (plan_.curved) {
            return plan_.curve == contract::Curve::tanh ? std::tanh(v) : 1.0F / (1.0F + std::exp(-v));
        }
        if (v < 0.0F) v *= plan_.alpha;
        if (v < plan_.lower) v = plan_.lower;
        return v > plan_.upper ? plan_.upper : v;
    }

    const PlanState& plan_;
    const Problem& p_;
    const float* inputs_;
    float* outputs_;
    const float* weights_;
    const float* bias_;
};

}  // namespace

void run_reference(const PlanState& plan, const RunArgs& args, std::int64_t task) noexcept {
    Reference(plan, args, task).run();
}

}  // namespace convt::detail
