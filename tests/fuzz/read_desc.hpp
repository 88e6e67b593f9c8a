#pragma once

#include "convt/convt.hpp"
#include "fuzz/byte_reader.hpp"

namespace convt::fuzz {

/// A descriptor whose every field may have any value.
[[nodiscard]] ConvTransposeDesc read_any_desc(ByteReader& bytes);

/// What keras_desc makes of arguments that may have any value.
[[nodiscard]] Result<ConvTransposeDesc> read_keras_desc(ByteReader& bytes);

/// Whether the tensors of a valid descriptor have few elements, gaps included, and few products.
[[nodiscard]] bool is_small(const ConvTransposeDesc& desc);

}  // namespace convt::fuzz
