#ifndef CONVT_QUANTIZATION_H
#define CONVT_QUANTIZATION_H

/** What a descriptor says of 8-bit integers. convt.h includes this. */

#include <stdint.h>

/** How outputs of int8 and uint8 are rounded. */
typedef enum convt_rounding {
    CONVT_ROUND_NEAREST_EVEN = 0, /**< once, in float32: XNNPACK, PyTorch, ONNX's QuantizeLinear */
    CONVT_ROUND_GEMMLOWP = 1      /**< twice, in integers: TensorFlow Lite's reference */
} convt_rounding;

/** What 8-bit integers stand for, (integer - zero point) * scale, beside the kernel's scales, which
 * convt_plan_pack_quantized takes. A kernel's integers are int8 with a zero point of 0. */
typedef struct convt_quantization {
    int32_t input_zero_point;  /**< a value of the inputs' type */
    int32_t output_zero_point; /**< a value of the outputs' type; 0 for int32 and float32 */
    float input_scale;         /**< above 0 */
    float output_scale;        /**< above 0; 1 for int32 and float32 */
    int32_t rounding;          /**< a convt_rounding */
    /** CONVT_INT32: in units of input_scale * kernel scale, added to the sums. CONVT_FLOAT32: added to what
     * the sums stand for, as PyTorch does. */
    int32_t bias_dtype;
} convt_quantization;

#endif
