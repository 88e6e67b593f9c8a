#ifndef EXPECTED_H
#define EXPECTED_H

/*
 * keras.ops.conv_transpose of inputs (1, 2, 2, 1) with a kernel (2, 2, 1, 1) and strides 2: the pixels'
 * copies of the kernel do not overlap, so the outputs (1, 4, 4, 1) can be worked out by eye.
 */
static const float kInputs[4] = {1, 2, 3, 4};
static const float kKernel[4] = {1, 10, 100, 1000};
static const float kOutputs[16] = {1, 10, 2, 20, 100, 1000, 200, 2000, 3, 30, 4, 40, 300, 3000, 400, 4000};

#endif
