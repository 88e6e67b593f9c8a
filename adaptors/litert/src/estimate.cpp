#include "estimate.hpp"

namespace convt::litert {

bool is_better_left(const ConvTransposeDesc& desc) noexcept {
    return desc.strides[0] == 1 && desc.strides[1] == 1;
}

}  // namespace convt::litert
