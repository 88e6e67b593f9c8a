#include "calls/layer_plan.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "arrays/bias.hpp"
#include "arrays/layouts.hpp"
#include "arrays/outputs.hpp"
#include "errors.hpp"
#include "released_lock.hpp"

namespace convt::python {
namespace {

bool has_shape(const Array& array, const std::vector<std::int64_t>& shape) noexcept {
    return static_cast<std::size_t>(array.axes) == shape.size() &&
           std::equal(shape.begin(), shape.end(), array.shape.begin());
}

}  // namespace

LayerPlan::LayerPlan(Plan plan, Shape inputs, Shape kernel)
    : plan_(std::move(plan)),
      inputs_shape_(std::move(inputs)),
      kernel_shape_(std::move(kernel)),
      outputs_shape_(convt::outputs_shape(plan_.desc())) {}

Array LayerPlan::read(nb::handle object, const char* name, const Shape& shape) const {
    Array array = read_array(object, name);
    const DType dtype = plan_.desc().dtype;
    if (array.dtype != dtype) {
        raise_type_error(std::string(name) + " is of " + dtype_name(array.dtype) + "; the plan is for " +
                         dtype_name(dtype));
    }
    if (!has_shape(array, shape)) {
        raise_value_error(std::string(name) + " has shape " + shape_text(array.shape_vector()) +
                          "; the plan is for " + shape_text(shape));
    }
    return array;
}

PackedKernel LayerPlan::pack(nb::handle kernel) const {
    Array weights = read(kernel, "kernel", kernel_shape_);
    const KernelOrder order = settle_kernel(weights);
    const BorrowedWorkspace workspace(checked(workspaces().take()));
    Result<PackedKernel> packed = [&] {
        const ReleasedLock released;
        return plan_.pack(weights.data, order, workspace->context);
    }();
    return checked(std::move(packed));
}

template <class Run>
nb::object LayerPlan::compute(nb::handle inputs, const Array* kernel, std::size_t packed_bytes,
                              nb::handle bias, nb::handle out, const Run& run) const {
    Array x = read(inputs, "inputs", inputs_shape_);
    make_dense(x);
    const std::optional<Array> values = read_bias(bias, plan_.desc().out_channels, x);
    Outputs outputs(out);
    if (const Array* given = outputs.given()) {
        check_same_dtype(*given, x);
        outputs.check(outputs_shape_, {&x, kernel, address(values)});
        if (!is_dense(*given))
            raise_value_error("out has gaps between its elements; plans write outputs without gaps");
    }
    void* written = outputs.memory(outputs_shape_, x.dtype);
    const BorrowedWorkspace workspace(checked(workspaces().take()));
    check(workspace->reserve(packed_bytes));
    const Status status = [&] {
        const ReleasedLock released;
        return run(x.data, data(values), written, *workspace);
    }();
    check(status);
    return outputs.take(outputs_shape_, x.dtype);
}

nb::object LayerPlan::run(nb::handle inputs, const PackedKernel& packed, nb::handle bias,
                          nb::handle out) const {
    return compute(inputs, nullptr, 0, bias, out,
                   [&](const void* x, const void* values, void* written, Workspace& workspace) {
                       return plan_.run(x, packed, values, written, workspace.context);
                   });
}

nb::object LayerPlan::run_unpacked(nb::handle inputs, nb::handle kernel, nb::handle bias,
                                   nb::handle out) const {
    Array weights = read(kernel, "kernel", kernel_shape_);
    const KernelOrder order = settle_kernel(weights);
    return compute(inputs, &weights, plan_.unpacked_bytes(order), bias, out,
                   [&](const void* x, const void* values, void* written, Workspace& workspace) {
                       return plan_.run_unpacked(x, weights.data, order, values, written,
                                                 workspace.memory.get(), workspace.bytes, workspace.context);
                   });
}

}  // namespace convt::python
