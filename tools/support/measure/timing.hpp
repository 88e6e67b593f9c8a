#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace convt::tools {

/// Measures wall-clock time from its construction on.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Times of single runs, in milliseconds.
struct Timing {
    double min_ms = 0;
    double median_ms = 0;
};

/// Runs `work` once untimed, then at least `min_runs` times and until `min_seconds` have passed.
template <class Work>
Timing time_runs(Work&& work, double min_seconds, int min_runs = 3) {
    work();
    std::vector<double> times;
    const Stopwatch total;
    while (static_cast<int>(times.size()) < min_runs || total.seconds() < min_seconds) {
        const Stopwatch watch;
        work();
        times.push_back(watch.seconds() * 1e3);
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return {*std::min_element(times.begin(), times.end()), *middle};
}

}  // namespace convt::tools
