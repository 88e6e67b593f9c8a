#pragma once

namespace convt::threads {

/// Counts the calls of malloc and its relatives, and of pthread_mutex_lock, by any thread while it lives.
class CountedCalls {
public:
    CountedCalls();
    ~CountedCalls();
    [[nodiscard]] static long allocations();
    [[nodiscard]] static long locks();
};

}  // namespace convt::threads
