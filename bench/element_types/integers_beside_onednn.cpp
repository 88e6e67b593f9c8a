/// Times 8-bit integers beside oneDNN's: integers_beside_onednn LIST.csv LAYER... Prints a line for each
/// layer and type of inputs: both implementations, the fastest calls in milliseconds, in turns on one thread,
/// their ratio, and how many of the outputs differ, by how much at most. OMP_NUM_THREADS=1 keeps oneDNN to
/// one thread.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "convt/convt.hpp"
#include "onednn_integers.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer.hpp"
#include "support/layers/layer_sizes.hpp"
#include "support/layers/prepared_layer.hpp"
#include "support/measure/timing.hpp"

namespace {

using namespace convt;
using namespace convt::tools;

struct Differences {
    std::size_t count = 0;
    int most = 0;
};

Differences compare(const PreparedLayer& layer, const std::vector<std::int8_t>& others) {
    const auto* const ours = static_cast<const std::int8_t*>(layer.outputs());
    Differences result;
    for (std::size_t i = 0; i < others.size(); ++i) {
        const int difference = std::abs(ours[i] - others[i]);
        result.count += difference > 0 ? 1 : 0;
        result.most = std::max(result.most, difference);
    }
    return result;
}

void time_layer(const Layer& listed, DType dtype, Context& context) {
    constexpr int kRounds = 7;
    constexpr double kSeconds = 0.05;
    ConvTransposeDesc desc = listed.desc;
    desc.dtype = dtype;
    desc.output_dtype = DType::int8;
    PreparedLayer ours(desc, {.threads = 1});
    OnednnIntegers theirs(desc, ours.inputs(), ours.kernel(), ours.kernel_scale());
    double our_ms = 1e30, their_ms = 1e30;
    for (int round = 0; round < kRounds; ++round) {
        our_ms = std::min(our_ms, time_runs([&] { ours.run(context); }, kSeconds).min_ms);
        their_ms = std::min(their_ms, time_runs([&] { theirs.run(); }, kSeconds).min_ms);
    }
    const Differences differences = compare(ours, theirs.outputs());
    std::printf("%s,%s,%s,%s,%.4f,%.4f,%.2f,%zu,%zu,%d\n", listed.id.c_str(),
                dtype == DType::uint8 ? "u8s8" : "s8s8", ours.plan().kernel_name(),
                theirs.implementation().c_str(), our_ms, their_ms, their_ms / our_ms, outputs_count(desc),
                differences.count, differences.most);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 3) throw InputError("usage: integers_beside_onednn LIST.csv LAYER...");
        Context context = unwrap(Context::create({.threads = 1}));
        std::puts("id,type,kernel,onednn,ms,onednn_ms,ratio,outputs,differing,most");
        for (const Layer& layer : read_layers(argv[1])) {
            const bool wanted =
                std::any_of(argv + 2, argv + argc, [&](const char* id) { return layer.id == id; });
            for (const DType dtype : {DType::uint8, DType::int8})
                if (wanted) time_layer(layer, dtype, context);
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "integers_beside_onednn: %s\n", error.what());
        return 2;
    }
    return 0;
}
