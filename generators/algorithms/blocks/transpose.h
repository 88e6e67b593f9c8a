#pragma once

#include <vector>

#include "Halide.h"

namespace convt::generators {

/// to(row, column) = from(column, row): a block of a channels_first tensor in channels_last order and back,
/// while it is in cache.
///
/// Squares of one register per line are transposed in registers, in as many rounds as a line's number has
/// bits. A round pairs the registers that differ in one bit and shuffles each pair into two. Places in a
/// register and registers are numbered by bits that are variables of their own: written like this, every
/// shuffle is one instruction. LLVM does not find them in a plain transpose.
struct Transpose {
    /// `edge` is the side of a square, a power of two; extents of `to` are at least as large.
    struct Sizes {
        int edge;
        Halide::Expr rows, columns;         ///< extents of `to`
        Halide::Expr from_pitch, to_pitch;  ///< elements from a line to the next
    };
    Transpose(const Halide::Func& from, Halide::Func to, const Sizes& sizes);

    /// What is left after `round` rounds: lines that are not paired yet, and transposed bits in place of the
    /// rest.
    std::vector<Halide::Var> registers(std::size_t round) const;

    std::vector<Halide::Var> lanes, lines, transposed;
    Halide::Var row_square{"row_square"}, column_square{"column_square"};
    std::vector<Halide::Func> rounds;  ///< the last is computed where it is stored
    std::vector<Halide::RVar> write_lanes, write_lines;
    Halide::RVar inner, outer;   ///< squares of a line of squares, and lines of squares
    Halide::Expr along_columns;  ///< a line of squares follows the columns of `to`
    Halide::Func to;

private:
    std::vector<Halide::Expr> places_in_square(std::vector<Halide::Expr> bits,
                                               const std::vector<Halide::Expr>& rest) const;
    void define_rounds(const Halide::Func& from);
    void define_writes();
    Halide::Expr first(const Halide::Expr& square, const Halide::Expr& extent) const;

    Sizes sizes_;
};

}  // namespace convt::generators
