#include "support/layers/problem_string.hpp"

#include <algorithm>
#include <map>

#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"
#include "support/layers/problem_words.hpp"

namespace convt::tools {
namespace {

using Values = ProblemWords::Values;

void copy(const Values& from, std::array<std::int64_t, kMaxRank>& to) {
    std::copy(from.begin(), from.end(), to.begin());
}

/// A size, or '?' for an open one, with or without a typical value: 64, ?, ?64.
void read_size(const ProblemWords& words, const std::string& key, const std::string& text,
               std::int64_t typical, std::int64_t& size, bool& open) {
    open = text.starts_with('?');
    if (text == "?") {
        size = typical;
    } else {
        size = words.number(key, text.substr(open ? 1 : 0), 0);
    }
}

void read_sizes(const ProblemWords& words, StatedProblem& problem) {
    ConvTransposeDesc& desc = problem.desc;
    read_size(words, "n", words.get("n", "1"), 1, desc.batch, problem.open[0]);
    const auto rank = static_cast<std::size_t>(desc.rank);
    const std::vector<std::string> parts =
        words.parts("i", words.need("i", "the inputs' spatial size"), desc.rank);
    for (std::size_t d = 0; d < rank; ++d) {
        read_size(words, "i", parts[d], kTypicalSize[rank - 1], desc.in_spatial[d], problem.open[d + 1]);
    }
}

/// Output size and left crop by Keras's rule.
void pad_by_keras(const ProblemWords& words, ConvTransposeDesc& desc) {
    const int rank = desc.rank;
    Values inputs{desc.batch}, kernel;
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
    if (words.has("op")) output_padding = Dims(words.numbers("op", words.get("op", ""), rank, 0));
    const Padding padding = words.get("padding", "valid") == "same" ? Padding::same : Padding::valid;
    const ConvTransposeDesc sized =
        unwrap(keras_desc(inputs, kernel, dims(desc.strides), padding, output_padding,
                          DataFormat::channels_last, dims(desc.dilation_rate)));
    desc.crop_left = sized.crop_left;
    desc.out_spatial = sized.out_spatial;
}

void read_outputs(const ProblemWords& words, ConvTransposeDesc& desc) {
    const bool by_rule = words.has("padding") || words.has("op");
    if (by_rule && (words.has("crop") || words.has("o"))) {
        throw InputError("has crop or o beside valid, same or op; padding is stated one way only");
    }
    if (!words.has("crop") && !words.has("o")) return pad_by_keras(words, desc);
    const std::vector<std::string> crops = split(words.get("crop", "0"), ':');
    copy(words.numbers("crop", crops[0], desc.rank, 0), desc.crop_left);
    if (words.has("o") == (crops.size() == 2) || crops.size() > 2) {
        throw InputError(
            "needs one of o…, the outputs' size, and crop…:…, with the crop at the end after the ':'");
    }
    if (words.has("o")) {
        return copy(words.numbers("o", words.get("o", ""), desc.rank, 0), desc.out_spatial);
    }
    constexpr std::int64_t kNoLeast = INT64_MIN;  // less than no crop adds outputs
    const Values right = words.numbers("crop", crops[1], desc.rank, kNoLeast);
    for (std::size_t d = 0; d < right.size(); ++d) {
        desc.out_spatial[d] = (desc.in_spatial[d] - 1) * desc.strides[d] +
                              (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1 - desc.crop_left[d] -
                              right[d];
    }
}

void read_activation(const ProblemWords& words, ConvTransposeDesc& desc) {
    const std::vector<std::string> parts = split(words.get("activation", "none"), ':');
    const std::map<std::string, Activation> names{
        {"none", Activation::none},       {"relu", Activation::relu},
        {"relu6", Activation::relu6},     {"tanh", Activation::tanh},
        {"sigmoid", Activation::sigmoid}, {"leaky_relu", Activation::leaky_relu},
        {"clamp", Activation::clamp},     {"hard_swish", Activation::hard_swish},
        {"prelu", Activation::prelu},
    };
    desc.activation = names.at(parts[0]);
    const std::size_t values = desc.activation == Activation::leaky_relu ? 1
                               : desc.activation == Activation::clamp    ? 2
                                                                         : 0;
    if (parts.size() - 1 > values || (values == 2 && parts.size() != 3)) {
        words.refuse("activation", "write leaky_relu:0.1, clamp:0:6 or a name alone");
    }
    const auto value = [&](std::size_t i) {
        try {
            return parse_float("a number of it", parts[i]);
        } catch (const InputError& error) {
            words.refuse("activation", error.what());
        }
    };
    if (desc.activation == Activation::leaky_relu && parts.size() == 2) desc.activation_alpha = value(1);
    if (desc.activation == Activation::clamp) {
        desc.activation_min = value(1);
        desc.activation_max = value(2);
    }
}

/// Inputs in an order of their own.
void read_inputs_format(const ProblemWords& words, StatedProblem& problem) {
    if (!words.has("inputs")) return;
    ConvTransposeDesc& desc = problem.desc;
    const DataFormat format = words.get("inputs", "") == "from_channels_last" ? DataFormat::channels_last
                                                                              : DataFormat::channels_first;
    if (format != desc.data_format) desc.input_strides = dense_input_strides(desc, format);
    const bool open = std::find(problem.open.begin(), problem.open.end(), true) != problem.open.end();
    if (open && desc.in_channels > 1 && inputs_format(desc) != format) throw InputError(kNeedsPixels);
}

void read_types(const ProblemWords& words, ConvTransposeDesc& desc) {
    const std::map<std::string, DType> types{{"f32", DType::float32},   {"f16", DType::float16},
                                             {"bf16", DType::bfloat16}, {"int8", DType::int8},
                                             {"uint8", DType::uint8},   {"int32", DType::int32}};
    desc.dtype = types.at(words.get("dtype", "f32"));
    if (words.has("output_dtype")) {
        desc.output_dtype = types.at(words.get("output_dtype", "").substr(std::string("to_").size()));
    }
}

StatedProblem read(const std::string& text) {
    const ProblemWords words(text);
    StatedProblem problem;
    ConvTransposeDesc& desc = problem.desc;
    desc.rank = static_cast<int>(words.number("rank", words.need("rank", "1d, 2d or 3d"), 1));
    problem.name = words.get("name", "");
    read_types(words, desc);
    if (words.get("layout", "channels_last") == "channels_first") {
        desc.data_format = DataFormat::channels_first;
    }
    desc.in_channels = words.number("ic", words.need("ic", "the input channels"), 0);
    desc.out_channels = words.number("oc", words.need("oc", "the output channels"), 0);
    desc.groups = words.number("g", words.get("g", "1"), 1);
    copy(words.numbers("k", words.need("k", "the kernel size"), desc.rank, 1), desc.kernel_size);
    copy(words.numbers("s", words.get("s", "1"), desc.rank, 1), desc.strides);
    copy(words.numbers("d", words.get("d", "1"), desc.rank, 1), desc.dilation_rate);
    for (const auto& [key, channels] : {std::pair{"ic", desc.in_channels}, {"oc", desc.out_channels}}) {
        if (channels % desc.groups != 0) words.refuse(key, "it must be a multiple of the groups");
    }
    read_sizes(words, problem);
    read_outputs(words, desc);
    read_activation(words, desc);
    require(validate(desc));
    read_inputs_format(words, problem);
    require(validate(desc));
    return problem;
}

}  // namespace

bool is_problem_string(const std::string& text) {
    const std::string words = " " + text + " ";
    return text.find(' ') != std::string::npos &&
           (words.find(" 1d ") != std::string::npos || words.find(" 2d ") != std::string::npos ||
            words.find(" 3d ") != std::string::npos);
}

StatedProblem parse_problem(const std::string& text) {
    try {
        return read(text);
    } catch (const InputError& error) {
        throw InputError("the problem '" + text + "' " + error.what());
    }
}

}  // namespace convt::tools
