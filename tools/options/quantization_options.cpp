#include "options/quantization_options.hpp"

#include "npy/npy_header.hpp"
#include "options/option_values.hpp"
#include "options/quantization_file.hpp"
#include "support/layers/parse_numbers.hpp"

namespace convt::tools {
namespace {

constexpr const char* kFile = "--quantization";

std::int32_t parse_zero_point(const std::string& name, const std::string& text) {
    const std::int64_t value = parse_integer(name, text);
    if (value < INT32_MIN || value > INT32_MAX) {
        throw InputError(name + " is " + text + "; it must be a value of the tensor's type");
    }
    return static_cast<std::int32_t>(value);
}

std::vector<float> parse_scales(const std::string& name, const std::string& text) {
    std::vector<float> scales;
    for (const std::string& part : split(text, ',')) scales.push_back(parse_float(name, part));
    return scales;
}

StatedQuantization parse_file(const std::string& name, const std::string& path) {
    require_path(name, path);
    StatedQuantization stated = read_quantization(path);
    stated.first_option = name;
    return stated;
}

/// An option that states one member, and that the file excludes.
template <class Member, class Parse>
void add_member(CLI::App& app, const std::string& name, const std::string& type, const std::string& help,
                StatedQuantization& stated, Member member, Parse parse) {
    auto assign = [&stated, name, member, parse](const std::string& text) {
        stated.*member = parse(name, text);
        stated.first_option = name;
    };
    app.add_option_function<std::string>(name, assign, help)
        ->type_name(type)
        ->excludes(app.get_option(kFile));
}

}  // namespace

void add_quantization_options(CLI::App& app, StatedQuantization& stated) {
    add_parsed(app, kFile, "FILE", "JSON object of what int8 and uint8 stand for (docs/quantization.md)",
               stated, parse_file);
    add_member(app, "--input-zero-point", "N", "input that stands for 0 [0]", stated,
               &StatedQuantization::input_zero_point, parse_zero_point);
    add_member(app, "--input-scale", "X", "what a step of the inputs stands for [1]", stated,
               &StatedQuantization::input_scale, parse_float);
    add_member(app, "--kernel-scales", "X,...", "the same of the kernel: one, or one per output channel",
               stated, &StatedQuantization::kernel_scales, parse_scales);
    add_member(app, "--output-zero-point", "N", "output of int8 or uint8 that stands for 0 [0]", stated,
               &StatedQuantization::output_zero_point, parse_zero_point);
    add_member(app, "--output-scale", "X", "what a step of them stands for [1]", stated,
               &StatedQuantization::output_scale, parse_float);
    add_member(app, "--rounding", "NAME", "how they are rounded: nearest_even (default) or gemmlowp", stated,
               &StatedQuantization::rounding, parse_rounding);
}

Rounding parse_rounding(const std::string& what, const std::string& text) {
    return choose<Rounding>(what, text,
                            {{"nearest_even", Rounding::nearest_even}, {"gemmlowp", Rounding::gemmlowp}});
}

Quantization quantization_of(const StatedQuantization& stated, DType dtype) {
    const bool quantized = dtype == DType::int8 || dtype == DType::uint8;
    if (!stated.first_option.empty() && !quantized) {
        throw InputError(stated.first_option +
                         " is stated; only inputs of int8 and uint8 are quantised, and "
                         "these are of " +
                         npy_type(dtype).name);
    }
    Quantization result;
    result.input_zero_point = stated.input_zero_point.value_or(result.input_zero_point);
    result.output_zero_point = stated.output_zero_point.value_or(result.output_zero_point);
    result.input_scale = stated.input_scale.value_or(result.input_scale);
    result.output_scale = stated.output_scale.value_or(result.output_scale);
    result.rounding = stated.rounding.value_or(result.rounding);
    return result;
}

void check_kernel_scales(const StatedQuantization& stated, const ConvTransposeDesc& desc) {
    const std::size_t scales = stated.kernel_scales.size();
    const bool quantized = desc.dtype == DType::int8 || desc.dtype == DType::uint8;
    const DType outputs = output_dtype(desc);
    if (quantized && scales == 0 && outputs != DType::int32) {
        throw InputError(
            std::string("the kernel's scales are missing; outputs of ") + npy_type(outputs).name +
            " need one, or one per output channel (--kernel-scales, or kernel_scales of the file "
            "of --quantization)");
    }
    if (scales > 1 && static_cast<std::int64_t>(scales) != desc.out_channels) {
        throw InputError("the kernel has " + std::to_string(scales) +
                         " scales; give 1 or one per output channel, " + std::to_string(desc.out_channels));
    }
}

}  // namespace convt::tools
