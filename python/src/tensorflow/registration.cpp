#include "tensorflow/handles.hpp"
#include "tensorflow/kernel.hpp"
#include "tensorflow/types.hpp"

namespace convt::python {
namespace {

constexpr const char* kOpName = "ConvtConvTranspose";

/// The C interface has no way to look at attributes here; Python sets what is known of the shape.
void leave_shape_unknown(TF_ShapeInferenceContext* context, TF_Status* status) {
    TF_ShapeInferenceContextSetUnknownShape(context, status);
}

void register_operator(TfStatus& status) {
    TF_OpDefinitionBuilder* const builder = TF_NewOpDefinitionBuilder(kOpName);
    for (const char* const attribute :
         {"T: {float, double, half, bfloat16}", "strides: list(int)", "dilation_rate: list(int)",
          "output_padding: list(int)", "padding: {'valid', 'same'}",
          "data_format: {'channels_last', 'channels_first'}"}) {
        TF_OpDefinitionBuilderAddAttr(builder, attribute);
    }
    TF_OpDefinitionBuilderAddInput(builder, "inputs: T");
    TF_OpDefinitionBuilderAddInput(builder, "kernel: T");
    TF_OpDefinitionBuilderAddOutput(builder, "outputs: T");
    TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, &leave_shape_unknown);
    TF_RegisterOpDefinition(builder, status.get());
}

void register_kernel(TF_DataType type, TfStatus& status) {
    TF_KernelBuilder* const builder =
        TF_NewKernelBuilder(kOpName, "CPU", &create_kernel, &compute_kernel, &delete_kernel);
    TF_KernelBuilder_TypeConstraint(builder, "T", type, status.get());
    if (status.ok()) TF_RegisterKernelBuilder(kOpName, builder, status.get());
}

/// TensorFlow collects what is registered while it loads a library. What fails here, it says when the
/// operator is first used: a constructor has nobody to tell.
const bool registered = [] {
    TfStatus status;
    register_operator(status);
    for (const TfType& type : kTfTypes) {
        if (status.ok()) register_kernel(type.tensorflow, status);
    }
    return status.ok();
}();

}  // namespace
}  // namespace convt::python

/// @param bridge what _convt._bridge_address() returns
/// @return 1, or 0 where TensorFlow refused the operator
extern "C" __attribute__((visibility("default"))) int convt_attach(const convt::python::BridgeTable* bridge) {
    convt::python::attach(bridge);
    return convt::python::registered ? 1 : 0;
}
