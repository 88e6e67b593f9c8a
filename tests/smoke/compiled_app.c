/* Runs two compiled layers and compares every output with plain loops. Keras's `same`: crops 1 of kernel 4, 0
 * of 3. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "net.h"

enum { HEIGHT = 9, WIDTH = 7 };

static float value(int index, int seed) {
    return (float)((index * 37 + seed * 11) % 101) / 101.0F - 0.5F;
}

static float* pattern(int count, int seed) {
    float* values = malloc(sizeof(float) * (size_t)count);
    for (int i = 0; values != NULL && i < count; ++i) values[i] = value(i, seed);
    return values;
}

/* One output; inputs are [y][x][in] or [in][y][x], the kernel [ky][kx][out][in]. */
static double exact(const float* inputs, const float* kernel, int in, int out, int k, int crop, int last,
                    int oy, int ox, int oc) {
    double sum = 0;
    for (int y = 0; y < HEIGHT; ++y) {
        for (int x = 0; x < WIDTH; ++x) {
            const int ky = oy + crop - 2 * y, kx = ox + crop - 2 * x;
            if (ky < 0 || ky >= k || kx < 0 || kx >= k) continue;
            for (int c = 0; c < in; ++c) {
                const int at = last ? (y * WIDTH + x) * in + c : (c * HEIGHT + y) * WIDTH + x;
                sum += (double)inputs[at] * (double)kernel[((ky * k + kx) * out + oc) * in + c];
            }
        }
    }
    return sum;
}

static int compare(const float* inputs, const float* kernel, const float* outputs, int in, int out, int k,
                   int crop, int last) {
    const int height = 2 * HEIGHT, width = 2 * WIDTH;
    for (int i = 0; i < height * width * out; ++i) {
        const int pixel = last ? i / out : i % (height * width);
        const int oc = last ? i % out : i / (height * width);
        const double expected =
            exact(inputs, kernel, in, out, k, crop, last, pixel / width, pixel % width, oc);
        if (fabs(expected - (double)outputs[i]) > 1e-4) {
            fprintf(stderr, "output %d is %g, expected %g\n", i, (double)outputs[i], expected);
            return 1;
        }
    }
    return 0;
}

int main(void) {
    net_context* context;
    if (net_context_create(2, &context) != 0) return 2;
    float* inputs = pattern(HEIGHT * WIDTH * 32, 1);
    float* kernel = pattern(4 * 4 * 24 * 32, 2);
    float* outputs = malloc(sizeof(float) * (size_t)net_wide_outputs());
    void* packed = malloc(net_wide_packed_bytes(context) + net_one_packed_bytes(context));
    int failed = net_wide_pack(context, kernel, 0, packed) != 0 ||
                 net_wide(context, inputs, packed, NULL, outputs) != 0 ||
                 compare(inputs, kernel, outputs, 32, 24, 4, 1, 1);
    failed = failed || net_one_pack(context, kernel, 0, packed) != 0 ||
             net_one(context, inputs, packed, NULL, outputs) != 0 ||
             compare(inputs, kernel, outputs, 9, 1, 3, 0, 0);
    puts(failed ? "compiled layers: WRONG" : "compiled layers: right");
    net_context_destroy(context);
    free(inputs);
    free(kernel);
    free(outputs);
    free(packed);
    return failed;
}
