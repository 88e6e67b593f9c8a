#include <algorithm>

#include "compile/layers/layer_sources.hpp"
#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

void apply(const std::string& text, const std::vector<std::string>& sizes, CompileLayer& layer) {
    const auto count = static_cast<std::size_t>(layer.desc.rank) + 1;
    if (sizes.size() != count) {
        throw InputError("--sizes is '" + text + "'; layer " + layer.name + " needs " +
                         std::to_string(count) + " sizes: batch, then spatial ones");
    }
    std::vector<std::int64_t> values{layer.desc.batch};
    values.insert(values.end(), layer.desc.in_spatial.begin(),
                  layer.desc.in_spatial.begin() + layer.desc.rank);
    for (std::size_t d = 0; d < count; ++d) {
        layer.open[d] = sizes[d].starts_with('?');
        const std::string value = sizes[d].substr(layer.open[d] ? 1 : 0);
        if (!value.empty()) values[d] = parse_integer("--sizes", value);
        if (value.empty() && !layer.open[d]) throw InputError("--sizes is '" + text + "'; a size is missing");
    }
    const DataFormat inputs = inputs_format(layer.desc);
    set_sizes(layer, values);
    require(validate(layer.desc));
    if (layer.any_open() && layer.desc.in_channels > 1 && inputs_format(layer.desc) != inputs) {
        throw InputError("--sizes is '" + text + "'; layer " + layer.name + " " + kNeedsPixels);
    }
}

}  // namespace

void apply_sizes(const std::string& text, std::vector<CompileLayer>& layers) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos) {
        throw InputError("--sizes is '" + text + "'; it must be LAYER=BATCH,SIZE,…");
    }
    const std::string name = text.substr(0, equals);
    bool found = false;
    for (CompileLayer& layer : layers) {
        if (name != "*" && name != layer.name) continue;
        apply(text, split(text.substr(equals + 1), ','), layer);
        found = true;
    }
    if (found) return;
    std::vector<std::string> names;
    for (const CompileLayer& layer : layers) names.push_back(layer.name);
    throw InputError("--sizes is '" + text + "'; there is no layer '" + name + "', but " + listed(names) +
                     nearest(name, names));
}

}  // namespace convt::tools
