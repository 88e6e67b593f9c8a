#ifndef CONVT_QUANTIZED_H
#define CONVT_QUANTIZED_H

/** Kernels of int8, for plans of int8 and uint8 inputs. convt.h includes this. */

#include "convt/convt.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * convt_plan_pack for a kernel of int8, which has scales. Plans whose outputs are int32 need none.
 *
 * @param scales       finite and above 0; may be freed after
 * @param scale_count  1, or as many as there are output channels
 */
convt_status convt_plan_pack_quantized(const convt_plan* plan, const void* kernel, convt_kernel_order order,
                                       const float* scales, int64_t scale_count, convt_packed_kernel** packed,
                                       convt_error* error);

/** convt_plan_pack_into likewise. */
convt_status convt_plan_pack_quantized_into(const convt_plan* plan, const void* kernel,
                                            convt_kernel_order order, const float* scales,
                                            int64_t scale_count, void* memory, size_t bytes,
                                            convt_context* context, convt_packed_view* view,
                                            convt_error* error);

#ifdef __cplusplus
}
#endif

#endif
