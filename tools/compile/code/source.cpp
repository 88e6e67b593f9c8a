#include "compile/code/source.hpp"

#include <cmath>
#include <sstream>

#include "compile/code/signatures.hpp"
#include "compile/layers/element_values.hpp"

namespace convt::tools {
namespace {

std::string values_text(const std::array<std::int64_t, kMaxRank>& values) {
    std::string text = "{";
    for (const std::int64_t value : values) text += (text.size() > 1 ? ", " : "") + std::to_string(value);
    return text + "}";
}

/// Exact, and the same on every machine.
std::string double_text(double value) {
    if (std::isnan(value)) return "std::numeric_limits<double>::quiet_NaN()";
    if (std::isinf(value))
        return value < 0 ? "-std::numeric_limits<double>::infinity()"
                         : "std::numeric_limits<double>::infinity()";
    char text[64];
    std::snprintf(text, sizeof text, "%a", value);
    return text;
}

/// A parameter of an activation, in the type of sums.
std::string sum_text(const ConvTransposeDesc& desc, double value) {
    return double_text(desc.dtype == DType::float64 ? value : static_cast<double>(static_cast<float>(value)));
}

std::string dtype_text(DType dtype) {
    return "static_cast<convt::DType>(" + std::to_string(static_cast<int>(dtype)) + ")";
}

/// The members that say of which types a layer's tensors are; none for float32.
std::string types_text(const ConvTransposeDesc& desc) {
    if (desc.dtype == DType::float32) return "";
    std::string text = ", .dtype = " + dtype_text(desc.dtype);
    if (desc.output_dtype) text += ", .output_dtype = " + dtype_text(*desc.output_dtype);
    if (!detail::is_quantized(desc.dtype)) return text;
    const Quantization& q = desc.quantization;
    return text + ", .quantization = {.input_zero_point = " + std::to_string(q.input_zero_point) +
           ", .output_zero_point = " + std::to_string(q.output_zero_point) +
           ", .input_scale = " + double_text(static_cast<double>(q.input_scale)) +
           "F, .output_scale = " + double_text(static_cast<double>(q.output_scale)) +
           "F, .rounding = static_cast<convt::Rounding>(" + std::to_string(static_cast<int>(q.rounding)) +
           "), .bias_dtype = " + dtype_text(q.bias_dtype) + "}";
}

std::string desc_text(const ConvTransposeDesc& desc) {
    std::ostringstream text;
    text << "{.rank = " << desc.rank << types_text(desc) << ", .data_format = convt::DataFormat::"
         << (desc.data_format == DataFormat::channels_last ? "channels_last" : "channels_first")
         << ", .batch = " << desc.batch << ", .in_channels = " << desc.in_channels
         << ", .out_channels = " << desc.out_channels << ", .groups = " << desc.groups
         << ", .in_spatial = " << values_text(desc.in_spatial)
         << ", .kernel_size = " << values_text(desc.kernel_size)
         << ", .strides = " << values_text(desc.strides)
         << ", .dilation_rate = " << values_text(desc.dilation_rate)
         << ", .crop_left = " << values_text(desc.crop_left)
         << ", .out_spatial = " << values_text(desc.out_spatial)
         << ", .activation = static_cast<convt::Activation>(" << static_cast<int>(desc.activation)
         << "), .activation_alpha = " << sum_text(desc, desc.activation_alpha)
         << ", .activation_min = " << sum_text(desc, desc.activation_min)
         << ", .activation_max = " << sum_text(desc, desc.activation_max);
    const ConvTransposeDesc::Strides& strides = desc.input_strides;
    if (inputs_format(desc) != desc.data_format) {
        text << ", .input_strides = {" << strides.batch << ", " << values_text(strides.spatial) << ", "
             << strides.channels << "}";
    }
    text << "}";
    return text.str();
}

/// The split that a tuned entry states; nothing of it when the cost model chooses.
std::string tuning_text(const Tuning& tuning) {
    std::ostringstream text;
    text << "{.block = " << values_text(tuning.block) << ", .channel_parts = " << tuning.channel_parts
         << ", .turned_channels = " << tuning.turned_channels
         << ", .units_together = " << tuning.units_together;
    if (tuning.one_thread) text << ", .one_thread = " << (*tuning.one_thread ? "true" : "false");
    text << "}";
    return text.str();
}

std::string variant_text(const PlannedVariant& variant, DataSection& data) {
    const std::string packed = variant.packed.empty() ? "nullptr" : data.add(variant.packed);
    return "    {convt::Isa::" + std::string(isa_name(variant.isa)) + ", \"" + variant.plan->kernel().name +
           "\", " + std::to_string(variant.plan->packed().id) + "U, " +
           std::to_string(variant.plan->packed().bytes) + ", " + packed + ",\n     " +
           tuning_text(variant.plan->options.tuning) + "},\n";
}

/// Definitions of the variants of every layer, and of the table of layers.
std::string tables_text(const Library& library, DataSection& data) {
    std::string variants, layers;
    for (std::size_t i = 0; i < library.layers.size(); ++i) {
        const LibraryLayer& entry = library.layers[i];
        const std::string own_variants = "variants_" + std::to_string(i);
        variants += "constexpr Variant " + own_variants + "[] = {\n";
        for (const PlannedVariant& variant : entry.variants) variants += variant_text(variant, data);
        variants += "};\n";
        const auto& weights = entry.layer.weights;
        const auto added = [&](DType dtype, const std::vector<double>& values) {
            return values.empty() ? std::string("nullptr") : data.add(bytes_of(dtype, values));
        };
        const ConvTransposeDesc& desc = entry.layer.desc;
        const std::string bias = weights ? added(bias_dtype(desc), weights->bias) : "nullptr";
        const std::string slopes = weights ? added(bias_dtype(desc), weights->slopes) : "nullptr";
        layers += "    {" + desc_text(desc) + ",\n     " + values_text(entry.layer.crop_right()) + ", " +
                  own_variants + ", " + bias + ", " + slopes + ", " +
                  (entry.layer.any_open() ? "true" : "false") + "},\n";
    }
    return variants + "constexpr Layer layers[] = {\n" + layers + "};\n";
}

/// Batch and spatial sizes of a call: arguments, or the fixed ones.
std::string sizes_text(const CompileLayer& layer) {
    const auto names = size_names(layer.desc.rank);
    std::string text = "{";
    for (std::size_t d = 0; d < names.size(); ++d) {
        const std::int64_t fixed = d == 0 ? layer.desc.batch : layer.desc.in_spatial[d - 1];
        text += (d > 0 ? ", " : "") + (layer.open[d] ? names[d] : std::to_string(fixed));
    }
    return text + "}";
}

std::string layer_text(const Library& library, std::size_t index) {
    const LibraryLayer& entry = library.layers[index];
    const std::string first = "(convt::compiled::session(context), " + std::to_string(index);
    const bool inside = entry.layer.weights.has_value();
    std::string text =
        run_signature(library, entry) + " {\n    const std::int64_t sizes[] = " + sizes_text(entry.layer) +
        ";\n    return convt::compiled::run" + first + ", {sizes, inputs, " +
        (inside ? "nullptr, " : "packed, ") + (takes_bias(entry.layer) ? "bias, " : "nullptr, ") +
        (takes_slopes(entry.layer) ? "slopes" : "nullptr") + ", outputs});\n}\n";
    if (inside) return text;
    text += packed_bytes_signature(library, entry) + " {\n    return convt::compiled::packed_bytes" + first +
            ");\n}\n";
    return text + pack_signature(library, entry) + " {\n    return convt::compiled::pack" + first +
           ", kernel, order, packed);\n}\n";
}

/// All that is no function of the library stands in a namespace of convt's, out of the way of its names.
constexpr const char* kContext = R"(
Session* session(@name@_context* context) { return reinterpret_cast<Session*>(context); }
const Session* session(const @name@_context* context) { return reinterpret_cast<const Session*>(context); }

int create(const ContextOptions& options, @name@_context** context) {
    if (context == nullptr) return static_cast<int>(StatusCode::invalid_argument);
    auto session = Session::create(layers, options);
    *context = session.ok() ? reinterpret_cast<@name@_context*>(session->release()) : nullptr;
    return session.ok() ? 0 : static_cast<int>(session.status().code());
}
}  // namespace
}  // namespace convt::compiled

int @name@_context_create(int threads, @name@_context** context) {
    return convt::compiled::create({threads}, context);
}
int @name@_context_create_on(void (*run)(void*, void (*)(void*, int), void*, int), void* pool, int threads,
                             @name@_context** context) {
    if (context != nullptr) *context = nullptr;
    if (run == nullptr) return static_cast<int>(convt::StatusCode::invalid_argument);
    return convt::compiled::create({threads, run, pool}, context);
}
void @name@_context_destroy(@name@_context* context) { delete convt::compiled::session(context); }
const char* @name@_error(const @name@_context* context) {
    return convt::compiled::error(convt::compiled::session(context));
}
)";

}  // namespace

std::string source_text(const Library& library, DataSection& data) {
    const std::string tables = tables_text(library, data);
    std::string text =
        "#include \"" + library.name + ".h\"\n\n#include <limits>\n\n#include \"api/compiled.hpp\"\n\n";
    for (const std::string& symbol : data.symbols())
        text += "extern \"C\" const unsigned char " + symbol + "[];\n";
    text +=
        "\nnamespace convt::compiled {\nnamespace {\n" + tables + replaced(kContext, "@name@", library.name);
    for (std::size_t i = 0; i < library.layers.size(); ++i) text += layer_text(library, i);
    return text;
}

}  // namespace convt::tools
