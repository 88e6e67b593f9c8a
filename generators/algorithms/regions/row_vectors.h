#pragma once

#include "algorithms/regions/conv_transpose.h"

namespace convt::generators {

/// The row vectors of a region: as many adjacent pixels of a row as a register holds; the last one of a row
/// moves back over the one before. A register tile takes several.
class RowVectors {
public:
    RowVectors(const KernelShape& shape, const RegionExprs& region);

    int in_tile;
    Halide::Var row_vector{"row_vector"};
    Halide::Func source{"source"};  ///< row_vector -> offset of its first input
    Halide::Func target{"target"};  ///< row_vector -> offset of its first output

    [[nodiscard]] Halide::Expr count() const;
    [[nodiscard]] Halide::Expr tiles() const;
    /// A tile's row vector. Row vectors after the last have the last one's offsets: a short last tile
    /// computes and stores it again.
    [[nodiscard]] Halide::Expr of_tile(const Halide::Expr& tile, const Halide::Expr& vector) const;

private:
    [[nodiscard]] Halide::Expr in_row() const;
    [[nodiscard]] Halide::Expr offset(const RegionExprs::PerDimension& strides) const;

    int rank_, pixels_;
    RegionExprs::PerDimension extent_;
};

}  // namespace convt::generators
