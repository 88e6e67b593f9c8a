#include <cstdio>
#include <sstream>

#include "compile/code/signatures.hpp"
#include "compile/library.hpp"
#include "compile/names/identifiers.hpp"
#include "convt/version.h"

namespace convt::tools {
namespace {

using Names = std::vector<std::string>;

/// A source's name in a comment: what would end the comment or the line, or what compilers warn of there, is
/// replaced. Bytes beyond ASCII are written as numbers, since they may be no text or turn the reading
/// direction.
std::string in_comment(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > '~') {
            char number[8];
            std::snprintf(number, sizeof number, "\\x%02X", unsigned{byte});
            safe += number;
            continue;
        }
        const bool ends = (c == '/' && safe.ends_with('*')) || (c == '*' && safe.ends_with('/')) ||
                          (c == '?' && safe.ends_with('?'));
        safe += byte < ' ' || ends ? '_' : c;
    }
    return safe;
}

std::string joined(const std::array<std::int64_t, kMaxRank>& values, int rank) {
    std::string text;
    for (int d = 0; d < rank; ++d) {
        text += (d > 0 ? "x" : "") + std::to_string(values[static_cast<std::size_t>(d)]);
    }
    return text;
}

std::string activation_text(const ConvTransposeDesc& desc) {
    std::ostringstream text;
    switch (desc.activation) {
        case Activation::none:
            return "";
        case Activation::relu:
            return ", then relu";
        case Activation::relu6:
            return ", then relu6";
        case Activation::tanh:
            return ", then tanh";
        case Activation::sigmoid:
            return ", then sigmoid";
        case Activation::hard_swish:
            return ", then hard_swish";
        case Activation::prelu:
            return ", then prelu";
        case Activation::leaky_relu:
            text << ", then leaky_relu of slope " << desc.activation_alpha;
            break;
        case Activation::clamp:
            text << ", then clamp to " << desc.activation_min << " .. " << desc.activation_max;
            break;
    }
    return text.str();
}

/// [batch][height][width][24], in an order of axes.
std::string shape_text(DataFormat format, const Names& sizes, std::int64_t channels) {
    const std::string last = "[" + std::to_string(channels) + "]";
    std::string text = "[" + sizes[0] + "]";
    if (format == DataFormat::channels_first) text += last;
    for (std::size_t d = 1; d < sizes.size(); ++d) text += "[" + sizes[d] + "]";
    if (format == DataFormat::channels_last) text += last;
    return text;
}

/// The sizes of the inputs: a number, or the argument's name.
Names input_sizes(const CompileLayer& layer) {
    Names sizes = size_names(layer.desc.rank);
    for (std::size_t d = 0; d < sizes.size(); ++d) {
        if (layer.open[d]) continue;
        sizes[d] = std::to_string(d == 0 ? layer.desc.batch : layer.desc.in_spatial[d - 1]);
    }
    return sizes;
}

/// The sizes of the outputs: a number, or what follows from the argument. Small inputs may leave no outputs;
/// counted, those are never less than none.
Names output_sizes(const CompileLayer& layer, bool counted = false) {
    const ConvTransposeDesc& desc = layer.desc;
    Names sizes = input_sizes(layer);
    for (std::size_t d = 0; d + 1 < sizes.size(); ++d) {
        if (!layer.open[d + 1]) {
            sizes[d + 1] = std::to_string(desc.out_spatial[d]);
            continue;
        }
        const std::int64_t stride = desc.strides[d];
        const std::int64_t more = desc.out_spatial[d] - desc.in_spatial[d] * stride;
        std::string text = sizes[d + 1];
        if (stride > 1) text += " * " + std::to_string(stride);
        const std::string less = std::to_string(-more);
        sizes[d + 1] = more > 0 ? text + " + " + std::to_string(more) : more < 0 ? text + " - " + less : text;
        if (counted && more < 0) sizes[d + 1] = text + " > " + less + " ? " + sizes[d + 1] + " : 0";
    }
    return sizes;
}

std::string outputs_count(const CompileLayer& layer) {
    std::string text = "(int64_t)" + std::to_string(layer.desc.out_channels);
    for (const std::string& size : output_sizes(layer, true)) text += " * (" + size + ")";
    return text;
}

/// What elements are, where the types of C do not say.
std::string elements_comment(const ConvTransposeDesc& desc) {
    switch (desc.dtype) {
        case DType::float16:
            return " * Elements are the bits of float16 (IEEE 754 binary16).\n";
        case DType::bfloat16:
            return " * Elements are the bits of bfloat16.\n";
        case DType::int8:
        case DType::uint8: {
            std::ostringstream text;
            const Quantization& q = desc.quantization;
            text.precision(9);
            text << " * Inputs stand for (integer - " << q.input_zero_point << ") * " << q.input_scale
                 << ", outputs for (integer - " << q.output_zero_point << ") * " << q.output_scale << ".\n";
            return text.str();
        }
        default:
            return "";
    }
}

std::string layer_comment(const Library& library, const LibraryLayer& entry) {
    const CompileLayer& layer = entry.layer;
    const ConvTransposeDesc& desc = layer.desc;
    std::string text = "/**\n * " + (layer.name.empty() ? entry.id : in_comment(layer.name)) + ": " +
                       std::to_string(desc.rank) + "-D, " + std::to_string(desc.in_channels) + " to " +
                       std::to_string(desc.out_channels) + " channels";
    if (desc.groups > 1) text += " in " + std::to_string(desc.groups) + " groups";
    text += ", kernel " + joined(desc.kernel_size, desc.rank) + ", strides " +
            joined(desc.strides, desc.rank) + activation_text(desc) + ".\n";
    text += elements_comment(desc);
    if (!layer.note.empty()) text += " * " + in_comment(layer.note) + "\n";
    text += " *\n * @param inputs   " +
            shape_text(inputs_format(desc), input_sizes(layer), desc.in_channels) + "\n";
    if (!layer.weights)
        text +=
            " * @param packed   weights in the order of " + layer_names(library.name, entry.id).pack + "\n";
    if (takes_bias(layer)) {
        text += " * @param bias     " + std::to_string(desc.out_channels) + " values, or NULL for none\n";
    }
    if (takes_slopes(layer)) {
        text += " * @param slopes   " + std::to_string(desc.out_channels) + " values, of prelu\n";
    }
    return text + " * @param outputs  " +
           shape_text(desc.data_format, output_sizes(layer), desc.out_channels) +
           "; must not overlap the inputs\n * @return 0, or a status\n */\n";
}

std::string layer_text(const Library& library, const LibraryLayer& entry) {
    const std::string sizes = sizes_arguments(entry.layer);
    std::string text = layer_comment(library, entry) + run_signature(library, entry) + ";\n\n";
    if (!entry.layer.weights) {
        text += "/** Bytes of " + entry.id + "'s packed weights on this CPU. */\n" +
                packed_bytes_signature(library, entry) +
                ";\n\n/** Packs a kernel: [spatial..., out_channels, "
                "in_channels/groups] (order 0, Keras) or\n * [in_channels, out_channels/groups, spatial...] "
                "(order 1, PyTorch and ONNX). */\n" +
                pack_signature(library, entry) + ";\n\n";
    }
    return text + "/** Number of outputs. */\nstatic inline int64_t " +
           layer_names(library.name, entry.id).outputs + "(" + (sizes.empty() ? "void" : sizes) +
           ") {\n    return " + outputs_count(entry.layer) + ";\n}\n\n";
}

std::string targets_text(const Targets& targets) {
    std::string text;
    for (const Isa isa : targets.tiers) text += (text.empty() ? "" : ", ") + std::string(isa_name(isa));
    return text;
}

constexpr const char* kHead =
    R"(/* Transposed convolutions for @targets@, compiled by convt @version@. Written by a program: do not edit.
 * Link lib@name@.a, the C++ standard library and threads. */
#ifndef @NAME@_H
#define @NAME@_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What calls return; 0 is success. */
typedef enum @name@_status {
    @NAME@_OK = 0,
    @NAME@_INVALID_ARGUMENT = 1, /**< a null pointer, a size out of range, or a context in use */
    @NAME@_UNSUPPORTED = 2,      /**< this CPU is below every target of the library */
    @NAME@_OUT_OF_MEMORY = 3,
    @NAME@_TOO_LARGE = 4,
    @NAME@_INTERNAL = 6
} @name@_status;

/** Threads and scratch memory. One call at a time; use one context for each thread that calls. */
typedef struct @name@_context @name@_context;

/** Makes a context with so many threads, the calling one included; 0: one for each CPU the process may use. */
int @name@_context_create(int threads, @name@_context** context);

/** The same on the caller's own thread pool: run(pool, task, task_data, count) calls task(task_data, i) once for
 * every i in [0, count), on any threads, and returns when all have ended. */
int @name@_context_create_on(void (*run)(void* pool, void (*task)(void* task_data, int index), void* task_data,
                                         int count),
                             void* pool, int threads, @name@_context** context);

void @name@_context_destroy(@name@_context* context);

/** Says what was wrong with the last call on this context that failed. */
const char* @name@_error(const @name@_context* context);

)";

constexpr const char* kTail = R"(#ifdef __cplusplus
}  // extern "C"

namespace @name@ {

/** Owns a context; null when it could not be made. */
class Context {
public:
    explicit Context(int threads = 0) { @name@_context_create(threads, &context_); }
    ~Context() { @name@_context_destroy(context_); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    operator @name@_context*() const { return context_; }

private:
    @name@_context* context_ = nullptr;
};

}  // namespace @name@
#endif

#endif
)";

}  // namespace

std::string header_text(const Library& library) {
    const auto filled = [&](std::string text) {
        text = replaced(std::move(text), "@name@", library.name);
        text = replaced(std::move(text), "@NAME@", upper(library.name));
        text = replaced(std::move(text), "@targets@", targets_text(library.targets));
        return replaced(std::move(text), "@version@", CONVT_VERSION);
    };
    std::string text = filled(kHead);
    for (const LibraryLayer& layer : library.layers) text += layer_text(library, layer);
    return text + filled(kTail);
}

}  // namespace convt::tools
