/// What callgrind counts: counted_layers LIST.csv (ID LAYOUT)… plans, packs and runs each layer once, on one
/// thread, and prints a line with its kernel. bench/instructions reads the counts.

#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include "support/input_error.hpp"
#include "support/layers/layer.hpp"
#include "support/layers/prepared_layer.hpp"

namespace {

using namespace convt;
using namespace convt::tools;

struct Steps {
    ConvTransposeDesc desc;
    PlanOptions options;
    PreparedLayer& layer;
    Context& context;
};

}  // namespace

// Callgrind writes what it has counted whenever one of these is entered, so each must stay a call of its own.
extern "C" [[gnu::noinline]] void counted_plan(const Steps& steps) {
    unwrap(Plan::create(steps.desc, steps.options));
}
extern "C" [[gnu::noinline]] void counted_pack(const Steps& steps) {
    unwrap(steps.layer.plan().pack(steps.layer.kernel()));
}
extern "C" [[gnu::noinline]] void counted_run(const Steps& steps) {
    steps.layer.run(steps.context);
}
extern "C" [[gnu::noinline]] void counted_end() {
    // Keeps the compiler from dropping a call that does nothing.
    asm volatile("");
}

namespace {

const Layer& find(const std::vector<Layer>& layers, const std::string& id) {
    for (const Layer& layer : layers) {
        if (layer.id == id) return layer;
    }
    throw InputError("the list has no layer '" + id + "'");
}

DataFormat layout_of(const std::string& name) {
    for (const DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
        if (name == data_format_name(format)) return format;
    }
    throw InputError("the layout is '" + name + "'; it must be channels_last or channels_first");
}

void count(const Layer& layer, DataFormat layout, Context& context) {
    ConvTransposeDesc desc = layer.desc;
    desc.data_format = layout;
    const PlanOptions options{.threads = 1};
    // Making it plans, packs and runs once uncounted, as a first time costs more.
    PreparedLayer prepared(desc, options);
    prepared.run(context);
    const Steps steps{desc, options, prepared, context};
    counted_plan(steps);
    counted_pack(steps);
    counted_run(steps);
    counted_end();
    std::printf("%s %s %s\n", layer.id.c_str(), data_format_name(layout), prepared.plan().kernel_name());
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 4 || argc % 2 != 0) throw InputError("usage: counted_layers LIST.csv (ID LAYOUT)...");
        const std::vector<Layer> layers = read_layers(argv[1]);
        Context context = unwrap(Context::create({1}));
        for (int i = 2; i < argc; i += 2) count(find(layers, argv[i]), layout_of(argv[i + 1]), context);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "counted_layers: %s\n", error.what());
        return 2;
    }
    return 0;
}
