#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

#include "convt/context.hpp"

namespace convt::openvino {

/// What a run needs beside its plan: scratch memory for so many of OpenVINO's threads, and memory for weights
/// that are packed for this run alone.
struct Workspace {
    Context context;
    std::unique_ptr<std::byte[]> packed = nullptr;
    std::size_t bytes = 0;

    /// At least so many bytes that begin at a cache line; null for none.
    [[nodiscard]] void* reserve(std::size_t wanted);
};

/// Threads that a run may use which begins now, on this thread.
[[nodiscard]] int host_threads() noexcept;

/// A workspace of host_threads() for the duration of a run. Its work is done by OpenVINO's threads: those
/// that convt would start inherit the one CPU that OpenVINO ties the calling thread to.
class BorrowedWorkspace {
public:
    BorrowedWorkspace();
    ~BorrowedWorkspace();
    BorrowedWorkspace(const BorrowedWorkspace&) = delete;
    BorrowedWorkspace& operator=(const BorrowedWorkspace&) = delete;

    [[nodiscard]] Workspace* operator->() noexcept { return &workspace_.front(); }

private:
    std::list<Workspace> workspace_;  ///< of one, which moves between lists without allocating
};

}  // namespace convt::openvino
