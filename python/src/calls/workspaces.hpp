#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "arrays/memory.hpp"
#include "convt/context.hpp"

namespace convt::python {

/// What a run needs beside its plan: threads, scratch memory, and memory for weights that are packed for it
/// alone.
struct Workspace {
    Context context;
    bool is_shared;  ///< has all threads; there is one
    LineMemory memory;
    std::size_t bytes = 0;

    /// Makes room for so many bytes of packed weights, or says out_of_memory.
    [[nodiscard]] Status reserve(std::size_t wanted);
};

/// The process's workspaces. One call at a time has all threads; calls that come meanwhile from other threads
/// of Python work on their own thread alone, so that calls start no more threads than set_threads() says. May
/// be used by many threads at once, with Python's global lock and without.
class Workspaces {
public:
    [[nodiscard]] int threads();
    /// @param count 1 to kMaxThreads, or 0 for all CPUs that the process may use
    /// @return ok or invalid_argument
    [[nodiscard]] Status set_threads(int count);
    /// A child of fork() never gets back what another thread had borrowed or locked.
    void after_fork() noexcept;

    [[nodiscard]] Result<std::unique_ptr<Workspace>> take();
    void give_back(std::unique_ptr<Workspace> workspace) noexcept;

private:
    std::mutex mutex_;
    int threads_ = available_cpus();
    bool shared_is_lent_ = false;
    std::unique_ptr<Workspace> shared_;
    std::vector<std::unique_ptr<Workspace>> single_;
};

/// Never destroyed: threads of Python may still run when the process ends.
[[nodiscard]] Workspaces& workspaces();

/// A workspace for the duration of a call.
class BorrowedWorkspace {
public:
    explicit BorrowedWorkspace(std::unique_ptr<Workspace> workspace) : workspace_(std::move(workspace)) {}
    ~BorrowedWorkspace() { workspaces().give_back(std::move(workspace_)); }
    BorrowedWorkspace(const BorrowedWorkspace&) = delete;
    BorrowedWorkspace& operator=(const BorrowedWorkspace&) = delete;

    [[nodiscard]] Workspace* operator->() const noexcept { return workspace_.get(); }
    [[nodiscard]] Workspace& operator*() const noexcept { return *workspace_; }

private:
    std::unique_ptr<Workspace> workspace_;
};

/// Adds set_num_threads and get_num_threads to the module.
void bind_threads(nanobind::module_& module);

}  // namespace convt::python
