#include "support/random.hpp"

#include <functional>
#include <string>
#include <type_traits>

namespace convt::support {
namespace {

std::uint64_t seed_of_running_test() {
    const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
    const std::string name = std::string(test->test_suite_name()) + "." + test->name();
    return std::hash<std::string>{}(name) + static_cast<std::uint64_t>(GTEST_FLAG_GET(random_seed));
}

}  // namespace

Random::Random() : Random(seed_of_running_test()) {}

Random::Random(std::uint64_t seed)
    : engine_(seed), trace_(__FILE__, __LINE__, "random seed " + std::to_string(seed)) {}

float Random::value() {
    return std::uniform_real_distribution<float>(-1.0F, 1.0F)(engine_);
}

std::int64_t Random::integer(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
}

std::int64_t Random::one_of(std::initializer_list<std::int64_t> values) {
    return values.begin()[integer(0, static_cast<std::int64_t>(values.size()) - 1)];
}

bool Random::chance(double probability) {
    return std::bernoulli_distribution(probability)(engine_);
}

void Random::fill(const reference::Elements& values) {
    reference::with_type(values.dtype(), [&](auto zero) {
        using Drawn = std::conditional_t<sizeof(zero) == sizeof(double), double, float>;
        std::uniform_real_distribution<Drawn> uniform(-1, 1);
        for (std::size_t i = 0; i < values.size(); ++i) values.set(i, double{uniform(engine_)});
    });
}

}  // namespace convt::support
