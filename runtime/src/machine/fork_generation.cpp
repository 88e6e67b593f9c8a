#include "machine/fork_generation.hpp"

#include <pthread.h>

#include <atomic>

namespace convt::detail {
namespace {

std::atomic<std::uint32_t> generation{0};

void count_fork() {
    generation.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

std::uint32_t fork_generation() noexcept {
    return generation.load(std::memory_order_relaxed);
}

bool watch_forks() noexcept {
    static const bool watching = pthread_atfork(nullptr, nullptr, count_fork) == 0;
    return watching;
}

}  // namespace convt::detail
