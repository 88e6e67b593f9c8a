/// Every allocation of every call fails once: the call answers with out_of_memory, or does without, and the
/// next one works. Nothing aborts, throws or leaves half of a result.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "convt/convt.h"
#include "convt/convt.hpp"
#include "memory/failing_malloc.hpp"
#include "support/lines.hpp"
#include "support/problem.hpp"

namespace convt::memory {
namespace {

/// More than any call makes.
constexpr long kMostAllocations = 20000;

ConvTransposeDesc some_problem() {
    ConvTransposeDesc desc;
    desc.in_channels = 20;
    desc.out_channels = 24;
    desc.in_spatial = {6, 7, 1};
    desc.kernel_size = {4, 4, 1};
    desc.strides = {2, 2, 1};
    return support::with_outputs(desc);
}

/// Calls with the first, the second, … allocation failing, until none is left to fail.
/// @return how many failed
long fail_each(const std::function<Status()>& call) {
    for (long n = 1; n < kMostAllocations; ++n) {
        StatusCode code = StatusCode::internal;
        bool failed = false;
        {
            const FailingMalloc failing(n);
            code = call().code();
            failed = FailingMalloc::failed();
        }
        if (!failed) {
            EXPECT_EQ(code, StatusCode::ok);
            return n - 1;
        }
        EXPECT_TRUE(code == StatusCode::out_of_memory || code == StatusCode::ok)
            << "allocation " << n << ": " << status_code_name(code);
        const Status after = call();
        EXPECT_TRUE(after.ok()) << "after allocation " << n << ": " << after.message();
        if (testing::Test::HasFailure()) return n;
    }
    ADD_FAILURE() << "no call came through";
    return kMostAllocations;
}

TEST(Failures, PlanCreate) {
    EXPECT_GT(fail_each([] { return Plan::create(some_problem()).status(); }), 0);
}

TEST(Failures, PlanCreateForced) {
    PlanOptions options;
    options.kernel_name = Plan::kernels(some_problem())->back();
    EXPECT_GT(fail_each([&] { return Plan::create(some_problem(), options).status(); }), 0);
}

TEST(Failures, PlanKernels) {
    EXPECT_GT(fail_each([] { return Plan::kernels(some_problem()).status(); }), 0);
}

TEST(Failures, Pack) {
    const auto plan = Plan::create(some_problem());
    ASSERT_TRUE(plan.ok());
    const std::vector<float> kernel(support::kernel_count(some_problem()));
    EXPECT_GT(fail_each([&] { return plan->pack(kernel.data()).status(); }), 0);
}

TEST(Failures, GradientPlans) {
    EXPECT_GT(fail_each([] { return InputGradientPlan::create(some_problem()).status(); }), 0);
    EXPECT_GT(fail_each([] { return KernelGradientPlan::create(some_problem()).status(); }), 0);
}

TEST(Failures, GradientRunsAllocateNothing) {
    const ConvTransposeDesc desc = some_problem();
    const std::vector<float> inputs(6 * 7 * 20), kernel(support::kernel_count(desc)), outputs(14 * 16 * 24);
    std::vector<float> gradients(std::max(inputs.size(), kernel.size())), bias(24);
    Context context = Context::create({.threads = 2}).value();
    const auto of_inputs = InputGradientPlan::create(desc).value();
    const auto of_kernel = KernelGradientPlan::create(desc).value();
    const support::Lines memory(std::max(of_inputs.memory_bytes(), of_kernel.memory_bytes()));
    const auto run = [&] {
        const Status done = of_inputs.run(outputs.data(), kernel.data(), gradients.data(), memory.data(),
                                          of_inputs.memory_bytes(), context);
        if (!done.ok()) return done;
        return of_kernel.run(inputs.data(), outputs.data(), gradients.data(), memory.data(),
                             of_kernel.memory_bytes(), context);
    };
    EXPECT_EQ(fail_each(run), 0);
    // This one checks a descriptor first, as plans did when they were made.
    fail_each([&] { return bias_gradients(desc, outputs.data(), bias.data(), context); });
}

TEST(Failures, ContextCreate) {
    for (const int threads : {1, 3}) {
        EXPECT_GT(fail_each([=] { return Context::create({.threads = threads}).status(); }), 0) << threads;
    }
}

TEST(Failures, KerasDesc) {
    // The vectors of the shapes are the caller's.
    const std::vector<std::int64_t> inputs{1, 5, 5, 3};
    const std::vector<std::int64_t> kernel{3, 3, 4, 3};
    fail_each([&] { return keras_desc(inputs, kernel).status(); });
}

TEST(Failures, TunedTable) {
    const TuningSignature signature = tuning_signature();
    const std::string text = R"({"schema": 1, "signature": {"cpu": ")" + signature.cpu + R"(", "isa": ")" +
                             signature.isa + R"(", "library": ")" + signature.library + R"(", "contract": )" +
                             std::to_string(signature.contract) +
                             R"(}, "machine": {"model": "any", "threads": 2}, "entries": []})";
    const Status plain = TunedTable::parse(text).status();
    ASSERT_TRUE(plain.ok()) << plain.message();
    bool failed = true;
    for (long n = 1; n < kMostAllocations && failed; ++n) {
        Result<TunedTable> table = TunedTable();
        {
            const FailingMalloc failing(n);
            table = TunedTable::parse(text);
            failed = FailingMalloc::failed();
        }
        const StatusCode code = table.status().code();
        EXPECT_TRUE(code == plain.code() || (failed && code == StatusCode::out_of_memory)) << n;
    }
    EXPECT_FALSE(failed);
}

/// A thread's first call makes what later ones find.
TEST(Failures, OneCallOfANewThread) {
    const std::vector<float> inputs(5 * 5 * 3, 1.0F);
    const std::vector<float> weights(3 * 3 * 4 * 3, 1.0F);
    const TensorView in{inputs.data(), {1, 5, 5, 3}};
    const TensorView kernel{weights.data(), {3, 3, 4, 3}};
    bool failed = true;
    for (long n = 1; n < kMostAllocations && failed; ++n) {
        std::thread([&] {
            StatusCode code = StatusCode::internal;
            {
                const FailingMalloc failing(n);
                code = conv_transpose(in, kernel).status().code();
                failed = FailingMalloc::failed();
            }
            EXPECT_TRUE(code == StatusCode::ok || (failed && code == StatusCode::out_of_memory))
                << "allocation " << n << ": " << status_code_name(code);
            const auto after = conv_transpose(in, kernel);
            EXPECT_TRUE(after.ok()) << "after allocation " << n << ": " << after.status().message();
        }).join();
    }
    EXPECT_FALSE(failed);
}

/// The C interface: from the descriptor to the outputs and what takes everything down again.
convt_status run_in_c(const std::vector<float>& values, std::vector<float>& outputs, convt_error& error) {
    convt_desc desc;
    convt_desc_init(&desc, sizeof(desc));
    desc.in_channels = 3;
    desc.out_channels = 5;
    desc.in_spatial[0] = desc.in_spatial[1] = desc.out_spatial[0] = desc.out_spatial[1] = 4;
    convt_plan* plan = nullptr;
    convt_context* context = nullptr;
    convt_packed_kernel* packed = nullptr;
    convt_status status = convt_plan_create(&desc, nullptr, &plan, &error);
    if (status == CONVT_OK) status = convt_context_create(nullptr, &context, &error);
    if (status == CONVT_OK)
        status = convt_plan_pack(plan, values.data(), CONVT_KERNEL_KERAS, &packed, &error);
    if (status == CONVT_OK) {
        status = convt_plan_run(plan, values.data(), packed, nullptr, outputs.data(), context, &error);
    }
    convt_packed_kernel_destroy(packed);
    convt_context_destroy(context);
    convt_plan_destroy(plan);
    return status;
}

TEST(Failures, CInterface) {
    const std::vector<float> values(64, 1.0F);
    std::vector<float> outputs(4 * 4 * 5);
    bool failed = true;
    for (long n = 1; n < kMostAllocations && failed; ++n) {
        convt_error error{};
        convt_status status = CONVT_INTERNAL;
        {
            const FailingMalloc failing(n);
            status = run_in_c(values, outputs, error);
            failed = FailingMalloc::failed();
        }
        EXPECT_TRUE(status == CONVT_OK || (failed && status == CONVT_OUT_OF_MEMORY)) << "allocation " << n;
        if (status != CONVT_OK) {
            EXPECT_STRNE(error.message, "") << "allocation " << n;
        }
        EXPECT_EQ(run_in_c(values, outputs, error), CONVT_OK) << "after allocation " << n;
        if (HasFailure()) return;
    }
    EXPECT_FALSE(failed);
}

}  // namespace
}  // namespace convt::memory
