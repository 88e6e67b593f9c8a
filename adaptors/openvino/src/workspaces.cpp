#include "workspaces.hpp"

#include <algorithm>
#include <openvino/core/except.hpp>
#include <openvino/core/parallel.hpp>
#include <utility>

namespace convt::openvino {
namespace {

/// Weights that are packed for one run and take more are freed after it.
constexpr std::size_t kMostKeptBytes = std::size_t{32} << 20;
constexpr std::size_t kLine = 64;

/// As many as ever ran at the same time.
struct Idle {
    std::mutex mutex;
    std::list<Workspace> workspaces;
};

/// Never destroyed: runs may end after the library's own destructors.
Idle& idle() {
    static Idle& all = *new Idle;
    return all;
}

void run_on_host(void*, void (*task)(void*, int), void* task_data, int count) {
    ov::parallel_for(count, [&](int index) { task(task_data, index); });
}

std::list<Workspace> make(int threads) {
    ContextOptions options;
    options.threads = threads;
    options.parallel_for = run_on_host;
    Result<Context> context = Context::create(options);
    OPENVINO_ASSERT(context.ok(), "convt: ", context.status().message());
    std::list<Workspace> made;
    made.push_back(Workspace{std::move(*context)});
    return made;
}

}  // namespace

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

int host_threads() noexcept {
    return std::clamp(parallel_get_max_threads(), 1, kMaxThreads);
}

BorrowedWorkspace::BorrowedWorkspace() {
    const int threads = host_threads();
    {
        const std::scoped_lock lock(idle().mutex);
        std::list<Workspace>& all = idle().workspaces;
        const auto found = std::find_if(
            all.begin(), all.end(), [&](const Workspace& one) { return one.context.threads() == threads; });
        if (found != all.end()) {
            workspace_.splice(workspace_.begin(), all, found);
            return;
        }
    }
    workspace_ = make(threads);
}

BorrowedWorkspace::~BorrowedWorkspace() {
    Workspace& mine = workspace_.front();
    if (mine.bytes > kMostKeptBytes) {
        mine.packed.reset();
        mine.bytes = 0;
    }
    const std::scoped_lock lock(idle().mutex);
    idle().workspaces.splice(idle().workspaces.begin(), workspace_);
}

}  // namespace convt::openvino
