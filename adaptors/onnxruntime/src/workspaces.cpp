#include "workspaces.hpp"

#include <atomic>

#include "errors.hpp"

namespace convt::ort {
namespace {

/// Weights that are packed for one run and take more are freed after it.
constexpr std::size_t kMostKeptBytes = std::size_t{32} << 20;
constexpr std::size_t kLine = 64;

struct Job {
    void (*task)(void*, int);
    void* task_data;
    std::atomic<int> begun{0};

    static void run_one(void* job, std::size_t index) {
        auto* const self = static_cast<Job*>(job);
        self->begun.fetch_add(1, std::memory_order_relaxed);
        self->task(self->task_data, static_cast<int>(index));
    }
};

}  // namespace

void HostPool::parallel_for(void* pool, void (*task)(void*, int), void* task_data, int count) {
    const auto* const self = static_cast<HostPool*>(pool);
    Job job{task, task_data};
    OrtStatus* const status = self->api_(entry::kernel_context_parallel_for)(
        self->run_, &Job::run_one, static_cast<std::size_t>(count), 0, &job);
    if (is_present(self->api_, status)) return;
    // The host refuses before it begins, if it does; then this thread does all.
    if (job.begun.load() > 0) return;
    for (int index = 0; index < count; ++index) task(task_data, index);
}

void* Workspace::reserve(std::size_t wanted) {
    if (wanted == 0) return nullptr;
    if (bytes < wanted + kLine) {
        bytes = 0;
        packed = std::make_unique_for_overwrite<std::byte[]>(wanted + kLine);
        bytes = wanted + kLine;
    }
    void* memory = packed.get();
    std::size_t space = bytes;
    return std::align(kLine, wanted, memory, space);
}

std::unique_ptr<Workspace> Workspaces::take() {
    {
        const std::scoped_lock lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<Workspace> taken = std::move(idle_.back());
            idle_.pop_back();
            return taken;
        }
    }
    auto pool = std::make_unique<HostPool>(api_);
    Context context = checked(Context::create(pool->options(threads_)));
    return std::make_unique<Workspace>(Workspace{std::move(pool), std::move(context)});
}

void Workspaces::give_back(std::unique_ptr<Workspace> workspace) noexcept {
    if (workspace->bytes > kMostKeptBytes) {
        workspace->packed.reset();
        workspace->bytes = 0;
    }
    const std::scoped_lock lock(mutex_);
    try {
        idle_.push_back(std::move(workspace));
    } catch (const std::exception&) {
        // Without memory for the list the workspace is freed.
    }
}

}  // namespace convt::ort
