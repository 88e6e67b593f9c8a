#include "calls/plan.hpp"

#include <string>
#include <utility>
#include <vector>

#include "arguments/arguments.hpp"
#include "arguments/plan_options.hpp"
#include "calls/layer_plan.hpp"
#include "calls/plan_docs.hpp"
#include "errors.hpp"

namespace convt::python {
namespace {

using nb::literals::operator""_a;

nb::tuple tuple_of(const std::vector<std::int64_t>& shape) {
    nb::list values;
    for (const std::int64_t size : shape) values.append(size);
    return nb::tuple(values);
}

LayerPlan make_plan(nb::handle inputs_shape, nb::handle kernel_shape, const Operator& op, nb::handle dtype,
                    const PlanOptions& options) {
    std::vector<std::int64_t> inputs = read_integers(inputs_shape, "inputs_shape");
    std::vector<std::int64_t> kernel = read_integers(kernel_shape, "kernel_shape");
    const ConvTransposeDesc desc = desc_of(op, read_dtype(dtype), inputs, kernel);
    return {checked(Plan::create(desc, options)), std::move(inputs), std::move(kernel)};
}

void init(LayerPlan* self, nb::handle inputs_shape, nb::handle kernel_shape, nb::handle strides,
          nb::handle padding, nb::handle output_padding, nb::handle data_format, nb::handle dilation_rate,
          nb::handle dtype, nb::handle activation, nb::handle weights, nb::handle threads,
          nb::handle algorithm, nb::handle effort, nb::handle max_isa, nb::handle kernel_name) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, activation);
    const PlanOptions options = read_plan_options(weights, threads, algorithm, effort, max_isa, kernel_name);
    new (self) LayerPlan(make_plan(inputs_shape, kernel_shape, op, dtype, options));
}

/// For adaptors, which must know it before there are arrays; it says what is wrong with the arguments as
/// well.
nb::tuple shape_of_outputs(nb::handle inputs_shape, nb::handle kernel_shape, nb::handle strides,
                           nb::handle padding, nb::handle output_padding, nb::handle data_format,
                           nb::handle dilation_rate) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, nb::none());
    return tuple_of(outputs_shape(desc_of(op, DType::float32, read_integers(inputs_shape, "inputs_shape"),
                                          read_integers(kernel_shape, "kernel_shape"))));
}

/// For derivatives: how many outputs are cut off before and after on each spatial axis. Fewer than none after
/// it are outputs that no input reaches.
nb::list crops(nb::handle inputs_shape, nb::handle kernel_shape, nb::handle strides, nb::handle padding,
               nb::handle output_padding, nb::handle data_format, nb::handle dilation_rate) {
    const Operator op =
        read_operator(strides, padding, output_padding, data_format, dilation_rate, nb::none());
    const ConvTransposeDesc desc = desc_of(op, DType::float32, read_integers(inputs_shape, "inputs_shape"),
                                           read_integers(kernel_shape, "kernel_shape"));
    nb::list found;
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        const std::int64_t whole = (desc.in_spatial[d] - 1) * desc.strides[d] +
                                   (desc.kernel_size[d] - 1) * desc.dilation_rate[d] + 1;
        found.append(nb::make_tuple(desc.crop_left[d], whole - desc.crop_left[d] - desc.out_spatial[d]));
    }
    return found;
}

const char* algorithm_name(const LayerPlan& self) {
    return self.plan().algorithm() == Algorithm::winograd ? "winograd" : "direct";
}

}  // namespace

void bind_plan(nb::module_& module) {
    module.def("_outputs_shape", &shape_of_outputs, "inputs_shape"_a, "kernel_shape"_a,
               "strides"_a.none() = 1, "padding"_a.none() = "valid", "output_padding"_a = nb::none(),
               "data_format"_a = nb::none(), "dilation_rate"_a.none() = 1);
    module.def("_crops", &crops, "inputs_shape"_a, "kernel_shape"_a, "strides"_a.none() = 1,
               "padding"_a.none() = "valid", "output_padding"_a = nb::none(), "data_format"_a = nb::none(),
               "dilation_rate"_a.none() = 1);
    nb::class_<PackedKernel>(module, "PackedKernel", kPackedKernelDoc)
        .def_prop_ro("nbytes", &PackedKernel::bytes, "Bytes that the weights take.")
        .def_prop_ro("pack_id", &PackedKernel::pack_id,
                     "Plans of equal pack_id read each other's packed kernels.");
    nb::class_<LayerPlan>(module, "Plan", kPlanDoc)
        .def("__init__", &init, "inputs_shape"_a.none(), "kernel_shape"_a.none(), "strides"_a.none() = 1,
             "padding"_a.none() = "valid", "output_padding"_a = nb::none(), "data_format"_a = nb::none(),
             "dilation_rate"_a.none() = 1, nb::kw_only(), "dtype"_a.none() = "float32",
             "activation"_a = nb::none(), "weights"_a.none() = "prepared", "threads"_a = nb::none(),
             "algorithm"_a.none() = "automatic", "effort"_a.none() = "estimate", "max_isa"_a = nb::none(),
             "kernel_name"_a = nb::none(), kPlanInitDoc)
        .def("pack", &LayerPlan::pack, "kernel"_a.none(), kPackDoc)
        .def("run", &LayerPlan::run, "inputs"_a.none(), "packed"_a, "bias"_a = nb::none(),
             "out"_a = nb::none(), kRunDoc)
        .def("run_unpacked", &LayerPlan::run_unpacked, "inputs"_a.none(), "kernel"_a.none(),
             "bias"_a = nb::none(), "out"_a = nb::none(), kRunUnpackedDoc)
        .def(
            "explain", [](const LayerPlan& self) { return nb::str(self.plan().explain().c_str()); },
            kExplainDoc)
        .def_prop_ro("inputs_shape", [](const LayerPlan& self) { return tuple_of(self.inputs_shape()); })
        .def_prop_ro("kernel_shape", [](const LayerPlan& self) { return tuple_of(self.kernel_shape()); })
        .def_prop_ro("outputs_shape", [](const LayerPlan& self) { return tuple_of(self.outputs_shape()); })
        .def_prop_ro("dtype", [](const LayerPlan& self) { return dtype_name(self.plan().desc().dtype); })
        .def_prop_ro("kernel_name", [](const LayerPlan& self) { return self.plan().kernel_name(); })
        .def_prop_ro("isa", [](const LayerPlan& self) { return isa_name(self.plan().isa()); })
        .def_prop_ro("algorithm", &algorithm_name)
        .def_prop_ro("pack_id", [](const LayerPlan& self) { return self.plan().pack_id(); })
        .def_prop_ro("packed_bytes", [](const LayerPlan& self) { return self.plan().packed_bytes(); })
        .def_prop_ro("workspace_bytes", [](const LayerPlan& self) { return self.plan().workspace_bytes(); });
}

}  // namespace convt::python
