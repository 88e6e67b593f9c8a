#include <algorithm>
#include <string>
#include <vector>

#include "Halide.h"
#include "algorithms/prefetched.h"
#include "passes/prefetch_next_stores.h"
#include "strategies/schedules.h"

namespace convt::generators {

/// contract::TransposeFn: to(row, column) = from(column, row). Turns a block of a channels_first tensor into
/// channels_last order and back, while it is in cache.
///
/// Squares of one register per line are turned in registers, in as many rounds as a line's number has bits.
/// A round pairs the registers that differ in one bit and shuffles each pair into two. Places in a register
/// and registers are numbered by bits that are variables of their own: written like this, every shuffle is
/// one instruction. LLVM does not find them in a plain transpose.
class TransposeGenerator : public Halide::Generator<TransposeGenerator> {
public:
    Input<Buffer<float, 2>> from{"from"};
    Output<Buffer<float, 2>> to{"to"};

    void generate() {
        for (int d = 0; d < 2; ++d) {
            to.dim(d).set_min(0);
            from.dim(d).set_min(0);
        }
        edge_ = std::min(schedules::float_lanes(get_target()), 8);
        for (int b = 0; 1 << b < edge_; ++b) {
            lanes_.emplace_back("lane" + std::to_string(b));
            lines_.emplace_back("line" + std::to_string(b));
            turned_.emplace_back("turned" + std::to_string(b));
        }
        define_rounds();
        define_writes();
        schedules::fetch_ahead(get_pipeline(), "to", kLineFloats);
    }

private:
    /// The value of bits, lowest first.
    static Expr number(const std::vector<Expr>& bits) {
        Expr value = 0;
        for (std::size_t b = 0; b < bits.size(); ++b) value += bits[b] * (1 << b);
        return value;
    }
    static std::vector<Expr> expressions(const std::vector<Var>& variables) {
        return {variables.begin(), variables.end()};
    }
    /// Squares at an end move back over those before: the runtime turns smaller blocks itself.
    Expr first(const Expr& square, const Expr& extent) const {
        return Halide::min(square * edge_, extent - edge_);
    }

    /// What is left after `round` rounds: lines that are not paired yet, and turned bits in place of the
    /// rest.
    std::vector<Var> registers(std::size_t round) const {
        std::vector<Var> bits(lines_.begin() + static_cast<std::ptrdiff_t>(round), lines_.end());
        bits.insert(bits.end(), turned_.begin(), turned_.begin() + static_cast<std::ptrdiff_t>(round));
        return bits;
    }
    static std::vector<Expr> join(std::vector<Expr> places, const std::vector<Expr>& rest) {
        places.insert(places.end(), rest.begin(), rest.end());
        return places;
    }

    void define_rounds() {
        const Expr in_row = number(expressions(lines_)), in_column = number(expressions(lanes_));
        std::vector<Var> arguments = lanes_;
        const auto add = [&arguments](const std::vector<Var>& more) {
            arguments.insert(arguments.end(), more.begin(), more.end());
        };
        add(registers(0));
        add({row_square_, column_square_});
        Func loaded("loaded");
        loaded(arguments) = from(first(column_square_, to.dim(1).extent()) + in_column,
                                 first(row_square_, to.dim(0).extent()) + in_row);
        rounds_ = {loaded};
        for (std::size_t b = 0; b < lanes_.size(); ++b) {
            // The first round's shuffles take neighbours in a register, which the second undoes.
            std::vector<Expr> places = expressions(lanes_);
            if (b == 0) places[0] = lanes_[1];
            places[b == 0 ? 1 : b] = turned_[b];
            const auto of_line = [&](int line) {
                std::vector<Expr> rest = expressions(registers(b));
                rest[0] = line;
                return rounds_[b](join(join(places, rest), {row_square_, column_square_}));
            };
            arguments = lanes_;
            add(registers(b + 1));
            add({row_square_, column_square_});
            Func round("round" + std::to_string(b));
            round(arguments) = Halide::select(lanes_[b] == 0, of_line(0), of_line(1));
            rounds_.push_back(round);
        }
    }

    /// Lines that lie further apart share sets of the caches when their distance is a power of two, as planes
    /// of channels often do. So few of them are taken at a time, each for its whole length.
    void define_writes() {
        const Expr rows = to.dim(0).extent(), columns = to.dim(1).extent();
        const Expr row_squares = (rows + edge_ - 1) / edge_, column_squares = (columns + edge_ - 1) / edge_;
        const Expr along_columns = from.dim(1).stride() > to.dim(1).stride();
        const std::size_t bits = lanes_.size();
        std::vector<Halide::Range> ranges(2 * bits, {0, 2});
        ranges.push_back({0, Halide::select(along_columns, column_squares, row_squares)});
        ranges.push_back({0, Halide::select(along_columns, row_squares, column_squares)});
        RDom write(ranges, "write");
        const Halide::RVar inner = write[2 * static_cast<int>(bits)],
                           outer = write[2 * static_cast<int>(bits) + 1];
        const Expr row_square = Halide::select(along_columns, outer, inner);
        const Expr column_square = Halide::select(along_columns, inner, outer);
        std::vector<Expr> lane, turned;
        for (std::size_t b = 0; b < bits; ++b) {
            lane.emplace_back(write[static_cast<int>(b)]);
            turned.emplace_back(write[static_cast<int>(bits + b)]);
        }
        std::vector<Expr> column = turned;
        std::swap(column[0], column[1]);
        Func result(to);
        result(Var("row"), Var("column")) = Halide::undef<float>();
        result(first(row_square, rows) + number(lane), first(column_square, columns) + number(column)) =
            rounds_.back()(join(join(lane, turned), {row_square, column_square}));

        const auto place = [&](Halide::Stage stage) {
            stage.allow_race_conditions();
            for (std::size_t b = 0; b < bits; ++b) stage.vectorize(write[static_cast<int>(b)]);
            for (std::size_t b = 0; b < bits; ++b) stage.unroll(write[static_cast<int>(bits + b)]);
        };
        place(result.update().specialize(along_columns));
        place(result.update());
        for (std::size_t b = 0; b < bits; ++b) {
            rounds_[b].compute_at(result, inner).store_in(Halide::MemoryType::Stack);
            for (const Var& v : lanes_) rounds_[b].bound(v, 0, 2).vectorize(v);
            for (const Var& v : registers(b)) rounds_[b].bound(v, 0, 2).unroll(v);
        }
    }

    int edge_ = 8;
    std::vector<Var> lanes_, lines_, turned_;
    Var row_square_{"row_square"}, column_square_{"column_square"};
    std::vector<Func> rounds_;  ///< the last is computed where it is stored
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TransposeGenerator, transpose)
