#include "problems/problem_options.hpp"

#include "options/dtype_option.hpp"
#include "options/option_values.hpp"
#include "support/layers/parse_numbers.hpp"

namespace convt::tools {
namespace {

using Values = ProblemOptions::Values;

Values parse_values(const std::string& name, const std::string& text) {
    return parse_integers(name, text, ',');
}

std::optional<Values> parse_optional_values(const std::string& name, const std::string& text) {
    if (text == "none") return std::nullopt;
    return parse_values(name, text);
}

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789,-") == std::string::npos;
}

/// Keras's rule, or PyTorch's numbers.
void parse_padding(const std::string& name, const std::string& text, ProblemOptions& options) {
    if (is_number(text)) {
        options.padding_sizes = parse_values(name, text);
    } else if (text == "valid" || text == "same") {
        options.padding = text == "same" ? Padding::same : Padding::valid;
    } else {
        throw InputError(name + " is '" + text +
                         "'; it must be one of valid, same, or PyTorch's numbers, as in 1,1");
    }
}

KernelOrder parse_kernel_order(const std::string& name, const std::string& text) {
    return choose<KernelOrder>(name, text,
                               {{"keras", KernelOrder::keras}, {"pytorch", KernelOrder::pytorch}});
}

AutoPad parse_auto_pad(const std::string& name, const std::string& text) {
    return choose<AutoPad>(name, text,
                           {{"NOTSET", AutoPad::not_set},
                            {"VALID", AutoPad::valid},
                            {"SAME_UPPER", AutoPad::same_upper},
                            {"SAME_LOWER", AutoPad::same_lower}});
}

Activation parse_activation(const std::string& name, const std::string& text) {
    return choose<Activation>(name, text,
                              {{"none", Activation::none},
                               {"relu", Activation::relu},
                               {"relu6", Activation::relu6},
                               {"leaky_relu", Activation::leaky_relu},
                               {"tanh", Activation::tanh},
                               {"sigmoid", Activation::sigmoid},
                               {"clamp", Activation::clamp},
                               {"hard_swish", Activation::hard_swish},
                               {"prelu", Activation::prelu}});
}

std::vector<float> parse_clamp(const std::string& name, const std::string& text) {
    std::vector<float> limits;
    for (const std::string& part : split(text, ',')) limits.push_back(parse_float(name, part));
    if (limits.size() != 2) throw InputError(name + " is '" + text + "'; it must be two numbers, low,high");
    return limits;
}

void add_files(CLI::App& app, ProblemOptions& options) {
    app.add_option("problem", options.problem,
                   "\"2d ic64 oc32 i40x30 k4 s2 same\", in place of the options that state it")
        ->type_name("PROBLEM");
    add_path(app, "--input", "FILE", "inputs, a .npy file of float32, float16, bfloat16, int8 or uint8",
             options.input);
    add_path(app, "--kernel", "FILE", "kernel [spatial..., out, in/groups], a .npy file", options.kernel);
    add_path(app, "--bias", "FILE", "bias [out], a .npy file", options.bias);
    add_path(app, "--slopes", "FILE", "slopes of prelu [out], a .npy file", options.slopes);
    add_parsed(app, "--dtype", "NAME",
               "what inputs and kernel are rounded to: float32, float16 or bfloat16 [theirs]; int8 or uint8: "
               "what they are",
               options.dtype, parse_dtype);
    add_parsed(app, "--output-dtype", "NAME", "element type of the outputs [that of the inputs]",
               options.output_dtype, parse_dtype);
    add_parsed(app, "--data-format", "NAME", "layout: channels_last (default) or channels_first",
               options.data_format, parse_data_format);
    add_parsed(app, "--output-format", "NAME", "layout of the outputs [that of the inputs]",
               options.output_format, parse_data_format);
    add_parsed(app, "--kernel-order", "NAME", "keras (default) or pytorch: [in, out/groups, spatial...]",
               options.kernel_order, parse_kernel_order);
}

void add_geometry(CLI::App& app, ProblemOptions& options) {
    add_parsed(app, "--strides", "N,...", "one per dimension, or one for all [1]", options.strides,
               parse_values);
    add_parsed(app, "--dilation-rate", "N,...", "one per dimension, or one for all [1]",
               options.dilation_rate, parse_values);
    add_parsed(app, "--groups", "N", "channel groups [1]", options.groups, parse_integer);
    auto* padding =
        app.add_option_function<std::string>(
               "--padding",
               [&options](const std::string& text) { parse_padding("--padding", text, options); },
               "Keras's rule: valid (default) or same; or PyTorch's numbers, one per dimension or one for "
               "all")
            ->type_name("NAME|N,...");
    auto* pads = add_parsed(app, "--pads", "N,...",
                            "ONNX's: outputs cut off in front of each dimension, then at the end",
                            options.pads, parse_values);
    auto* auto_pad =
        add_parsed(app, "--auto-pad", "NAME",
                   "ONNX's rule in place of pads: NOTSET or VALID (none), SAME_UPPER, SAME_LOWER",
                   options.auto_pad, parse_auto_pad);
    auto* output_padding = add_parsed(app, "--output-padding", "N,...",
                                      "Keras's, PyTorch's or ONNX's; none (default) is not 0 for Keras",
                                      options.output_padding, parse_optional_values);
    auto* output_size = add_parsed(app, "--output-size", "N,...", "explicit output size, instead of padding",
                                   options.output_size, parse_values);
    auto* crop_left = add_parsed(app, "--crop-left", "N,...", "outputs cut off at the front [0]",
                                 options.crop_left, parse_values);
    crop_left->needs(output_size);
    output_size->excludes(padding)->excludes(output_padding)->excludes(pads)->excludes(auto_pad);
    pads->excludes(padding);
    auto_pad->excludes(padding)->excludes(pads);
}

void add_activation(CLI::App& app, ProblemOptions& options) {
    add_parsed(app, "--activation", "NAME",
               "none, relu, relu6, leaky_relu, tanh, sigmoid, clamp, hard_swish, prelu", options.activation,
               parse_activation);
    add_parsed(app, "--alpha", "X", "slope of leaky_relu below 0 [0.01]", options.alpha, parse_float);
    add_parsed(app, "--clamp", "LOW,HIGH", "limits of clamp [0,6]", options.clamp, parse_clamp);
}

}  // namespace

DataFormat parse_data_format(const std::string& name, const std::string& text) {
    return choose<DataFormat>(
        name, text,
        {{"channels_last", DataFormat::channels_last}, {"channels_first", DataFormat::channels_first}});
}

void add_problem_options(CLI::App& app, ProblemOptions& options) {
    add_files(app, options);
    add_quantization_options(app, options.quantization);
    add_geometry(app, options);
    add_activation(app, options);
    CLI::Option& problem = *app.get_option("problem");
    for (const char* option :
         {"--data-format", "--strides", "--dilation-rate", "--groups", "--padding", "--pads", "--auto-pad",
          "--output-padding", "--output-size", "--crop-left", "--activation", "--alpha", "--clamp"}) {
        problem.excludes(app.get_option(option));
    }
}

}  // namespace convt::tools
