#include "support/guarded_buffer.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace convt::support {

GuardedBuffer::GuardedBuffer(DType dtype, std::size_t count, Guard guard) : values_(dtype, nullptr, count) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t bytes = values_.size_bytes();
    const std::size_t usable = (bytes + page - 1) / page * page;
    mapped_bytes_ = usable + 2 * page;
    mapping_ = mmap(nullptr, mapped_bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping_ == MAP_FAILED) throw std::bad_alloc();
    char* const first = static_cast<char*>(mapping_) + page;
    if (usable > 0 && mprotect(first, usable, PROT_READ | PROT_WRITE) != 0) {
        munmap(mapping_, mapped_bytes_);
        throw std::bad_alloc();
    }
    char* const start = guard == Guard::after ? first + (usable - bytes) : first;
    values_ = {dtype, start, count};
}

GuardedBuffer::~GuardedBuffer() {
    munmap(mapping_, mapped_bytes_);
}

}  // namespace convt::support
