#include "algorithms/regions/row_vectors.h"

namespace convt::generators {

using Halide::Expr;

RowVectors::RowVectors(const KernelShape& shape, const RegionExprs& region)
    : in_tile(shape.tile_pixels / shape.lanes),
      rank_(shape.rank),
      pixels_(shape.lanes),
      extent_(region.extent) {
    source(row_vector) = offset(region.input_pixel_stride);
    target(row_vector) = offset(region.output_pixel_stride);
}

Expr RowVectors::in_row() const {
    return (extent_[0] + pixels_ - 1) / pixels_;
}

Expr RowVectors::count() const {
    Expr count = in_row();
    for (int d = 1; d < rank_; ++d) count *= extent_[static_cast<std::size_t>(d)];
    return Halide::min(count, contract::kMaxRegionPixels);  // keeps the offsets' storage a constant
}

Expr RowVectors::tiles() const {
    return (count() + in_tile - 1) / in_tile;
}

Expr RowVectors::of_tile(const Expr& tile, const Expr& vector) const {
    return tile * in_tile + vector;
}

Expr RowVectors::offset(const RegionExprs::PerDimension& strides) const {
    std::vector<Expr> at;
    Expr index = Halide::min(row_vector, count() - 1);
    for (int d = 0; d < rank_ - 1; ++d) {
        const Expr extent = d == 0 ? in_row() : extent_[static_cast<std::size_t>(d)];
        const Expr quotient = small_quotient(index, extent);
        at.push_back(index - quotient * extent);
        index = quotient;
    }
    at.push_back(index);
    at[0] = Halide::min(at[0] * pixels_, extent_[0] - pixels_);
    return dot(at, strides);
}

}  // namespace convt::generators
