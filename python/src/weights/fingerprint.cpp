#include "weights/fingerprint.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace convt::python {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kSampled = 1024;
constexpr std::size_t kBlock = kLanes * sizeof(std::uint64_t);
/// Odd, with bits spread evenly: 2^64 divided by the golden ratio, and a prime of xxHash.
constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;
constexpr std::uint64_t kOther = 0xC2B2AE3D27D4EB4FU;

using Lanes = std::array<std::uint64_t, kLanes>;

/// Each lane takes a word by steps that lose nothing of it. The rotation brings high bits, as the signs of
/// numbers are, to where the next multiplication spreads them; the sum brings what one lane met to all
/// others.
void take_block(Lanes& lanes, const unsigned char* block) noexcept {
    Lanes words;
    std::memcpy(words.data(), block, kBlock);
    Lanes taken;
    for (std::size_t i = 0; i < kLanes; ++i) {
        taken[i] = std::rotl((lanes[i] ^ words[i]) * kMultiplier, 29) + lanes[(i + 1) % kLanes];
    }
    lanes = taken;
}

std::uint64_t mixed(std::uint64_t value) noexcept {
    value = (value ^ (value >> 32)) * kOther;
    value = (value ^ (value >> 29)) * kMultiplier;
    return value ^ (value >> 32);
}

Lanes first_lanes() noexcept {
    Lanes lanes;
    for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = mixed(i + 1);
    return lanes;
}

/// What is left of a block at the end.
void take_rest(Lanes& lanes, const unsigned char* next, const unsigned char* end) noexcept {
    std::array<unsigned char, kBlock> last{};
    std::copy(next, end, last.begin());
    take_block(lanes, last.data());
}

Fingerprint sum_of(const Lanes& lanes, std::size_t bytes) noexcept {
    Fingerprint sum = {bytes, ~bytes};
    for (std::size_t i = 0; i < kLanes; ++i) {
        sum[0] = mixed(sum[0] ^ lanes[i]);
        sum[1] = mixed(sum[1] + lanes[i] * kOther);
    }
    return sum;
}

}  // namespace

Fingerprint fingerprint_of(const void* memory, std::size_t bytes) noexcept {
    Lanes lanes = first_lanes();
    const auto* next = static_cast<const unsigned char*>(memory);
    const auto* const end = next + bytes;
    for (; static_cast<std::size_t>(end - next) >= kBlock; next += kBlock) take_block(lanes, next);
    take_rest(lanes, next, end);
    return sum_of(lanes, bytes);
}

Fingerprint sample_of(const void* memory, std::size_t bytes) noexcept {
    const std::size_t blocks = bytes / kBlock;
    if (blocks <= kSampled) return fingerprint_of(memory, bytes);
    Lanes lanes = first_lanes();
    const auto* first = static_cast<const unsigned char*>(memory);
    // Steps are powers of two for usual shapes: a line anywhere within its step meets each row and column.
    for (std::size_t i = 0; i < kSampled; ++i) {
        const std::size_t begin = i * blocks / kSampled, end = (i + 1) * blocks / kSampled;
        take_block(lanes, first + (begin + mixed(i + 1) % (end - begin)) * kBlock);
    }
    take_rest(lanes, first + blocks * kBlock, first + bytes);
    return sum_of(lanes, bytes);
}

}  // namespace convt::python
