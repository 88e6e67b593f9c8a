#pragma once

#include <atomic>
#include <cstdint>

namespace convt::detail {

/// The indices of one parallel loop, handed out one by one in rising order.
class TaskQueue {
public:
    using Body = void (*)(void* data, int index, int worker);

    TaskQueue(int count, Body body, void* data) noexcept : count_(count), body_(body), data_(data) {}

    /// Runs the body on indices until none is left.
    void pull(int worker) noexcept {
        for (;;) {
            const std::int64_t index = next_.fetch_add(1, std::memory_order_relaxed);
            if (index >= count_) return;
            body_(data_, static_cast<int>(index), worker);
        }
    }

private:
    int count_;
    Body body_;
    void* data_;
    /// Workers count past the end; 64 bits so that this cannot wrap. On its own cache line, as it is written
    /// by all.
    alignas(64) std::atomic<std::int64_t> next_{0};
};

}  // namespace convt::detail
