#include "support/guarded_buffer.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace convt::support {

GuardedBytes::GuardedBytes(std::size_t bytes, Guard guard) : size_(bytes) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t usable = (bytes + page - 1) / page * page;
    mapped_bytes_ = usable + 2 * page;
    mapping_ = mmap(nullptr, mapped_bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping_ == MAP_FAILED) throw std::bad_alloc();
    std::byte* const first = static_cast<std::byte*>(mapping_) + page;
    if (usable > 0 && mprotect(first, usable, PROT_READ | PROT_WRITE) != 0) {
        munmap(mapping_, mapped_bytes_);
        throw std::bad_alloc();
    }
    data_ = guard == Guard::after ? first + (usable - bytes) : first;
}

GuardedBytes::~GuardedBytes() {
    munmap(mapping_, mapped_bytes_);
}

GuardedBuffer::GuardedBuffer(DType dtype, std::size_t count, Guard guard)
    : bytes_(count * reference::bytes_of(dtype), guard), values_(dtype, bytes_.data(), count) {}

}  // namespace convt::support
