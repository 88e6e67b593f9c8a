#include "algorithms/regions/places.h"

namespace convt::generators {

using Halide::Expr;

Expr pixels_of(int rank, const RegionExprs& region) {
    Expr count = region.extent[0];
    for (int d = 1; d < rank; ++d) count *= region.extent[static_cast<std::size_t>(d)];
    return Halide::min(count, contract::kMaxRegionPixels);
}

std::vector<Expr> position_of(int rank, const RegionExprs& region, Expr index) {
    std::vector<Expr> coordinates;
    for (int d = 0; d < rank - 1; ++d) {
        const Expr extent = region.extent[static_cast<std::size_t>(d)];
        const Expr quotient = small_quotient(index, extent);
        coordinates.push_back(index - quotient * extent);
        index = quotient;
    }
    coordinates.push_back(index);
    return coordinates;
}

}  // namespace convt::generators
