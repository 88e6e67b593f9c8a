#include "support/random_problem.hpp"

#include <algorithm>
#include <cstddef>

#include "support/problem.hpp"

namespace convt::support {
namespace {

constexpr std::int64_t kLargestWork = 100'000;
constexpr std::int64_t kLargestLongWork = 400'000;

std::int64_t random_channels(Random& random) {
    return random.chance(0.5) ? random.integer(1, 17) : random.integer(1, 70);
}

void set_channels(ConvTransposeDesc& desc, Random& random) {
    const std::int64_t kind = random.integer(0, 5);
    desc.groups = kind == 0 ? random.integer(2, 4) : 1;
    desc.in_channels = desc.groups * random_channels(random);
    desc.out_channels = desc.groups * random_channels(random);
    if (kind == 1) desc.groups = desc.in_channels = desc.out_channels;
}

void set_dimension(ConvTransposeDesc& desc, std::size_t d, Random& random) {
    desc.in_spatial[d] = random.chance(0.1) ? random.integer(1, 90) : random.integer(1, 9);
    desc.kernel_size[d] = random.chance(0.1) ? random.integer(1, 16) : random.integer(1, 5);
    desc.strides[d] = random.chance(0.1) ? random.integer(1, 17) : random.integer(1, 4);
    desc.dilation_rate[d] = random.chance(0.7) ? 1 : random.integer(1, 4);
    if (random.chance(0.15)) desc.kernel_size[d] = desc.strides[d];
    const std::int64_t natural = natural_size(desc, static_cast<int>(d));
    desc.crop_left[d] = random.chance(0.5) ? 0 : random.integer(0, std::min<std::int64_t>(natural + 2, 9));
    const std::int64_t right = random.chance(0.5) ? 0 : random.integer(-6, 6);
    desc.out_spatial[d] = std::max<std::int64_t>(0, natural - desc.crop_left[d] - right);
}

/// A tap or two in every phase of the last dimension, which with dilation meet different inputs.
void set_long_rows(ConvTransposeDesc& desc, Random& random) {
    desc.groups = 1;
    desc.in_channels = random.integer(1, 18);
    desc.out_channels = random.one_of({8, 16, 16, 17, 24, 32});
    for (int d = 0; d < desc.rank; ++d) {
        const auto at = static_cast<std::size_t>(d);
        const bool last = d == desc.rank - 1;
        desc.in_spatial[at] = last ? random.integer(20, 400) : random.integer(1, 6);
        desc.strides[at] = random.integer(1, last ? 4 : 2);
        desc.dilation_rate[at] = random.chance(0.6) ? random.integer(1, 5) : 1;
        desc.kernel_size[at] = desc.strides[at] * random.integer(1, 2);
        desc.crop_left[at] = random.integer(0, 2);
        const std::int64_t natural = natural_size(desc, d);
        desc.out_spatial[at] =
            std::max<std::int64_t>(0, natural - desc.crop_left[at] - random.integer(-2, 2));
    }
}

/// A tap in every phase of the last dimension; without a common factor they meet inputs apart from each
/// other. Along the others, most have two taps that meet neighbours.
void set_interleaved(ConvTransposeDesc& desc, Random& random) {
    desc.in_channels = random.one_of({4, 8, 16, 16, 17});
    desc.out_channels = random.one_of({8, 16, 16, 17, 32});
    for (int d = 0; d < desc.rank; ++d) {
        const auto at = static_cast<std::size_t>(d);
        const bool last = d == desc.rank - 1;
        desc.in_spatial[at] = random.integer(last ? 5 : 3, last ? 24 : 8);
        desc.strides[at] = random.integer(last ? 2 : 1, last ? 4 : 2);
        desc.kernel_size[at] = desc.strides[at] * (last || random.chance(0.2) ? 1 : 2);
        if (last) desc.dilation_rate[at] = desc.strides[at] * random.integer(1, 2) + 1;
        if (!last && random.chance(0.2)) desc.dilation_rate[at] = random.integer(2, 3);
        desc.crop_left[at] = random.integer(0, 2);
        const std::int64_t natural = natural_size(desc, d);
        desc.out_spatial[at] =
            std::max<std::int64_t>(0, natural - desc.crop_left[at] - random.integer(-2, 2));
    }
}

/// How often the oracle's loops run.
std::int64_t work(const ConvTransposeDesc& desc) {
    std::int64_t inputs = desc.batch * desc.in_channels;
    std::int64_t outputs = desc.batch * desc.out_channels;
    std::int64_t kernel = desc.out_channels / desc.groups;
    for (int d = 0; d < desc.rank; ++d) {
        inputs *= desc.in_spatial[static_cast<std::size_t>(d)];
        outputs *= desc.out_spatial[static_cast<std::size_t>(d)];
        kernel *= desc.kernel_size[static_cast<std::size_t>(d)];
    }
    return inputs * kernel + outputs;
}

/// Gaps now and then, and inputs in the other order.
ConvTransposeDesc laid_out(ConvTransposeDesc desc, Random& random) {
    if (random.chance(0.2)) desc = with_gaps(desc, random.integer(1, 9));
    if (random.chance(0.125)) desc = with_other_inputs(desc, random.chance(0.5) ? 0 : random.integer(1, 9));
    return desc;
}

}  // namespace

ConvTransposeDesc random_problem(Random& random) {
    const bool long_rows = random.chance(0.2);
    ConvTransposeDesc desc;
    do {
        desc = {};
        desc.rank = static_cast<int>(random.integer(1, kMaxRank));
        desc.data_format = random.chance(0.5) ? DataFormat::channels_last : DataFormat::channels_first;
        desc.batch = random.one_of({1, 1, 1, 2, 3});
        if (long_rows) {
            set_long_rows(desc, random);
            continue;
        }
        set_channels(desc, random);
        for (int d = 0; d < desc.rank; ++d) set_dimension(desc, static_cast<std::size_t>(d), random);
    } while (work(desc) > (long_rows ? kLargestLongWork : kLargestWork));
    if (random.chance(0.3)) {
        desc.activation = static_cast<Activation>(random.integer(0, static_cast<int>(Activation::prelu)));
        desc.activation_alpha = 2 * random.value();
    }
    return laid_out(desc, random);
}

ConvTransposeDesc interleaved_problem(Random& random) {
    ConvTransposeDesc desc;
    do {
        desc = {};
        desc.rank = static_cast<int>(random.one_of({1, 2, 2, 2, 3}));
        desc.data_format = random.chance(0.5) ? DataFormat::channels_last : DataFormat::channels_first;
        desc.batch = random.one_of({1, 1, 2});
        set_interleaved(desc, random);
    } while (work(desc) > kLargestLongWork);
    return laid_out(desc, random);
}

Tuning random_tuning(int rank, Random& random) {
    Tuning tuning;
    const bool block = random.chance(0.7);
    for (int d = 0; d < rank && block; ++d) {
        tuning.block[static_cast<std::size_t>(d)] = random.one_of({1, 2, 3, 4, 5, 8});
    }
    if (random.chance(0.5)) tuning.channel_parts = random.integer(1, 4);
    if (random.chance(0.2)) tuning.turned_channels = random.one_of({3, 8, 16, 32});
    if (random.chance(0.2)) tuning.units_together = random.integer(1, 9);
    if (random.chance(0.5)) tuning.one_thread = random.chance(0.5);
    return tuning;
}

}  // namespace convt::support
