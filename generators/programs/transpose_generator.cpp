#include <algorithm>

#include "Halide.h"
#include "algorithms/blocks/transpose.h"
#include "blocks/block_schedules.h"
#include "parts/target_facts.h"

namespace convt::generators {

/// contract::TransposeFn
class TransposeGenerator : public Halide::Generator<TransposeGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    Input<Buffer<void, 2>> from{"from"};
    Output<Buffer<void, 2>> to{"to"};

    void configure() {
        from.set_type(dtype);
        to.set_type(dtype);
    }

    void generate() {
        for (int d = 0; d < 2; ++d) {
            to.dim(d).set_min(0);
            from.dim(d).set_min(0);
        }
        const int edge = std::min(schedules::lanes_of(dtype, get_target()), schedules::kMostTransposedLines);
        Transpose algorithm(
            from, to,
            {edge, to.dim(0).extent(), to.dim(1).extent(), from.dim(1).stride(), to.dim(1).stride()});
        schedules::schedule_transpose(algorithm, get_pipeline());
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::TransposeGenerator, transpose)
