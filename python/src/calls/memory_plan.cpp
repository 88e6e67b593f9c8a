#include "calls/memory_plan.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "arguments/arguments.hpp"
#include "arguments/plan_options.hpp"
#include "arrays/layouts.hpp"
#include "calls/workspaces.hpp"
#include "convt/frameworks.hpp"
#include "convt/plan.hpp"
#include "errors.hpp"
#include "released_lock.hpp"
#include "weights/fingerprint.hpp"

namespace convt::python {
namespace {

using nb::literals::operator""_a;
using Shape = std::vector<std::int64_t>;
/// Inputs as their shape and strides say, without memory.
Array array_of(const Shape& shape, nb::handle strides) {
    const Shape steps = read_integers(strides, "inputs_strides");
    if (steps.size() != shape.size()) raise_value_error("inputs_strides must have one value for each axis");
    Array inputs;
    inputs.axes = static_cast<int>(shape.size());
    std::copy(shape.begin(), shape.end(), inputs.shape.begin());
    std::copy(steps.begin(), steps.end(), inputs.strides.begin());
    return inputs;
}

bool can_be_read(nb::handle shape, nb::handle strides, bool is_channels_last) {
    return is_servable(array_of(read_integers(shape, "shape"), strides),
                       is_channels_last ? DataFormat::channels_last : DataFormat::channels_first);
}

/// Where inputs lie otherwise than dense in the order of the outputs, their strides; ValueError where no
/// descriptor can state them.
void set_input_strides(ConvTransposeDesc& desc, const Shape& shape, nb::handle strides, DataFormat axes) {
    if (strides.is_none()) return;
    const Array inputs = array_of(shape, strides);
    if (!is_servable(inputs, axes))
        raise_value_error("inputs_strides lie in an order that plans cannot read");
    desc.input_strides = strides_of(inputs, axes);
}

MemoryPlan make(const ConvTransposeDesc& desc, bool is_prepared, KernelOrder order) {
    PlanOptions options;
    options.threads = workspaces().threads();
    options.weights = is_prepared ? Weights::prepared : Weights::argument;
    return {checked(Plan::create(desc, options)), order};
}

MemoryPlan keras_plan(nb::handle inputs_shape, nb::handle kernel_shape, nb::handle strides,
                      nb::handle padding, nb::handle output_padding, nb::handle data_format,
                      nb::handle dilation_rate, nb::handle dtype, nb::handle inputs_strides, bool is_prepared,
                      bool is_kernel_pytorch) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, nb::none());
    const Shape inputs = read_integers(inputs_shape, "inputs_shape");
    ConvTransposeDesc desc =
        desc_of(op, read_dtype(dtype), inputs, read_integers(kernel_shape, "kernel_shape"));
    set_input_strides(desc, inputs, inputs_strides, op.data_format);
    return make(desc, is_prepared, is_kernel_pytorch ? KernelOrder::pytorch : KernelOrder::keras);
}

ConvTransposeDesc read_pytorch(const Shape& inputs, nb::handle weight_shape, nb::handle stride,
                               nb::handle padding, nb::handle output_padding, std::int64_t groups,
                               nb::handle dilation) {
    const auto dims = [](nb::handle value, const char* name) { return Dims(read_integers(value, name)); };
    return checked(pytorch_desc(inputs, read_integers(weight_shape, "weight_shape"), dims(stride, "stride"),
                                dims(padding, "padding"), dims(output_padding, "output_padding"), groups,
                                dims(dilation, "dilation")));
}

MemoryPlan pytorch_plan(nb::handle input_shape, nb::handle weight_shape, nb::handle stride,
                        nb::handle padding, nb::handle output_padding, std::int64_t groups,
                        nb::handle dilation, nb::handle dtype, nb::handle input_strides, bool is_prepared,
                        bool is_channels_last) {
    const Shape inputs = read_integers(input_shape, "input_shape");
    ConvTransposeDesc desc =
        read_pytorch(inputs, weight_shape, stride, padding, output_padding, groups, dilation);
    desc.dtype = read_dtype(dtype);
    set_input_strides(desc, inputs, input_strides, DataFormat::channels_first);
    if (is_channels_last) desc.data_format = DataFormat::channels_last;
    return make(desc, is_prepared, KernelOrder::pytorch);
}

nb::tuple pytorch_shape(nb::handle input_shape, nb::handle weight_shape, nb::handle stride,
                        nb::handle padding, nb::handle output_padding, std::int64_t groups,
                        nb::handle dilation) {
    const Shape inputs = read_integers(input_shape, "input_shape");
    nb::list sizes;
    for (const std::int64_t size : outputs_shape(
             read_pytorch(inputs, weight_shape, stride, padding, output_padding, groups, dilation))) {
        sizes.append(size);
    }
    return nb::tuple(sizes);
}

nb::tuple fingerprint(Address memory, std::size_t bytes, bool is_sample) {
    Fingerprint found;
    {
        const ReleasedLock released;
        found = is_sample ? sample_of(pointer(memory), bytes) : fingerprint_of(pointer(memory), bytes);
    }
    return nb::make_tuple(found[0], found[1]);
}

}  // namespace

PackedKernel MemoryPlan::pack(Address kernel) const {
    const BorrowedWorkspace workspace(checked(workspaces().take()));
    Result<PackedKernel> packed = [&] {
        const ReleasedLock released;
        return plan_.pack(pointer(kernel), order_, workspace->context);
    }();
    return checked(std::move(packed));
}

void MemoryPlan::run(Address inputs, const PackedKernel& packed, Address bias, Address outputs) const {
    const BorrowedWorkspace workspace(checked(workspaces().take()));
    const Status status = [&] {
        const ReleasedLock released;
        return plan_.run(pointer(inputs), packed, pointer(bias), reinterpret_cast<void*>(outputs),
                         workspace->context);
    }();
    check(status);
}

void MemoryPlan::run_unpacked(Address inputs, Address kernel, Address bias, Address outputs) const {
    const BorrowedWorkspace workspace(checked(workspaces().take()));
    check(workspace->reserve(plan_.unpacked_bytes(order_)));
    const Status status = [&] {
        const ReleasedLock released;
        return plan_.run_unpacked(pointer(inputs), pointer(kernel), order_, pointer(bias),
                                  reinterpret_cast<void*>(outputs), workspace->memory.get(), workspace->bytes,
                                  workspace->context);
    }();
    check(status);
}

void bind_memory_plans(nb::module_& module) {
    nb::class_<MemoryPlan>(module, "_MemoryPlan")
        .def("pack", &MemoryPlan::pack)
        .def("run", &MemoryPlan::run)
        .def("run_unpacked", &MemoryPlan::run_unpacked)
        .def_prop_ro("estimated_cycles",
                     [](const MemoryPlan& self) { return self.plan().estimated_cycles(); })
        .def_prop_ro("kernel_name", [](const MemoryPlan& self) { return self.plan().kernel_name(); })
        .def_prop_ro("pack_id", [](const MemoryPlan& self) { return self.plan().pack_id(); });
    module.def("_can_be_read", &can_be_read, "shape"_a, "strides"_a, "is_channels_last"_a);
    module.def("_keras_plan", &keras_plan, "inputs_shape"_a, "kernel_shape"_a, "strides"_a, "padding"_a,
               "output_padding"_a.none(), "data_format"_a, "dilation_rate"_a, "dtype"_a,
               "inputs_strides"_a.none(), "is_prepared"_a, "is_kernel_pytorch"_a);
    module.def("_pytorch_plan", &pytorch_plan, "input_shape"_a, "weight_shape"_a, "stride"_a, "padding"_a,
               "output_padding"_a, "groups"_a, "dilation"_a, "dtype"_a, "input_strides"_a.none(),
               "is_prepared"_a, "is_channels_last"_a);
    module.def("_pytorch_outputs_shape", &pytorch_shape, "input_shape"_a, "weight_shape"_a, "stride"_a,
               "padding"_a, "output_padding"_a, "groups"_a, "dilation"_a);
    module.def("_fingerprint", &fingerprint, "memory"_a, "bytes"_a, "is_sample"_a);
}

}  // namespace convt::python
