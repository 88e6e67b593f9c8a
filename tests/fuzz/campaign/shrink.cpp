#include "fuzz/campaign/shrink.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <vector>

#include "support/problem.hpp"

namespace convt::campaign {
namespace {

constexpr std::chrono::seconds kLongest{60};

using Change = std::function<void(Case&)>;

/// Half of it, then one less.
void add_smaller(std::vector<Change>& changes, const std::function<std::int64_t&(Case&)>& value,
                 std::int64_t least) {
    changes.push_back([=](Case& c) { value(c) = std::max(least, value(c) / 2); });
    changes.push_back([=](Case& c) { value(c) = std::max(least, value(c) - 1); });
}

/// All outputs that any input reaches, and no more.
void set_natural_outputs(Case& c) {
    c.desc = support::with_outputs(c.desc);
    for (std::int64_t& out : c.desc.out_spatial) out = std::max<std::int64_t>(out, 0);
}

void add_channels(std::vector<Change>& changes) {
    const auto per_group = [](std::int64_t& channels, std::int64_t groups, std::int64_t divisor,
                              std::int64_t less) {
        channels = std::max<std::int64_t>(1, channels / groups / divisor - less) * groups;
    };
    struct Less {
        std::int64_t divisor, less;
    };
    for (const Less by : {Less{2, 0}, Less{1, 1}}) {
        changes.push_back(
            [=](Case& c) { per_group(c.desc.in_channels, c.desc.groups, by.divisor, by.less); });
        changes.push_back(
            [=](Case& c) { per_group(c.desc.out_channels, c.desc.groups, by.divisor, by.less); });
    }
    changes.push_back([](Case& c) {
        c.desc.in_channels /= c.desc.groups;
        c.desc.out_channels /= c.desc.groups;
        c.desc.groups = 1;
    });
}

void add_sizes(std::vector<Change>& changes, int rank) {
    changes.push_back(set_natural_outputs);
    add_smaller(
        changes, [](Case& c) -> std::int64_t& { return c.desc.batch; }, 1);
    for (std::size_t d = 0; d < static_cast<std::size_t>(rank); ++d) {
        for (const auto values :
             {&ConvTransposeDesc::in_spatial, &ConvTransposeDesc::kernel_size, &ConvTransposeDesc::strides,
              &ConvTransposeDesc::dilation_rate, &ConvTransposeDesc::out_spatial}) {
            add_smaller(
                changes, [=](Case& c) -> std::int64_t& { return (c.desc.*values)[d]; }, 1);
        }
        add_smaller(
            changes, [=](Case& c) -> std::int64_t& { return c.desc.crop_left[d]; }, 0);
    }
    // Smaller sizes with the outputs that they have.
    const std::size_t plain = changes.size();
    for (std::size_t i = 0; i < plain; ++i) {
        changes.push_back([change = changes[i]](Case& c) {
            change(c);
            set_natural_outputs(c);
        });
    }
}

/// Of quantised inputs; of others nothing changes.
void add_integers(std::vector<Change>& changes) {
    changes.push_back([](Case& c) { c.desc.quantization.input_zero_point = 0; });
    changes.push_back([](Case& c) { c.desc.quantization.output_zero_point = 0; });
    changes.push_back([](Case& c) { c.desc.quantization.bias_dtype = DType::int32; });
}

std::vector<Change> changes_of(int rank) {
    std::vector<Change> changes = {
        [](Case& c) { c.desc.input_strides = {}; },
        [](Case& c) { c.desc.output_strides = {}; },
        [](Case& c) { c.desc.activation = Activation::none; },
        [](Case& c) { c.values = Values::uniform; },
        [](Case& c) { c.runner = Runner::own; },
        [](Case& c) { c.threads = 1; },
        [](Case& c) { c.plan_threads = 1; },
        [](Case& c) { c.with_bias = false; },
        [](Case& c) { c.order = KernelOrder::keras; },
        [](Case& c) { c.shift = 0; },
        [](Case& c) { c.any_size = false; },
        [](Case& c) { c.algorithm = Algorithm::automatic; },
        [](Case& c) { c.tuning = {}; },
        [](Case& c) { c.tuning.block = {}; },
        [](Case& c) { c.tuning.channel_parts = 0; },
        [](Case& c) { c.tuning.turned_channels = c.tuning.units_together = 0; },
        [](Case& c) { c.tuning.one_thread.reset(); },
        [](Case& c) { c.data_seed = 1; },
    };
    add_integers(changes);
    add_channels(changes);
    add_sizes(changes, rank);
    return changes;
}

/// What shrinking makes less: all sizes, and options that are not at their defaults.
std::int64_t size_of(const Case& c) {
    const ConvTransposeDesc& d = c.desc;
    std::int64_t size =
        d.batch + d.groups + d.in_channels + d.out_channels + c.threads + c.plan_threads + c.shift;
    for (const auto* values :
         {&d.in_spatial, &d.kernel_size, &d.strides, &d.dilation_rate, &d.crop_left, &d.out_spatial}) {
        for (int i = 0; i < d.rank; ++i) size += (*values)[static_cast<std::size_t>(i)];
    }
    const bool options[] = {d.input_strides.batch != 0,
                            d.output_strides.batch != 0,
                            d.activation != Activation::none,
                            c.values != Values::uniform,
                            c.runner != Runner::own,
                            c.with_bias,
                            c.order != KernelOrder::keras,
                            c.any_size,
                            c.algorithm != Algorithm::automatic,
                            c.tuning.block[0] > 0,
                            c.tuning.channel_parts > 0,
                            c.tuning.turned_channels > 0,
                            c.tuning.units_together > 0,
                            c.tuning.one_thread.has_value(),
                            c.data_seed != 1,
                            d.quantization.input_zero_point != 0,
                            d.quantization.output_zero_point != 0,
                            d.quantization.bias_dtype != DType::int32};
    return size + std::count(std::begin(options), std::end(options), true);
}

}  // namespace

Case shrink(const Case& failing, const std::function<bool(const Case&)>& fails) {
    const auto end = std::chrono::steady_clock::now() + kLongest;
    Case least = failing;
    bool smaller = true;
    while (smaller) {
        smaller = false;
        for (const Change& change : changes_of(failing.desc.rank)) {
            Case next = least;
            change(next);
            if (size_of(next) >= size_of(least) || !validate(next.desc).ok()) continue;
            if (std::chrono::steady_clock::now() > end) return least;
            if (!fails(next)) continue;
            least = next;
            smaller = true;
        }
    }
    return least;
}

}  // namespace convt::campaign
