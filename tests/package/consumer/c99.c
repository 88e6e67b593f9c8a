/* Calls every function of the C interface, in C99. */
#include <convt/convt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expected.h"

#define REQUIRE(condition)                                                  \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                        \
        }                                                                   \
    } while (0)

static const int64_t kInputsShape[4] = {1, 2, 2, 1};
static const int64_t kKernelShape[4] = {2, 2, 1, 1};

static void run_serially(void* pool, void (*task)(void* task_data, int index), void* task_data, int count) {
    int i;
    *(int*)pool += count;
    for (i = 0; i < count; ++i) task(task_data, i);
}

static void require_expected(const float* outputs) {
    int i;
    for (i = 0; i < 16; ++i) REQUIRE(outputs[i] == kOutputs[i]);
}

static void check_descriptors(convt_desc* desc) {
    convt_keras_arguments arguments;
    convt_error error;
    int64_t shape[4];
    int64_t macs = 0;

    convt_keras_arguments_init(&arguments, sizeof(arguments), 2);
    arguments.strides[0] = 2;
    arguments.strides[1] = 2;
    convt_desc_init(desc, sizeof(*desc));
    REQUIRE(convt_keras_desc(kInputsShape, kKernelShape, &arguments, desc, &error) == CONVT_OK);
    REQUIRE(convt_validate(desc, NULL) == CONVT_OK);
    REQUIRE(convt_outputs_shape(desc, shape, &error) == CONVT_OK);
    REQUIRE(shape[0] == 1 && shape[1] == 4 && shape[2] == 4 && shape[3] == 1);
    REQUIRE(convt_useful_macs(desc, &macs, &error) == CONVT_OK && macs == 16);

    REQUIRE(convt_desc_set_inputs_format(desc, CONVT_CHANNELS_FIRST, &error) == CONVT_OK);
    REQUIRE(desc->input_strides.spatial[0] == 2 && desc->input_strides.spatial[1] == 1);
    REQUIRE(desc->input_strides.channels == 4 && desc->data_format == CONVT_CHANNELS_LAST);

    desc->strides[1] = 0;
    REQUIRE(convt_validate(desc, &error) == CONVT_INVALID_ARGUMENT);
    REQUIRE(error.code == CONVT_INVALID_ARGUMENT && strstr(error.message, "strides[1] is 0") != NULL);
    desc->strides[1] = 2;
}

/** Both frameworks' ways to say 2 inputs, kernel 2, stride 2 and a cut of 1 at either end. */
static void check_frameworks(void) {
    static const int64_t kShape[4] = {1, 1, 2, 2};
    convt_pytorch_arguments arguments;
    convt_onnx_attributes attributes;
    convt_desc desc;
    convt_error error;
    int d;

    convt_pytorch_arguments_init(&arguments, sizeof(arguments), 2);
    convt_onnx_attributes_init(&attributes, sizeof(attributes), 2);
    for (d = 0; d < 2; ++d) {
        arguments.stride[d] = attributes.strides[d] = 2;
        arguments.padding[d] = attributes.pads[d] = attributes.pads[2 + d] = 1;
    }
    convt_desc_init(&desc, sizeof(desc));
    REQUIRE(convt_validate(&desc, &error) == CONVT_INVALID_ARGUMENT);
    REQUIRE(strstr(error.message, "in_spatial[0] is -1") != NULL);
    REQUIRE(convt_pytorch_desc(kShape, kShape, &arguments, &desc, &error) == CONVT_OK);
    REQUIRE(desc.out_spatial[0] == 2 && desc.out_spatial[1] == 2 && desc.crop_left[1] == 1);
    REQUIRE(desc.data_format == CONVT_CHANNELS_FIRST && convt_validate(&desc, NULL) == CONVT_OK);
    attributes.auto_pad = CONVT_AUTO_PAD_NOTSET;
    REQUIRE(convt_onnx_desc(kShape, kShape, &attributes, &desc, &error) == CONVT_OK);
    REQUIRE(desc.out_spatial[0] == 2 && desc.crop_left[0] == 1);
    attributes.auto_pad = CONVT_AUTO_PAD_SAME_UPPER;
    REQUIRE(convt_onnx_desc(kShape, kShape, &attributes, &desc, &error) == CONVT_OK);
    REQUIRE(desc.out_spatial[0] == 4 && desc.crop_left[0] == 0);
    arguments.padding[1] = 3;
    REQUIRE(convt_pytorch_desc(kShape, kShape, &arguments, &desc, &error) == CONVT_INVALID_ARGUMENT);
    REQUIRE(strstr(error.message, "cuts off 3 and 3 outputs along spatial dimension 1") != NULL);
}

static void check_measured_table(void) {
    convt_measured_table* table = NULL;
    convt_measured_table* again = NULL;
    char text[1024];

    REQUIRE(convt_measured_table_create(&table, NULL) == CONVT_OK);
    REQUIRE(convt_measured_table_size(table) == 0);
    REQUIRE(convt_measured_table_text(table, text, sizeof(text)) < sizeof(text));
    REQUIRE(convt_measured_table_parse(text, strlen(text), &again, NULL) == CONVT_OK);
    convt_measured_table_destroy(again);
    convt_measured_table_destroy(table);
}

static convt_tuned_table* make_tuned_table(void) {
    static const char kForeign[] = "{\"schema\": 1, \"signature\": {\"cpu\": \"none\"}, \"entries\": []}";
    convt_tuned_table* table = NULL;

    REQUIRE(convt_tuned_table_parse("{", 1, &table, NULL) == CONVT_INVALID_ARGUMENT);
    REQUIRE(convt_tuned_table_parse(kForeign, strlen(kForeign), &table, NULL) == CONVT_OK);
    REQUIRE(convt_tuned_table_size(table) == 0);
    REQUIRE(strstr(convt_tuned_table_warning(table), "CPU 'none'") != NULL);
    return table;
}

static convt_plan* make_plan(const convt_desc* desc) {
    convt_tuned_table* table = make_tuned_table();
    convt_plan_options options;
    convt_plan* plan = NULL;
    convt_desc copy;
    char text[64];
    size_t length;

    convt_plan_options_init(&options, sizeof(options));
    options.max_isa = convt_detect_isa();
    options.tuned = table;
    REQUIRE(convt_plan_create(desc, &options, &plan, NULL) == CONVT_OK && plan != NULL);
    convt_tuned_table_destroy(table);
    convt_desc_init(&copy, sizeof(copy));
    REQUIRE(convt_plan_desc(plan, &copy, NULL) == CONVT_OK);
    REQUIRE(copy.strides[0] == 2 && copy.out_spatial[1] == 4 && copy.batch == desc->batch);
    REQUIRE(strncmp(convt_plan_kernel_name(plan), "convt_", 6) == 0);
    REQUIRE(strcmp(convt_isa_name(convt_plan_isa(plan)), "any") != 0);
    REQUIRE(convt_plan_packed_bytes(plan) >= 4 * sizeof(float));
    length = convt_plan_explain(plan, text, sizeof(text));
    REQUIRE(length > sizeof(text) && strlen(text) == sizeof(text) - 1);
    REQUIRE(convt_plan_explain(plan, NULL, 0) == length);
    return plan;
}

static convt_context* make_context(int* tasks) {
    convt_context_options options;
    convt_context* context = NULL;

    convt_context_options_init(&options, sizeof(options));
    options.threads = 2;
    options.parallel_for = run_serially;
    options.pool = tasks;
    REQUIRE(convt_context_create(&options, &context, NULL) == CONVT_OK);
    REQUIRE(convt_context_threads(context) == 2);
    REQUIRE(convt_context_workspace_bytes(context) > 0);
    return context;
}

/** Packed weights that lie in memory of the program's own. */
static void check_view(const convt_plan* plan, const convt_packed_kernel* packed, convt_context* context) {
    float outputs[16];
    const size_t bytes = convt_plan_packed_bytes(plan);
    char* memory = malloc(bytes + 64);
    char* aligned = memory + (64 - (uintptr_t)memory % 64);
    convt_packed_view view;

    REQUIRE(memory != NULL);
    REQUIRE(convt_plan_pack_into(plan, kKernel, CONVT_KERNEL_KERAS, aligned, bytes, context, &view, NULL) ==
            CONVT_OK);
    REQUIRE(view.data == aligned && view.bytes == bytes && view.pack_id == convt_packed_kernel_id(packed));
    REQUIRE(convt_plan_run_view(plan, kInputs, &view, NULL, outputs, context, NULL) == CONVT_OK);
    require_expected(outputs);
    outputs[0] = 0;
    REQUIRE(convt_plan_unpacked_bytes(plan, CONVT_KERNEL_KERAS) <= bytes);
    REQUIRE(convt_plan_run_unpacked(plan, kInputs, kKernel, CONVT_KERNEL_KERAS, NULL, outputs, aligned, bytes,
                                    context, NULL) == CONVT_OK);
    require_expected(outputs);
    free(memory);
}

/** Slopes that every run brings; outputs below zero are twice as far from it. */
static void check_prelu(const convt_desc* desc, convt_context* context) {
    static const float kNegative[4] = {-1.0F, -1.0F, -1.0F, -1.0F};
    static const float kSlopes[1] = {2.0F};
    float outputs[16], plain[16];
    int i;
    convt_desc sloped = *desc;
    convt_plan* plans[2] = {NULL, NULL};
    convt_packed_kernel* packed = NULL;
    convt_packed_view view;

    REQUIRE(desc->out_channels == 1);
    sloped.activation = CONVT_PRELU;
    REQUIRE(convt_plan_create(desc, NULL, &plans[0], NULL) == CONVT_OK);
    REQUIRE(convt_plan_create(&sloped, NULL, &plans[1], NULL) == CONVT_OK);
    REQUIRE(convt_plan_pack(plans[0], kKernel, CONVT_KERNEL_KERAS, &packed, NULL) == CONVT_OK);
    view.data = convt_packed_kernel_data(packed);
    view.bytes = convt_packed_kernel_bytes(packed);
    view.pack_id = convt_packed_kernel_id(packed);
    REQUIRE(convt_plan_run_prelu(plans[0], kNegative, &view, NULL, NULL, plain, context, NULL) == CONVT_OK);
    REQUIRE(convt_plan_run_prelu(plans[1], kNegative, &view, NULL, kSlopes, outputs, context, NULL) ==
            CONVT_OK);
    for (i = 0; i < 16; ++i) REQUIRE(outputs[i] == (plain[i] < 0 ? 2 * plain[i] : plain[i]));
    REQUIRE(convt_plan_run(plans[1], kNegative, packed, NULL, outputs, context, NULL) ==
            CONVT_INVALID_ARGUMENT);
    convt_packed_kernel_destroy(packed);
    convt_plan_destroy(plans[0]);
    convt_plan_destroy(plans[1]);
}

/** Inputs of 8 bits and a kernel of ones: sums of what was stated above, halved. */
static void check_quantized(const convt_desc* desc, convt_context* context) {
    static const int8_t kOnes[4] = {1, 1, 1, 1}, kBytes[4] = {12, 14, 16, 18};
    static const float kScales[1] = {0.5F};
    int8_t outputs[16];
    int i;
    convt_desc quantized = *desc;
    convt_plan* plan = NULL;
    convt_packed_kernel* packed = NULL;
    convt_packed_view view;
    char* memory;
    char* aligned;
    size_t bytes;

    quantized.dtype = CONVT_INT8;
    quantized.quantization.input_zero_point = 10;
    REQUIRE(quantized.output_dtype == CONVT_DTYPE_OF_INPUTS);
    REQUIRE(convt_plan_create(&quantized, NULL, &plan, NULL) == CONVT_OK);
    bytes = convt_plan_packed_bytes(plan);
    memory = malloc(bytes + 64);
    REQUIRE(memory != NULL);
    aligned = memory + (64 - (uintptr_t)memory % 64);
    REQUIRE(convt_plan_pack(plan, kOnes, CONVT_KERNEL_KERAS, &packed, NULL) == CONVT_INVALID_ARGUMENT);
    REQUIRE(convt_plan_pack_quantized(plan, kOnes, CONVT_KERNEL_KERAS, kScales, 1, &packed, NULL) ==
            CONVT_OK);
    REQUIRE(convt_plan_run(plan, kBytes, packed, NULL, outputs, context, NULL) == CONVT_OK);
    for (i = 0; i < 16; ++i) REQUIRE(outputs[i] == (kBytes[i / 8 * 2 + i % 4 / 2] - 10) / 2);
    memset(outputs, 0, sizeof(outputs));
    REQUIRE(convt_plan_pack_quantized_into(plan, kOnes, CONVT_KERNEL_KERAS, kScales, 1, aligned, bytes,
                                           context, &view, NULL) == CONVT_OK);
    REQUIRE(convt_plan_run_view(plan, kBytes, &view, NULL, outputs, context, NULL) == CONVT_OK);
    REQUIRE(outputs[0] == 1 && outputs[15] == 4);
    free(memory);
    convt_packed_kernel_destroy(packed);
    convt_plan_destroy(plan);
}

/** Gradients of the sum of all outputs, each of which one input reaches through one weight. */
static void check_gradients(const convt_desc* desc, convt_context* context) {
    float ones[16], gradients[4], bias[1];
    int i;
    convt_gradient_options options;
    convt_input_gradient_plan* of_inputs = NULL;
    convt_kernel_gradient_plan* of_kernel = NULL;
    char *memory, *aligned;
    size_t bytes, more;

    for (i = 0; i < 16; ++i) ones[i] = 1;
    convt_gradient_options_init(&options, sizeof(options));
    REQUIRE(options.order == CONVT_KERNEL_KERAS && options.threads == 0);
    REQUIRE(convt_input_gradient_plan_create(desc, NULL, &of_inputs, NULL) == CONVT_OK);
    REQUIRE(convt_kernel_gradient_plan_create(desc, &options, &of_kernel, NULL) == CONVT_OK);
    bytes = convt_input_gradient_plan_memory_bytes(of_inputs);
    more = convt_kernel_gradient_plan_memory_bytes(of_kernel);
    memory = malloc(bytes + more + 64);
    REQUIRE(memory != NULL);
    aligned = memory + (64 - (uintptr_t)memory % 64);
    REQUIRE(convt_input_gradient_plan_run(of_inputs, ones, kKernel, gradients, aligned, bytes, context,
                                          NULL) == CONVT_OK);
    for (i = 0; i < 4; ++i) REQUIRE(gradients[i] == 1111);
    REQUIRE(convt_kernel_gradient_plan_run(of_kernel, kInputs, ones, gradients, aligned, more, context,
                                           NULL) == CONVT_OK);
    for (i = 0; i < 4; ++i) REQUIRE(gradients[i] == 10);
    REQUIRE(convt_bias_gradients(desc, ones, bias, context, NULL) == CONVT_OK && bias[0] == 16);
    convt_input_gradient_plan_destroy(of_inputs);
    convt_kernel_gradient_plan_destroy(of_kernel);
    free(memory);
}

static void check_run(const convt_desc* desc) {
    int tasks = 0;
    float outputs[16];
    convt_plan* plan = make_plan(desc);
    convt_context* context = make_context(&tasks);
    convt_packed_kernel* packed = NULL;
    convt_error error;

    REQUIRE(convt_plan_pack(plan, kKernel, CONVT_KERNEL_KERAS, &packed, &error) == CONVT_OK);
    REQUIRE(convt_packed_kernel_bytes(packed) == convt_plan_packed_bytes(plan));
    REQUIRE(convt_packed_kernel_data(packed) != NULL && convt_packed_kernel_id(packed) != 0);
    REQUIRE(convt_plan_workspace_bytes(plan) <= convt_context_workspace_bytes(context));
    REQUIRE(convt_plan_run(plan, kInputs, packed, NULL, outputs, context, &error) == CONVT_OK);
    require_expected(outputs);
    REQUIRE(convt_plan_run(plan, kInputs, packed, NULL, NULL, context, &error) == CONVT_INVALID_ARGUMENT);
    REQUIRE(strlen(error.message) > 0);
    check_view(plan, packed, context);
    check_prelu(desc, context);
    check_quantized(desc, context);
    check_gradients(desc, context);
    convt_packed_kernel_destroy(packed);
    convt_context_destroy(context);
    convt_plan_destroy(plan);
}

static void check_one_call(void) {
    convt_keras_arguments arguments;
    convt_tensor* outputs = NULL;
    const int64_t* shape;

    convt_keras_arguments_init(&arguments, sizeof(arguments), 2);
    arguments.strides[0] = 2;
    arguments.strides[1] = 2;
    REQUIRE(convt_conv_transpose(kInputs, kInputsShape, kKernel, kKernelShape, &arguments, &outputs, NULL) ==
            CONVT_OK);
    shape = convt_tensor_shape(outputs);
    REQUIRE(convt_tensor_axes(outputs) == 4 && shape[1] == 4 && shape[2] == 4);
    REQUIRE(convt_tensor_dtype(outputs) == CONVT_FLOAT32);
    require_expected(convt_tensor_data(outputs));
    memset(convt_tensor_data(outputs), 0xff, 16 * sizeof(float));
    REQUIRE(convt_conv_transpose_into(kInputs, kInputsShape, kKernel, kKernelShape, &arguments,
                                      convt_tensor_data(outputs), 16 * sizeof(float), NULL,
                                      NULL) == CONVT_OK);
    require_expected(convt_tensor_data(outputs));
    convt_tensor_destroy(outputs);
}

int main(void) {
    convt_desc desc;
    convt_isa isa = CONVT_ISA_ANY;

    REQUIRE(strcmp(convt_version(), CONVT_VERSION) == 0);
    REQUIRE(strcmp(convt_status_name(CONVT_TOO_LARGE), "too_large") == 0);
    REQUIRE(convt_parse_isa("base", &isa, NULL) == CONVT_OK && isa == CONVT_ISA_BASE);
    REQUIRE(convt_available_cpus() >= 1);
    check_descriptors(&desc);
    check_frameworks();
    check_measured_table();
    check_run(&desc);
    check_one_call();
    return 0;
}
