/* Two layers in a row: 32 channels of 5x6 become 16 of 10x12, then an image of 20x24. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "decoder.h"

enum { HEIGHT = 5, WIDTH = 6, UP_CHANNELS = 16 };

/* Weights that keep their input: each output is the mean of what the kernel meets. */
static float* constant(size_t count, float value) {
    float* values = malloc(count * sizeof(float));
    for (size_t i = 0; values != NULL && i < count; ++i) values[i] = value;
    return values;
}

/* [height][width][16] to [16][height][width]. */
static void transpose(const float* from, int pixels, float* to) {
    for (int p = 0; p < pixels; ++p) {
        for (int c = 0; c < UP_CHANNELS; ++c) to[c * pixels + p] = from[p * UP_CHANNELS + c];
    }
}

int main(void) {
    decoder_context* context;
    if (decoder_context_create(0, &context) != 0) return 1;
    float* inputs = constant(HEIGHT * WIDTH * 32, 1.0F);
    float* kernel_up = constant(4 * 4 * UP_CHANNELS * 32, 1.0F / (4 * 32));
    float* kernel_rgb = constant(4 * 4 * 3 * UP_CHANNELS, 0.5F / (4 * UP_CHANNELS));
    float* between = constant((size_t)decoder_up_1_outputs(1, HEIGHT, WIDTH), 0);
    float* planes = constant((size_t)decoder_up_1_outputs(1, HEIGHT, WIDTH), 0);
    float* image = constant((size_t)decoder_to_rgb_outputs(2 * HEIGHT, 2 * WIDTH), 0);
    void* packed_up = malloc(decoder_up_1_packed_bytes(context));
    void* packed_rgb = malloc(decoder_to_rgb_packed_bytes(context));
    int failed = decoder_up_1_pack(context, kernel_up, 0, packed_up) != 0 ||
                 decoder_to_rgb_pack(context, kernel_rgb, 0, packed_rgb) != 0 ||
                 decoder_up_1(context, 1, HEIGHT, WIDTH, inputs, packed_up, NULL, between) != 0;
    transpose(between, 4 * HEIGHT * WIDTH, planes);
    failed = failed || decoder_to_rgb(context, 2 * HEIGHT, 2 * WIDTH, planes, packed_rgb, NULL, image) != 0;
    if (failed) fprintf(stderr, "%s\n", decoder_error(context));
    /* Away from the border every output meets all taps of its phase: 1, then tanh(0.5). */
    const float middle = image[2 * HEIGHT * 4 * WIDTH + 2 * WIDTH];
    printf("middle %.6f, expected %.6f\n", (double)middle, tanh(0.5));
    failed = failed || fabs((double)middle - tanh(0.5)) > 1e-5;
    decoder_context_destroy(context);
    float* all[] = {inputs, kernel_up, kernel_rgb, between, planes, image};
    for (size_t i = 0; i < sizeof all / sizeof *all; ++i) free(all[i]);
    free(packed_up);
    free(packed_rgb);
    return failed;
}
