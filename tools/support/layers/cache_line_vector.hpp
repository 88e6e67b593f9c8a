#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace convt::tools {

/// Allocates whole cache lines: a register that crosses one takes two accesses.
template <typename T>
struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t kAlignment{64};

    CacheLineAllocator() noexcept = default;
    template <typename U>
    CacheLineAllocator(const CacheLineAllocator<U>& /*other*/) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) {
        return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
    }
    void deallocate(T* memory, std::size_t /*count*/) noexcept { ::operator delete(memory, kAlignment); }

    friend bool operator==(const CacheLineAllocator& /*a*/, const CacheLineAllocator& /*b*/) noexcept {
        return true;
    }
};

template <typename T>
using CacheLineVector = std::vector<T, CacheLineAllocator<T>>;

}  // namespace convt::tools
