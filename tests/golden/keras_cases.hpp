#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "convt/desc.hpp"

namespace convt::golden {

/// One call of keras.ops.conv_transpose and Keras's answer.
struct KerasCase {
    std::string text;   ///< the line of keras.json, for messages
    std::string group;  ///< where the case comes from
    std::vector<std::int64_t> inputs_shape;
    std::vector<std::int64_t> kernel_shape;
    Dims strides = 1;
    Padding padding = Padding::valid;
    std::optional<Dims> output_padding;
    DataFormat data_format = DataFormat::channels_last;
    Dims dilation_rate = 1;
    std::vector<std::int64_t> outputs_shape;
    std::vector<float> inputs;
    std::vector<float> kernel;
    /// Absent where only the shape is stored.
    std::optional<std::vector<float>> outputs;
};

/// Every case of keras.json.
[[nodiscard]] const std::vector<KerasCase>& keras_cases();

}  // namespace convt::golden
