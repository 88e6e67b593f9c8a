#include "calls/workspaces.hpp"

#include <algorithm>
#include <cstdint>
#include <new>
#include <string>
#include <utility>

#include "arguments/arguments.hpp"
#include "errors.hpp"

namespace convt::python {
namespace {

/// Packed weights that take more are given back after the call.
constexpr std::size_t kMostKeptBytes = std::size_t{32} << 20;
/// Workspaces of one thread that wait for calls.
constexpr std::size_t kMostIdle = 16;

Result<std::unique_ptr<Workspace>> make(int threads, bool is_shared) {
    ContextOptions options;
    options.threads = threads;
    Result<Context> context = Context::create(options);
    if (!context.ok()) return context.status();
    return std::make_unique<Workspace>(Workspace{std::move(*context), is_shared, nullptr, 0});
}

}  // namespace

Status Workspace::reserve(std::size_t wanted) {
    if (wanted <= bytes) return {};
    memory.reset();
    bytes = 0;
    memory = allocate_lines(wanted);
    if (memory == nullptr) return no_memory(wanted, "packed weights");
    bytes = wanted;
    return {};
}

int Workspaces::threads() {
    const std::scoped_lock lock(mutex_);
    return threads_;
}

Status Workspaces::set_threads(int count) {
    if (count < 0 || count > kMaxThreads) {
        return {StatusCode::invalid_argument, "threads is " + std::to_string(count) +
                                                  "; it must be from 1 to " + std::to_string(kMaxThreads) +
                                                  ", or 0 for all CPUs"};
    }
    const std::scoped_lock lock(mutex_);
    threads_ = count == 0 ? available_cpus() : count;
    shared_.reset();
    return {};
}

void Workspaces::after_fork() noexcept {
    new (&mutex_) std::mutex;
    shared_is_lent_ = false;
}

Result<std::unique_ptr<Workspace>> Workspaces::take() {
    const std::scoped_lock lock(mutex_);
    std::unique_ptr<Workspace> taken;
    if (!shared_is_lent_) {
        if (shared_ != nullptr) {
            taken = std::move(shared_);
        } else {
            Result<std::unique_ptr<Workspace>> made = make(threads_, true);
            if (!made.ok()) return made;
            taken = std::move(*made);
        }
        shared_is_lent_ = true;
        return taken;
    }
    if (single_.empty()) return make(1, false);
    taken = std::move(single_.back());
    single_.pop_back();
    return taken;
}

void Workspaces::give_back(std::unique_ptr<Workspace> workspace) noexcept {
    if (workspace->bytes > kMostKeptBytes) {
        workspace->memory.reset();
        workspace->bytes = 0;
    }
    const std::scoped_lock lock(mutex_);
    if (workspace->is_shared) {
        shared_is_lent_ = false;
        if (workspace->context.threads() == threads_) shared_ = std::move(workspace);
    } else if (single_.size() < kMostIdle) {
        single_.push_back(std::move(workspace));
    }
}

Workspaces& workspaces() {
    static auto* const all = new Workspaces;
    return *all;
}

void bind_threads(nb::module_& module) {
    module.def(
        "set_num_threads",
        [](nb::handle threads) {
            const std::int64_t count = threads.is_none() ? 0 : read_integer(threads, "threads");
            check(workspaces().set_threads(
                static_cast<int>(std::clamp<std::int64_t>(count, -1, kMaxThreads + 1))));
        },
        nb::arg("threads").none(),
        "Lets one call use so many threads, from 1 to 1024; None or 0 for all CPUs that the process may "
        "use.");
    module.def(
        "get_num_threads", [] { return workspaces().threads(); }, "Threads that one call may use.");
}

}  // namespace convt::python
