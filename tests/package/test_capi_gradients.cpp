// Gradients through the C interface: its own rules. What it computes is tests/gradients' matter.
#include <gtest/gtest.h>

#include <cstring>
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

std::string refusal(const convt_desc* desc, const convt_gradient_options* options) {
    convt_error error;
    convt_input_gradient_plan* plan = nullptr;
    EXPECT_NE(convt_input_gradient_plan_create(desc, options, &plan, &error), CONVT_OK);
    EXPECT_EQ(plan, nullptr);
    return error.message;
}

TEST(CGradients, OptionsAreChecked) {
    const convt_desc desc = small_desc();
    convt_gradient_options options;
    std::memset(&options, 0xff, sizeof(options));
    convt_gradient_options_init(&options, sizeof(options));
    EXPECT_EQ(options.struct_size, sizeof(options));
    EXPECT_EQ(options.max_isa, CONVT_ISA_ANY);
    options.order = 2;
    EXPECT_EQ(refusal(&desc, &options), "order is 2; it must be in [0, 2)");
    convt_gradient_options_init(&options, sizeof(options));
    options.algorithm = 9;
    EXPECT_EQ(refusal(&desc, &options), "algorithm is 9; it must be in [0, 3)");
    convt_gradient_options_init(&options, sizeof(options));
    options.struct_size = 4;
    EXPECT_NE(refusal(&desc, &options).find("options.struct_size is 4"), std::string::npos);
    EXPECT_EQ(refusal(nullptr, nullptr), "desc is NULL; it must point to an object");
}

TEST(CGradients, PointersAreChecked) {
    convt_error error;
    const convt_desc desc = small_desc();
    EXPECT_EQ(convt_kernel_gradient_plan_create(&desc, nullptr, nullptr, &error), CONVT_INVALID_ARGUMENT);
    EXPECT_STREQ(error.message, "plan is NULL; it must point to an object");
    EXPECT_EQ(convt_input_gradient_plan_run(nullptr, nullptr, nullptr, nullptr, nullptr, 0, nullptr, &error),
              CONVT_INVALID_ARGUMENT);
    EXPECT_STREQ(error.message, "plan is NULL; it must point to an object");
    EXPECT_EQ(convt_bias_gradients(&desc, nullptr, nullptr, nullptr, &error), CONVT_INVALID_ARGUMENT);
    EXPECT_STREQ(error.message, "context is NULL; it must point to an object");
    convt_kernel_gradient_plan* plan = nullptr;
    ASSERT_EQ(convt_kernel_gradient_plan_create(&desc, nullptr, &plan, &error), CONVT_OK) << error.message;
    EXPECT_EQ(convt_kernel_gradient_plan_run(plan, nullptr, nullptr, nullptr, nullptr, 0, nullptr, &error),
              CONVT_INVALID_ARGUMENT);
    EXPECT_STREQ(error.message, "context is NULL; it must point to an object");
    convt_kernel_gradient_plan_destroy(plan);
    convt_input_gradient_plan_destroy(nullptr);
}

}  // namespace
