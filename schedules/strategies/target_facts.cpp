#include "strategies/schedules.h"

namespace convt::schedules {

int float_lanes(const Halide::Target& target) {
    return target.natural_vector_size<float>();
}

bool multiplies_by_memory(int channel_block, const Halide::Target& target) {
    return target.has_feature(Halide::Target::AVX512) && channel_block == float_lanes(target);
}

bool fuses_multiply_add(const Halide::Target& target) {
    return target.arch == Halide::Target::ARM || target.has_feature(Halide::Target::FMA);
}

}  // namespace convt::schedules
