#include "released_lock.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace convt::python {
namespace {

namespace nb = nanobind;

/// The thread that ends the process; none before.
std::atomic<std::thread::id> ending{std::thread::id()};
/// Threads that wait for the lock.
std::atomic<int> returning{0};

bool must_wait_for_the_end() noexcept {
    const std::thread::id by = ending.load();
    return by != std::thread::id() && by != std::this_thread::get_id();
}

/// Python calls this before it forbids the lock to other threads: those that wait for it by then get it.
void let_threads_return() {
    ending.store(std::this_thread::get_id());
    const ReleasedLock released;
    constexpr int kMostWaits = 1000;
    for (int i = 0; i < kMostWaits && returning.load() > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
}

}  // namespace

ReleasedLock::~ReleasedLock() {
    const bool is_ending_thread = ending.load() == std::this_thread::get_id();
    if (!is_ending_thread) ++returning;
    if (must_wait_for_the_end()) {
        --returning;
        for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    }
    PyEval_RestoreThread(thread_);
    if (!is_ending_thread) --returning;
}

void watch_for_the_end() {
    nb::module_::import_("atexit").attr("register")(nb::cpp_function(&let_threads_return));
}

}  // namespace convt::python
