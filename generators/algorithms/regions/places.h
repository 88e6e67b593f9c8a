#pragma once

#include <vector>

#include "algorithms/regions/conv_transpose.h"

namespace convt::generators {

/// Pixels of a region, no more than offsets have storage for: what a constant bounds lies on the stack.
Halide::Expr pixels_of(int rank, const RegionExprs& region);

/// Coordinates (x, y, z) of a region's pixel.
std::vector<Halide::Expr> position_of(int rank, const RegionExprs& region, Halide::Expr index);

}  // namespace convt::generators
