// Compiled with -fno-exceptions -fno-rtti: success and failure both work without them.
#include <convt/convt.hpp>

#include <cstdio>

#include "expected.h"

int main() {
    auto refused = convt::conv_transpose({kInputs, {1, 2, 2, 1}}, {kKernel, {2, 2, 1, 1}}, 0);
    if (refused.ok() || refused.status().message().empty()) {
        std::fprintf(stderr, "strides 0 were accepted\n");
        return 1;
    }
    convt::PlanOptions options;
    options.kernel_name = "no_such_kernel";
    auto plan = convt::Plan::create({}, options);
    if (plan.ok() || convt::status_code_name(plan.status().code()) == nullptr) return 1;
    auto outputs = convt::conv_transpose({kInputs, {1, 2, 2, 1}}, {kKernel, {2, 2, 1, 1}}, 2);
    if (!outputs.ok()) {
        std::fprintf(stderr, "%s\n", outputs.status().message().c_str());
        return 1;
    }
    for (int i = 0; i < 16; ++i) {
        if (outputs->data[static_cast<std::size_t>(i)] != kOutputs[i]) return 1;
    }
    return 0;
}
