#include "schedules.h"

namespace convt::schedules {

int float_lanes(const Halide::Target& target) {
    return target.natural_vector_size<float>();
}

bool fuses_multiply_add(const Halide::Target& target) {
    return target.arch == Halide::Target::ARM || target.has_feature(Halide::Target::FMA);
}

}  // namespace convt::schedules
