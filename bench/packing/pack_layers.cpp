/// Times packing beside a copy of the same weights: pack_layers LIST.csv THREADS. Prints a line for each
/// layer and algorithm: id, algorithm, kernel, bytes of weights, of packed weights, seconds of a copy, of
/// packing from Keras's and from PyTorch's order, of packing and running where the plan knows that weights
/// are an argument, and where it takes them for prepared.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
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

constexpr int kRounds = 5;
/// Short calls are repeated within a round until they take so long together.
constexpr double kRoundSeconds = 0.002;

/// One of several things that are timed in turns, so that a slow spell of the machine meets all of them.
struct Contestant {
    std::function<void()> call;
    double best = 1e30;
    int repeats = 1;
};

void time_in_turns(std::vector<Contestant>& all) {
    for (Contestant& c : all) {
        const Stopwatch watch;
        c.call();
        c.repeats = std::clamp(static_cast<int>(kRoundSeconds / std::max(watch.seconds(), 1e-7)), 1, 10000);
    }
    for (int round = 0; round < kRounds; ++round) {
        for (Contestant& c : all) {
            const Stopwatch watch;
            for (int i = 0; i < c.repeats; ++i) c.call();
            c.best = std::min(c.best, watch.seconds() / c.repeats);
        }
    }
}

void time_layer(const Layer& layer, Algorithm algorithm, Context& context) {
    const int threads = context.threads();
    const auto prepared = Plan::create(layer.desc, {.algorithm = algorithm, .threads = threads});
    if (!prepared.ok()) return;
    const auto argument = Plan::create(layer.desc, {.threads = threads, .weights = Weights::argument});
    CacheLineVector<float> weights(kernel_count(layer.desc), 0.5F), copy(weights.size());
    CacheLineVector<float> inputs(inputs_count(layer.desc), 0.25F), outputs(outputs_count(layer.desc));
    const std::size_t bytes = std::max(prepared->packed_bytes(), argument->packed_bytes());
    CacheLineVector<float> memory(bytes / sizeof(float) + 2048);
    const auto pack = [&](const Plan& plan, KernelOrder order) {
        return unwrap(plan.pack(weights.data(), order, memory.data(), bytes, context));
    };
    const auto call = [&](const Plan& plan) {
        require(plan.run_unpacked(inputs.data(), weights.data(), KernelOrder::keras, nullptr, outputs.data(),
                                  memory.data(), bytes, context));
    };
    std::vector<Contestant> all;
    all.push_back({[&] { std::memcpy(copy.data(), weights.data(), weights.size() * sizeof(float)); }});
    all.push_back({[&] { pack(*prepared, KernelOrder::keras); }});
    all.push_back({[&] { pack(*prepared, KernelOrder::pytorch); }});
    if (algorithm == Algorithm::automatic) {
        all.push_back({[&] { call(*argument); }});
        all.push_back({[&] { call(*prepared); }});
    }
    time_in_turns(all);
    std::printf("%s,%s,%s,%zu,%zu", layer.id.c_str(),
                algorithm == Algorithm::direct     ? "direct"
                : algorithm == Algorithm::winograd ? "winograd"
                                                   : "automatic",
                prepared->kernel_name(), weights.size() * sizeof(float), prepared->packed_bytes());
    for (const Contestant& c : all) std::printf(",%.3e", c.best);
    std::printf(algorithm == Algorithm::automatic ? ",%s\n" : ",,,%s\n",
                algorithm == Algorithm::automatic ? argument->kernel_name() : "");
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 3) throw InputError("usage: pack_layers LIST.csv THREADS");
        Context context = unwrap(Context::create({.threads = std::stoi(argv[2])}));
        std::puts(
            "id,algorithm,kernel,weight_bytes,packed_bytes,copy_s,keras_s,pytorch_s,argument_s,prepared_s,"
            "argument_kernel");
        for (const Layer& layer : read_layers(argv[1])) {
            for (const Algorithm a : {Algorithm::direct, Algorithm::winograd, Algorithm::automatic}) {
                time_layer(layer, a, context);
            }
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "pack_layers: %s\n", error.what());
        return 2;
    }
    return 0;
}
