#pragma once

#include <nanobind/nanobind.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "convt/desc.hpp"
#include "convt/plan.hpp"

namespace convt::python {

namespace nb = nanobind;

/// What a call says beside its arrays.
struct Operator {
    Dims strides = 1;
    Dims dilation_rate = 1;
    std::optional<Dims> output_padding;
    Padding padding = Padding::valid;
    DataFormat data_format = DataFormat::channels_last;
    Activation activation = Activation::none;
    /// alpha, or min and max.
    std::array<double, 2> activation_values{};
};

/// Reads arguments as Keras takes them: an integer or a sequence of them, names in any case, None for
/// defaults. TypeError for other types, ValueError for other names.
[[nodiscard]] Operator read_operator(nb::handle strides, nb::handle padding, nb::handle output_padding,
                                     nb::handle data_format, nb::handle dilation_rate, nb::handle activation);

/// The descriptor of a call, as dense tensors; ValueError, or TypeError for an element type without kernels.
[[nodiscard]] ConvTransposeDesc desc_of(const Operator& op, DType dtype,
                                        const std::vector<std::int64_t>& inputs_shape,
                                        const std::vector<std::int64_t>& kernel_shape);

/// Throws unless the value is a string.
[[nodiscard]] std::string read_text(nb::handle value, const char* name);
/// Reads integers that fit 64 bits.
[[nodiscard]] std::int64_t read_integer(nb::handle value, const char* name);
[[nodiscard]] std::vector<std::int64_t> read_integers(nb::handle sequence, const char* name);

}  // namespace convt::python
