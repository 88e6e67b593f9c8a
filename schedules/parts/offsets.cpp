#include "parts/parts.h"
#include "parts/target_facts.h"

namespace convt::schedules {

/// One division per place and dimension is dear when a pixel has little work (one tap, 16 channels), so
/// offsets are made once per call, on vectors, and serve every channel block: those of whole tiles, which
/// need not ask where the region ends.
void schedule_offsets(Halide::Func& offsets, const Halide::Var& place, const Halide::Expr& places,
                      int tile_places, const Halide::Target& target) {
    const int lanes = lanes_of(Halide::Int(32), target);
    const Halide::Expr whole_tiles = (places + tile_places - 1) / tile_places * tile_places;
    const Halide::Expr whole_vectors = (whole_tiles + lanes - 1) / lanes * lanes;
    offsets.compute_root()
        .bound(place, 0, whole_vectors)
        .store_in(Halide::MemoryType::Stack)
        .vectorize(place, lanes, Halide::TailStrategy::RoundUp);
}

}  // namespace convt::schedules
