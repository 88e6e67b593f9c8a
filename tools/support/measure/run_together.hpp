#pragma once

#include <functional>

namespace convt::tools {

/// Runs work(0) … work(threads - 1), each on its own thread, all let go at once; returns the seconds until
/// the last has ended.
double run_together(int threads, const std::function<void(int thread)>& work);

}  // namespace convt::tools
