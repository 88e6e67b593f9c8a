#pragma once

#include <string>

#include "compile/library.hpp"

namespace convt::tools {

/// "int64_t batch, int64_t width" of the sizes that are open; empty when none is.
[[nodiscard]] std::string sizes_arguments(const CompileLayer& layer);

/// What C calls elements of a type; those of float16 and bfloat16 are bits.
[[nodiscard]] std::string c_type(DType dtype);

/// True when each call of the layer brings a bias, or none.
[[nodiscard]] bool takes_bias(const CompileLayer& layer);
/// True when each call of the layer brings the slopes of prelu.
[[nodiscard]] bool takes_slopes(const CompileLayer& layer);

/// `text` with `to` in place of every `from`: how names get into the header and the source.
[[nodiscard]] std::string replaced(std::string text, const std::string& from, const std::string& to);

/// Declarations of a layer's functions, without the ending semicolon.
[[nodiscard]] std::string run_signature(const Library& library, const LibraryLayer& layer);
[[nodiscard]] std::string packed_bytes_signature(const Library& library, const LibraryLayer& layer);
[[nodiscard]] std::string pack_signature(const Library& library, const LibraryLayer& layer);

}  // namespace convt::tools
