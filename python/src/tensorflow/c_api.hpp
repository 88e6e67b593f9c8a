#pragma once

#include <cstddef>
#include <cstdint>

/// The part of TensorFlow's C interface that an operator needs, as its public headers document it
/// (tensorflow/c/kernels.h, ops.h, tf_tensor.h, tf_status.h, tf_datatype.h). They come with a wheel of 290 MB
/// alone, and everything here is opaque or a number, which releases do not change. `make test-tensorflow`
/// compiles these declarations beside the real ones.
extern "C" {

struct TF_OpDefinitionBuilder;
struct TF_ShapeInferenceContext;
struct TF_KernelBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
struct TF_Tensor;
#ifndef CONVT_BESIDE_TENSORFLOW_HEADERS  // which declare these with another tag, and with all their values
struct TF_Status;
enum TF_DataType : unsigned {};
enum TF_Code : unsigned {};
#endif

TF_Status* TF_NewStatus();
void TF_DeleteStatus(TF_Status*);
void TF_SetStatus(TF_Status*, TF_Code, const char* message);
TF_Code TF_GetCode(const TF_Status*);

int TF_NumDims(const TF_Tensor*);
std::int64_t TF_Dim(const TF_Tensor*, int axis);
TF_DataType TF_TensorType(const TF_Tensor*);
void* TF_TensorData(const TF_Tensor*);
void TF_DeleteTensor(TF_Tensor*);

TF_OpDefinitionBuilder* TF_NewOpDefinitionBuilder(const char* name);
void TF_OpDefinitionBuilderAddAttr(TF_OpDefinitionBuilder*, const char* attribute);
void TF_OpDefinitionBuilderAddInput(TF_OpDefinitionBuilder*, const char* input);
void TF_OpDefinitionBuilderAddOutput(TF_OpDefinitionBuilder*, const char* output);
void TF_OpDefinitionBuilderSetShapeInferenceFunction(TF_OpDefinitionBuilder*,
                                                     void (*infer)(TF_ShapeInferenceContext*, TF_Status*));
void TF_RegisterOpDefinition(TF_OpDefinitionBuilder*, TF_Status*);
void TF_ShapeInferenceContextSetUnknownShape(TF_ShapeInferenceContext*, TF_Status*);

TF_KernelBuilder* TF_NewKernelBuilder(const char* op, const char* device,
                                      void* (*create)(TF_OpKernelConstruction*),
                                      void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*));
void TF_KernelBuilder_TypeConstraint(TF_KernelBuilder*, const char* attribute, TF_DataType, TF_Status*);
void TF_RegisterKernelBuilder(const char* name, TF_KernelBuilder*, TF_Status*);

void TF_OpKernelConstruction_GetAttrSize(TF_OpKernelConstruction*, const char* attribute,
                                         std::int32_t* list_size, std::int32_t* total_size, TF_Status*);
void TF_OpKernelConstruction_GetAttrInt64List(TF_OpKernelConstruction*, const char* attribute,
                                              std::int64_t* values, int most, TF_Status*);
void TF_OpKernelConstruction_GetAttrString(TF_OpKernelConstruction*, const char* attribute, char* value,
                                           std::size_t most, TF_Status*);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction*, TF_Status*);

void TF_GetInput(TF_OpKernelContext*, int index, TF_Tensor** tensor, TF_Status*);
TF_Tensor* TF_AllocateOutput(TF_OpKernelContext*, int index, TF_DataType, const std::int64_t* shape, int axes,
                             std::size_t bytes, TF_Status*);
void TF_OpKernelContext_Failure(TF_OpKernelContext*, TF_Status*);

}  // extern "C"

namespace convt::python {

constexpr auto kTfFloat = static_cast<TF_DataType>(1);
constexpr auto kTfDouble = static_cast<TF_DataType>(2);
constexpr auto kTfBfloat16 = static_cast<TF_DataType>(14);
constexpr auto kTfHalf = static_cast<TF_DataType>(19);

constexpr auto kTfOk = static_cast<TF_Code>(0);
constexpr auto kTfInvalidArgument = static_cast<TF_Code>(3);
constexpr auto kTfResourceExhausted = static_cast<TF_Code>(8);
constexpr auto kTfFailedPrecondition = static_cast<TF_Code>(9);
constexpr auto kTfUnimplemented = static_cast<TF_Code>(12);
constexpr auto kTfInternal = static_cast<TF_Code>(13);

}  // namespace convt::python
