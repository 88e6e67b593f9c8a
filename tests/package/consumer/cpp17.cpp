// The C++ interface: a plan by hand, and the one-call function.
#include <convt/convt.hpp>

#include <cstdio>
#include <string>
#include <vector>

#include "expected.h"

namespace {

int fail(const char* what, const std::string& message) {
    std::fprintf(stderr, "%s: %s\n", what, message.c_str());
    return 1;
}

bool as_expected(const float* outputs) {
    for (int i = 0; i < 16; ++i) {
        if (outputs[i] != kOutputs[i]) return false;
    }
    return true;
}

int run_plan() {
    auto desc = convt::keras_desc({1, 2, 2, 1}, {2, 2, 1, 1}, 2);
    if (!desc.ok()) return fail("keras_desc", desc.status().message());
    auto plan = convt::Plan::create(*desc);
    if (!plan.ok()) return fail("Plan::create", plan.status().message());
    auto packed = plan->pack(kKernel);
    if (!packed.ok()) return fail("pack", packed.status().message());
    auto context = convt::Context::create({2, nullptr, nullptr});
    if (!context.ok()) return fail("Context::create", context.status().message());
    std::vector<float> outputs(16);
    const convt::Status status = plan->run(kInputs, *packed, nullptr, outputs.data(), *context);
    if (!status.ok()) return fail("run", status.message());
    return as_expected(outputs.data()) ? 0 : fail("run", "wrong outputs from " + plan->explain());
}

int run_one_call() {
    auto outputs = convt::conv_transpose({kInputs, {1, 2, 2, 1}}, {kKernel, {2, 2, 1, 1}}, {2, 2});
    if (!outputs.ok()) return fail("conv_transpose", outputs.status().message());
    const std::vector<std::int64_t> shape{1, 4, 4, 1};
    if (outputs->shape != shape) return fail("conv_transpose", "wrong shape");
    return as_expected(outputs->data.data()) ? 0 : fail("conv_transpose", "wrong outputs");
}

}  // namespace

int main() {
    convt::ConvTransposeDesc broken;
    broken.strides[1] = 0;
    const convt::Status status = convt::validate(broken);
    if (status.code() != convt::StatusCode::invalid_argument) return fail("validate", "strides 0 accepted");
    return run_plan() + run_one_call();
}
