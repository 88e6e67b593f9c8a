/// Gradients are bitwise equal for every number of threads, and in one plan that several threads run.

#include <cstring>
#include <thread>
#include <vector>

#include "gradients/gradient_run.hpp"
#include "support/problem.hpp"

namespace convt::gradients {
namespace {

ConvTransposeDesc some_problem(DataFormat format) {
    ConvTransposeDesc desc;
    desc.data_format = format;
    desc.batch = 5;
    desc.in_channels = 40;
    desc.out_channels = 24;
    desc.in_spatial = {17, 19, 1};
    desc.kernel_size = {5, 4, 1};
    desc.strides = {2, 2, 1};
    return support::with_outputs(desc);
}

bool same(const reference::ConstElements& a, const reference::ConstElements& b) {
    return std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

TEST(Threads, GiveTheSameBits) {
    for (const auto format : {DataFormat::channels_last, DataFormat::channels_first}) {
        const ConvTransposeDesc desc = some_problem(format);
        std::vector<std::unique_ptr<Tensors>> of;
        for (const int threads : {1, 2, 4}) {
            support::Random random(7);
            Tensors& t = *of.emplace_back(std::make_unique<Tensors>(desc, random));
            Context context = Context::create({.threads = threads}).value();
            ASSERT_TRUE(run_gradients(desc, t, {.threads = 2}, context).ok());
            EXPECT_TRUE(same(t.input_gradients.values(), of[0]->input_gradients.values()));
            EXPECT_TRUE(same(t.kernel_gradients.values(), of[0]->kernel_gradients.values()));
            EXPECT_TRUE(same(t.bias_gradients.values(), of[0]->bias_gradients.values()));
        }
    }
}

TEST(Threads, MayShareProblems) {
    const ConvTransposeDesc desc = some_problem(DataFormat::channels_last);
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 4; ++seed) {
        threads.emplace_back([&, seed] {
            support::Random random(seed);
            EXPECT_TRUE(gradients_like_oracle(desc, random));
        });
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace convt::gradients
