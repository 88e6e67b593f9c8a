#include "blocks/convert.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

#include "blocks/buffers.hpp"
#include "blocks/copy_pixels.hpp"
#include "blocks/transpose.hpp"

namespace convt::detail {
namespace {

/// Floats between a conversion and a transpose: L1 holds them beside what is read and written.
constexpr std::int32_t kBetween = 2048;
/// Most columns of such a block; its rows are what fits then.
constexpr std::int32_t kColumnsTogether = 32;

template <class From, class To>
constexpr bool kWidens = std::is_same_v<From, Half> && !std::is_same_v<To, Half>;

template <class From, class To>
void convert(const BlockFunctions& functions, const From* from, std::int64_t from_pitch, To* to,
             std::int64_t to_pitch, std::int32_t columns, std::int32_t rows) noexcept {
    const StridedBuffer<2> source(from, {{columns, 1}, {rows, from_pitch}});
    const StridedBuffer<2> target(to, {{columns, 1}, {rows, to_pitch}});
    (kWidens<From, To> ? functions.widen : functions.narrow)(source.get(), target.get());
}

}  // namespace

template <class From, class To>
void move_rows(const BlockFunctions& functions, const From* from, std::int64_t from_pitch, To* to,
               std::int64_t to_pitch, std::int32_t columns, std::int32_t rows) noexcept {
    if (columns <= 0 || rows <= 0) return;
    if constexpr (std::is_same_v<From, To>) {
        copy_pixels(from, from_pitch, to, to_pitch, columns, rows);
    } else {
        // Rows without gaps are one long row.
        const std::int64_t all = std::int64_t{columns} * rows;
        const bool dense = from_pitch == columns && to_pitch == columns;
        if (dense && all <= std::numeric_limits<std::int32_t>::max()) {
            columns = static_cast<std::int32_t>(all);
            rows = 1;
        }
        // Strides of a buffer have 32 bits.
        constexpr std::int64_t kFar = std::numeric_limits<std::int32_t>::max();
        if (rows > 1 && (from_pitch > kFar || to_pitch > kFar)) {
            for (std::int64_t r = 0; r < rows; ++r) {
                convert(functions, from + r * from_pitch, 0, to + r * to_pitch, 0, columns, 1);
            }
            return;
        }
        convert(functions, from, rows > 1 ? from_pitch : 0, to, rows > 1 ? to_pitch : 0, columns, rows);
    }
}

/// Between types, the transpose works on floats in a block of our own.
template <class From, class To>
void move_transposed(const BlockFunctions& functions, const From* from, std::int32_t from_stride, To* to,
                     std::int32_t to_stride, std::int32_t rows, std::int32_t columns) noexcept {
    if constexpr (std::is_same_v<From, To>) {
        transpose_block(functions, from, from_stride, to, to_stride, rows, columns);
    } else {
        float between[kBetween];
        std::int32_t most_columns = std::min(columns, kColumnsTogether);
        std::int32_t most_rows = std::min(rows, kBetween / std::max(most_columns, 1));
        // What is written, or read, in runs of few rows takes longer runs along the other axis.
        if (most_rows > 0) most_columns = std::min(columns, kBetween / most_rows);
        for (std::int32_t r = 0; r < rows; r += most_rows) {
            const std::int32_t own_rows = std::min(most_rows, rows - r);
            for (std::int32_t c = 0; c < columns; c += most_columns) {
                const std::int32_t own_columns = std::min(most_columns, columns - c);
                const From* source = from + std::int64_t{r} * from_stride + c;
                To* target = to + std::int64_t{c} * to_stride + r;
                if constexpr (kWidens<From, To>) {
                    move_rows(functions, source, from_stride, between, own_columns, own_columns, own_rows);
                    transpose_block(functions, between, own_columns, target, to_stride, own_rows,
                                    own_columns);
                } else {
                    transpose_block(functions, source, from_stride, between, own_rows, own_rows, own_columns);
                    move_rows(functions, between, own_rows, target, to_stride, own_rows, own_columns);
                }
            }
        }
    }
}

#define CONVT_MOVES_BETWEEN(From, To)                                                                  \
    template void move_rows(const BlockFunctions&, const From*, std::int64_t, To*, std::int64_t,       \
                            std::int32_t, std::int32_t) noexcept;                                      \
    template void move_transposed(const BlockFunctions&, const From*, std::int32_t, To*, std::int32_t, \
                                  std::int32_t, std::int32_t) noexcept
CONVT_MOVES_BETWEEN(float, float);
CONVT_MOVES_BETWEEN(double, double);
CONVT_MOVES_BETWEEN(Half, float);
CONVT_MOVES_BETWEEN(float, Half);
#undef CONVT_MOVES_BETWEEN

}  // namespace convt::detail
