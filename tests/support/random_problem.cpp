#include "support/random_problem.hpp"

#include <algorithm>
#include <cstddef>

#include "support/problem.hpp"

namespace convt::support {
namespace {

constexpr std::int64_t kLargestWork = 100'000;

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

}  // namespace

ConvTransposeDesc random_problem(Random& random) {
    ConvTransposeDesc desc;
    do {
        desc = {};
        desc.rank = static_cast<int>(random.integer(1, kMaxRank));
        desc.data_format = random.chance(0.5) ? DataFormat::channels_last : DataFormat::channels_first;
        desc.batch = random.one_of({1, 1, 1, 2, 3});
        set_channels(desc, random);
        for (int d = 0; d < desc.rank; ++d) set_dimension(desc, static_cast<std::size_t>(d), random);
    } while (work(desc) > kLargestWork);
    if (random.chance(0.3)) {
        desc.activation = static_cast<Activation>(random.integer(0, static_cast<int>(Activation::clamp)));
        desc.activation_alpha = 2 * random.value();
    }
    return random.chance(0.2) ? with_gaps(desc, random.integer(1, 9)) : desc;
}

}  // namespace convt::support
