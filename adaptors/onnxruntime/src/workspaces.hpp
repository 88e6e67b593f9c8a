#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "convt/context.hpp"
#include "interface.hpp"

namespace convt::ort {

/// The host's thread pool as a context of convt has it: the host hands it out for each run anew.
class HostPool {
public:
    explicit HostPool(const Api& api) noexcept : api_(api) {}
    void begin(const OrtKernelContext* run) noexcept { run_ = run; }
    [[nodiscard]] ContextOptions options(int threads) noexcept {
        return {threads, &HostPool::parallel_for, this};
    }

private:
    static void parallel_for(void* pool, void (*task)(void*, int), void* task_data, int count);

    Api api_;
    const OrtKernelContext* run_ = nullptr;
};

/// What a run needs beside its plan: scratch memory for so many threads of the host, and memory for weights
/// that are packed for this run alone.
struct Workspace {
    std::unique_ptr<HostPool> pool;  ///< outlives the context, which has its address
    Context context;
    std::unique_ptr<std::byte[]> packed = nullptr;
    std::size_t bytes = 0;

    /// At least so many bytes that begin at a cache line; null for none.
    [[nodiscard]] void* reserve(std::size_t wanted);
};

/// The workspaces of all sessions with one number of threads. Runs may borrow them on many threads at once;
/// there are as many as ever ran at the same time.
class Workspaces {
public:
    Workspaces(const Api& api, int threads) noexcept : api_(api), threads_(threads) {}

    /// Threads that one run may use.
    [[nodiscard]] int threads() const noexcept { return threads_; }
    [[nodiscard]] std::unique_ptr<Workspace> take();
    void give_back(std::unique_ptr<Workspace> workspace) noexcept;

private:
    Api api_;
    int threads_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Workspace>> idle_;
};

/// A workspace for the duration of a run.
class BorrowedWorkspace {
public:
    BorrowedWorkspace(Workspaces& all, const OrtKernelContext* run) : all_(all), workspace_(all.take()) {
        workspace_->pool->begin(run);
    }
    ~BorrowedWorkspace() { all_.give_back(std::move(workspace_)); }
    BorrowedWorkspace(const BorrowedWorkspace&) = delete;
    BorrowedWorkspace& operator=(const BorrowedWorkspace&) = delete;

    [[nodiscard]] Workspace* operator->() const noexcept { return workspace_.get(); }

private:
    Workspaces& all_;
    std::unique_ptr<Workspace> workspace_;
};

}  // namespace convt::ort
