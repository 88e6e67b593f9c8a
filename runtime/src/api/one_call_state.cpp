#include "api/one_call_state.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <new>

#include "api/packed_memory.hpp"
#include "machine/fork_generation.hpp"

namespace convt::detail {
namespace {

/// States that wait for calls. More calls than that at once make states of their own.
constexpr std::size_t kMostIdle = 64;
std::array<std::atomic<OneCallState*>, kMostIdle> idle_states{};

/// Bytes of packed weights that a state keeps.
constexpr std::size_t kMostKeptBytes = std::size_t{32} << 20;

std::atomic<Context*> idle_threads{nullptr};
/// 1 + the fork generation in which the threads were started or last had; 0 before. A call that another
/// thread was in when the process forked never gives the child's copy back: the child starts its own.
std::atomic<std::uint64_t> threads_of{0};

OneCallState* take_idle() noexcept {
    for (auto& slot : idle_states) {
        if (slot.load(std::memory_order_relaxed) == nullptr) continue;
        if (OneCallState* state = slot.exchange(nullptr, std::memory_order_acquire)) return state;
    }
    return nullptr;
}

void give_back(OneCallState* state) noexcept {
    for (auto& slot : idle_states) {
        OneCallState* empty = nullptr;
        if (slot.compare_exchange_strong(empty, state, std::memory_order_release,
                                         std::memory_order_relaxed)) {
            return;
        }
    }
    delete state;
}

Context* start_threads() noexcept {
    Result<Context> made = Context::create();
    return made.ok() ? new (std::nothrow) Context(std::move(*made)) : nullptr;
}

Context* take_threads() noexcept {
    const std::uint64_t now = std::uint64_t{fork_generation()} + 1;
    if (Context* context = idle_threads.exchange(nullptr, std::memory_order_acquire)) {
        threads_of.store(now, std::memory_order_relaxed);
        return context;
    }
    std::uint64_t started = threads_of.load(std::memory_order_relaxed);
    if (started == now || !threads_of.compare_exchange_strong(started, now)) return nullptr;
    Context* context = start_threads();
    // Where they could not be started, the next call tries again.
    if (context == nullptr) threads_of.store(0, std::memory_order_relaxed);
    return context;
}

/// At the end of the process, or when the library is unloaded: workers must not outlive their code.
[[gnu::destructor]] void release_idle() noexcept {
    delete idle_threads.exchange(nullptr, std::memory_order_acquire);
    while (OneCallState* state = take_idle()) delete state;
}

}  // namespace

Status PackMemory::reserve(std::size_t bytes) {
    if (memory_ != nullptr && bytes <= bytes_) return {};
    memory_.reset();
    bytes_ = 0;
    memory_ = allocate_packed(bytes);
    if (memory_ == nullptr) return no_packed_memory(bytes);
    bytes_ = bytes;
    return {};
}

void PackMemory::release_if_large() noexcept {
    if (bytes_ <= kMostKeptBytes) return;
    memory_.reset();
    bytes_ = 0;
}

BorrowedState::BorrowedState() : state_(take_idle()) {
    if (state_ == nullptr) state_ = new OneCallState;
}

BorrowedState::~BorrowedState() {
    state_->packed.release_if_large();
    give_back(state_);
}

BorrowedThreads::BorrowedThreads() noexcept : context_(take_threads()) {}

BorrowedThreads::~BorrowedThreads() {
    if (context_ == nullptr) return;
    Context* empty = nullptr;
    const bool kept = idle_threads.compare_exchange_strong(empty, context_, std::memory_order_release,
                                                           std::memory_order_relaxed);
    if (!kept) delete context_;
}

}  // namespace convt::detail
