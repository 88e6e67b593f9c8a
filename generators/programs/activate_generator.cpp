#include "Halide.h"
#include "algorithms/blocks/curve.h"
#include "blocks/block_schedules.h"

namespace convt::generators {

/// contract::ActivateFn: a curve in place, over a block of outputs that is still in cache.
class ActivateGenerator : public Halide::Generator<ActivateGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    Input<int32_t> kind{"kind"};
    Output<Buffer<void, 3>> values{"values"};

    void configure() { values.set_type(dtype); }

    void generate() {
        Activate algorithm(values, kind, dtype);
        schedules::schedule_activate(algorithm, get_target());
        for (int d = 0; d < 3; ++d) values.dim(d).set_min(0);
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::ActivateGenerator, activate)
