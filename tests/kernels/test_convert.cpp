/// Widening and narrowing, on every tier: all elements of 16 bits, and floats of every exponent in whole
/// blocks; CONVT_EVERY_FLOAT=1 in the environment tries all 2^32.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/half.hpp"
#include "blocks/convert.hpp"
#include "machine/cpu.hpp"
#include "reference/elements.hpp"
#include "support/guarded_buffer.hpp"
#include "support/kernel_kinds.hpp"
#include "support/kinds.hpp"
#include "support/random.hpp"

namespace convt::kernels {
namespace {

using detail::BlockFunctions;
using detail::Half;

template <class Visit>
void with_half(DType dtype, const Visit& visit) {
    if (dtype == DType::float16) {
        visit(reference::Float16{});
    } else {
        visit(reference::BFloat16{});
    }
}

/// Every tier's functions of storage types that this CPU can run.
std::vector<const BlockFunctions*> functions() {
    std::vector<const BlockFunctions*> all;
    for (const BlockFunctions& own : detail::all_block_functions()) {
        if (detail::is_storage(own.dtype) && detail::cpu_runs(own.isa) &&
            detail::within(own.isa, detect_isa())) {
            all.push_back(&own);
        }
    }
    return all;
}

std::string name_of_functions(const testing::TestParamInfo<const BlockFunctions*>& test) {
    return support::name_of(test.param->dtype) + "_" + isa_name(test.param->isa);
}

/// Values of a type that are not negative, in order, and between each and the next the number from which on
/// floats are rounded up to the next; exactly there, to the even one.
class Steps {
public:
    explicit Steps(DType dtype) {
        with_half(dtype, [&](auto type) { fill(type); });
    }
    /// The element that a float which is not NaN is rounded to, for floats in ascending order.
    std::uint16_t after(float magnitude) {
        while (place_ < ends_.size() && !stays(magnitude)) ++place_;
        return static_cast<std::uint16_t>(place_);
    }
    void start_at(float magnitude) {
        place_ = static_cast<std::size_t>(std::lower_bound(ends_.begin(), ends_.end(), double{magnitude}) -
                                          ends_.begin());
        if (place_ > 0) --place_;
    }

private:
    template <class Element>
    void fill(Element) {
        for (std::uint32_t bits = 0; bits < 0x8000; ++bits) {
            const double value{Element::of_bits(static_cast<std::uint16_t>(bits))};
            double next{Element::of_bits(static_cast<std::uint16_t>(bits + 1))};
            if (std::isinf(value)) return;
            // What overflows is rounded as if there were further numbers.
            if (std::isinf(next))
                next = 2 * value - double{Element::of_bits(static_cast<std::uint16_t>(bits - 1))};
            ends_.push_back((value + next) / 2);
        }
    }
    [[nodiscard]] bool stays(float magnitude) const {
        return place_ % 2 == 0 ? double{magnitude} <= ends_[place_] : double{magnitude} < ends_[place_];
    }

    std::vector<double> ends_;
    std::size_t place_ = 0;
};

class Convert : public testing::TestWithParam<const BlockFunctions*> {
protected:
    static const BlockFunctions& own() { return *GetParam(); }
    static DType dtype() { return own().dtype; }
};

TEST_P(Convert, WidensEveryElement) {
    std::vector<Half> from(1 << 16);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = {static_cast<std::uint16_t>(i)};
    std::vector<float> to(from.size());
    detail::move_rows(own(), from.data(), 0, to.data(), 0, static_cast<std::int32_t>(from.size()), 1);
    with_half(dtype(), [&](auto type) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            const double exact{decltype(type)::of_bits(from[i].bits)};
            const float alone = detail::widen(from[i], dtype());
            if (std::isnan(exact)) {
                ASSERT_TRUE(std::isnan(to[i]) && std::isnan(alone)) << i;
                continue;
            }
            ASSERT_EQ(std::signbit(to[i]), std::signbit(exact)) << i;
            ASSERT_EQ(to[i], exact) << i;
            ASSERT_EQ(std::bit_cast<std::uint32_t>(alone), std::bit_cast<std::uint32_t>(to[i])) << i;
        }
    });
}

TEST_P(Convert, NarrowsFloatsOfEveryKind) {
    constexpr std::uint32_t kBlock = 1U << 20U;
    constexpr std::uint32_t kEvery = detail::kSanitized ? 127 : 7;
    const char* all = std::getenv("CONVT_EVERY_FLOAT");
    const std::uint32_t step = all != nullptr && *all == '1' ? 1 : kEvery;
    std::vector<float> from(kBlock);
    std::vector<Half> to(kBlock);
    Steps steps(dtype());
    for (std::uint32_t block = 0; block < 4096; block += step) {
        for (std::uint32_t i = 0; i < kBlock; ++i) from[i] = std::bit_cast<float>(block * kBlock + i);
        detail::move_rows(own(), from.data(), 0, to.data(), 0, static_cast<std::int32_t>(kBlock), 1);
        if (!std::isnan(from[0])) steps.start_at(std::fabs(from[0]));
        for (std::uint32_t i = 0; i < kBlock; ++i) {
            if (std::isnan(from[i])) {
                ASSERT_TRUE(std::isnan(detail::widen(to[i], dtype()))) << block * kBlock + i;
                continue;
            }
            const std::uint16_t sign = std::signbit(from[i]) ? 0x8000 : 0;
            ASSERT_EQ(to[i].bits, steps.after(std::fabs(from[i])) | sign) << from[i];
        }
    }
}

/// The two numbers around each step, at which rounding changes, and what one element alone is rounded to.
TEST_P(Convert, NarrowsOneElementAlike) {
    support::Random random;
    std::vector<float> from;
    for (const float value :
         {0.0F, -0.0F, 65504.0F, 65519.996F, 65520.0F, -65520.0F, 1e-8F, 0x1p-25F, 0x1.000002p-25F, 0x1p-24F,
          0x1p-14F, 0x1p-133F, 0x1p-134F, 0x1.8p-134F, 3.4e38F, std::numeric_limits<float>::infinity(),
          -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::denorm_min()}) {
        from.push_back(value);
    }
    for (int i = 0; i < 100000; ++i) {
        from.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(random.integer(0, UINT32_MAX))));
    }
    std::vector<Half> to(from.size());
    detail::move_rows(own(), from.data(), 0, to.data(), 0, static_cast<std::int32_t>(from.size()), 1);
    for (std::size_t i = 0; i < from.size(); ++i) {
        const Half alone = detail::narrow(from[i], dtype());
        if (std::isnan(from[i])) {
            ASSERT_TRUE(std::isnan(detail::widen(alone, dtype()))) << i;
            continue;
        }
        ASSERT_EQ(alone.bits, to[i].bits) << from[i];
    }
}

TEST_P(Convert, OverflowsToInfinity) {
    const float least = dtype() == DType::float16 ? 65520.0F : 0x1.FFp127F;
    const std::vector<float> from{least, std::nextafter(least, 0.0F), -least};
    std::vector<Half> to(3);
    detail::move_rows(own(), from.data(), 0, to.data(), 0, 3, 1);
    EXPECT_EQ(detail::widen(to[0], dtype()), std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::isfinite(detail::widen(to[1], dtype())));
    EXPECT_EQ(detail::widen(to[2], dtype()), -std::numeric_limits<float>::infinity());
}

/// Rows of every length, with and without gaps, that touch memory which may not be touched on either side.
TEST_P(Convert, RowsOfEveryLength) {
    support::Random random;
    for (const support::Guard guard : {support::Guard::after, support::Guard::before}) {
        for (std::int32_t columns = 1; columns < 80; ++columns) {
            for (const std::int32_t rows : {1, 3}) {
                for (const std::int32_t gap : {0, 5}) {
                    const std::int32_t pitch = columns + gap;
                    const auto count = static_cast<std::size_t>((rows - 1) * pitch + columns);
                    support::GuardedBuffer halves(dtype(), count, guard);
                    support::GuardedBuffer floats(DType::float32, count, guard);
                    random.fill(halves.values());
                    const support::ElementVector before(support::ConstElements{halves.values()});
                    auto* const as_floats = static_cast<float*>(floats.data());
                    auto* const as_halves = static_cast<Half*>(halves.data());
                    detail::move_rows(own(), as_halves, pitch, as_floats, pitch, columns, rows);
                    for (std::size_t i = 0; i < count; ++i) {
                        const bool inside = static_cast<std::int32_t>(i) % pitch < columns;
                        ASSERT_EQ(as_floats[i], inside ? before[i] : 0.0) << columns << "x" << rows;
                        if (inside) as_floats[i] = -as_floats[i];
                    }
                    detail::move_rows(own(), as_floats, pitch, as_halves, pitch, columns, rows);
                    for (std::size_t i = 0; i < count; ++i) {
                        const bool inside = static_cast<std::int32_t>(i) % pitch < columns;
                        ASSERT_EQ(halves.values()[i], inside ? -before[i] : before[i])
                            << columns << "x" << rows;
                    }
                }
            }
        }
    }
}

TEST_P(Convert, TransposesOfEverySize) {
    support::Random random;
    for (const std::int32_t rows : {1, 2, 7, 8, 9, 16, 31, 64, 65, 200, 2500}) {
        for (const std::int32_t columns : {1, 3, 8, 12, 16, 33, 70}) {
            const auto count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
            support::GuardedBuffer from(dtype(), count);
            support::GuardedBuffer floats(DType::float32, count, support::Guard::before);
            support::GuardedBuffer back(dtype(), count);
            random.fill(from.values());
            auto* const between = static_cast<float*>(floats.data());
            detail::move_transposed(own(), static_cast<const Half*>(from.data()), columns, between, rows,
                                    rows, columns);
            detail::move_transposed(own(), static_cast<const float*>(between), rows,
                                    static_cast<Half*>(back.data()), columns, columns, rows);
            for (std::size_t i = 0; i < count; ++i) {
                const auto width = static_cast<std::size_t>(columns);
                const std::size_t there = i % width * static_cast<std::size_t>(rows) + i / width;
                ASSERT_EQ(between[there], from.values()[i]) << rows << "x" << columns;
                ASSERT_EQ(back.values()[i], from.values()[i]) << rows << "x" << columns;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Tier, Convert, testing::ValuesIn(functions()), name_of_functions);

}  // namespace
}  // namespace convt::kernels
