#include "calls/gradients/gradients.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"
#include "arrays/arrays.hpp"
#include "arrays/layouts.hpp"
#include "arrays/outputs.hpp"
#include "calls/gradients/gradient_run.hpp"
#include "calls/gradients/gradients_docs.hpp"
#include "errors.hpp"
#include "released_lock.hpp"

namespace convt::python {
namespace {

using nb::literals::operator""_a;
using Shape = std::vector<std::int64_t>;

/// Where gradients are written, dense.
class Gradients {
public:
    Gradients(nb::handle out, const Shape& shape, DType dtype)
        : outputs_(out), shape_(shape), dtype_(dtype) {}

    /// Runs what writes them, without Python's lock.
    template <class Run>
    [[nodiscard]] nb::object compute(const Array& first, const Array& second, const Run& run) {
        if (const Array* given = outputs_.given()) {
            check_same_dtype(*given, first);
            outputs_.check(shape_, {&first, &second});
            if (!is_dense(*given))
                raise_value_error("out has gaps between its elements; gradients have none");
        }
        void* written = outputs_.memory(shape_, dtype_);
        const Status status = [&] {
            const ReleasedLock released;
            return run(written);
        }();
        check(status);
        return outputs_.take(shape_, dtype_);
    }

private:
    Outputs outputs_;
    const Shape& shape_;
    DType dtype_;
};

/// Output gradients, dense and of the shape that a descriptor's outputs have.
Array read_output_gradients(nb::handle object) {
    Array array = read_array(object, "output_gradients");
    make_dense(array);
    return array;
}

void check_shape(const Array& gradients, const ConvTransposeDesc& desc) {
    const Shape wanted = outputs_shape(desc);
    if (gradients.shape_vector() == wanted) return;
    raise_value_error("output_gradients has shape " + shape_text(gradients.shape_vector()) +
                      "; the outputs have " + shape_text(wanted));
}

nb::object input_gradient(nb::handle output_gradients, nb::handle kernel, nb::handle inputs_shape,
                          nb::handle strides, nb::handle padding, nb::handle output_padding,
                          nb::handle data_format, nb::handle dilation_rate, nb::handle out) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, nb::none());
    const Array g = read_output_gradients(output_gradients);
    Array weights = read_array(kernel, "kernel");
    check_same_dtype(weights, g);
    const Shape shape = read_integers(inputs_shape, "inputs_shape");
    const ConvTransposeDesc desc = desc_of(op, g.dtype, shape, weights.shape_vector());
    check_shape(g, desc);
    const KernelOrder order = settle_kernel(weights);
    return Gradients(out, shape, g.dtype).compute(g, weights, [&](void* written) {
        return run_input_gradient(desc, order, g.data, weights.data, written);
    });
}

nb::object kernel_gradient(nb::handle inputs, nb::handle output_gradients, nb::handle kernel_shape,
                           nb::handle strides, nb::handle padding, nb::handle output_padding,
                           nb::handle data_format, nb::handle dilation_rate, nb::handle out) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, nb::none());
    Array x = read_array(inputs, "inputs");
    make_dense(x);
    const Array g = read_output_gradients(output_gradients);
    check_same_dtype(g, x);
    const Shape shape = read_integers(kernel_shape, "kernel_shape");
    const ConvTransposeDesc desc = desc_of(op, x.dtype, x.shape_vector(), shape);
    check_shape(g, desc);
    return Gradients(out, shape, x.dtype).compute(x, g, [&](void* written) {
        return run_kernel_gradient(desc, KernelOrder::keras, x.data, g.data, written);
    });
}

}  // namespace

void bind_gradients(nb::module_& module) {
    module.def("input_gradient", &input_gradient, "output_gradients"_a.none(), "kernel"_a.none(),
               "inputs_shape"_a, "strides"_a.none() = 1, "padding"_a.none() = "valid",
               "output_padding"_a = nb::none(), "data_format"_a = nb::none(), "dilation_rate"_a.none() = 1,
               nb::kw_only(), "out"_a = nb::none(), kInputGradientDoc);
    module.def("kernel_gradient", &kernel_gradient, "inputs"_a.none(), "output_gradients"_a.none(),
               "kernel_shape"_a, "strides"_a.none() = 1, "padding"_a.none() = "valid",
               "output_padding"_a = nb::none(), "data_format"_a = nb::none(), "dilation_rate"_a.none() = 1,
               nb::kw_only(), "out"_a = nb::none(), kKernelGradientDoc);
}

}  // namespace convt::python
