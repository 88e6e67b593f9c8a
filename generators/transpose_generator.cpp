#include <algorithm>

#include "Halide.h"
#include "schedules.h"

namespace convt::generators {

/// contract::TransposeFn: to(row, column) = from(column, row). Turns a block of a channels_first tensor into
/// channels_last order and back, while it is in cache.
class TransposeGenerator : public Halide::Generator<TransposeGenerator> {
public:
    Input<Buffer<float, 2>> from{"from"};
    Output<Buffer<float, 2>> to{"to"};

    void generate() {
        to(row, column) = from(column, row);
        to.dim(0).set_min(0);
        to.dim(1).set_min(0);
        from.dim(0).set_min(0);
        from.dim(1).set_min(0);
        // Lines that lie further apart share sets of the caches when their distance is a power of two, as
        // planes of channels often do. So few of them are taken at a time, each for its whole length.
        Halide::Func turned(to);
        order_tiles(turned.specialize(from.dim(1).stride() > to.dim(1).stride()), outer, inner);
        order_tiles(turned, inner, outer);
        from.in(to).compute_at(to, inner).vectorize(Halide::_0, edge()).unroll(Halide::_1);
    }

private:
    int edge() const { return std::min(schedules::float_lanes(get_target()), 8); }

    /// Square tiles of one register per line: loads and stores are whole vectors, the turning happens in
    /// registers. Edges move inwards, so that both extents must reach one register; the runtime does smaller
    /// blocks itself.
    void order_tiles(Halide::Stage stage, const Var& rows, const Var& columns) {
        Var row_in("row_in"), column_in("column_in");
        stage
            .tile(row, column, rows, columns, row_in, column_in, edge(), edge(),
                  Halide::TailStrategy::ShiftInwards)
            .reorder({row_in, column_in, inner, outer})
            .vectorize(row_in)
            .unroll(column_in);
    }

    Var row{"row"}, column{"column"}, inner{"inner"}, outer{"outer"};
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TransposeGenerator, transpose)
