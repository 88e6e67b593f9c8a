#include "strategies/schedules.h"

namespace convt::schedules {

void schedule_pieces(generators::RowPieces& pieces, const Halide::Target& target) {
    for (Halide::Func* offsets : {&pieces.source, &pieces.target}) {
        schedule_offsets(*offsets, pieces.piece, pieces.count(), pieces.in_tile, target);
    }
}

}  // namespace convt::schedules
