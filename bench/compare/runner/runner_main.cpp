/// Times two builds' libraries for slices of time alternately, in one process and on the same operands:
/// convt_compare_runner BASE.so HEAD.so. Reads one JSON object a line, {desc, threads, slices, seconds,
/// first} and perhaps isa, and answers each with one: {base, head: {kernel, ms: of each slice, ms_min,
/// max_error_over_bound where outputs differ}, same}.

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "desc_json.hpp"
#include "side.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer_sizes.hpp"
#include "support/layers/prepared_layer.hpp"
#include "support/layers/sampled_check.hpp"
#include "support/measure/timing.hpp"

namespace convt::tools {
namespace {

using Json = nlohmann::ordered_json;
using Outputs = CacheLineVector<float>;

constexpr const char* kNames[] = {"base", "head"};

double now_ms(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// One thread's own time does not count what it waits for a CPU that others use.
clockid_t clock_for(int threads) {
    return threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC;
}

convt_isa isa_of(const Json& request) {
    if (!request.contains("isa")) return CONVT_ISA_ANY;
    const auto name = request["isa"].get<std::string>();
    const auto isa = parse_isa(name);
    if (!isa) throw InputError("isa is '" + name + "'; no tier has that name");
    return static_cast<convt_isa>(*isa);
}

/// One side's slices of a problem.
struct Slices {
    Side side;
    std::vector<double> ms;  ///< median run of each slice
    double ms_min = std::numeric_limits<double>::infinity();

    /// Runs once untimed, then at least once and until so much time has passed.
    void take(const float* inputs, float* outputs, double seconds, clockid_t clock) {
        side.run(inputs, outputs);
        std::vector<double> times;
        const Stopwatch total;
        while (times.empty() || total.seconds() < seconds) {
            const double begin = now_ms(clock);
            side.run(inputs, outputs);
            times.push_back(now_ms(clock) - begin);
        }
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        ms.push_back(*middle);
        ms_min = std::min(ms_min, *std::min_element(times.begin(), times.end()));
    }
    [[nodiscard]] Json json() const {
        return {{"kernel", side.kernel_name()}, {"ms", ms}, {"ms_min", ms_min}};
    }
};

Outputs outputs_of(Side& side, const PreparedLayer& layer) {
    // Outputs that a side does not write stay NaN, and so differ.
    Outputs outputs(outputs_count(layer.plan().desc()), std::numeric_limits<float>::quiet_NaN());
    side.run(static_cast<const float*>(layer.inputs()), outputs.data());
    return outputs;
}

/// Largest error of sampled outputs over the bound of fast algorithms, which holds for both sides.
double error_over_bound(const ExactSample& sample, const Outputs& outputs) {
    const double error = sample.check(outputs.data(), Algorithm::winograd).max_error_over_bound;
    return std::isfinite(error) ? error : 1e308;
}

Json answer(const Library* libraries, const Json& request) {
    const ConvTransposeDesc desc = desc_from_json(request.at("desc"));
    const int threads = request.at("threads").get<int>();
    const int slices = request.at("slices").get<int>();
    const auto seconds = request.at("seconds").get<double>();
    const int first = request.at("first").get<int>();
    const PreparedLayer layer(desc, {.threads = 1});
    const convt_isa isa = isa_of(request);
    const auto* const inputs = static_cast<const float*>(layer.inputs());
    const auto* const kernel = static_cast<const float*>(layer.kernel());
    Slices sides[2] = {{{libraries[0], desc, kernel, threads, isa}, {}},
                       {{libraries[1], desc, kernel, threads, isa}, {}}};
    const Outputs outputs[2] = {outputs_of(sides[0].side, layer), outputs_of(sides[1].side, layer)};
    Outputs scratch = outputs[0];
    for (int slice = 0; slice < slices; ++slice) {
        // Base and head, head and base: neither is always the one that comes second.
        for (int place = 0; place < 2; ++place) {
            sides[(first + slice + place) % 2].take(inputs, scratch.data(), seconds, clock_for(threads));
        }
    }
    Json result{{kNames[0], sides[0].json()}, {kNames[1], sides[1].json()}};
    const bool same =
        std::memcmp(outputs[0].data(), outputs[1].data(), outputs[0].size() * sizeof(float)) == 0;
    result["same"] = same;
    if (!same) {
        const ExactSample sample(desc, inputs, kernel);
        for (int i = 0; i < 2; ++i) {
            result[kNames[i]]["error_over_bound"] = error_over_bound(sample, outputs[i]);
        }
    }
    return result;
}

void serve(const Library* libraries) {
    for (std::string line; std::getline(std::cin, line);) {
        Json result;
        try {
            result = answer(libraries, Json::parse(line));
        } catch (const std::exception& error) {
            result = {{"error", error.what()}};
        }
        std::cout << result.dump() << '\n' << std::flush;
    }
}

}  // namespace
}  // namespace convt::tools

int main(int argc, char** argv) {
    try {
        if (argc != 3) throw convt::tools::InputError("usage: convt_compare_runner BASE.so HEAD.so");
        const convt::tools::Library libraries[] = {convt::tools::Library(argv[1]),
                                                   convt::tools::Library(argv[2])};
        convt::tools::serve(libraries);
    } catch (const std::exception& error) {
        std::cerr << "convt_compare_runner: " << error.what() << '\n';
        return 2;
    }
    return 0;
}
