#include "problem/front_end.hpp"

#include <limits>

#include "base/text.hpp"

namespace convt::detail {
namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

Status check_extents(const char* name, const Shape& shape) {
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] < 0) {
            return invalid(name, ".shape[", i, "] is ", shape[i], "; sizes must not be negative");
        }
        if (shape[i] > kLargest) {
            return too_large(name, ".shape[", i, "] is ", shape[i], "; sizes must be below 2^31");
        }
    }
    return {};
}

}  // namespace

Status check_shapes(const Shape& inputs, const Shape& kernel, const char* kernel_axes) {
    if (inputs.size() < 3 || inputs.size() > 5) {
        return invalid("inputs have ", inputs.size(),
                       " dimensions; batch, 1 to 3 spatial ones and channels make 3 to 5");
    }
    if (kernel.size() != inputs.size()) {
        return invalid("kernel has ", kernel.size(), " dimensions; inputs have ", inputs.size(),
                       ", and the kernel (", kernel_axes, ") must have as many");
    }
    if (Status s = check_extents("inputs", inputs); !s.ok()) return s;
    return check_extents("kernel", kernel);
}

Status check_dims(const char* name, const Dims& dims, int rank, std::int64_t least) {
    if (dims.count() != 1 && dims.count() != rank) {
        return invalid(name, " has ", dims.count(), " values; 1 or ", rank,
                       " (one per spatial dimension) are needed");
    }
    for (int d = 0; d < rank; ++d) {
        if (dims[d] < least) {
            return invalid(name, "[", d, "] is ", dims[d], "; it must be at least ", least);
        }
        if (dims[d] > kLargest) {
            return too_large(name, "[", d, "] is ", dims[d], "; it must be below 2^31");
        }
    }
    return {};
}

}  // namespace convt::detail
