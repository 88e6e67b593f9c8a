#pragma once

#include <string>

#include "npy/npy_header.hpp"
#include "support/input_error.hpp"

namespace convt::tools {

/// Reads the value of an option that names an element type. Throws InputError.
inline DType parse_dtype(const std::string& name, const std::string& text) {
    std::string words;
    for (const NpyType& type : kNpyTypes) {
        if (text == type.name) return type.dtype;
        words += (words.empty() ? "" : ", ") + std::string(type.name);
    }
    throw InputError(name + " is '" + text + "'; it must be one of " + words);
}

}  // namespace convt::tools
