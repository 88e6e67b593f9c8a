#ifndef CONVT_PRELU_H
#define CONVT_PRELU_H

/** Runs of plans whose activation is CONVT_PRELU, a slope for each output channel. convt.h includes this. */

#include "convt/convt.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * convt_plan_run_view with slopes, which are values as the bias is: nothing is packed, and each run may bring
 * others. Other runs of such a plan are invalid arguments, since they bring none.
 *
 * @param packed  of convt_plan_pack_into; or the data, bytes and id of a convt_packed_kernel
 * @param slopes  out_channels values of the descriptor's element type; NULL for every other activation
 */
convt_status convt_plan_run_prelu(const convt_plan* plan, const void* inputs, const convt_packed_view* packed,
                                  const void* bias, const void* slopes, void* outputs, convt_context* context,
                                  convt_error* error);

#ifdef __cplusplus
}
#endif

#endif
