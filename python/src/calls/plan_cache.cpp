#include "calls/plan_cache.hpp"

#include <cstring>

namespace convt::python {

void CallKey::add(double value) noexcept {
    std::int64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    add(bits);
}

void CallKey::add(const Dims& dims) noexcept {
    add(std::int64_t{dims.count()});
    for (int d = 0; d < kMaxRank; ++d) add(d < dims.count() ? dims[d] : 0);
}

std::size_t CallKey::hash() const noexcept {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        sum = (sum ^ static_cast<std::uint64_t>(words_[i])) * 0x9E3779B97F4A7C15U;
        sum ^= sum >> 29;
    }
    return sum;
}

}  // namespace convt::python
