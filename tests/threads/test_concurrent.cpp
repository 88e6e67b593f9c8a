// One plan and one packed kernel, many threads.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/kinds.hpp"
#include "support/random.hpp"
#include "threads/problems.hpp"

namespace convt::threads {
namespace {

constexpr int kCallers = 6;
constexpr int kRepeats = 5;

class ConcurrentRunsOf : public testing::TestWithParam<DType> {};

TEST_P(ConcurrentRunsOf, OnePlanServesManyThreads) {
    auto plan = Plan::create(big_problem(GetParam()), {.threads = 4});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Random random(7);
    support::Operands operands(plan->desc(), random);
    const support::ElementVector expected = outputs_of(*plan, operands, {.threads = 1});
    auto packed = plan->pack(operands.kernel.data());
    ASSERT_TRUE(packed.ok());

    std::atomic<int> right{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
        callers.emplace_back([&, caller] {
            auto context = Context::create({.threads = 1 + caller % 3});
            for (int repeat = 0; repeat < kRepeats; ++repeat) {
                support::ElementVector outputs(expected.dtype(), expected.size());
                const Status status = plan->run(operands.inputs.data(), *packed, operands.bias.data(),
                                                outputs.data(), *context);
                if (status.ok() && same_bits(expected, outputs)) ++right;
            }
        });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(right, kCallers * kRepeats);
}

INSTANTIATE_TEST_SUITE_P(Type, ConcurrentRunsOf, testing::ValuesIn(support::element_types()),
                         support::type_name);

TEST(ConcurrentRuns, PlansOutliveTheirMaker) {
    auto made = Plan::create(big_problem(), {.threads = 4});
    ASSERT_TRUE(made.ok());
    support::Random random(8);
    support::Operands operands(made->desc(), random);
    const support::ElementVector expected = outputs_of(*made, operands, {.threads = 1});
    support::ElementVector got(DType::float32, 0);
    std::thread user([&, plan = *made] { got = outputs_of(plan, operands, {.threads = 2}); });
    made = Status(StatusCode::internal, "dropped");
    user.join();
    EXPECT_TRUE(same_bits(expected, got));
}

/// A runner that starts a second run in the context of the first.
struct Intruder {
    const Plan* plan = nullptr;
    const PackedKernel* packed = nullptr;
    support::Operands* operands = nullptr;
    Context* context = nullptr;
    Status second;

    static void run(void* pool, void (*task)(void*, int), void* task_data, int count) {
        auto& self = *static_cast<Intruder*>(pool);
        support::ElementVector outputs(self.operands->outputs.values());
        self.second = self.plan->run(self.operands->inputs.data(), *self.packed, nullptr, outputs.data(),
                                     *self.context);
        for (int i = 0; i < count; ++i) task(task_data, i);
    }
};

TEST(ConcurrentRuns, BusyContextIsRefused) {
    auto plan = Plan::create(big_problem(), {.threads = 4});
    ASSERT_TRUE(plan.ok());
    support::Random random(9);
    support::Operands operands(plan->desc(), random);
    const support::ElementVector expected = outputs_of(*plan, operands, {.threads = 1});
    auto packed = plan->pack(operands.kernel.data());
    Intruder intruder{&*plan, &*packed, &operands, nullptr, {}};
    auto context = Context::create({.threads = 2, .parallel_for = Intruder::run, .pool = &intruder});
    ASSERT_TRUE(context.ok());
    intruder.context = &*context;

    support::ElementVector outputs(expected.dtype(), expected.size());
    const Status first =
        plan->run(operands.inputs.data(), *packed, operands.bias.data(), outputs.data(), *context);
    EXPECT_TRUE(first.ok()) << first.message();
    EXPECT_EQ(intruder.second.code(), StatusCode::invalid_argument);
    EXPECT_NE(intruder.second.message().find("context"), std::string::npos) << intruder.second.message();
    EXPECT_TRUE(same_bits(expected, outputs)) << "the refused run must not disturb the first";
}

}  // namespace
}  // namespace convt::threads
