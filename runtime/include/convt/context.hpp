#pragma once

#include <memory>

#include "convt/status.hpp"

namespace convt {

/// The caller's own thread pool. Runs task(task_data, i) once for every i in [0, count), in any order and on
/// any threads, and returns when all have ended.
using ParallelFor = void (*)(void* pool, void (*task)(void* task_data, int index), void* task_data,
                             int count);

struct ContextOptions {
    /// Threads that one run may use, the calling one included. 0: as many CPUs as this process may use, by
    /// affinity mask and cgroup quota.
    int threads = 0;
    /// When set, work is handed to it with count = threads, and the context starts no threads of its own.
    ParallelFor parallel_for = nullptr;
    void* pool = nullptr;
};

namespace detail {
class ContextState;
}

/// Threads and scratch memory for running plans. All memory is allocated here (at most 2 MiB per thread),
/// so that Plan::run allocates nothing.
///
/// A context serves one run at a time; a second, concurrent run is refused with invalid_argument. Use one
/// context per calling thread. After fork() the child may go on using it: it starts its workers anew.
class Context {
public:
    /// @return the context, invalid_argument (threads < 0 or > 1024) or out_of_memory.
    [[nodiscard]] static Result<Context> create(const ContextOptions& options = {}) noexcept;

    Context(Context&&) noexcept;
    Context& operator=(Context&&) noexcept;
    ~Context();

    [[nodiscard]] int threads() const noexcept;
    /// Scratch bytes that this context holds, all threads together.
    [[nodiscard]] std::size_t workspace_bytes() const noexcept;

    /// For the library's own use.
    [[nodiscard]] detail::ContextState& state() const noexcept { return *state_; }

private:
    explicit Context(std::unique_ptr<detail::ContextState> state) noexcept;
    std::unique_ptr<detail::ContextState> state_;
};

/// Most threads of a context.
inline constexpr int kMaxThreads = 1024;

/// CPUs that this process may use: the affinity mask, capped by the cgroup quota; at least 1.
[[nodiscard]] int available_cpus() noexcept;

}  // namespace convt
