#pragma once

#include <cstddef>
#include <optional>

#include "api/plan_cache.hpp"
#include "convt/context.hpp"
#include "machine/line_memory.hpp"

namespace convt::detail {

/// Memory for packed weights that calls write anew: pages that are there already are written twice as fast as
/// pages that must be had first. Much of it is not kept from call to call.
class PackMemory {
public:
    /// Makes room for so many bytes, or says out_of_memory.
    [[nodiscard]] Status reserve(std::size_t bytes);
    [[nodiscard]] void* data() const noexcept { return memory_.get(); }
    /// After a call.
    void release_if_large() noexcept;

private:
    LineMemory memory_;
    std::size_t bytes_ = 0;
};

/// What one-call functions keep from call to call: plans, and the memory and threads to run them.
///
/// Nothing of it belongs to a thread: a thread that ends leaves nothing behind, and a call needs no
/// destructor of a thread_local, whose registration aborts the process where memory is short. A call borrows
/// a state for its duration without a lock, which a fork could leave held.
struct OneCallState {
    PlanCache plans;
    std::optional<Context> alone;  ///< for the calling thread alone; made when first needed
    PackMemory packed;
};

/// One state, given back on destruction. Up to 64 states wait for further calls.
class BorrowedState {
public:
    /// May throw std::bad_alloc.
    BorrowedState();
    ~BorrowedState();
    BorrowedState(const BorrowedState&) = delete;
    BorrowedState& operator=(const BorrowedState&) = delete;

    [[nodiscard]] OneCallState& operator*() const noexcept { return *state_; }
    [[nodiscard]] OneCallState* operator->() const noexcept { return state_; }

private:
    OneCallState* state_;
};

/// The process's context with a thread for each CPU, which one call at a time can have; given back on
/// destruction. Calls that come meanwhile work alone, each on its own thread: however many threads call, the
/// library starts no more than there are CPUs.
class BorrowedThreads {
public:
    BorrowedThreads() noexcept;
    ~BorrowedThreads();
    BorrowedThreads(const BorrowedThreads&) = delete;
    BorrowedThreads& operator=(const BorrowedThreads&) = delete;

    /// Null while another call has it, or where the threads could not be started.
    [[nodiscard]] Context* context() const noexcept { return context_; }

private:
    Context* context_;
};

}  // namespace convt::detail
