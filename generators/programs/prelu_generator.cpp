#include "Halide.h"
#include "algorithms/blocks/prelu.h"
#include "blocks/block_schedules.h"

namespace convt::generators {

/// contract::PreluFn: a slope for each channel, over a block of outputs that is still in cache.
class PreluGenerator : public Halide::Generator<PreluGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::Float(32)};
    Input<int32_t> channel_axis{"channel_axis"};
    Input<Buffer<void, 1>> slopes{"slopes"};
    Output<Buffer<void, 3>> values{"values"};

    void configure() {
        slopes.set_type(dtype);
        values.set_type(dtype);
    }

    void generate() {
        Prelu algorithm(values, slopes, channel_axis == 0, dtype);
        schedules::schedule_prelu(algorithm, get_target());
        slopes.dim(0).set_min(0);
        for (int d = 0; d < 3; ++d) values.dim(d).set_min(0);
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::PreluGenerator, prelu)
