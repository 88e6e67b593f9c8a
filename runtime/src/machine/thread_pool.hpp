#pragma once

#include <pthread.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "machine/task_queue.hpp"

namespace convt::detail {

/// Worker threads of one context. One thread at a time may call run().
///
/// A job is open while indices are left. A worker that wakes after the job has closed goes back to sleep, and
/// the caller never waits for it: a tiny job costs no wake-up latency, only lost help. Each woken worker
/// wakes some others in turn, so that many are awake soon.
class ThreadPool {
public:
    /// Workers that one wakes: i wakes i · kWakes + 1 to i · kWakes + kWakes.
    static constexpr int kWakes = 8;

    /// Starts threads - 1 workers; the caller of run() is worker 0.
    /// @return null when a thread cannot be started or memory is short.
    static std::unique_ptr<ThreadPool> create(int threads) noexcept;
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// Pulls the queue empty with at most `workers` workers and returns when every index has ended.
    /// After fork() the child starts its workers anew; while that fails, the caller works alone.
    void run(TaskQueue& queue, int workers) noexcept;

private:
    /// One per worker and cache line, so that a job wakes only the workers it wants.
    struct alignas(64) Worker {
        std::atomic<std::uint32_t> signal{0};
        ThreadPool* pool = nullptr;
        int index = 0;
        pthread_t thread{};
    };

    explicit ThreadPool(int threads);
    bool start() noexcept;
    void stop() noexcept;
    void restart_after_fork() noexcept;
    void work(Worker& self) noexcept;
    void wake_next(int index) noexcept;
    bool enter() noexcept;
    void leave() noexcept;
    void close() noexcept;
    template <typename Ready>
    bool spin(Ready ready) const noexcept;

    /// Set in gate_ while no job is open; the other bits count the workers inside the job.
    static constexpr std::uint32_t kClosed = std::uint32_t{1} << 31;

    std::unique_ptr<Worker[]> workers_;
    int count_;
    int running_ = 0;
    bool spins_;
    std::uint32_t generation_;
    /// The open job: written before the gate opens, read by workers inside it.
    TaskQueue* queue_ = nullptr;
    int wanted_ = 0;
    std::atomic<bool> stopping_{false};
    alignas(64) std::atomic<std::uint32_t> gate_{kClosed};
};

}  // namespace convt::detail
