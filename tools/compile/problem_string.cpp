#include "compile/problem_string.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include "support/input_error.hpp"
#include "support/parse_numbers.hpp"

namespace convt::tools {
namespace {

using Values = std::vector<std::int64_t>;

/// A size, or '?' for an open one, with or without a typical value: 64, ?, ?64.
struct Size {
    std::int64_t value = 1;
    bool open = false;
};

Size parse_size(const std::string& word, const std::string& text, std::int64_t typical) {
    if (!text.starts_with('?')) return {parse_integer(word, text), false};
    return {text.size() == 1 ? typical : parse_integer(word, text.substr(1)), true};
}

/// The words of a problem string by their key; those that are words alone have no value.
class Words {
public:
    explicit Words(const std::string& text) {
        std::istringstream stream(text);
        for (std::string word; stream >> word;) {
            const auto [key, value] = split_word(word);
            if (!values_.emplace(key, value).second) {
                throw InputError("has two words for " + key + "; '" + word + "' is the second");
            }
        }
    }
    bool has(const std::string& key) const { return values_.contains(key); }
    /// The value, or what a problem string without the word means.
    std::string get(const std::string& key, const std::string& otherwise) const {
        const auto found = values_.find(key);
        return found == values_.end() ? otherwise : found->second;
    }
    std::string need(const std::string& key, const std::string& what) const {
        if (!has(key)) throw InputError("has no " + key + "…, " + what);
        return values_.at(key);
    }

private:
    static std::pair<std::string, std::string> split_word(const std::string& word) {
        for (const char* alone : {"1d", "2d", "3d"}) {
            if (word == alone) return {"rank", word.substr(0, 1)};
        }
        if (word == "f32") return {"dtype", word};
        if (word == "channels_last" || word == "channels_first") return {"layout", word};
        if (word == "valid" || word == "same") return {"padding", word};
        const std::string activation = word.substr(0, word.find(':'));
        for (const char* name : {"relu", "relu6", "leaky_relu", "tanh", "sigmoid", "clamp"}) {
            if (activation == name) return {"activation", word};
        }
        // Longer keys first: "op1" is no "o".
        for (const std::string key : {"name=", "crop", "ic", "oc", "op", "n", "g", "i", "k", "s", "d", "o"}) {
            if (word.starts_with(key)) return {key, word.substr(key.size())};
        }
        throw InputError("has the word '" + word + "', which problem strings do not know");
    }
    std::map<std::string, std::string> values_;
};

/// One value per dimension, from that many or from one.
Values per_dimension(const std::string& word, const std::string& text, int rank) {
    Values values = parse_integers(word, text, 'x');
    if (values.size() == 1) values.resize(static_cast<std::size_t>(rank), values[0]);
    if (values.size() != static_cast<std::size_t>(rank)) {
        throw InputError(word + " is '" + text + "'; it must have 1 value, or " + std::to_string(rank) +
                         " joined by 'x'");
    }
    return values;
}

void copy(const Values& from, std::array<std::int64_t, kMaxRank>& to) {
    std::copy(from.begin(), from.end(), to.begin());
}

void read_sizes(const Words& words, CompileLayer& layer) {
    ConvTransposeDesc& desc = layer.desc;
    const Size batch = parse_size("n", words.get("n", "1"), 1);
    desc.batch = batch.value;
    layer.open[0] = batch.open;
    const std::string text = words.need("i", "the inputs' spatial size");
    std::vector<std::string> parts = split(text, 'x');
    const auto rank = static_cast<std::size_t>(desc.rank);
    if (parts.size() == 1) parts.resize(rank, parts[0]);
    if (parts.size() != rank) {
        throw InputError("i is '" + text + "'; it must have 1 value, or " + std::to_string(rank) +
                         " joined by 'x'");
    }
    for (std::size_t d = 0; d < rank; ++d) {
        const Size size = parse_size("i", parts[d], kTypicalSize[rank - 1]);
        desc.in_spatial[d] = size.value;
        layer.open[d + 1] = size.open;
    }
}

/// Output size and left crop by Keras's rule.
void pad_by_keras(const Words& words, ConvTransposeDesc& desc) {
    const int rank = desc.rank;
    std::vector<std::int64_t> inputs{desc.batch}, kernel;
    for (std::size_t d = 0; d < static_cast<std::size_t>(rank); ++d) {
        inputs.push_back(desc.in_spatial[d]);
        kernel.push_back(desc.kernel_size[d]);
    }
    inputs.push_back(desc.in_channels);
    kernel.insert(kernel.end(), {desc.out_channels, desc.in_channels});
    const auto dims = [&](const std::array<std::int64_t, kMaxRank>& values) {
        return Dims(Values(values.begin(), values.begin() + rank));
    };
    std::optional<Dims> output_padding;
    if (words.has("op")) output_padding = Dims(per_dimension("op", words.get("op", ""), rank));
    const Padding padding = words.get("padding", "valid") == "same" ? Padding::same : Padding::valid;
    const ConvTransposeDesc sized =
        unwrap(keras_desc(inputs, kernel, dims(desc.strides), padding, output_padding,
                          DataFormat::channels_last, dims(desc.dilation_rate)));
    desc.crop_left = sized.crop_left;
    desc.out_spatial = sized.out_spatial;
}

void read_outputs(const Words& words, CompileLayer& layer) {
    ConvTransposeDesc& desc = layer.desc;
    const bool by_rule = words.has("padding") || words.has("op");
    if (by_rule && (words.has("crop") || words.has("o"))) {
        throw InputError("has crop or o beside valid, same or op; padding is stated one way only");
    }
    if (!words.has("crop") && !words.has("o")) return pad_by_keras(words, desc);
    const std::vector<std::string> crops = split(words.get("crop", "0"), ':');
    copy(per_dimension("crop", crops[0], desc.rank), desc.crop_left);
    if (words.has("o") == (crops.size() == 2) || crops.size() > 2) {
        throw InputError(
            "needs one of o…, the outputs' size, and crop…:…, with the crop at the end after the ':'");
    }
    if (words.has("o")) return copy(per_dimension("o", words.get("o", ""), desc.rank), desc.out_spatial);
    const Values right = per_dimension("crop", crops[1], desc.rank);
    const auto natural = layer.crop_right();  // for outputs of size 1
    for (std::size_t d = 0; d < right.size(); ++d) desc.out_spatial[d] = natural[d] + 1 - right[d];
}

void read_activation(const std::string& text, ConvTransposeDesc& desc) {
    const std::vector<std::string> parts = split(text, ':');
    const std::map<std::string, Activation> names{
        {"none", Activation::none},       {"relu", Activation::relu},
        {"relu6", Activation::relu6},     {"tanh", Activation::tanh},
        {"sigmoid", Activation::sigmoid}, {"leaky_relu", Activation::leaky_relu},
        {"clamp", Activation::clamp},
    };
    desc.activation = names.at(parts[0]);
    const std::size_t values = desc.activation == Activation::leaky_relu ? 1
                               : desc.activation == Activation::clamp    ? 2
                                                                         : 0;
    if (parts.size() - 1 > values || (values == 2 && parts.size() != 3)) {
        throw InputError("the activation is '" + text + "'; write leaky_relu:0.1, clamp:0:6 or a name alone");
    }
    if (desc.activation == Activation::leaky_relu && parts.size() == 2) {
        desc.activation_alpha = parse_float("leaky_relu", parts[1]);
    }
    if (desc.activation == Activation::clamp) {
        desc.activation_min = parse_float("clamp", parts[1]);
        desc.activation_max = parse_float("clamp", parts[2]);
    }
}

CompileLayer read(const std::string& text) {
    const Words words(text);
    CompileLayer layer;
    ConvTransposeDesc& desc = layer.desc;
    desc.rank = static_cast<int>(parse_integer("the first word", words.need("rank", "1d, 2d or 3d")));
    layer.name = words.get("name=", "");
    if (words.get("layout", "channels_last") == "channels_first") {
        desc.data_format = DataFormat::channels_first;
    }
    desc.in_channels = parse_integer("ic", words.need("ic", "the input channels"));
    desc.out_channels = parse_integer("oc", words.need("oc", "the output channels"));
    desc.groups = parse_integer("g", words.get("g", "1"));
    copy(per_dimension("k", words.need("k", "the kernel size"), desc.rank), desc.kernel_size);
    copy(per_dimension("s", words.get("s", "1"), desc.rank), desc.strides);
    copy(per_dimension("d", words.get("d", "1"), desc.rank), desc.dilation_rate);
    read_sizes(words, layer);
    read_outputs(words, layer);
    read_activation(words.get("activation", "none"), desc);
    require(validate(desc));
    return layer;
}

}  // namespace

bool is_problem_string(const std::string& text) {
    const std::string words = " " + text + " ";
    return text.find(' ') != std::string::npos &&
           (words.find(" 1d ") != std::string::npos || words.find(" 2d ") != std::string::npos ||
            words.find(" 3d ") != std::string::npos);
}

CompileLayer parse_problem_string(const std::string& text) {
    try {
        return read(text);
    } catch (const InputError& error) {
        throw InputError("the problem '" + text + "': " + error.what());
    }
}

}  // namespace convt::tools
