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
        // Square tiles of one register per line: loads and stores are whole vectors, the turning happens in
        // registers. Edges move inwards, so that both extents must reach one register; the runtime does
        // smaller blocks itself.
        const int lanes = schedules::float_lanes(get_target());
        const int edge = lanes > 8 ? 8 : lanes;
        Halide::Var row_in("row_in"), column_in("column_in");
        to.dim(0).set_min(0);
        to.dim(1).set_min(0);
        from.dim(0).set_min(0);
        from.dim(1).set_min(0);
        Halide::Func(to)
            .tile(row, column, row_in, column_in, edge, edge, Halide::TailStrategy::ShiftInwards)
            .vectorize(row_in)
            .unroll(column_in);
        from.in(to).compute_at(to, row).vectorize(Halide::_0, edge).unroll(Halide::_1);
    }

private:
    Var row{"row"}, column{"column"};
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TransposeGenerator, transpose)
