#include "blocks/activate.hpp"

#include "blocks/buffers.hpp"

namespace convt::detail {

template <class T>
void activate_block(const BlockFunctions& functions, const Epilogue& epilogue, const ActivatedBlock<T>& block,
                    const T* slopes) noexcept {
    const StridedBuffer<3> values(
        block.values,
        {{block.extent[0], 1}, {block.extent[1], block.row_stride}, {block.extent[2], block.plane_stride}});
    if (epilogue.curved) {
        functions.activate(static_cast<std::int32_t>(epilogue.curve), values.get());
        return;
    }
    FlatBuffer channels(slopes, block.extent[static_cast<std::size_t>(block.channel_axis)]);
    functions.prelu(block.channel_axis, &channels.buffer, values.get());
}

/// Curves, and the slope of a single channel, see one row of values.
template <class T>
void activate_row(const BlockFunctions& functions, const Epilogue& epilogue, T* row, std::int32_t pixels,
                  std::int32_t channels, const T* slopes) noexcept {
    if (epilogue.curved || channels == 1) {
        return activate_block<T>(functions, epilogue, {row, {pixels * channels, 1, 1}, 0, 0, 1}, slopes);
    }
    activate_block<T>(functions, epilogue, {row, {channels, pixels, 1}, channels}, slopes);
}

#define CONVT_ACTIVATE(T)                                                                              \
    template void activate_block(const BlockFunctions&, const Epilogue&, const ActivatedBlock<T>&,     \
                                 const T*) noexcept;                                                   \
    template void activate_row(const BlockFunctions&, const Epilogue&, T*, std::int32_t, std::int32_t, \
                               const T*) noexcept;
CONVT_ACTIVATE(float)
CONVT_ACTIVATE(double)
#undef CONVT_ACTIVATE

}  // namespace convt::detail
