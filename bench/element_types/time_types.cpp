/// Times float64 beside float32: time_types LIST.csv THREADS. Prints a line for each layer: id, regime, both
/// kernels and the fastest calls in seconds, in turns on the same threads.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "support/input_error.hpp"
#include "support/layers/cache_line_vector.hpp"
#include "support/layers/layer.hpp"
#include "support/layers/layer_sizes.hpp"
#include "support/measure/timing.hpp"

namespace {

using namespace convt;
using namespace convt::tools;

/// A layer with elements of type T, ready to run.
template <class T>
class TypedLayer {
public:
    TypedLayer(ConvTransposeDesc desc, DType dtype, int threads)
        : plan_(unwrap(Plan::create(typed(desc, dtype), {.threads = threads}))),
          inputs_(inputs_count(desc), T(0.25)),
          outputs_(outputs_count(desc)),
          packed_(unwrap(plan_.pack(CacheLineVector<T>(kernel_count(desc), T(0.5)).data()))) {}

    double seconds(Context& context, double at_least) {
        const auto run = [&] {
            require(plan_.run(inputs_.data(), packed_, nullptr, outputs_.data(), context));
        };
        return time_runs(run, at_least).min_ms / 1e3;
    }
    [[nodiscard]] const char* kernel() const { return plan_.kernel_name(); }

private:
    static ConvTransposeDesc typed(ConvTransposeDesc desc, DType dtype) {
        desc.dtype = dtype;
        return desc;
    }
    Plan plan_;
    CacheLineVector<T> inputs_, outputs_;
    PackedKernel packed_;
};

void time_layer(const Layer& layer, Context& context) {
    constexpr int kRounds = 3;
    constexpr double kSeconds = 0.03;
    TypedLayer<float> floats(layer.desc, DType::float32, context.threads());
    TypedLayer<double> doubles(layer.desc, DType::float64, context.threads());
    double of_floats = 1e30, of_doubles = 1e30;
    for (int round = 0; round < kRounds; ++round) {
        of_floats = std::min(of_floats, floats.seconds(context, kSeconds));
        of_doubles = std::min(of_doubles, doubles.seconds(context, kSeconds));
    }
    std::printf("%s,%s,%s,%s,%.3e,%.3e\n", layer.id.c_str(), layer.regime.c_str(), floats.kernel(),
                doubles.kernel(), of_floats, of_doubles);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 3) throw InputError("usage: time_types LIST.csv THREADS");
        Context context = unwrap(Context::create({.threads = std::stoi(argv[2])}));
        std::puts("id,regime,f32_kernel,f64_kernel,f32_s,f64_s");
        for (const Layer& layer : read_layers(argv[1])) time_layer(layer, context);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "time_types: %s\n", error.what());
        return 2;
    }
    return 0;
}
