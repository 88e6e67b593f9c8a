#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "convt/context.hpp"
#include "machine/thread_pool.hpp"

namespace convt::detail {

/// Scratch memory of each thread of a context.
inline constexpr std::size_t kWorkspaceBytes = std::size_t{2} << 20;

/// What a Context holds: workers, or the caller's runner, and one workspace per thread.
class ContextState {
public:
    static Result<std::unique_ptr<ContextState>> create(const ContextOptions& options);
    ~ContextState();
    ContextState(const ContextState&) = delete;
    ContextState& operator=(const ContextState&) = delete;

    [[nodiscard]] int threads() const noexcept { return threads_; }

    /// kWorkspaceBytes of memory, aligned to 64 bytes, for `worker` in [0, threads()).
    [[nodiscard]] std::byte* workspace(int worker) noexcept {
        return workspaces_ + static_cast<std::size_t>(worker) * kWorkspaceBytes;
    }

    /// Claims the context for one run. @return false while another run holds it.
    [[nodiscard]] bool try_acquire() noexcept;
    void release() noexcept;

    /// Runs body(data, index, worker) once for every index in [0, count) on at most
    /// min(threads(), max_workers) workers and returns when all have ended. No two calls that run at the
    /// same time get the same worker. The caller must hold the context.
    void parallel_for(int count, int max_workers, TaskQueue::Body body, void* data) noexcept;

private:
    explicit ContextState(int threads) noexcept : threads_(threads) {}

    int threads_;
    std::byte* workspaces_ = nullptr;
    std::unique_ptr<ThreadPool> workers_;
    ParallelFor runner_ = nullptr;
    void* runner_pool_ = nullptr;
    /// 0 when free, else 1 + the fork generation of the holder: a holder left behind in the parent does not
    /// block the child.
    std::atomic<std::uint64_t> holder_{0};
};

}  // namespace convt::detail
