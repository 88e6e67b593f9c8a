#include "memory/failing_malloc.hpp"

#include <cerrno>
#include <cstddef>

namespace {

/// Constant-initialised, without destructors: malloc runs before and after everything else.
thread_local long left = 0;
thread_local bool has_failed = false;

bool fails() noexcept {
    if (left == 0 || --left > 0) return false;
    has_failed = true;
    errno = ENOMEM;
    return true;
}

}  // namespace

// glibc offers its own allocator under these names to programs that replace malloc.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
    return fails() ? nullptr : __libc_malloc(size);
}
void* calloc(std::size_t elements, std::size_t size) {
    return fails() ? nullptr : __libc_calloc(elements, size);
}
void* realloc(void* memory, std::size_t size) {
    return fails() ? nullptr : __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return fails() ? nullptr : __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    return fails() ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
    if (fails()) return ENOMEM;
    *memory = __libc_memalign(alignment, size);
    return *memory != nullptr ? 0 : ENOMEM;
}
}

namespace convt::memory {

FailingMalloc::FailingMalloc(long failing) {
    has_failed = false;
    left = failing;
}
FailingMalloc::~FailingMalloc() {
    left = 0;
}
bool FailingMalloc::failed() {
    return has_failed;
}

}  // namespace convt::memory
