#include "threads/counted_calls.hpp"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

std::atomic<bool> counting{false};
std::atomic<long> allocation_count{0};
std::atomic<long> lock_count{0};

void count(std::atomic<long>& counter) noexcept {
    if (counting.load(std::memory_order_relaxed)) counter.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

// glibc offers its own allocator under these names to programs that replace malloc. operator new calls
// malloc.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
    count(allocation_count);
    return __libc_malloc(size);
}
void* calloc(std::size_t elements, std::size_t size) {
    count(allocation_count);
    return __libc_calloc(elements, size);
}
void* realloc(void* memory, std::size_t size) {
    count(allocation_count);
    return __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    count(allocation_count);
    return __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    count(allocation_count);
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
    count(allocation_count);
    *memory = __libc_memalign(alignment, size);
    return *memory != nullptr ? 0 : ENOMEM;
}

int pthread_mutex_lock(pthread_mutex_t* mutex) {
    using Lock = int (*)(pthread_mutex_t*);
    static std::atomic<Lock> real{nullptr};
    count(lock_count);
    Lock lock = real.load();
    if (lock == nullptr) {
        lock = reinterpret_cast<Lock>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
        real.store(lock);
    }
    return lock(mutex);
}
}

namespace convt::threads {

CountedCalls::CountedCalls() {
    allocation_count = 0;
    lock_count = 0;
    counting = true;
}
CountedCalls::~CountedCalls() {
    counting = false;
}
long CountedCalls::allocations() {
    return allocation_count;
}
long CountedCalls::locks() {
    return lock_count;
}

}  // namespace convt::threads
