#include "row_pieces.h"

namespace convt::generators {

using Halide::Expr;

RowPieces::RowPieces(const KernelShape& shape, const RegionExprs& region, int length)
    : rank_(shape.rank), length_(length), extent_(region.extent) {}

Expr RowPieces::in_row() const {
    return (extent_[0] + length_ - 1) / length_;
}

Expr RowPieces::count() const {
    Expr count = in_row();
    for (int d = 1; d < rank_; ++d) count *= extent_[static_cast<std::size_t>(d)];
    return Halide::min(count, contract::kMaxRegionPixels);  // keeps the offsets' storage a constant
}

Expr RowPieces::offset(const Expr& piece, const RegionExprs::PerDimension& strides) const {
    std::vector<Expr> at;
    Expr index = Halide::min(piece, count() - 1);
    for (int d = 0; d < rank_ - 1; ++d) {
        const Expr extent = d == 0 ? in_row() : extent_[static_cast<std::size_t>(d)];
        const Expr quotient = small_quotient(index, extent);
        at.push_back(index - quotient * extent);
        index = quotient;
    }
    at.push_back(index);
    at[0] = Halide::min(at[0] * length_, extent_[0] - length_);
    return dot(at, strides);
}

}  // namespace convt::generators
