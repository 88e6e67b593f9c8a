#pragma once

#include "algorithms/conv_transpose.h"

namespace convt::generators {

/// Pieces of a region's rows: a vector of adjacent pixels each; the last one of a row moves back over the one
/// before. A register tile takes several.
class RowPieces {
public:
    RowPieces(const KernelShape& shape, const RegionExprs& region);

    int in_tile;
    Halide::Var piece{"piece"};
    Halide::Func source{"source"};  ///< piece -> offset of its first input
    Halide::Func target{"target"};  ///< piece -> offset of its first output

    [[nodiscard]] Halide::Expr count() const;
    [[nodiscard]] Halide::Expr tiles() const;
    /// A tile's piece. Pieces after the last have the last one's offsets: a short last tile computes
    /// and stores it again.
    [[nodiscard]] Halide::Expr of_tile(const Halide::Expr& tile, const Halide::Expr& vector) const;

private:
    [[nodiscard]] Halide::Expr in_row() const;
    [[nodiscard]] Halide::Expr offset(const RegionExprs::PerDimension& strides) const;

    int rank_, pixels_;
    RegionExprs::PerDimension extent_;
};

}  // namespace convt::generators
