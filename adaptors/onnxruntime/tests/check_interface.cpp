/// interface.hpp against ONNX Runtime's own header, at compile time: every entry's place, every member's,
/// every number. Compiled with the tests where that header is installed.

#include <onnxruntime_c_api.h>

#include "interface.hpp"

namespace convt::ort {

#define CONVT_SAME_PLACE(mine, theirs) \
    static_assert(entry::mine.place * sizeof(void*) == offsetof(::OrtApi, theirs), #theirs)
CONVT_SAME_PLACE(create_status, CreateStatus);
CONVT_SAME_PLACE(get_error_code, GetErrorCode);
CONVT_SAME_PLACE(get_error_message, GetErrorMessage);
CONVT_SAME_PLACE(release_status, ReleaseStatus);
CONVT_SAME_PLACE(create_custom_op_domain, CreateCustomOpDomain);
CONVT_SAME_PLACE(custom_op_domain_add, CustomOpDomain_Add);
CONVT_SAME_PLACE(add_custom_op_domain, AddCustomOpDomain);
CONVT_SAME_PLACE(has_session_config_entry, HasSessionConfigEntry);
CONVT_SAME_PLACE(get_session_config_entry, GetSessionConfigEntry);
CONVT_SAME_PLACE(get_tensor_mutable_data, GetTensorMutableData);
CONVT_SAME_PLACE(get_tensor_type_and_shape, GetTensorTypeAndShape);
CONVT_SAME_PLACE(create_tensor_type_and_shape_info, CreateTensorTypeAndShapeInfo);
CONVT_SAME_PLACE(release_tensor_type_and_shape_info, ReleaseTensorTypeAndShapeInfo);
CONVT_SAME_PLACE(set_tensor_element_type, SetTensorElementType);
CONVT_SAME_PLACE(set_dimensions, SetDimensions);
CONVT_SAME_PLACE(get_tensor_element_type, GetTensorElementType);
CONVT_SAME_PLACE(get_dimensions_count, GetDimensionsCount);
CONVT_SAME_PLACE(get_dimensions, GetDimensions);
CONVT_SAME_PLACE(get_symbolic_dimensions, GetSymbolicDimensions);
CONVT_SAME_PLACE(set_symbolic_dimensions, SetSymbolicDimensions);
CONVT_SAME_PLACE(cast_type_info_to_tensor_info, CastTypeInfoToTensorInfo);
CONVT_SAME_PLACE(release_type_info, ReleaseTypeInfo);
CONVT_SAME_PLACE(kernel_info_get_attribute_int64, KernelInfoGetAttribute_int64);
CONVT_SAME_PLACE(kernel_info_get_attribute_string, KernelInfoGetAttribute_string);
CONVT_SAME_PLACE(kernel_info_get_attribute_array_int64, KernelInfoGetAttributeArray_int64);
CONVT_SAME_PLACE(kernel_info_get_input_type_info, KernelInfo_GetInputTypeInfo);
CONVT_SAME_PLACE(kernel_info_get_constant_input_tensor, KernelInfoGetConstantInput_tensor);
CONVT_SAME_PLACE(kernel_context_get_input_count, KernelContext_GetInputCount);
CONVT_SAME_PLACE(kernel_context_get_input, KernelContext_GetInput);
CONVT_SAME_PLACE(kernel_context_get_output, KernelContext_GetOutput);
CONVT_SAME_PLACE(kernel_context_parallel_for, KernelContext_ParallelFor);
CONVT_SAME_PLACE(shape_infer_context_get_input_type_shape, ShapeInferContext_GetInputTypeShape);
CONVT_SAME_PLACE(shape_infer_context_get_attribute, ShapeInferContext_GetAttribute);
CONVT_SAME_PLACE(shape_infer_context_set_output_type_shape, ShapeInferContext_SetOutputTypeShape);
CONVT_SAME_PLACE(read_op_attr, ReadOpAttr);

#define CONVT_SAME_MEMBER(structure, mine, theirs) \
    static_assert(offsetof(structure, mine) == offsetof(::structure, theirs), #theirs)
CONVT_SAME_MEMBER(OrtApiBase, get_api, GetApi);
CONVT_SAME_MEMBER(OrtApiBase, get_version_string, GetVersionString);
CONVT_SAME_MEMBER(OrtCustomOp, version, version);
CONVT_SAME_MEMBER(OrtCustomOp, create_kernel, CreateKernel);
CONVT_SAME_MEMBER(OrtCustomOp, get_name, GetName);
CONVT_SAME_MEMBER(OrtCustomOp, get_execution_provider_type, GetExecutionProviderType);
CONVT_SAME_MEMBER(OrtCustomOp, get_input_type, GetInputType);
CONVT_SAME_MEMBER(OrtCustomOp, get_input_type_count, GetInputTypeCount);
CONVT_SAME_MEMBER(OrtCustomOp, get_output_type, GetOutputType);
CONVT_SAME_MEMBER(OrtCustomOp, get_output_type_count, GetOutputTypeCount);
CONVT_SAME_MEMBER(OrtCustomOp, kernel_compute, KernelCompute);
CONVT_SAME_MEMBER(OrtCustomOp, kernel_destroy, KernelDestroy);
CONVT_SAME_MEMBER(OrtCustomOp, get_input_characteristic, GetInputCharacteristic);
CONVT_SAME_MEMBER(OrtCustomOp, get_output_characteristic, GetOutputCharacteristic);
CONVT_SAME_MEMBER(OrtCustomOp, get_input_memory_type, GetInputMemoryType);
CONVT_SAME_MEMBER(OrtCustomOp, get_variadic_input_min_arity, GetVariadicInputMinArity);
CONVT_SAME_MEMBER(OrtCustomOp, get_variadic_output_homogeneity, GetVariadicOutputHomogeneity);
CONVT_SAME_MEMBER(OrtCustomOp, create_kernel_v2, CreateKernelV2);
CONVT_SAME_MEMBER(OrtCustomOp, kernel_compute_v2, KernelComputeV2);
CONVT_SAME_MEMBER(OrtCustomOp, infer_output_shape, InferOutputShapeFn);
CONVT_SAME_MEMBER(OrtCustomOp, get_start_version, GetStartVersion);
CONVT_SAME_MEMBER(OrtCustomOp, get_end_version, GetEndVersion);

#define CONVT_SAME_NUMBER(mine, theirs) \
    static_assert(static_cast<int>(mine) == static_cast<int>(::theirs), #theirs)
CONVT_SAME_NUMBER(ErrorCode::fail, ORT_FAIL);
CONVT_SAME_NUMBER(ErrorCode::invalid_argument, ORT_INVALID_ARGUMENT);
CONVT_SAME_NUMBER(ErrorCode::not_implemented, ORT_NOT_IMPLEMENTED);
CONVT_SAME_NUMBER(ElementType::undefined, ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED);
CONVT_SAME_NUMBER(ElementType::float32, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
CONVT_SAME_NUMBER(ElementType::float16, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16);
CONVT_SAME_NUMBER(ElementType::float64, ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE);
CONVT_SAME_NUMBER(Presence::required, INPUT_OUTPUT_REQUIRED);
CONVT_SAME_NUMBER(Presence::optional, INPUT_OUTPUT_OPTIONAL);
CONVT_SAME_NUMBER(MemoryType::of_provider, OrtMemTypeDefault);
CONVT_SAME_NUMBER(AttributeType::integer, ORT_OP_ATTR_INT);
CONVT_SAME_NUMBER(AttributeType::integers, ORT_OP_ATTR_INTS);
CONVT_SAME_NUMBER(AttributeType::string, ORT_OP_ATTR_STRING);

}  // namespace convt::ort
