#include "nodes/estimate.hpp"

namespace convt::litert {
namespace {

/// Multiply-adds of a run below which a call costs more than it saves.
constexpr std::int64_t kFewestProducts = std::int64_t{1} << 16;

}  // namespace

bool is_better_left(const ConvTransposeDesc& desc) noexcept {
    if (desc.dtype == DType::float32) return false;
    const bool is_convolution = desc.strides[0] == 1 && desc.strides[1] == 1;
    return is_convolution || useful_macs(desc) < kFewestProducts;
}

}  // namespace convt::litert
