#include "schedules.h"

namespace convt::schedules {

/// One division per place and dimension is dear when a pixel has little work (one tap, 16 channels), so
/// offsets are made once per call, on vectors, and serve every channel block.
void schedule_offsets(generators::ConvTranspose& algorithm, Halide::Func& offsets,
                      const Halide::Target& target) {
    const int lanes = float_lanes(target);
    const Halide::Expr whole_vectors = (algorithm.places() + lanes - 1) / lanes * lanes;
    offsets.compute_root()
        .bound(algorithm.place, 0, whole_vectors)
        .store_in(Halide::MemoryType::Stack)
        .vectorize(algorithm.place, lanes, Halide::TailStrategy::RoundUp);
}

}  // namespace convt::schedules
