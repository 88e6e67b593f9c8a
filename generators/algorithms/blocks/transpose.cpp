#include "algorithms/blocks/transpose.h"

#include <string>
#include <utility>

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::Var;

namespace {

/// The value of bits, lowest first.
Expr number(const std::vector<Expr>& bits) {
    Expr value = 0;
    for (std::size_t b = 0; b < bits.size(); ++b) value += bits[b] * (1 << b);
    return value;
}

std::vector<Expr> expressions(const std::vector<Var>& variables) {
    return {variables.begin(), variables.end()};
}

std::vector<Expr> join(std::vector<Expr> places, const std::vector<Expr>& rest) {
    places.insert(places.end(), rest.begin(), rest.end());
    return places;
}

/// The first round's shuffles take adjacent elements of a register, which the second undoes: with two rounds
/// and more, the two lowest bits change places.
std::vector<Expr> lowest_two_swapped(std::vector<Expr> bits) {
    if (bits.size() > 1) std::swap(bits[0], bits[1]);
    return bits;
}

}  // namespace

Transpose::Transpose(const Func& from, Func result, const Sizes& sizes)
    : along_columns(sizes.from_pitch > sizes.to_pitch), to(result), sizes_(sizes) {
    for (int b = 0; 1 << b < sizes.edge; ++b) {
        lanes.emplace_back("lane" + std::to_string(b));
        lines.emplace_back("line" + std::to_string(b));
        transposed.emplace_back("transposed" + std::to_string(b));
    }
    define_rounds(from);
    define_writes();
}

/// Squares at an end move back over those before: the runtime transposes smaller blocks itself.
Expr Transpose::first(const Expr& square, const Expr& extent) const {
    return Halide::min(square * sizes_.edge, extent - sizes_.edge);
}

std::vector<Var> Transpose::registers(std::size_t round) const {
    const auto paired = static_cast<std::ptrdiff_t>(round);
    std::vector<Var> bits(lines.begin() + paired, lines.end());
    bits.insert(bits.end(), transposed.begin(), transposed.begin() + paired);
    return bits;
}

void Transpose::define_rounds(const Func& from) {
    const std::vector<Expr> squares = {row_square, column_square};
    const auto arguments = [&](std::size_t round) {
        std::vector<Var> all = lanes;
        for (const Var& v : registers(round)) all.push_back(v);
        all.push_back(row_square);
        all.push_back(column_square);
        return all;
    };
    Func loaded("loaded");
    loaded(arguments(0)) = from(first(column_square, sizes_.columns) + number(expressions(lanes)),
                                first(row_square, sizes_.rows) + number(expressions(lines)));
    rounds = {loaded};
    for (std::size_t b = 0; b < lanes.size(); ++b) {
        std::vector<Expr> places = expressions(lanes);
        places[b] = transposed[b];
        if (b == 0) places = lowest_two_swapped(places);
        const auto of_line = [&](int line) {
            std::vector<Expr> rest = expressions(registers(b));
            rest[0] = line;
            return rounds[b](join(join(places, rest), squares));
        };
        Func round("round" + std::to_string(b));
        round(arguments(b + 1)) = Halide::select(lanes[b] == 0, of_line(0), of_line(1));
        rounds.push_back(round);
    }
}

/// Lines that lie further apart share sets of the caches when their distance is a power of two, as planes of
/// channels often do. So few of them are taken at a time, each for its whole length.
void Transpose::define_writes() {
    const auto squares = [&](const Expr& extent) { return (extent + sizes_.edge - 1) / sizes_.edge; };
    const Expr row_squares = squares(sizes_.rows), column_squares = squares(sizes_.columns);
    const std::size_t bits = lanes.size();
    std::vector<Halide::Range> ranges(2 * bits, {0, 2});
    ranges.push_back({0, Halide::select(along_columns, column_squares, row_squares)});
    ranges.push_back({0, Halide::select(along_columns, row_squares, column_squares)});
    const Halide::RDom write(ranges, "write");
    for (std::size_t b = 0; b < bits; ++b) {
        write_lanes.push_back(write[static_cast<int>(b)]);
        write_lines.push_back(write[static_cast<int>(bits + b)]);
    }
    inner = write[2 * static_cast<int>(bits)];
    outer = write[2 * static_cast<int>(bits) + 1];
    const Expr row = Halide::select(along_columns, outer, inner);
    const Expr column = Halide::select(along_columns, inner, outer);
    const std::vector<Expr> lane(write_lanes.begin(), write_lanes.end());
    const std::vector<Expr> line(write_lines.begin(), write_lines.end());
    to(Var("row"), Var("column")) = Halide::undef(rounds[0].type());
    to(first(row, sizes_.rows) + number(lane),
       first(column, sizes_.columns) + number(lowest_two_swapped(line))) =
        rounds.back()(join(join(lane, line), {row, column}));
}

}  // namespace convt::generators
