#include "fuzz/cases/case.hpp"

#include <bit>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "reference/elements.hpp"
#include "support/kinds.hpp"

namespace convt::campaign {
namespace {

using Spatial = std::array<std::int64_t, kMaxRank>;

std::string join(int rank, const Spatial& values) {
    std::string text;
    for (int d = 0; d < rank; ++d)
        text += (d == 0 ? "" : "x") + std::to_string(values[static_cast<std::size_t>(d)]);
    return text;
}

Spatial split(const std::string& text, std::int64_t filler) {
    Spatial values{filler, filler, filler};
    std::istringstream parts(text);
    std::string part;
    for (std::size_t d = 0; d < values.size() && std::getline(parts, part, 'x'); ++d)
        values[d] = std::stoll(part);
    return values;
}

std::string text_of(int rank, const ConvTransposeDesc::Strides& s) {
    return std::to_string(s.batch) + "/" + join(rank, s.spatial) + "/" + std::to_string(s.channels);
}

ConvTransposeDesc::Strides strides_of(const std::string& text) {
    const std::size_t first = text.find('/');
    const std::size_t second = text.find('/', first + 1);
    return {std::stoll(text), split(text.substr(first + 1, second - first - 1), 0),
            std::stoll(text.substr(second + 1))};
}

/// Numbers as their bits, so that nothing is lost.
std::string bits_of(double value) {
    return std::to_string(std::bit_cast<std::uint64_t>(value));
}
double number_of(const std::string& bits) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(std::stoull(bits)));
}

DType type_of(const std::string& name) {
    for (const DType dtype : {DType::float32, DType::float64, DType::float16, DType::bfloat16, DType::int8,
                              DType::uint8, DType::int32}) {
        if (name == support::name_of(dtype)) return dtype;
    }
    throw std::invalid_argument("no element type is called " + name);
}

/// Two words of one with a slash between.
std::pair<std::string, std::string> both(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) throw std::invalid_argument("there is no slash");
    return {text.substr(0, slash), text.substr(slash + 1)};
}

void set_zero_points(Quantization& q, const std::string& text) {
    const auto [input, output] = both(text);
    q.input_zero_point = std::stoi(input);
    q.output_zero_point = std::stoi(output);
}

void set_scales(Quantization& q, const std::string& text) {
    const auto [input, output] = both(text);
    q.input_scale = static_cast<float>(number_of(input));
    q.output_scale = static_cast<float>(number_of(output));
}

using Setter = std::function<void(Case&, const std::string&)>;

const std::map<std::string, Setter>& setters() {
    using V = const std::string&;
    static const std::map<std::string, Setter> all = {
        {"rank", [](Case& c, V v) { c.desc.rank = std::stoi(v); }},
        {"type", [](Case& c, V v) { c.desc.dtype = type_of(v); }},
        {"to", [](Case& c, V v) { c.desc.output_dtype = type_of(v); }},
        {"format", [](Case& c, V v) { c.desc.data_format = static_cast<DataFormat>(v == "first"); }},
        {"n", [](Case& c, V v) { c.desc.batch = std::stoll(v); }},
        {"ic", [](Case& c, V v) { c.desc.in_channels = std::stoll(v); }},
        {"oc", [](Case& c, V v) { c.desc.out_channels = std::stoll(v); }},
        {"g", [](Case& c, V v) { c.desc.groups = std::stoll(v); }},
        {"i", [](Case& c, V v) { c.desc.in_spatial = split(v, 1); }},
        {"k", [](Case& c, V v) { c.desc.kernel_size = split(v, 1); }},
        {"s", [](Case& c, V v) { c.desc.strides = split(v, 1); }},
        {"d", [](Case& c, V v) { c.desc.dilation_rate = split(v, 1); }},
        {"crop", [](Case& c, V v) { c.desc.crop_left = split(v, 0); }},
        {"o", [](Case& c, V v) { c.desc.out_spatial = split(v, 1); }},
        {"act", [](Case& c, V v) { c.desc.activation = static_cast<Activation>(std::stoi(v)); }},
        {"alpha", [](Case& c, V v) { c.desc.activation_alpha = number_of(v); }},
        {"min", [](Case& c, V v) { c.desc.activation_min = number_of(v); }},
        {"max", [](Case& c, V v) { c.desc.activation_max = number_of(v); }},
        {"input_strides", [](Case& c, V v) { c.desc.input_strides = strides_of(v); }},
        {"output_strides", [](Case& c, V v) { c.desc.output_strides = strides_of(v); }},
        {"zero", [](Case& c, V v) { set_zero_points(c.desc.quantization, v); }},
        {"scale", [](Case& c, V v) { set_scales(c.desc.quantization, v); }},
        {"rule",
         [](Case& c, V v) {
             c.desc.quantization.rounding = v == "gemmlowp" ? Rounding::gemmlowp : Rounding::nearest_even;
         }},
        {"bias_type", [](Case& c, V v) { c.desc.quantization.bias_dtype = type_of(v); }},
        {"isa", [](Case& c, V v) { c.isa = parse_isa(v).value(); }},
        {"kernel", [](Case& c, V v) { c.kernel = v; }},
        {"algorithm", [](Case& c, V v) { c.algorithm = static_cast<Algorithm>(std::stoi(v)); }},
        {"block", [](Case& c, V v) { c.tuning.block = split(v, 0); }},
        {"parts", [](Case& c, V v) { c.tuning.channel_parts = std::stoll(v); }},
        {"turned", [](Case& c, V v) { c.tuning.turned_channels = std::stoll(v); }},
        {"units", [](Case& c, V v) { c.tuning.units_together = std::stoll(v); }},
        {"one_thread", [](Case& c, V v) { c.tuning.one_thread = v == "1"; }},
        {"any_size", [](Case& c, V v) { c.any_size = v == "1"; }},
        {"plan_threads", [](Case& c, V v) { c.plan_threads = std::stoi(v); }},
        {"threads", [](Case& c, V v) { c.threads = std::stoi(v); }},
        {"runner", [](Case& c, V v) { c.runner = static_cast<Runner>(std::stoi(v)); }},
        {"values", [](Case& c, V v) { c.values = static_cast<Values>(std::stoi(v)); }},
        {"seed", [](Case& c, V v) { c.data_seed = std::stoull(v); }},
        {"bias", [](Case& c, V v) { c.with_bias = v == "1"; }},
        {"order", [](Case& c, V v) { c.order = static_cast<KernelOrder>(v == "pytorch"); }},
        {"guard", [](Case& c, V v) { c.guard = static_cast<support::Guard>(v == "before"); }},
        {"shift", [](Case& c, V v) { c.shift = std::stoi(v); }},
    };
    return all;
}

void add_quantization(const Quantization& q, std::ostream& out) {
    out << " zero=" << q.input_zero_point << '/' << q.output_zero_point
        << " scale=" << bits_of(static_cast<double>(q.input_scale)) << '/'
        << bits_of(static_cast<double>(q.output_scale))
        << " rule=" << (q.rounding == Rounding::gemmlowp ? "gemmlowp" : "nearest_even")
        << " bias_type=" << support::name_of(q.bias_dtype);
}

/// Members that are not at their defaults.
void add_options(const Case& c, std::ostream& out) {
    const auto number = [&](const char* name, auto value) {
        if (value != 0) out << ' ' << name << '=' << static_cast<std::int64_t>(value);
    };
    if (!c.kernel.empty()) out << " kernel=" << c.kernel;
    number("algorithm", static_cast<int>(c.algorithm));
    if (c.tuning.block[0] != 0) out << " block=" << join(c.desc.rank, c.tuning.block);
    number("parts", c.tuning.channel_parts);
    number("turned", c.tuning.turned_channels);
    number("units", c.tuning.units_together);
    if (c.tuning.one_thread) out << " one_thread=" << *c.tuning.one_thread;
    number("any_size", static_cast<int>(c.any_size));
    number("runner", static_cast<int>(c.runner));
    number("values", static_cast<int>(c.values));
    number("shift", c.shift);
}

}  // namespace

std::string to_text(const Case& c) {
    const ConvTransposeDesc& d = c.desc;
    std::ostringstream out;
    out << "rank=" << d.rank << " type=" << support::name_of(d.dtype)
        << " format=" << (d.data_format == DataFormat::channels_last ? "last" : "first") << " n=" << d.batch
        << " ic=" << d.in_channels << " oc=" << d.out_channels << " g=" << d.groups
        << " i=" << join(d.rank, d.in_spatial) << " k=" << join(d.rank, d.kernel_size)
        << " s=" << join(d.rank, d.strides) << " d=" << join(d.rank, d.dilation_rate)
        << " crop=" << join(d.rank, d.crop_left) << " o=" << join(d.rank, d.out_spatial);
    if (d.activation != Activation::none) {
        out << " act=" << static_cast<int>(d.activation) << " alpha=" << bits_of(d.activation_alpha)
            << " min=" << bits_of(d.activation_min) << " max=" << bits_of(d.activation_max);
    }
    if (d.output_dtype) out << " to=" << support::name_of(*d.output_dtype);
    if (reference::is_quantized(d.dtype)) add_quantization(d.quantization, out);
    if (d.input_strides.batch != 0) out << " input_strides=" << text_of(d.rank, d.input_strides);
    if (d.output_strides.batch != 0) out << " output_strides=" << text_of(d.rank, d.output_strides);
    out << " isa=" << isa_name(c.isa) << " plan_threads=" << c.plan_threads << " threads=" << c.threads
        << " seed=" << c.data_seed << " bias=" << c.with_bias
        << " order=" << (c.order == KernelOrder::keras ? "keras" : "pytorch")
        << " guard=" << (c.guard == support::Guard::after ? "after" : "before");
    add_options(c, out);
    return out.str();
}

Case read_case(const std::string& line) {
    Case c;
    std::istringstream words(line);
    std::string word;
    while (words >> word) {
        const std::size_t equals = word.find('=');
        const auto setter = setters().find(word.substr(0, equals));
        if (equals == std::string::npos || setter == setters().end()) {
            throw std::invalid_argument("'" + word + "' is no part of a case");
        }
        try {
            setter->second(c, word.substr(equals + 1));
        } catch (const std::exception&) {
            throw std::invalid_argument("'" + word + "' has no value that can be read");
        }
    }
    return c;
}

}  // namespace convt::campaign
