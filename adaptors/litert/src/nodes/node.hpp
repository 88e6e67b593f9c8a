#pragma once

#include "interface.hpp"

namespace convt::litert {

/// What there is to know of a transposed convolution before its tensors are looked at: TRANSPOSE_CONV or
/// MediaPipe's Convolution2DTransposeBias. Tensors are numbers within the graph.
struct Node {
    int inputs = kNoTensor;
    int weights = kNoTensor;
    int half_weights =
        kNoTensor;         ///< a constant of float16 that a DEQUANTIZE makes the weights of, if that is so
    int bias = kNoTensor;  ///< kNoTensor where there is none
    int output_shape = kNoTensor;  ///< kNoTensor for MediaPipe's, whose outputs have one possible size
    int outputs = kNoTensor;
    bool same = false;  ///< padding
    int strides[2] = {1, 1};
    HostActivation activation = HostActivation::none;
};

/// Whether the contents stay the same for all runs.
[[nodiscard]] bool is_constant(const HostTensor& tensor) noexcept;
[[nodiscard]] bool is_transpose_conv(const Registration& registration) noexcept;
/// Throws a Failure where inputs or options are missing or out of range.
[[nodiscard]] Node read_node(HostContext& context, const HostNode& node, const Registration& registration);

}  // namespace convt::litert
