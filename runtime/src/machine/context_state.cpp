#include "machine/context_state.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>
#include <string>

#include "machine/fork_generation.hpp"

namespace convt::detail {
namespace {

struct RunnerJob {
    TaskQueue queue;
    static void pull(void* job, int worker) { static_cast<RunnerJob*>(job)->queue.pull(worker); }
};

}  // namespace

Result<std::unique_ptr<ContextState>> ContextState::create(const ContextOptions& options) {
    if (options.threads < 0 || options.threads > kMaxThreads) {
        return Status(StatusCode::invalid_argument, "threads is " + std::to_string(options.threads) +
                                                        "; it must be in [0, 1024], 0 for one per CPU");
    }
    const int threads = options.threads > 0 ? options.threads : std::min(available_cpus(), kMaxThreads);
    std::unique_ptr<ContextState> state(new ContextState(threads));
    // Pages are touched, and on NUMA machines placed, by the worker that first uses them.
    void* memory = mmap(nullptr, static_cast<std::size_t>(threads) * kWorkspaceBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED || !watch_forks()) {
        return Status(StatusCode::out_of_memory,
                      "no memory for the workspaces of " + std::to_string(threads) + " threads");
    }
    state->workspaces_ = static_cast<std::byte*>(memory);
    state->runner_ = options.parallel_for;
    state->runner_pool_ = options.pool;
    if (options.parallel_for == nullptr && threads > 1) {
        state->workers_ = ThreadPool::create(threads);
        if (!state->workers_) {
            return Status(StatusCode::out_of_memory,
                          "the system could not start " + std::to_string(threads - 1) + " threads");
        }
    }
    return state;
}

ContextState::~ContextState() {
    if (workspaces_ != nullptr) munmap(workspaces_, static_cast<std::size_t>(threads_) * kWorkspaceBytes);
}

bool ContextState::try_acquire() noexcept {
    const std::uint64_t self = std::uint64_t{fork_generation()} + 1;
    std::uint64_t holder = holder_.load(std::memory_order_relaxed);
    return holder != self && holder_.compare_exchange_strong(holder, self, std::memory_order_acquire);
}

void ContextState::release() noexcept {
    holder_.store(0, std::memory_order_release);
}

void ContextState::parallel_for(int count, int max_workers, TaskQueue::Body body, void* data) noexcept {
    const int workers = std::min({threads_, max_workers, count});
    if (workers <= 1) {
        for (int index = 0; index < count; ++index) body(data, index, 0);
        return;
    }
    if (runner_ != nullptr) {
        RunnerJob job{TaskQueue(count, body, data)};
        runner_(runner_pool_, RunnerJob::pull, &job, workers);
        return;
    }
    TaskQueue queue(count, body, data);
    workers_->run(queue, workers);
}

}  // namespace convt::detail
