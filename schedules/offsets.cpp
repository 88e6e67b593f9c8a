#include "schedules.h"

namespace convt::schedules {

/// One division per place and dimension is dear when a pixel has little work (one tap, 16 channels), so
/// offsets are made once per call, on vectors, and serve every channel block: those of whole tiles, which
/// need not ask where the region ends.
void schedule_offsets(generators::ConvTranspose& algorithm, Halide::Func& offsets,
                      const Halide::Target& target) {
    const int lanes = float_lanes(target);
    const int pixels = algorithm.shape.tile_pixels;
    const Halide::Expr whole_tiles = (algorithm.places() + pixels - 1) / pixels * pixels;
    const Halide::Expr whole_vectors = (whole_tiles + lanes - 1) / lanes * lanes;
    offsets.compute_root()
        .bound(algorithm.place, 0, whole_vectors)
        .store_in(Halide::MemoryType::Stack)
        .vectorize(algorithm.place, lanes, Halide::TailStrategy::RoundUp);
}

}  // namespace convt::schedules
