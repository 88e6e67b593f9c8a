#ifndef CONVT_ONE_CALL_H
#define CONVT_ONE_CALL_H

/** The operator as it is called, with weights as an argument. convt.h includes this. */

#include "convt/convt.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A dense tensor of the type that the call's arguments state. */
typedef struct convt_tensor convt_tensor;

/**
 * Computes keras.ops.conv_transpose in one call. The kernel is an argument: plans are cached and chosen so
 * that packing it and running take least time together. Programs that run one kernel many times should keep a
 * plan, a packed kernel and a context.
 *
 * @param inputs        dense, of arguments->dtype, as is kernel
 * @param inputs_shape  as for convt_keras_desc, as is kernel_shape
 */
convt_status convt_conv_transpose(const void* inputs, const int64_t* inputs_shape, const void* kernel,
                                  const int64_t* kernel_shape, const convt_keras_arguments* arguments,
                                  convt_tensor** outputs, convt_error* error);

/**
 * The same into the caller's memory, in a context of the caller's.
 *
 * @param outputs        dense; must not overlap inputs or kernel
 * @param outputs_bytes  exactly what the outputs take
 * @param context        NULL: one set of threads that all calls share, or the calling thread alone
 */
convt_status convt_conv_transpose_into(const void* inputs, const int64_t* inputs_shape, const void* kernel,
                                       const int64_t* kernel_shape, const convt_keras_arguments* arguments,
                                       void* outputs, size_t outputs_bytes, convt_context* context,
                                       convt_error* error);

/**
 * Computes a plan's outputs of weights that are used for this run alone: convt_plan_pack_into and
 * convt_plan_run_view in one, but for plans whose kernel reads weights of that order as they lie. Allocates
 * nothing. Plans for such runs are made with weights = CONVT_WEIGHTS_ARGUMENT. Takes no slopes, so that plans
 * with CONVT_PRELU are refused.
 *
 * @param memory  at least convt_plan_unpacked_bytes() bytes, aligned to 64; may be NULL when that is 0
 */
convt_status convt_plan_run_unpacked(const convt_plan* plan, const void* inputs, const void* kernel,
                                     convt_kernel_order order, const void* bias, void* outputs, void* memory,
                                     size_t bytes, convt_context* context, convt_error* error);

/**
 * Returns the bytes of memory that convt_plan_run_unpacked packs weights of that order into, at most
 * convt_plan_packed_bytes(); 0 where it does not.
 */
size_t convt_plan_unpacked_bytes(const convt_plan* plan, convt_kernel_order order);

/** Frees a tensor. */
void convt_tensor_destroy(convt_tensor* tensor);
/** Returns the elements, owned by the tensor, and their type. */
void* convt_tensor_data(convt_tensor* tensor);
convt_dtype convt_tensor_dtype(const convt_tensor* tensor);

/** Returns the number of axes, rank + 2, and their lengths, owned by the tensor. */
int32_t convt_tensor_axes(const convt_tensor* tensor);
const int64_t* convt_tensor_shape(const convt_tensor* tensor);

#ifdef __cplusplus
}
#endif

#endif
