#include "problems/operand_types.hpp"

#include <string>

#include "npy/npy_elements.hpp"
#include "npy/npy_header.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

bool is_quantized(DType dtype) {
    return dtype == DType::int8 || dtype == DType::uint8;
}

std::string name_of(DType dtype) {
    return npy_type(dtype).name;
}

/// Of integers, and of floats in their place: nothing is quantised here.
void check_operand(const std::string& what, DType given, DType wanted) {
    const bool right = is_integer(wanted) ? given == wanted : !is_integer(given);
    if (right) return;
    throw InputError("the " + what + " is of " + name_of(given) + "; " +
                     (is_integer(wanted) ? "it must be of " + name_of(wanted) + ", as files are not quantised"
                                         : name_of(wanted) + " is made of floats alone"));
}

}  // namespace

DType common_type(DType inputs, DType kernel) {
    if (inputs == kernel || (is_quantized(inputs) && kernel == DType::int8)) return inputs;
    throw InputError("the input is of " + name_of(inputs) + " and the kernel of " + name_of(kernel) +
                     "; they must be of one type, or --dtype must say which one they are rounded to");
}

void check_operand_types(const Problem& problem) {
    const DType dtype = problem.desc.dtype;
    check_operand("input", problem.inputs.dtype, dtype);
    check_operand("kernel", problem.kernel.dtype, is_quantized(dtype) ? DType::int8 : dtype);
    if (problem.slopes) check_operand("array of slopes", problem.slopes->dtype, DType::float32);
}

DType bias_type(DType bias, DType inputs) {
    if (!is_quantized(inputs)) {
        check_operand("bias", bias, DType::float32);
        return DType::int32;
    }
    if (bias == DType::int32 || bias == DType::float32) return bias;
    throw InputError("the bias is of " + name_of(bias) + "; beside inputs of " + name_of(inputs) +
                     " it must be of int32 or float32");
}

}  // namespace convt::tools
