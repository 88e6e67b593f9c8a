#pragma once

#include <memory>
#include <optional>

#include "api/plan_cache.hpp"
#include "convt/context.hpp"

namespace convt::detail {

/// What one-call functions keep from call to call: plans, and the memory and threads to run them.
///
/// Nothing of it belongs to a thread: a thread that ends leaves nothing behind, and a call needs no
/// destructor of a thread_local, whose registration aborts the process where memory is short. A call borrows
/// a state for its duration without a lock, which a fork could leave held.
struct OneCallState {
    PlanCache plans;
    std::optional<Context> alone;  ///< for the calling thread alone; made when first needed
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
