#pragma once

namespace convt::memory {

/// While one lives, the allocation of that number that this thread makes fails, counted from 1, and all that
/// follow succeed. Replaces malloc and its relatives, which operator new calls.
class FailingMalloc {
public:
    explicit FailingMalloc(long failing);
    ~FailingMalloc();
    FailingMalloc(const FailingMalloc&) = delete;
    FailingMalloc& operator=(const FailingMalloc&) = delete;

    /// Whether that many allocations were asked for.
    [[nodiscard]] static bool failed();
};

}  // namespace convt::memory
