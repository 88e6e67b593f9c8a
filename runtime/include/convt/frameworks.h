#ifndef CONVT_FRAMEWORKS_H
#define CONVT_FRAMEWORKS_H

/** Descriptors of calls of PyTorch and ONNX, sizes computed by their rules. convt.h includes this.
 * (convt_keras_desc is in convt.h; docs/mappings.md has the rules of all frameworks.) */

#include "convt/convt.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The arguments of torch.nn.functional.conv_transpose1d, 2d and 3d beside its arrays. Set up by
 * convt_pytorch_arguments_init. */
typedef struct convt_pytorch_arguments {
    size_t struct_size;
    int32_t rank;                           /**< spatial dimensions, 1 to 3 */
    int32_t dtype;                          /**< a convt_dtype: type of inputs, kernel and outputs */
    int64_t groups;                         /**< at least 1; divides the channels */
    int64_t stride[CONVT_MAX_RANK];         /**< at least 1 */
    int64_t padding[CONVT_MAX_RANK];        /**< at least 0: outputs cut off at either end */
    int64_t output_padding[CONVT_MAX_RANK]; /**< at least 0, and less than the stride or the dilation */
    int64_t dilation[CONVT_MAX_RANK];       /**< at least 1 */
} convt_pytorch_arguments;

/** Fills *arguments with PyTorch's defaults: stride, groups and dilation 1, no padding; float32. */
void convt_pytorch_arguments_init(convt_pytorch_arguments* arguments, size_t struct_size, int32_t rank);

/**
 * Builds the descriptor of a call of conv_transpose1d, 2d or 3d: channels_first, no activation. Memory in
 * PyTorch's channels_last format is that of CONVT_CHANNELS_LAST: set data_format to it afterwards.
 *
 * @param inputs_shape  rank + 2 values: (batch, in_channels, spatial...)
 * @param kernel_shape  rank + 2 values: (in_channels, out_channels/groups, spatial...), CONVT_KERNEL_PYTORCH
 * @param desc          set up by convt_desc_init; overwritten on success
 */
convt_status convt_pytorch_desc(const int64_t* inputs_shape, const int64_t* kernel_shape,
                                const convt_pytorch_arguments* arguments, convt_desc* desc,
                                convt_error* error);

/** ONNX's attribute auto_pad. */
typedef enum convt_auto_pad {
    CONVT_AUTO_PAD_NOTSET = 0,
    CONVT_AUTO_PAD_VALID = 1,
    CONVT_AUTO_PAD_SAME_UPPER = 2,
    CONVT_AUTO_PAD_SAME_LOWER = 3
} convt_auto_pad;

/** The attributes of ONNX's operator ConvTranspose; kernel_shape follows from the weights. Set up by
 * convt_onnx_attributes_init. */
typedef struct convt_onnx_attributes {
    size_t struct_size;
    int32_t rank;     /**< spatial dimensions, 1 to 3 */
    int32_t dtype;    /**< a convt_dtype: type of inputs, kernel and outputs */
    int32_t auto_pad; /**< a convt_auto_pad */
    /** 0: output_shape is not stated. */
    int32_t has_output_shape;
    int64_t group;                          /**< at least 1; divides the channels */
    int64_t dilations[CONVT_MAX_RANK];      /**< at least 1 */
    int64_t output_padding[CONVT_MAX_RANK]; /**< at least 0 */
    int64_t output_shape[CONVT_MAX_RANK];   /**< spatial sizes, at least 1 */
    /** `rank` begins, then `rank` ends. Not read where output_shape or auto_pad say what is cut off. */
    int64_t pads[2 * CONVT_MAX_RANK];
    int64_t strides[CONVT_MAX_RANK]; /**< at least 1 */
} convt_onnx_attributes;

/** Fills *attributes with ONNX's defaults: strides, group and dilations 1, no padding; float32. */
void convt_onnx_attributes_init(convt_onnx_attributes* attributes, size_t struct_size, int32_t rank);

/**
 * Builds the descriptor of a ConvTranspose: channels_first, no activation.
 *
 * @param inputs_shape  rank + 2 values: (batch, in_channels, spatial...)
 * @param kernel_shape  rank + 2 values: (in_channels, out_channels/group, spatial...), CONVT_KERNEL_PYTORCH
 * @param desc          set up by convt_desc_init; overwritten on success
 */
convt_status convt_onnx_desc(const int64_t* inputs_shape, const int64_t* kernel_shape,
                             const convt_onnx_attributes* attributes, convt_desc* desc, convt_error* error);

#ifdef __cplusplus
}
#endif

#endif
