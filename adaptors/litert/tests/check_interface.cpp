/// interface.hpp against TensorFlow Lite's own headers, at compile time: every member's place, every number.
/// Compiled with the tests where those headers are.

#if __has_include(<tflite/core/c/common.h>)
#include <tflite/builtin_ops.h>
#include <tflite/core/c/builtin_op_data.h>
#include <tflite/core/c/common.h>
#else
#include <tensorflow/lite/builtin_ops.h>
#include <tensorflow/lite/core/c/builtin_op_data.h>
#include <tensorflow/lite/core/c/common.h>
#endif

#include "interface.hpp"

namespace convt::litert {

#define CONVT_SAME_MEMBER(structure, mine, other, theirs) \
    static_assert(offsetof(structure, mine) == offsetof(::other, theirs), #other "::" #theirs)
CONVT_SAME_MEMBER(IntArray, data, TfLiteIntArray, data);
CONVT_SAME_MEMBER(HostArray<float>, data, TfLiteFloatArray, data);
CONVT_SAME_MEMBER(AffineQuantization, scale, TfLiteAffineQuantization, scale);
CONVT_SAME_MEMBER(AffineQuantization, zero_point, TfLiteAffineQuantization, zero_point);
CONVT_SAME_MEMBER(AffineQuantization, quantized_dimension, TfLiteAffineQuantization, quantized_dimension);
CONVT_SAME_MEMBER(HostTensor, type, TfLiteTensor, type);
CONVT_SAME_MEMBER(HostTensor, data, TfLiteTensor, data);
CONVT_SAME_MEMBER(HostTensor, dims, TfLiteTensor, dims);
CONVT_SAME_MEMBER(HostTensor, params.scale, TfLiteTensor, params.scale);
CONVT_SAME_MEMBER(HostTensor, params.zero_point, TfLiteTensor, params.zero_point);
CONVT_SAME_MEMBER(HostTensor, allocation_type, TfLiteTensor, allocation_type);
CONVT_SAME_MEMBER(HostTensor, bytes, TfLiteTensor, bytes);
CONVT_SAME_MEMBER(HostTensor, name, TfLiteTensor, name);
CONVT_SAME_MEMBER(HostTensor, quantization.type, TfLiteTensor, quantization.type);
CONVT_SAME_MEMBER(HostTensor, quantization.params, TfLiteTensor, quantization.params);
CONVT_SAME_MEMBER(HostNode, inputs, TfLiteNode, inputs);
CONVT_SAME_MEMBER(HostNode, outputs, TfLiteNode, outputs);
CONVT_SAME_MEMBER(HostNode, user_data, TfLiteNode, user_data);
CONVT_SAME_MEMBER(HostNode, builtin_data, TfLiteNode, builtin_data);
CONVT_SAME_MEMBER(HostNode, custom_initial_data, TfLiteNode, custom_initial_data);
CONVT_SAME_MEMBER(HostNode, custom_initial_data_size, TfLiteNode, custom_initial_data_size);
CONVT_SAME_MEMBER(TransposeConvParams, padding, TfLiteTransposeConvParams, padding);
CONVT_SAME_MEMBER(TransposeConvParams, stride_width, TfLiteTransposeConvParams, stride_width);
CONVT_SAME_MEMBER(TransposeConvParams, stride_height, TfLiteTransposeConvParams, stride_height);
CONVT_SAME_MEMBER(TransposeConvParams, activation, TfLiteTransposeConvParams, activation);
CONVT_SAME_MEMBER(Registration, init, TfLiteRegistration, init);
CONVT_SAME_MEMBER(Registration, free, TfLiteRegistration, free);
CONVT_SAME_MEMBER(Registration, prepare, TfLiteRegistration, prepare);
CONVT_SAME_MEMBER(Registration, invoke, TfLiteRegistration, invoke);
CONVT_SAME_MEMBER(Registration, builtin_code, TfLiteRegistration, builtin_code);
CONVT_SAME_MEMBER(Registration, custom_name, TfLiteRegistration, custom_name);
CONVT_SAME_MEMBER(Registration, version, TfLiteRegistration, version);
static_assert(sizeof(Registration) >= sizeof(::TfLiteRegistration));
CONVT_SAME_MEMBER(HostDelegate, data, TfLiteDelegate, data_);
CONVT_SAME_MEMBER(HostDelegate, prepare, TfLiteDelegate, Prepare);
CONVT_SAME_MEMBER(HostDelegate, flags, TfLiteDelegate, flags);
static_assert(sizeof(HostDelegate) == sizeof(::TfLiteDelegate));
CONVT_SAME_MEMBER(DelegateParams, delegate, TfLiteDelegateParams, delegate);
CONVT_SAME_MEMBER(DelegateParams, nodes_to_replace, TfLiteDelegateParams, nodes_to_replace);
CONVT_SAME_MEMBER(HostContext, get_execution_plan, TfLiteContext, GetExecutionPlan);
CONVT_SAME_MEMBER(HostContext, tensors, TfLiteContext, tensors);
CONVT_SAME_MEMBER(HostContext, resize_tensor, TfLiteContext, ResizeTensor);
CONVT_SAME_MEMBER(HostContext, report_error, TfLiteContext, ReportError);
CONVT_SAME_MEMBER(HostContext, get_node_and_registration, TfLiteContext, GetNodeAndRegistration);
CONVT_SAME_MEMBER(HostContext, replace_nodes, TfLiteContext, ReplaceNodeSubsetsWithDelegateKernels);
CONVT_SAME_MEMBER(HostContext, recommended_num_threads, TfLiteContext, recommended_num_threads);

#define CONVT_SAME_NUMBER(mine, theirs) \
    static_assert(static_cast<int>(mine) == static_cast<int>(::theirs), #theirs)
CONVT_SAME_NUMBER(HostStatus::ok, kTfLiteOk);
CONVT_SAME_NUMBER(HostStatus::error, kTfLiteError);
CONVT_SAME_NUMBER(ElementType::float32, kTfLiteFloat32);
CONVT_SAME_NUMBER(ElementType::int32, kTfLiteInt32);
CONVT_SAME_NUMBER(ElementType::int8, kTfLiteInt8);
CONVT_SAME_NUMBER(ElementType::float16, kTfLiteFloat16);
CONVT_SAME_NUMBER(kDequantize, kTfLiteBuiltinDequantize);
CONVT_SAME_NUMBER(Allocation::read_only, kTfLiteMmapRo);
CONVT_SAME_NUMBER(Allocation::dynamic, kTfLiteDynamic);
CONVT_SAME_NUMBER(Allocation::persistent_read_only, kTfLitePersistentRo);
CONVT_SAME_NUMBER(HostPadding::same, kTfLitePaddingSame);
CONVT_SAME_NUMBER(HostPadding::valid, kTfLitePaddingValid);
CONVT_SAME_NUMBER(HostActivation::none, kTfLiteActNone);
CONVT_SAME_NUMBER(HostActivation::relu, kTfLiteActRelu);
CONVT_SAME_NUMBER(HostActivation::relu_n1_to_1, kTfLiteActReluN1To1);
CONVT_SAME_NUMBER(HostActivation::relu6, kTfLiteActRelu6);
CONVT_SAME_NUMBER(kCustomOperator, kTfLiteBuiltinCustom);
CONVT_SAME_NUMBER(kDelegateOperator, kTfLiteBuiltinDelegate);
CONVT_SAME_NUMBER(kTransposeConv, kTfLiteBuiltinTransposeConv);
CONVT_SAME_NUMBER(kAffineQuantization, kTfLiteAffineQuantization);
CONVT_SAME_NUMBER(kAllowDynamicTensors, kTfLiteDelegateFlagsAllowDynamicTensors);

}  // namespace convt::litert
