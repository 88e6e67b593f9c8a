#ifndef CONVT_GRADIENTS_H
#define CONVT_GRADIENTS_H

/** Gradients of a transposed convolution. convt.h includes this. */

#include "convt/convt.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Gradients with respect to inputs, kernel and bias of a number whose derivatives by the outputs are known.
 * With o = s*i + k*d - crop_left in every dimension:
 *
 *     input_gradients[n, i, ci]   = sum over k, co of output_gradients[n, o, co] * kernel[k, co, ci]
 *     kernel_gradients[k, co, ci] = sum over n, i  of output_gradients[n, o, co] * inputs[n, i, ci]
 *     bias_gradients[co]          = sum over n, o  of output_gradients[n, o, co]
 *
 * They are those of the sums: a descriptor with an activation is refused, as its derivative needs the
 * outputs. Set up by convt_gradient_options_init.
 */
typedef struct convt_gradient_options {
    size_t struct_size;
    int32_t order;     /**< a convt_kernel_order, of kernel and kernel_gradients */
    int32_t max_isa;   /**< highest tier to use, a convt_isa; a tier that this CPU lacks is an error */
    int32_t algorithm; /**< a convt_algorithm, of input gradients; kernel gradients are always direct sums */
    int32_t threads;   /**< that the plan will mostly run with; 0: one per CPU */
} convt_gradient_options;

/** Fills *options with defaults: Keras's order, any tier and algorithm. */
void convt_gradient_options_init(convt_gradient_options* options, size_t struct_size);

/** How to compute gradients with respect to the inputs. Never changes; many threads may use it at once. */
typedef struct convt_input_gradient_plan convt_input_gradient_plan;

/** The same with respect to the kernel. */
typedef struct convt_kernel_gradient_plan convt_kernel_gradient_plan;

/**
 * Checks the descriptor of the transposed convolution itself and chooses kernels for its gradient.
 *
 * @param desc     float32, float64, float16 or bfloat16, without activation; input_strides are those of the
 *                 input gradients, output_strides those of the output gradients
 * @param options  NULL for defaults
 */
convt_status convt_input_gradient_plan_create(const convt_desc* desc, const convt_gradient_options* options,
                                              convt_input_gradient_plan** plan, convt_error* error);

/** The same with respect to the kernel; input_strides are those of the inputs. */
convt_status convt_kernel_gradient_plan_create(const convt_desc* desc, const convt_gradient_options* options,
                                               convt_kernel_gradient_plan** plan, convt_error* error);

/** Frees a plan. */
void convt_input_gradient_plan_destroy(convt_input_gradient_plan* plan);
void convt_kernel_gradient_plan_destroy(convt_kernel_gradient_plan* plan);

/** Returns the bytes of memory that a run needs. */
size_t convt_input_gradient_plan_memory_bytes(const convt_input_gradient_plan* plan);
size_t convt_kernel_gradient_plan_memory_bytes(const convt_kernel_gradient_plan* plan);

/**
 * Computes the input gradients, every one of them. Allocates nothing, takes no lock.
 *
 * @param output_gradients  in the outputs' shape and strides; may be NULL when they have no elements
 * @param kernel            dense, in the plan's order; may be NULL when it has no elements
 * @param input_gradients   in the inputs' shape and strides; must not overlap the others
 * @param memory            at least convt_input_gradient_plan_memory_bytes(), aligned to 64; may be NULL when
 *                          that is 0
 * @return CONVT_OK or CONVT_INVALID_ARGUMENT (null pointer, alignment, too few bytes, context in use)
 */
convt_status convt_input_gradient_plan_run(const convt_input_gradient_plan* plan,
                                           const void* output_gradients, const void* kernel,
                                           void* input_gradients, void* memory, size_t bytes,
                                           convt_context* context, convt_error* error);

/**
 * Computes the kernel gradients, every one of them; sums of 16-bit types are float32, rounded once.
 *
 * @param inputs            in the descriptor's layout and strides; may be NULL when they have no elements
 * @param output_gradients  as above
 * @param kernel_gradients  dense, in the plan's order; must not overlap the others
 * @param memory            at least convt_kernel_gradient_plan_memory_bytes(), as above
 */
convt_status convt_kernel_gradient_plan_run(const convt_kernel_gradient_plan* plan, const void* inputs,
                                            const void* output_gradients, void* kernel_gradients,
                                            void* memory, size_t bytes, convt_context* context,
                                            convt_error* error);

/**
 * Computes gradients with respect to the bias: sums over batch and positions, in double.
 *
 * @param bias_gradients  out_channels values of the descriptor's type, but float32 for 16 bits
 */
convt_status convt_bias_gradients(const convt_desc* desc, const void* output_gradients, void* bias_gradients,
                                  convt_context* context, convt_error* error);

#ifdef __cplusplus
}
#endif

#endif
