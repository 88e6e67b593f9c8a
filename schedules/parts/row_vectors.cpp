#include "parts/parts.h"

namespace convt::schedules {

void schedule_row_vectors(generators::RowVectors& vectors, const Halide::Target& target) {
    for (Halide::Func* offsets : {&vectors.source, &vectors.target}) {
        schedule_offsets(*offsets, vectors.row_vector, vectors.count(), vectors.in_tile, target);
    }
}

}  // namespace convt::schedules
