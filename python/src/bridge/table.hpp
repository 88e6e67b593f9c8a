#pragma once

#include <cstddef>
#include <cstdint>

#include "convt/desc.hpp"
#include "convt/status.hpp"

namespace convt::python {

/// A call as the library of a framework states it. Plain data, here and in BridgeTable: each shared object
/// has a C++ library of its own.
struct BridgeCall {
    /// One value for each spatial axis, or one for all.
    struct Values {
        std::int64_t values[kMaxRank];
        int count;
    };
    const std::int64_t* inputs_shape;
    int inputs_axes;
    const std::int64_t* kernel_shape;  ///< in Keras's order
    int kernel_axes;
    Values strides;
    Values dilation_rate;
    Values output_padding;  ///< count is 0 for None
    Padding padding;
    DataFormat data_format;
    DType dtype;  ///< of inputs, kernel and outputs
    const void* inputs;
    const void* kernel;
    /// Gives dense memory for outputs of this shape, or null where there is none. `state` comes from
    /// allocate_state.
    void* (*allocate)(void* state, const std::int64_t* shape, int axes);
    void* allocate_state;
};

/// What _convt does for libraries that a framework loads beside it. They are built together, so that no
/// version is needed, and so share plans, kept weights and threads.
struct BridgeTable {
    /// Computes outputs in memory that the call allocates. Throws nothing.
    ///
    /// @param message gets why it failed, cut to message_bytes with its closing zero
    StatusCode (*conv_transpose)(const BridgeCall& call, char* message, std::size_t message_bytes) noexcept;
};

}  // namespace convt::python
