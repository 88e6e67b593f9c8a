#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Releases Python's global lock for its scope, as nanobind's gil_scoped_release does, and bears the end of
/// the process: Python ends a daemon thread that asks for the lock then by unwinding its stack, which C++
/// answers with an abort. Here such a thread waits for the end instead.
class ReleasedLock {
public:
    ReleasedLock() noexcept : thread_(PyEval_SaveThread()) {}
    ~ReleasedLock();
    ReleasedLock(const ReleasedLock&) = delete;
    ReleasedLock& operator=(const ReleasedLock&) = delete;

private:
    PyThreadState* thread_;
};

/// Tells ReleasedLock of the end of the process. Called once, when the module is imported.
void watch_for_the_end();

}  // namespace convt::python
