// The C interface's own rules: structure sizes, NULL pointers, messages. What it computes is the C++
// interface's matter, and that every function links is the C99 consumer's.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "convt/convt.h"

namespace {

convt_desc small_desc() {
    convt_desc desc;
    convt_desc_init(&desc, sizeof(desc));
    desc.in_channels = 3;
    desc.out_channels = 5;
    desc.in_spatial[0] = desc.in_spatial[1] = 4;
    desc.out_spatial[0] = desc.out_spatial[1] = 4;
    return desc;
}

TEST(CStructures, InitFillsDefaults) {
    convt_desc desc;
    std::memset(&desc, 0xff, sizeof(desc));
    convt_desc_init(&desc, sizeof(desc));
    EXPECT_EQ(desc.struct_size, sizeof(desc));
    EXPECT_EQ(desc.rank, 2);
    EXPECT_EQ(desc.groups, 1);
    EXPECT_EQ(desc.strides[2], 1);
    EXPECT_DOUBLE_EQ(desc.activation_max, 6.0);
    convt_keras_arguments arguments;
    convt_keras_arguments_init(&arguments, sizeof(arguments), 3);
    EXPECT_EQ(arguments.rank, 3);
    EXPECT_EQ(arguments.has_output_padding, 0);
    EXPECT_EQ(arguments.dilation_rate[2], 1);
    convt_plan_options options;
    convt_plan_options_init(&options, sizeof(options));
    EXPECT_EQ(options.max_isa, CONVT_ISA_ANY);
    EXPECT_EQ(options.kernel_name, nullptr);
}

/// A program of before there were quantised types hands over a descriptor that ends where they begin.
TEST(CStructures, OlderDescriptorsStateNoQuantization) {
    convt_error error;
    convt_desc desc = small_desc();
    std::memset(&desc.output_dtype, 0x55, sizeof(desc) - offsetof(convt_desc, output_dtype));
    desc.struct_size = offsetof(convt_desc, output_dtype);
    EXPECT_EQ(convt_validate(&desc, &error), CONVT_OK) << error.message;
}

TEST(CDesc, QuantizationComesBackAsItWasStated) {
    convt_error error;
    convt_desc desc = small_desc();
    desc.dtype = CONVT_UINT8;
    desc.output_dtype = CONVT_INT8;
    desc.quantization = {100, -5, 0.5F, 0.25F, CONVT_ROUND_GEMMLOWP, CONVT_INT32};
    convt_plan* plan = nullptr;
    ASSERT_EQ(convt_plan_create(&desc, nullptr, &plan, &error), CONVT_OK) << error.message;
    convt_desc got;
    convt_desc_init(&got, sizeof(got));
    EXPECT_EQ(got.output_dtype, CONVT_DTYPE_OF_INPUTS);
    EXPECT_EQ(got.quantization.bias_dtype, CONVT_INT32);
    ASSERT_EQ(convt_plan_desc(plan, &got, &error), CONVT_OK) << error.message;
    EXPECT_EQ(got.output_dtype, desc.output_dtype);
    EXPECT_EQ(std::memcmp(&got.quantization, &desc.quantization, sizeof(desc.quantization)), 0);
    convt_plan_destroy(plan);
}

/// A program of an older version knows fewer members: nothing beyond them may be written.
TEST(CStructures, InitWritesNoMoreThanTheCallerHas) {
    convt_desc desc;
    std::memset(&desc, 0x55, sizeof(desc));
    const std::size_t known = offsetof(convt_desc, output_strides);
    convt_desc_init(&desc, known);
    EXPECT_EQ(desc.struct_size, known);
    const auto* bytes = reinterpret_cast<const unsigned char*>(&desc);
    for (std::size_t i = known; i < sizeof(desc); ++i) ASSERT_EQ(bytes[i], 0x55) << i;
}

TEST(CStructures, UnsetSizeIsRefused) {
    convt_error error;
    for (std::size_t size :
         {std::size_t{0}, offsetof(convt_desc, output_dtype) - 1, sizeof(convt_desc) + 8}) {
        convt_desc desc = small_desc();
        desc.struct_size = size;
        EXPECT_EQ(convt_validate(&desc, &error), CONVT_INVALID_ARGUMENT);
        EXPECT_NE(std::strstr(error.message, "struct_size"), nullptr) << error.message;
    }
}

TEST(CErrors, EnumeratorsAreChecked) {
    convt_error error;
    for (int32_t value : {-1, 99, 256}) {
        for (int32_t convt_desc::*member :
             {&convt_desc::dtype, &convt_desc::data_format, &convt_desc::activation}) {
            convt_desc desc = small_desc();
            desc.*member = value;
            EXPECT_EQ(convt_validate(&desc, &error), CONVT_INVALID_ARGUMENT) << value;
            EXPECT_NE(std::strstr(error.message, std::to_string(value).c_str()), nullptr) << error.message;
        }
    }
}

TEST(CErrors, SuccessClearsTheMessage) {
    convt_error error{CONVT_INTERNAL, "left over"};
    const convt_desc desc = small_desc();
    EXPECT_EQ(convt_validate(&desc, &error), CONVT_OK);
    EXPECT_EQ(error.code, CONVT_OK);
    EXPECT_STREQ(error.message, "");
}

TEST(CErrors, LongMessagesAreCut) {
    convt_error error;
    const convt_desc desc = small_desc();
    const std::string name(2000, 'x');
    convt_plan_options options;
    convt_plan_options_init(&options, sizeof(options));
    options.kernel_name = name.c_str();
    convt_plan* plan = nullptr;
    EXPECT_NE(convt_plan_create(&desc, &options, &plan, &error), CONVT_OK);
    EXPECT_EQ(plan, nullptr);
    EXPECT_EQ(std::strlen(error.message), sizeof(error.message) - 1);
}

TEST(CErrors, NullIsRefusedWithTheArgumentsName) {
    convt_error error;
    convt_desc desc = small_desc();
    convt_keras_arguments arguments;
    convt_keras_arguments_init(&arguments, sizeof(arguments), 2);
    const std::int64_t shape[4] = {1, 1, 1, 1};
    convt_plan* plan = nullptr;
    ASSERT_EQ(convt_plan_create(&desc, nullptr, &plan, &error), CONVT_OK) << error.message;
    convt_packed_kernel* packed = nullptr;
    convt_context* context = nullptr;
    convt_tensor* tensor = nullptr;
    convt_isa isa = CONVT_ISA_ANY;
    const auto refused = [&](convt_status status, const char* name) {
        EXPECT_EQ(status, CONVT_INVALID_ARGUMENT) << name;
        EXPECT_EQ(std::strncmp(error.message, name, std::strlen(name)), 0) << name << ": " << error.message;
    };
    refused(convt_validate(nullptr, &error), "desc");
    refused(convt_desc_set_inputs_format(nullptr, 0, &error), "desc");
    refused(convt_desc_set_inputs_format(&desc, 2, &error), "format is 2");
    refused(convt_outputs_shape(&desc, nullptr, &error), "shape");
    refused(convt_useful_macs(&desc, nullptr, &error), "macs");
    refused(convt_keras_desc(nullptr, shape, &arguments, &desc, &error), "inputs_shape");
    refused(convt_keras_desc(shape, nullptr, &arguments, &desc, &error), "kernel_shape");
    refused(convt_keras_desc(shape, shape, nullptr, &desc, &error), "arguments");
    refused(convt_keras_desc(shape, shape, &arguments, nullptr, &error), "desc");
    refused(convt_parse_isa(nullptr, &isa, &error), "name");
    refused(convt_context_create(nullptr, nullptr, &error), "context");
    refused(convt_plan_create(&desc, nullptr, nullptr, &error), "plan");
    refused(convt_plan_pack(nullptr, shape, CONVT_KERNEL_KERAS, &packed, &error), "plan");
    refused(convt_plan_pack(plan, nullptr, CONVT_KERNEL_KERAS, &packed, &error), "kernel");
    refused(convt_plan_run(plan, nullptr, nullptr, nullptr, nullptr, nullptr, &error), "packed");
    refused(convt_conv_transpose(nullptr, shape, nullptr, shape, &arguments, nullptr, &error), "outputs");
    refused(convt_conv_transpose(nullptr, shape, nullptr, shape, nullptr, &tensor, &error), "arguments");
    refused(convt_conv_transpose_into(nullptr, shape, nullptr, shape, nullptr, nullptr, 0, nullptr, &error),
            "arguments");
    refused(convt_plan_pack_into(plan, shape, CONVT_KERNEL_KERAS, nullptr, 0, nullptr, nullptr, &error),
            "context");
    refused(convt_plan_pack_quantized(nullptr, shape, CONVT_KERNEL_KERAS, nullptr, 0, &packed, &error),
            "plan");
    refused(convt_plan_pack_quantized_into(plan, shape, CONVT_KERNEL_KERAS, nullptr, 0, nullptr, 0, nullptr,
                                           nullptr, &error),
            "context");
    refused(convt_plan_run_view(plan, nullptr, nullptr, nullptr, nullptr, nullptr, &error), "packed");
    refused(convt_plan_run_prelu(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &error),
            "plan");
    refused(convt_plan_run_prelu(plan, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &error),
            "packed");
    convt_plan_destroy(plan);
    convt_plan_destroy(nullptr);
    convt_packed_kernel_destroy(packed);
    convt_context_destroy(context);
    convt_tensor_destroy(tensor);
}

TEST(CPlan, PackedKernelOfAnotherShapeIsRefused) {
    convt_desc desc = small_desc();
    const std::vector<float> values(100, 1.0F);
    std::vector<float> outputs(4 * 4 * 50);
    convt_plan* plan = nullptr;
    convt_plan* other = nullptr;
    convt_packed_kernel* packed = nullptr;
    convt_context* context = nullptr;
    ASSERT_EQ(convt_plan_create(&desc, nullptr, &plan, nullptr), CONVT_OK);
    desc.out_channels = 31;
    ASSERT_EQ(convt_plan_create(&desc, nullptr, &other, nullptr), CONVT_OK);
    ASSERT_EQ(convt_plan_pack(plan, values.data(), CONVT_KERNEL_KERAS, &packed, nullptr), CONVT_OK);
    ASSERT_EQ(convt_context_create(nullptr, &context, nullptr), CONVT_OK);
    convt_error error;
    EXPECT_EQ(convt_plan_run(other, values.data(), packed, nullptr, outputs.data(), context, &error),
              CONVT_MISMATCHED_PACK);
    EXPECT_STRNE(error.message, "");
    EXPECT_EQ(convt_plan_run(plan, values.data(), packed, nullptr, outputs.data(), context, &error), CONVT_OK)
        << error.message;
    EXPECT_FLOAT_EQ(outputs[0], 3.0F) << "three input channels of ones";
    convt_context_destroy(context);
    convt_packed_kernel_destroy(packed);
    convt_plan_destroy(other);
    convt_plan_destroy(plan);
}

/// keras.ops.conv_transpose of kernel 1, 2, 3 with strides 2 on 1, 10, 100.
template <typename T>
convt_tensor* digits(convt_keras_arguments arguments, convt_dtype dtype, convt_error& error) {
    const T inputs[] = {1, 10, 100};
    const T kernel[] = {1, 2, 3};
    const std::int64_t shape[] = {1, 3, 1};
    const std::int64_t kernel_shape[] = {3, 1, 1};
    arguments.strides[0] = 2;
    arguments.dtype = dtype;
    convt_tensor* outputs = nullptr;
    convt_conv_transpose(inputs, shape, kernel, kernel_shape, &arguments, &outputs, &error);
    return outputs;
}

TEST(COneCall, WritesIntoTheCallersMemory) {
    const float inputs[] = {1, 10, 100};
    const float kernel[] = {1, 2, 3};
    const std::int64_t shape[] = {1, 3, 1};
    const std::int64_t kernel_shape[] = {3, 1, 1};
    convt_keras_arguments arguments;
    convt_keras_arguments_init(&arguments, sizeof(arguments), 1);
    arguments.strides[0] = 2;
    convt_context* context = nullptr;
    ASSERT_EQ(convt_context_create(nullptr, &context, nullptr), CONVT_OK);
    for (convt_context* in : {context, static_cast<convt_context*>(nullptr)}) {
        std::vector<float> outputs(7, -1.0F);
        convt_error error;
        const auto call = [&](std::size_t bytes) {
            return convt_conv_transpose_into(inputs, shape, kernel, kernel_shape, &arguments, outputs.data(),
                                             bytes, in, &error);
        };
        ASSERT_EQ(call(7 * sizeof(float)), CONVT_OK) << error.message;
        EXPECT_EQ(outputs, (std::vector<float>{1, 2, 13, 20, 130, 200, 300}));
        EXPECT_EQ(call(6 * sizeof(float)), CONVT_INVALID_ARGUMENT);
        EXPECT_STREQ(error.message, "outputs_bytes is 24; the outputs take 28");
    }
    convt_context_destroy(context);
}

TEST(CPlan, PacksIntoTheCallersMemory) {
    const convt_desc desc = small_desc();
    convt_plan_options options;
    convt_plan_options_init(&options, sizeof(options));
    options.weights = CONVT_WEIGHTS_ARGUMENT;
    convt_plan* plan = nullptr;
    convt_context* context = nullptr;
    ASSERT_EQ(convt_plan_create(&desc, &options, &plan, nullptr), CONVT_OK);
    ASSERT_EQ(convt_context_create(nullptr, &context, nullptr), CONVT_OK);
    const std::vector<float> values(10000, 0.5F);
    const std::size_t bytes = convt_plan_packed_bytes(plan);
    void* memory = std::aligned_alloc(64, (bytes + 63) / 64 * 64);
    convt_packed_view view;
    ASSERT_EQ(
        convt_plan_pack_into(plan, values.data(), CONVT_KERNEL_KERAS, memory, bytes, context, &view, nullptr),
        CONVT_OK);
    EXPECT_EQ(view.data, memory);
    convt_packed_kernel* packed = nullptr;
    ASSERT_EQ(convt_plan_pack(plan, values.data(), CONVT_KERNEL_KERAS, &packed, nullptr), CONVT_OK);
    EXPECT_EQ(std::memcmp(convt_packed_kernel_data(packed), memory, bytes), 0);
    std::vector<float> outputs(10000), expected(10000);
    ASSERT_EQ(convt_plan_run_view(plan, values.data(), &view, nullptr, outputs.data(), context, nullptr),
              CONVT_OK);
    ASSERT_EQ(convt_plan_run(plan, values.data(), packed, nullptr, expected.data(), context, nullptr),
              CONVT_OK);
    EXPECT_EQ(outputs, expected);
    std::free(memory);
    convt_packed_kernel_destroy(packed);
    convt_context_destroy(context);
    convt_plan_destroy(plan);
}

template <typename T>
void expect_digits(convt_tensor* tensor, convt_dtype dtype, const convt_error& error) {
    ASSERT_NE(tensor, nullptr) << error.message;
    EXPECT_EQ(convt_tensor_dtype(tensor), dtype);
    EXPECT_EQ(convt_tensor_axes(tensor), 3);
    ASSERT_EQ(convt_tensor_shape(tensor)[1], 7);
    const T* values = static_cast<const T*>(convt_tensor_data(tensor));
    EXPECT_EQ(std::vector<T>(values, values + 7), (std::vector<T>{1, 2, 13, 20, 130, 200, 300}));
    convt_tensor_destroy(tensor);
}

TEST(COneCall, ServesFloatsAndDoubles) {
    convt_error error;
    convt_keras_arguments arguments;
    convt_keras_arguments_init(&arguments, sizeof(arguments), 1);
    EXPECT_EQ(arguments.dtype, CONVT_FLOAT32);
    expect_digits<float>(digits<float>(arguments, CONVT_FLOAT32, error), CONVT_FLOAT32, error);
    expect_digits<double>(digits<double>(arguments, CONVT_FLOAT64, error), CONVT_FLOAT64, error);
}

/// A program of before there were types, whose structure ends where dtype is now, hands over floats.
TEST(COneCall, OlderArgumentsMeanFloats) {
    convt_error error;
    convt_keras_arguments arguments;
    convt_keras_arguments_init(&arguments, offsetof(convt_keras_arguments, dtype), 1);
    expect_digits<float>(digits<float>(arguments, CONVT_FLOAT64, error), CONVT_FLOAT32, error);
}

TEST(COneCall, OtherTypesAreRefused) {
    convt_keras_arguments arguments;
    convt_keras_arguments_init(&arguments, sizeof(arguments), 1);
    for (convt_dtype dtype : {CONVT_INT8, CONVT_UINT8, CONVT_INT32}) {
        convt_error error{};
        EXPECT_EQ(digits<float>(arguments, dtype, error), nullptr);
        EXPECT_EQ(error.code, CONVT_UNSUPPORTED);
        EXPECT_NE(std::strstr(error.message, "dtype"), nullptr) << error.message;
    }
    for (int32_t value : {-1, 99}) {
        convt_error error{};
        EXPECT_EQ(digits<float>(arguments, static_cast<convt_dtype>(value), error), nullptr);
        EXPECT_EQ(error.code, CONVT_INVALID_ARGUMENT);
        EXPECT_NE(std::strstr(error.message, std::to_string(value).c_str()), nullptr) << error.message;
    }
}

TEST(CDesc, KerasArgumentsStateTheType) {
    convt_error error;
    convt_keras_arguments arguments;
    convt_keras_arguments_init(&arguments, sizeof(arguments), 1);
    arguments.dtype = CONVT_FLOAT64;
    const std::int64_t shape[] = {1, 3, 1};
    convt_desc desc;
    convt_desc_init(&desc, sizeof(desc));
    ASSERT_EQ(convt_keras_desc(shape, shape, &arguments, &desc, &error), CONVT_OK) << error.message;
    EXPECT_EQ(desc.dtype, CONVT_FLOAT64);
    EXPECT_EQ(convt_validate(&desc, &error), CONVT_OK) << error.message;
}

/// pack_ids of one fast kernel at several sizes.
std::set<std::uint64_t> pack_ids(int32_t any_size) {
    convt_desc desc = small_desc();
    convt_plan_options options;
    convt_plan_options_init(&options, sizeof(options));
    options.algorithm = CONVT_ALGORITHM_WINOGRAD;
    options.any_size = any_size;
    desc.in_channels = 32;
    desc.out_channels = 48;
    std::string kernel_name;
    std::set<std::uint64_t> ids;
    for (const std::int64_t size : {64, 8, 9, 65}) {
        for (int d = 0; d < 2; ++d) {
            desc.in_spatial[d] = size;
            desc.out_spatial[d] = 2 * size;
            desc.kernel_size[d] = 4;
            desc.strides[d] = 2;
            desc.crop_left[d] = 1;
        }
        const std::vector<float> kernel(std::size_t{4} * 4 * 32 * 48);
        convt_plan* plan = nullptr;
        convt_packed_kernel* packed = nullptr;
        convt_error error;
        EXPECT_EQ(convt_plan_create(&desc, &options, &plan, &error), CONVT_OK) << error.message;
        if (plan == nullptr) return {};
        kernel_name = convt_plan_kernel_name(plan);
        options.kernel_name = kernel_name.c_str();
        EXPECT_EQ(convt_plan_pack(plan, kernel.data(), CONVT_KERNEL_KERAS, &packed, &error), CONVT_OK);
        ids.insert(convt_packed_kernel_id(packed));
        convt_packed_kernel_destroy(packed);
        convt_plan_destroy(plan);
    }
    return ids;
}

TEST(CPlan, AnySizeSharesPackedWeights) {
    EXPECT_EQ(pack_ids(1).size(), 1U);
    EXPECT_GT(pack_ids(0).size(), 1U);
}

TEST(CPlan, AnySizeIsChecked) {
    const convt_desc desc = small_desc();
    convt_plan_options options;
    convt_plan_options_init(&options, sizeof(options));
    EXPECT_EQ(options.any_size, 0);
    options.any_size = 2;
    convt_plan* plan = nullptr;
    convt_error error;
    EXPECT_EQ(convt_plan_create(&desc, &options, &plan, &error), CONVT_INVALID_ARGUMENT);
    EXPECT_NE(std::strstr(error.message, "any_size is 2"), nullptr) << error.message;
}

}  // namespace
