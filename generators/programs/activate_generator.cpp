#include "Halide.h"
#include "contract/kernel_contract.h"
#include "strategies/schedules.h"

namespace convt::generators {

/// contract::ActivateFn: tanh or sigmoid in place, over a block of outputs that is still in cache.
class ActivateGenerator : public Halide::Generator<ActivateGenerator> {
public:
    Input<int32_t> kind{"kind"};
    Output<Buffer<float, 3>> values{"values"};

    void generate() {
        values(x, y, z) = Halide::undef<float>();
        // tanh(v) = 2 sigmoid(2v) - 1 loses relative accuracy near 0, where the odd series takes over.
        const Expr v = values(x, y, z);
        const Expr is_tanh = kind == static_cast<int>(contract::Curve::tanh);
        const Expr square = v * v;
        const Expr series =
            v * (1.0F + square * (-1.0F / 3 + square * (2.0F / 15 + square * (-17.0F / 315))));
        const Expr bounded = Halide::clamp(Halide::select(is_tanh, 2.0F * v, v), -88.0F, 88.0F);
        const Expr sigmoid = 1.0F / (1.0F + Halide::exp(-bounded));
        const Expr tanh = Halide::select(Halide::abs(v) < 0.2F, series, 2.0F * sigmoid - 1.0F);
        const Expr is_number = Halide::strict_float(v == v);
        values(x, y, z) = Halide::select(is_number, Halide::select(is_tanh, tanh, sigmoid), v);
        Halide::Func(values).update().vectorize(x, schedules::float_lanes(get_target()),
                                                Halide::TailStrategy::GuardWithIf);
        for (int d = 0; d < 3; ++d) values.dim(d).set_min(0);
    }

private:
    Var x{"x"}, y{"y"}, z{"z"};
};

}  // namespace convt::generators

HALIDE_REGISTER_GENERATOR(convt::generators::ActivateGenerator, activate)
