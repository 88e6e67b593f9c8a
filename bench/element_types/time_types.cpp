/// Times an element type beside float32: time_types LIST.csv THREADS TYPE. Prints a line for each layer: id,
/// regime, both kernels and the fastest calls in seconds, in turns on the same threads.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "convt/convt.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer.hpp"
#include "support/layers/prepared_layer.hpp"
#include "support/measure/timing.hpp"

namespace {

using namespace convt;
using namespace convt::tools;

/// A layer of an element type, ready to run.
class TypedLayer {
public:
    TypedLayer(const ConvTransposeDesc& desc, DType dtype, int threads)
        : layer_(typed(desc, dtype), {.threads = threads}) {}

    double seconds(Context& context, double at_least) {
        return time_runs([&] { layer_.run(context); }, at_least).min_ms / 1e3;
    }
    [[nodiscard]] const char* kernel() const { return layer_.plan().kernel_name(); }

private:
    static ConvTransposeDesc typed(ConvTransposeDesc desc, DType dtype) {
        desc.dtype = dtype;
        return desc;
    }
    PreparedLayer layer_;
};

DType type_of(const std::string& name) {
    if (name == "float16") return DType::float16;
    if (name == "bfloat16") return DType::bfloat16;
    if (name == "float64") return DType::float64;
    throw InputError("TYPE is '" + name + "'; it must be one of float16, bfloat16, float64");
}

void time_layer(const Layer& layer, DType dtype, Context& context) {
    constexpr int kRounds = 3;
    constexpr double kSeconds = 0.03;
    TypedLayer floats(layer.desc, DType::float32, context.threads());
    TypedLayer others(layer.desc, dtype, context.threads());
    double of_floats = 1e30, of_others = 1e30;
    for (int round = 0; round < kRounds; ++round) {
        of_floats = std::min(of_floats, floats.seconds(context, kSeconds));
        of_others = std::min(of_others, others.seconds(context, kSeconds));
    }
    std::printf("%s,%s,%s,%s,%.3e,%.3e\n", layer.id.c_str(), layer.regime.c_str(), floats.kernel(),
                others.kernel(), of_floats, of_others);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 4) throw InputError("usage: time_types LIST.csv THREADS TYPE");
        const DType dtype = type_of(argv[3]);
        Context context = unwrap(Context::create({.threads = std::stoi(argv[2])}));
        std::puts("id,regime,f32_kernel,kernel,f32_s,s");
        for (const Layer& layer : read_layers(argv[1])) time_layer(layer, dtype, context);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "time_types: %s\n", error.what());
        return 2;
    }
    return 0;
}
