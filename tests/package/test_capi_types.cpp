/// The C interface with elements of 16 bits.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "convt/convt.h"

namespace {

/// Elements of 16 bits, by their bits; both types hold all of these numbers.
TEST(COneCall, ServesSixteenBits) {
    const auto call = [](convt_dtype dtype, std::array<std::uint16_t, 3> inputs,
                         std::array<std::uint16_t, 3> kernel) {
        convt_error error;
        convt_keras_arguments arguments;
        convt_keras_arguments_init(&arguments, sizeof(arguments), 1);
        arguments.strides[0] = 2;
        arguments.dtype = dtype;
        const std::int64_t shape[] = {1, 3, 1};
        const std::int64_t kernel_shape[] = {3, 1, 1};
        convt_tensor* tensor = nullptr;
        EXPECT_EQ(convt_conv_transpose(inputs.data(), shape, kernel.data(), kernel_shape, &arguments, &tensor,
                                       &error),
                  CONVT_OK)
            << error.message;
        EXPECT_EQ(convt_tensor_dtype(tensor), dtype);
        const auto* values = static_cast<const std::uint16_t*>(convt_tensor_data(tensor));
        std::vector<std::uint16_t> outputs(values, values + 7);
        convt_tensor_destroy(tensor);
        return outputs;
    };
    EXPECT_EQ(call(CONVT_FLOAT16, {0x3c00, 0x4900, 0x5640}, {0x3c00, 0x4000, 0x4200}),
              (std::vector<std::uint16_t>{0x3c00, 0x4000, 0x4a80, 0x4d00, 0x5810, 0x5a40, 0x5cb0}));
    EXPECT_EQ(call(CONVT_BFLOAT16, {0x3f80, 0x4120, 0x42c8}, {0x3f80, 0x4000, 0x4040}),
              (std::vector<std::uint16_t>{0x3f80, 0x4000, 0x4150, 0x41a0, 0x4302, 0x4348, 0x4396}));
}

/// A descriptor of before outputs had a type of their own has outputs of its inputs'.
TEST(CDesc, StatesTheTypeOfOutputs) {
    convt_error error;
    convt_desc desc;
    convt_desc_init(&desc, sizeof(desc));
    desc.in_spatial[0] = desc.in_spatial[1] = desc.out_spatial[0] = desc.out_spatial[1] = 1;
    EXPECT_EQ(desc.output_dtype, CONVT_DTYPE_OF_INPUTS);
    desc.dtype = CONVT_BFLOAT16;
    for (const int32_t output :
         {CONVT_DTYPE_OF_INPUTS, static_cast<int32_t>(CONVT_BFLOAT16), static_cast<int32_t>(CONVT_FLOAT32)}) {
        desc.output_dtype = output;
        EXPECT_EQ(convt_validate(&desc, &error), CONVT_OK) << error.message;
    }
    desc.output_dtype = CONVT_FLOAT16;
    EXPECT_EQ(convt_validate(&desc, &error), CONVT_UNSUPPORTED);
    desc.output_dtype = 99;
    EXPECT_EQ(convt_validate(&desc, &error), CONVT_INVALID_ARGUMENT);
    desc.struct_size = offsetof(convt_desc, output_dtype);
    EXPECT_EQ(convt_validate(&desc, &error), CONVT_OK) << error.message;
}

}  // namespace
