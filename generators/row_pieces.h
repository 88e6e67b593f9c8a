#pragma once

#include "conv_transpose.h"

namespace convt::generators {

/// Pieces of a region's rows: `length` neighbouring pixels; the last one of a row moves back over the one
/// before.
class RowPieces {
public:
    RowPieces(const KernelShape& shape, const RegionExprs& region, int length);

    [[nodiscard]] Halide::Expr count() const;
    /// Where a piece begins, with strides of pixels. Those behind the last have its place: a short last tile
    /// computes and stores it again.
    [[nodiscard]] Halide::Expr offset(const Halide::Expr& piece,
                                      const RegionExprs::PerDimension& strides) const;

private:
    [[nodiscard]] Halide::Expr in_row() const;

    int rank_, length_;
    RegionExprs::PerDimension extent_;
};

}  // namespace convt::generators
