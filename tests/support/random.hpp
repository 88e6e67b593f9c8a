#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <random>

#include "reference/elements.hpp"

namespace convt::support {

/// Random numbers of the running test. The seed comes from --gtest_random_seed and the test's name, and any
/// failure while the object lives prints it.
class Random {
public:
    Random();
    /// For a test that draws its own seed.
    explicit Random(std::uint64_t seed);

    /// In [-1, 1].
    [[nodiscard]] float value();
    /// In [low, high].
    [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high);
    /// One of the given values.
    [[nodiscard]] std::int64_t one_of(std::initializer_list<std::int64_t> values);
    [[nodiscard]] bool chance(double probability);
    /// Values in [-1, 1] with every digit that the type has.
    void fill(const reference::Elements& values);

private:
    std::mt19937_64 engine_;
    testing::ScopedTrace trace_;
};

}  // namespace convt::support
