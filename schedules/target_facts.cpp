#include "schedules.h"

namespace convt::schedules {

int float_lanes(const Halide::Target& target) {
    return target.natural_vector_size<float>();
}

}  // namespace convt::schedules
