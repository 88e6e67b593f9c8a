#include "Halide.h"
#include "algorithms/blocks/convert.h"
#include "blocks/block_schedules.h"

namespace convt::generators {
namespace {

bool converts_float16(const Halide::Target& target) {
    return target.has_feature(Halide::Target::F16C);
}

}  // namespace

/// contract::ConvertFn: rows of float16 or bfloat16 elements, as bits, to floats.
class WidenGenerator : public Halide::Generator<WidenGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::BFloat(16)};
    Input<Buffer<std::uint16_t, 2>> from{"from"};
    Output<Buffer<float, 2>> to{"to"};

    void generate() {
        const Halide::Var x("x"), y("y");
        to(x, y) = widened(from(x, y), dtype, converts_float16(get_target()));
        schedules::schedule_convert(to, x, to.dim(0).extent(), get_target());
        for (int d = 0; d < 2; ++d) {
            from.dim(d).set_min(0);
            to.dim(d).set_min(0);
        }
    }
};

/// contract::ConvertFn: rows of floats to float16 or bfloat16 elements, as bits.
class NarrowGenerator : public Halide::Generator<NarrowGenerator> {
public:
    GeneratorParam<Halide::Type> dtype{"dtype", Halide::BFloat(16)};
    Input<Buffer<float, 2>> from{"from"};
    Output<Buffer<std::uint16_t, 2>> to{"to"};

    void generate() {
        const Halide::Var x("x"), y("y");
        to(x, y) = narrowed(from(x, y), dtype, converts_float16(get_target()));
        schedules::schedule_convert(to, x, to.dim(0).extent(), get_target());
        for (int d = 0; d < 2; ++d) {
            from.dim(d).set_min(0);
            to.dim(d).set_min(0);
        }
    }
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::WidenGenerator, widen)
HALIDE_REGISTER_GENERATOR(convt::generators::NarrowGenerator, narrow)
