#include "support/measure/run_together.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "support/measure/timing.hpp"

namespace convt::tools {

double run_together(int threads, const std::function<void(int thread)>& work) {
    std::atomic<int> waiting{threads};
    auto start_and_work = [&](int thread) {
        waiting.fetch_sub(1);
        // Yielding lets threads that have no CPU of their own arrive as well.
        while (waiting.load() > 0) std::this_thread::yield();
        work(thread);
    };
    std::vector<std::thread> others;
    for (int thread = 1; thread < threads; ++thread) others.emplace_back(start_and_work, thread);
    while (waiting.load() > 1) std::this_thread::yield();
    const Stopwatch watch;
    start_and_work(0);
    for (std::thread& other : others) other.join();
    return watch.seconds();
}

}  // namespace convt::tools
