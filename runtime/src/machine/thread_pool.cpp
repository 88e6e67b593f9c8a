#include "machine/thread_pool.hpp"

#include <csignal>

#include <chrono>
#include <new>

#include "convt/context.hpp"
#include "machine/fork_generation.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace convt::detail {
namespace {

/// About the cost of a futex sleep and wake-up: spinning longer cannot pay.
constexpr auto kSpinTime = std::chrono::microseconds(40);
constexpr int kPausesPerClockRead = 16;

void pause_cpu() noexcept {
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Blocks all signals while alive: workers inherit the mask, so that handlers of the application run on its
/// own threads.
class SignalBlock {
public:
    SignalBlock() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &previous_);
    }
    ~SignalBlock() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }

private:
    sigset_t previous_;
};

}  // namespace

// Spinning takes the CPU from the very worker that is waited for when there are more threads than CPUs.
ThreadPool::ThreadPool(int threads)
    : workers_(new Worker[static_cast<std::size_t>(threads - 1)]),
      count_(threads - 1),
      spins_(threads <= available_cpus()),
      generation_(fork_generation()) {
    for (int w = 0; w < count_; ++w) {
        workers_[w].pool = this;
        workers_[w].index = w + 1;
    }
}

std::unique_ptr<ThreadPool> ThreadPool::create(int threads) noexcept {
    try {
        std::unique_ptr<ThreadPool> pool(new ThreadPool(threads));
        return pool->start() ? std::move(pool) : nullptr;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

ThreadPool::~ThreadPool() {
    if (generation_ == fork_generation()) stop();
}

bool ThreadPool::start() noexcept {
    const SignalBlock block;
    const auto entry = [](void* worker) -> void* {
        auto* self = static_cast<Worker*>(worker);
        self->pool->work(*self);
        return nullptr;
    };
    for (running_ = 0; running_ < count_; ++running_) {
        Worker& worker = workers_[running_];
        if (pthread_create(&worker.thread, nullptr, entry, &worker) != 0) return false;
    }
    return true;
}

void ThreadPool::stop() noexcept {
    stopping_.store(true);
    for (int w = 0; w < running_; ++w) {
        workers_[w].signal.fetch_add(1);
        workers_[w].signal.notify_one();
    }
    for (int w = 0; w < running_; ++w) pthread_join(workers_[w].thread, nullptr);
}

// The parent's threads do not exist here, so nothing is joined and their places are taken by new ones.
void ThreadPool::restart_after_fork() noexcept {
    generation_ = fork_generation();
    gate_.store(kClosed);
    (void)start();
}

template <typename Ready>
bool ThreadPool::spin(Ready ready) const noexcept {
    if (ready()) return true;
    if (!spins_) return false;
    const auto end = std::chrono::steady_clock::now() + kSpinTime;
    do {
        for (int i = 0; i < kPausesPerClockRead; ++i) {
            pause_cpu();
            if (ready()) return true;
        }
    } while (std::chrono::steady_clock::now() < end);
    return false;
}

void ThreadPool::work(Worker& self) noexcept {
    std::uint32_t seen = 0;
    for (;;) {
        const auto called = [&] { return self.signal.load(std::memory_order_acquire) != seen; };
        if (!spin(called)) self.signal.wait(seen);
        seen = self.signal.load();
        if (stopping_.load()) return;
        if (!enter()) continue;
        // A worker that was woken for an earlier job may find one that wants fewer.
        if (self.index < wanted_) {
            wake_next(self.index);
            queue_->pull(self.index);
        }
        leave();
    }
}

/// For the caller, or a worker inside the job.
void ThreadPool::wake_next(int index) noexcept {
    const int first = index * kWakes;
    for (int w = first; w < first + kWakes && w < running_ && w < wanted_ - 1; ++w) {
        // A read-modify-write, not a store: notify_one() looks for sleepers, and a plain store could still
        // be in flight when it does.
        workers_[w].signal.fetch_add(1);
        workers_[w].signal.notify_one();
    }
}

bool ThreadPool::enter() noexcept {
    std::uint32_t gate = gate_.load(std::memory_order_relaxed);
    do {
        if ((gate & kClosed) != 0) return false;
    } while (!gate_.compare_exchange_weak(gate, gate + 1, std::memory_order_acquire));
    return true;
}

void ThreadPool::leave() noexcept {
    if (gate_.fetch_sub(1) == (kClosed | 1)) gate_.notify_one();
}

void ThreadPool::close() noexcept {
    std::uint32_t gate = gate_.fetch_or(kClosed) | kClosed;
    const auto empty = [&] {
        gate = gate_.load(std::memory_order_acquire);
        return gate == kClosed;
    };
    while (!spin(empty)) gate_.wait(gate);
}

void ThreadPool::run(TaskQueue& queue, int workers) noexcept {
    if (generation_ != fork_generation()) restart_after_fork();
    queue_ = &queue;
    wanted_ = workers;
    gate_.store(0, std::memory_order_release);
    wake_next(0);
    queue.pull(0);
    close();
}

}  // namespace convt::detail
