#include "blocks/transpose.hpp"

#include "base/unaligned.hpp"
#include "blocks/buffers.hpp"

namespace convt::detail {
namespace {

/// The generated transpose works on whole tiles of at most this edge
/// (generators/programs/transpose_generator.cpp).
constexpr std::int32_t kTileEdge = 8;

}  // namespace

template <class T>
void transpose_block(const BlockFunctions& functions, const T* from, std::int32_t from_stride, T* to,
                     std::int32_t to_stride, std::int32_t rows, std::int32_t columns) noexcept {
    if (rows >= kTileEdge && columns >= kTileEdge) {
        const StridedBuffer<2> source(from, {{columns, 1}, {rows, from_stride}});
        const StridedBuffer<2> target(to, {{rows, 1}, {columns, to_stride}});
        functions.transpose(source.get(), target.get());
        return;
    }
    for (std::int64_t c = 0; c < columns; ++c) {
        for (std::int64_t r = 0; r < rows; ++r) {
            store(load(from + r * from_stride + c), to + c * to_stride + r);
        }
    }
}

template void transpose_block(const BlockFunctions&, const float*, std::int32_t, float*, std::int32_t,
                              std::int32_t, std::int32_t) noexcept;
template void transpose_block(const BlockFunctions&, const double*, std::int32_t, double*, std::int32_t,
                              std::int32_t, std::int32_t) noexcept;

}  // namespace convt::detail
