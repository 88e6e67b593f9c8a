#ifndef CONVT_CONVT_H
#define CONVT_CONVT_H

/**
 * convt: transposed convolution on CPUs. The C interface, usable from C99; the only binary interface that
 * is kept stable. C++ programs may prefer convt/convt.hpp.
 *
 * Rules that hold for every function:
 *
 * - A function that can fail returns a convt_status and, when `error` is not NULL, fills *error; on success
 *   *error holds CONVT_OK and an empty message. Results are written only on success.
 * - Structures with a first member struct_size must be set up by their init function, called with
 *   sizeof(the structure): so programs and libraries of different versions understand each other.
 * - Every object that a *_create, convt_plan_pack or convt_conv_transpose call returns belongs to the caller,
 *   who gives it back with the *_destroy function of its type. Destroying NULL does nothing.
 * - Plans and packed kernels never change and may be used by many threads at once. A context and a tensor
 *   serve one thread at a time.
 * - Handles handed to functions that return no status must not be NULL, except to *_destroy.
 * - No function prints (unless CONVT_VERBOSE=1 is in the environment), aborts or exits.
 */

#include <stddef.h>
#include <stdint.h>

#include "convt/quantization.h"
#include "convt/version.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The largest number of spatial dimensions. */
#define CONVT_MAX_RANK 3

/** Says what kind of failure a call met. */
typedef enum convt_status {
    CONVT_OK = 0,
    /** No library could do it: an argument breaks a rule of the operator or of this interface. */
    CONVT_INVALID_ARGUMENT = 1,
    /** The request is legal, but this build or this CPU cannot serve it. */
    CONVT_UNSUPPORTED = 2,
    /** Memory could not be had; nothing was changed. */
    CONVT_OUT_OF_MEMORY = 3,
    /** A size leaves the range that the kernels' 32-bit offsets can address. */
    CONVT_TOO_LARGE = 4,
    /** Packed kernel and plan do not belong together. */
    CONVT_MISMATCHED_PACK = 5,
    /** A defect of convt itself. Please report it with the message. */
    CONVT_INTERNAL = 6
} convt_status;

/** What went wrong: the code, and which value breaks which rule. */
typedef struct convt_error {
    convt_status code;
    char message[508]; /**< ends with a zero; longer messages are cut */
} convt_error;

/** Returns the name of a code, for example "invalid_argument". Never NULL. */
const char* convt_status_name(convt_status status);

/** Returns the version of the library that runs, for example "0.1.0". Compare with CONVT_VERSION. */
const char* convt_version(void);

/* ---- Descriptors ------------------------------------------------------------------------------------ */

/** Element types. This build serves float32, float16, bfloat16, float64, and quantised inputs of int8 and
 * uint8 (convt_quantization), beside which int32 is a type of bias and outputs. float16 and bfloat16 are
 * types of storage: bias, slopes, sums and activation are float32, and an output is rounded once, to nearest
 * even. */
typedef enum convt_dtype {
    CONVT_FLOAT32 = 0,
    CONVT_FLOAT16 = 1,
    CONVT_BFLOAT16 = 2,
    CONVT_FLOAT64 = 3,
    CONVT_INT8 = 4,
    CONVT_UINT8 = 5,
    CONVT_INT32 = 6
} convt_dtype;

/** An output_dtype: outputs have the type of the inputs. */
#define CONVT_DTYPE_OF_INPUTS (-1)

/** Order of a tensor's axes. */
typedef enum convt_data_format {
    CONVT_CHANNELS_LAST = 0, /**< (batch, spatial..., channels) */
    CONVT_CHANNELS_FIRST = 1 /**< (batch, channels, spatial...) */
} convt_data_format;

/** Keras's padding modes. */
typedef enum convt_padding { CONVT_VALID = 0, CONVT_SAME = 1 } convt_padding;

/** Function applied to every output after the bias. */
typedef enum convt_activation {
    CONVT_NO_ACTIVATION = 0,
    CONVT_RELU = 1,
    CONVT_RELU6 = 2,
    /** v < 0 ? v * activation_alpha : v */
    CONVT_LEAKY_RELU = 3,
    CONVT_TANH = 4,
    CONVT_SIGMOID = 5,
    /** min(max(v, activation_min), activation_max) */
    CONVT_CLAMP = 6,
    CONVT_HARD_SWISH = 7, /**< v * min(max(v / 6 + 1/2, 0), 1) */
    CONVT_PRELU = 8       /**< v < 0 ? v * slopes[co] : v; see convt/prelu.h */
} convt_activation;

/** Distances in elements between neighbours along each axis; all 0 means dense. */
typedef struct convt_strides {
    int64_t batch;
    int64_t spatial[CONVT_MAX_RANK];
    int64_t channels;
} convt_strides;

/**
 * A transposed convolution, fully stated. Per spatial dimension, with s = strides, d = dilation_rate, k the
 * position in the kernel:
 *
 *     outputs[n, o, co] = act(bias[co] + sum over i, k, ci with o = s*i + k*d - crop_left, of
 *                             inputs[n, i, ci] * kernel[k, co, ci])         0 <= o < out_spatial
 *
 * The kernel is not flipped. Outputs that no input reaches are act(bias). Arrays hold `rank` values,
 * outermost dimension first; entries beyond are ignored. Set up by convt_desc_init.
 */
typedef struct convt_desc {
    size_t struct_size;
    int32_t rank; /**< spatial dimensions, 1 to 3 */
    /** A convt_dtype, of inputs and kernel; bias and slopes are float32 for float16 and bfloat16. */
    int32_t dtype;
    int32_t data_format; /**< a convt_data_format */
    int32_t activation;  /**< a convt_activation */
    int64_t batch;
    int64_t in_channels;  /**< of the whole tensor; a multiple of groups */
    int64_t out_channels; /**< of the whole tensor; a multiple of groups */
    /** Input block g of in_channels/groups channels feeds output block g of out_channels/groups channels. */
    int64_t groups;
    int64_t in_spatial[CONVT_MAX_RANK];
    int64_t kernel_size[CONVT_MAX_RANK];
    int64_t strides[CONVT_MAX_RANK];
    int64_t dilation_rate[CONVT_MAX_RANK];
    /** Outputs cut off at the front, at least 0. */
    int64_t crop_left[CONVT_MAX_RANK];
    int64_t out_spatial[CONVT_MAX_RANK];
    double activation_alpha; /**< these three are rounded to the type of sums: float for float32 */
    double activation_min;
    double activation_max;
    /** The innermost axis (channels, or the last spatial axis for channels_first) must have stride 1. */
    convt_strides input_strides;
    convt_strides output_strides;
    /** Of the outputs, a convt_dtype or CONVT_DTYPE_OF_INPUTS: inputs of 16 bits may have outputs of float32;
     * int8 and uint8 inputs have outputs of int8, uint8, int32 (the sums) or float32. */
    int32_t output_dtype;
    convt_quantization quantization; /**< of int8 and uint8 inputs; as by default for others */
} convt_desc;

/** Fills *desc: rank 2, float32, channels_last, 1 each; in_spatial and out_spatial are -1: to be set. */
void convt_desc_init(convt_desc* desc, size_t struct_size);

/** Sets input_strides to dense ones of a convt_data_format, whichever the outputs have. (Inputs are in the
 * other order where its innermost axis has stride 1 and that of data_format has not.) */
convt_status convt_desc_set_inputs_format(convt_desc* desc, int32_t format, convt_error* error);

/** Checks every rule that a descriptor has to keep and reports the first one broken. */
convt_status convt_validate(const convt_desc* desc, convt_error* error);

/** Writes the shape of a valid descriptor's outputs, rank + 2 values in the order of data_format. */
convt_status convt_outputs_shape(const convt_desc* desc, int64_t* shape, convt_error* error);

/** Writes the multiply-adds that reach an output: the count that GFLOP/s are quoted from. */
convt_status convt_useful_macs(const convt_desc* desc, int64_t* macs, convt_error* error);

/** The arguments of keras.ops.conv_transpose beside its arrays. Set up by convt_keras_arguments_init. */
typedef struct convt_keras_arguments {
    size_t struct_size;
    int32_t rank;        /**< spatial dimensions, 1 to 3 */
    int32_t padding;     /**< a convt_padding */
    int32_t data_format; /**< a convt_data_format */
    /** 0: output_padding is absent (None), which is different from an output_padding of 0. */
    int32_t has_output_padding;
    int64_t strides[CONVT_MAX_RANK];        /**< at least 1 */
    int64_t output_padding[CONVT_MAX_RANK]; /**< each in [0, stride) */
    int64_t dilation_rate[CONVT_MAX_RANK];  /**< at least 1 */
    int32_t dtype;                          /**< a convt_dtype: type of inputs, kernel and outputs */
} convt_keras_arguments;

/** Fills *arguments with Keras's defaults: strides 1, valid, no output_padding, channels_last, dilation 1. */
void convt_keras_arguments_init(convt_keras_arguments* arguments, size_t struct_size, int32_t rank);

/**
 * Builds the descriptor of a call of keras.ops.conv_transpose.
 *
 * @param inputs_shape  rank + 2 values: (batch, spatial..., in_channels) or (batch, in_channels, spatial...)
 * @param kernel_shape  rank + 2 values: (spatial..., out_channels, in_channels) for both data formats
 * @param desc          set up by convt_desc_init; overwritten on success
 */
convt_status convt_keras_desc(const int64_t* inputs_shape, const int64_t* kernel_shape,
                              const convt_keras_arguments* arguments, convt_desc* desc, convt_error* error);

/* ---- CPU -------------------------------------------------------------------------------------------- */

/** CPU tiers that kernels are compiled for. */
typedef enum convt_isa {
    CONVT_ISA_ANY = -1, /**< as a limit: no limit */
    CONVT_ISA_BASE = 0,
    CONVT_ISA_AVX2 = 1,
    CONVT_ISA_AVX512 = 2,
    CONVT_ISA_NEON = 3,
    CONVT_ISA_AVX512VNNI = 4 /**< avx512 with VNNI: kernels of 8-bit inputs */
} convt_isa;

/** Returns "base", "avx2", "avx512", "neon" or "avx512vnni"; "any" for CONVT_ISA_ANY. */
const char* convt_isa_name(convt_isa isa);

/** Parses a tier's name as convt_isa_name writes it. */
convt_status convt_parse_isa(const char* name, convt_isa* isa, convt_error* error);

/** Returns the highest tier this CPU can run, capped by the environment variable CONVT_MAX_ISA. A value that
 * names no tier of this processor is no cap here, and an error of every plan. */
convt_isa convt_detect_isa(void);

/** Returns how many CPUs this process may use: affinity mask, capped by the cgroup quota; at least 1. */
int32_t convt_available_cpus(void);

/* ---- Contexts --------------------------------------------------------------------------------------- */

/** Threads and scratch memory for running plans. One run at a time; one context per calling thread. Made by
 * convt_context_create (convt/context.h). */
typedef struct convt_context convt_context;

/* ---- Plans ------------------------------------------------------------------------------------------ */

/** A chosen kernel and everything that can be computed before the data is there. */
typedef struct convt_plan convt_plan;

/** A kernel's weights in the order one plan's kernel reads them. */
typedef struct convt_packed_kernel convt_packed_kernel;

/** How sums may be computed. */
typedef enum convt_algorithm {
    /** The fastest by estimate. Fast algorithms err by at most 4 times the bound of direct sums and spread
     * inputs that are infinite, NaN or far larger than their neighbours to outputs up to 4 positions away. */
    CONVT_ALGORITHM_AUTOMATIC = 0,
    CONVT_ALGORITHM_DIRECT = 1, /**< every output is a sum of just its own products */
    /** Winograd's minimal filtering, or an error where it does not apply. */
    CONVT_ALGORITHM_WINOGRAD = 2
} convt_algorithm;

/** The entries of a tuned file: what was measured as fastest (docs/tuning.md). */
typedef struct convt_tuned_table convt_tuned_table;

/** What plans that measure have found (convt/tuning.h). */
typedef struct convt_measured_table convt_measured_table;

/** Where the choice of a plan comes from. */
typedef enum convt_effort {
    CONVT_EFFORT_ESTIMATE = 0, /**< the cost model */
    CONVT_EFFORT_MEASURE = 1   /**< runs of the plans that it ranks best: at most some 30 and 20 ms */
} convt_effort;

/** How often packed weights are used. */
typedef enum convt_weights {
    CONVT_WEIGHTS_PREPARED = 0, /**< for many runs: packing is not counted */
    CONVT_WEIGHTS_ARGUMENT = 1  /**< for one: the kernel is chosen for packing and running */
} convt_weights;

/** Set up by convt_plan_options_init. */
typedef struct convt_plan_options {
    size_t struct_size;
    /** Highest tier to use, a convt_isa; a tier that this CPU lacks is an error. */
    int32_t max_isa;
    /** NULL, or the name of the kernel to use; an unknown or unfit name is an error. Not kept. */
    const char* kernel_name;
    /** A convt_algorithm. */
    int32_t algorithm;
    /** Fast algorithms whose packed weights would take more bytes are not used. */
    size_t max_packed_bytes;
    /** NULL, or measured choices that go before the cost model's. */
    const convt_tuned_table* tuned;
    int32_t threads; /**< that the plan will mostly run with; 0: one per CPU */
    /** 1: plans of one kernel for several batch and spatial sizes of a layer share packed weights. 0: not. */
    int32_t any_size;
    int32_t weights; /**< a convt_weights */
    int32_t effort;  /**< a convt_effort */
    /** NULL for the process's own, or the table that CONVT_EFFORT_MEASURE asks and adds to. */
    convt_measured_table* measured;
} convt_plan_options;

/** Order of the axes of a kernel handed to convt_plan_pack. */
typedef enum convt_kernel_order {
    CONVT_KERNEL_KERAS = 0,  /**< [spatial..., out_channels, in_channels/groups] */
    CONVT_KERNEL_PYTORCH = 1 /**< [in_channels, out_channels/groups, spatial...], also of ONNX */
} convt_kernel_order;

/** Fills *options with defaults: any tier, kernel, algorithm and size. */
void convt_plan_options_init(convt_plan_options* options, size_t struct_size);

/** Checks the descriptor and chooses a kernel. @param options NULL for defaults */
convt_status convt_plan_create(const convt_desc* desc, const convt_plan_options* options, convt_plan** plan,
                               convt_error* error);

/** Frees a plan. Kernels packed by it stay valid for equal plans. */
void convt_plan_destroy(convt_plan* plan);

/**
 * Copies weights into the order that this plan's kernel reads. Done once per set of weights.
 *
 * @param kernel  dense, in the axis order `order` and the descriptor's element type; may be freed after
 */
convt_status convt_plan_pack(const convt_plan* plan, const void* kernel, convt_kernel_order order,
                             convt_packed_kernel** packed, convt_error* error);

/** Packed weights in memory that the caller owns. */
typedef struct convt_packed_view {
    const void* data;
    size_t bytes;
    uint64_t pack_id;
} convt_packed_view;

/**
 * Packs into the caller's memory, on the threads of a context; allocates nothing.
 *
 * @param memory  at least convt_plan_packed_bytes() bytes, aligned to 64; runs are fastest where 4096 bytes
 *                after its end can be read
 * @param view    set on success
 */
convt_status convt_plan_pack_into(const convt_plan* plan, const void* kernel, convt_kernel_order order,
                                  void* memory, size_t bytes, convt_context* context, convt_packed_view* view,
                                  convt_error* error);

/** convt_plan_run with packed weights of convt_plan_pack_into. */
convt_status convt_plan_run_view(const convt_plan* plan, const void* inputs, const convt_packed_view* packed,
                                 const void* bias, void* outputs, convt_context* context, convt_error* error);

/** Frees packed weights. */
void convt_packed_kernel_destroy(convt_packed_kernel* packed);
/** Returns the size of the packed weights. */
size_t convt_packed_kernel_bytes(const convt_packed_kernel* packed);
/** Returns the packed weights themselves, owned by `packed`. */
const void* convt_packed_kernel_data(const convt_packed_kernel* packed);
/** Identifies the packed layout; convt_plan_run compares it. */
uint64_t convt_packed_kernel_id(const convt_packed_kernel* packed);

/**
 * Computes the outputs. Allocates nothing, takes no lock. Every output is written.
 *
 * @param inputs   in the descriptor's layout and strides; may be NULL when it has no elements
 * @param bias     out_channels values, or NULL for none
 * @param outputs  must not overlap the inputs
 * @return CONVT_OK, CONVT_INVALID_ARGUMENT (null pointer, context in use) or CONVT_MISMATCHED_PACK
 */
convt_status convt_plan_run(const convt_plan* plan, const void* inputs, const convt_packed_kernel* packed,
                            const void* bias, void* outputs, convt_context* context, convt_error* error);

/** Copies the plan's descriptor to *desc, set up by convt_desc_init. */
convt_status convt_plan_desc(const convt_plan* plan, convt_desc* desc, convt_error* error);
/** Returns the name of the kernel that runs, owned by the plan. */
const char* convt_plan_kernel_name(const convt_plan* plan);
/** Returns the tier of the kernel that runs. */
convt_isa convt_plan_isa(const convt_plan* plan);
/** Returns how many bytes packed weights take. */
size_t convt_plan_packed_bytes(const convt_plan* plan);
/** Returns the scratch bytes that each thread uses of its context. */
size_t convt_plan_workspace_bytes(const convt_plan* plan);

/**
 * Writes a text of several lines: problem, kernel chosen, every kernel considered before and why it was
 * refused, sizes.
 *
 * @param text  receives at most `size` bytes, the last of them 0; may be NULL when size is 0
 * @return the length of the whole text without the ending 0, as snprintf does; 0 when memory is short
 */
size_t convt_plan_explain(const convt_plan* plan, char* text, size_t size);

#ifdef __cplusplus
}
#endif

#include "convt/context.h"
#include "convt/frameworks.h"
#include "convt/gradients.h"
#include "convt/one_call.h"
#include "convt/prelu.h"
#include "convt/quantized.h"
#include "convt/tuning.h"

#endif
