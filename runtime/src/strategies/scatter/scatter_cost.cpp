#include <algorithm>

#include "base/rounding.hpp"
#include "planning/costs/tier_costs.hpp"
#include "strategies/panels.hpp"
#include "strategies/scatter/scatter_split.hpp"

namespace convt::detail {
namespace {

/// What a tap's weights may take of L1 before each tile reads them from L2.
constexpr double kL1Bytes = 24 << 10;

class Estimate {
public:
    Estimate(const Problem& problem, const KernelInfo& kernel, const ScatterSplit& split) noexcept
        : p_(problem), k_(kernel), s_(split), tier_(costs_of(kernel)) {
        for (std::size_t d = 0; d < 3; ++d) {
            const Axis& axis = p_.axis[d];
            boxes_ *= s_.blocks_along[d];
            products_ *= static_cast<double>(p_.cuts[d].products);
            outputs_ *= axis.out;
            window_ *= s_.window[d];
        }
        products_ *= images();
        pieces_ = boxes_ * static_cast<double>(p_.taps() * s_.image_parts) * p_.groups;
        if (p_.in_channels > 0) depths_ = static_cast<double>(divide_up(p_.in_channels, s_.depth));
    }

    double cycles() const noexcept {
        // A task's first tile of a tap waits for its weights, the others hide that.
        const double products = multiply(), stream = weights();
        const double hidden = std::min(stream, products) * tier_.hidden_weights;
        return products + lists() + calls() + stream - hidden + staging() + writing();
    }

private:
    double images() const noexcept { return static_cast<double>(p_.batch) * p_.groups; }
    double bytes() const noexcept { return static_cast<double>(p_.element_bytes()); }

    double multiply() const noexcept {
        const double vectors = std::max(1.0, k_.channel_block / tier_.lanes);
        const double fmas = vectors * k_.tile_pixels;
        const double loads =
            (vectors + address_loads(k_, 4) + 1) / tier_.loads + k_.tile_pixels / tier_.broadcasts;
        const double step = std::max(fmas / tier_.fmas, loads);
        const double panel = double(s_.depth) * k_.channel_block * bytes();
        const double from_l2 = panel <= kL1Bytes ? 0 : k_.channel_block * bytes() / tier_.l2_bytes;
        const double adding = tier_.tile + 4 * fmas / tier_.loads;
        // The last tile of a tap is half empty.
        const double tiles = products_ / k_.tile_pixels + pieces_ / 2;
        return tiles * s_.blocks *
               (p_.in_channels * std::max(step, from_l2) / tier_.scatter_efficiency + depths_ * adding);
    }
    double lists() const noexcept {
        return depths_ * s_.chunks * (products_ * tier_.tapped_place + pieces_ * tier_.tapped_call);
    }
    double calls() const noexcept {
        return depths_ * pieces_ * divide_up_32(s_.blocks, s_.call_blocks) * tier_.call;
    }
    /// Every box passes all weights of its taps.
    double weights() const noexcept {
        const double group =
            static_cast<double>(p_.taps() * p_.in_channels * s_.blocks * k_.channel_block) * bytes();
        const bool kept = group * p_.groups <= tier_.l2_keeps;
        return group * boxes_ * s_.image_parts * p_.groups / (kept ? tier_.kept_weights : tier_.weight_bytes);
    }
    double staging() const noexcept {
        if (s_.stage_pitch == 0) return 0;
        const double moved = p_.inputs_channels_last ? tier_.move_element : tier_.tapped_transpose;
        return window_ * boxes_ * images() * s_.chunks * p_.in_channels * moved;
    }
    double writing() const noexcept {
        const double moved = p_.output_channel_stride == 1 ? tier_.move_element : tier_.transpose_element;
        const double vector = 2 * tier_.tap_vector + tier_.tapped_store;
        const double far = p_.output_bytes() > kFarOutputBytes ? tier_.tapped_far_element : 0;
        const double rows = outputs_ / std::max(s_.box[0], 1) * images() * s_.chunks;
        return outputs_ * images() * p_.out_channels * (vector / tier_.lanes + moved + far) +
               rows * tier_.tapped_row;
    }

    const Problem& p_;
    const KernelInfo& k_;
    const ScatterSplit& s_;
    const TierCosts& tier_;
    double boxes_ = 1;  ///< of an image
    double products_ =
        1;                ///< pairs of an input pixel and a tap that meet an output, of all images and groups
    double pieces_ = 0;   ///< pairs of a task's box and a tap
    double outputs_ = 1;  ///< pixels of an image
    double window_ = 1;   ///< inputs of a box
    double depths_ = 0;   ///< parts of the input channels
};

}  // namespace

double scatter_cycles(const Problem& problem, const KernelInfo& kernel, const ScatterSplit& split) noexcept {
    return Estimate(problem, kernel, split).cycles();
}

}  // namespace convt::detail
