#include "npy/npy_header.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/elements.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::uint64_t kMaxHeader = 65536;
constexpr std::uint64_t kMaxExtent = 0x7FFFFFFF;
constexpr std::size_t kMaxDimensions = 32;

std::string read_bytes(std::istream& stream, std::uint64_t count) {
    std::string bytes(count, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(count));
    if (!stream) throw InputError("is no .npy file: it ends within its header");
    return bytes;
}

std::uint64_t little_endian(const std::string& bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

/// Reads up to the data and returns the header's text; `read` counts the bytes.
std::string read_header(std::istream& stream, std::uint64_t& read) {
    const std::string magic = read_bytes(stream, kMagic.size() + 2);
    if (magic.compare(0, kMagic.size(), kMagic) != 0) {
        throw InputError("is no .npy file: it does not begin with \\x93NUMPY");
    }
    const int version = magic[kMagic.size()];
    if (version < 1 || version > 3) {
        throw InputError("has .npy version " + std::to_string(version) + "; 1 to 3 can be read");
    }
    const std::uint64_t length_bytes = version == 1 ? 2 : 4;
    const std::uint64_t length = little_endian(read_bytes(stream, length_bytes));
    if (length > kMaxHeader) {
        throw InputError("has a header of " + std::to_string(length) + " bytes; at most 65536 can be read");
    }
    read = magic.size() + length_bytes + length;
    return read_bytes(stream, length);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
}

/// Parses the header, a Python dict of strings, booleans and tuples, as JSON.
nlohmann::json parse_header(std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n'; }),
               text.end());
    std::replace(text.begin(), text.end(), '\'', '"');
    std::replace(text.begin(), text.end(), '(', '[');
    std::replace(text.begin(), text.end(), ')', ']');
    replace_all(text, "True", "true");
    replace_all(text, "False", "false");
    replace_all(text, ",]", "]");
    replace_all(text, ",}", "}");
    nlohmann::json header = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!header.is_object() || !header.contains("descr") || !header.contains("fortran_order") ||
        !header.contains("shape") || !header["shape"].is_array() || !header["fortran_order"].is_boolean()) {
        throw InputError(
            "has a malformed .npy header; it must be a dict with descr, fortran_order and shape");
    }
    return header;
}

std::vector<std::int64_t> parse_shape(const nlohmann::json& values) {
    if (values.size() > kMaxDimensions) {
        throw InputError("has " + std::to_string(values.size()) + " dimensions; at most 32 can be read");
    }
    std::vector<std::int64_t> shape;
    for (const nlohmann::json& value : values) {
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMaxExtent) {
            throw InputError("has an extent that is " + value.dump() +
                             "; extents must be whole numbers from 0 to 2147483647");
        }
        shape.push_back(value.get<std::int64_t>());
    }
    return shape;
}

DType parse_type(const nlohmann::json& header) {
    const nlohmann::json& descr = header["descr"];
    // Elements that are no numbers have no order of bytes: bfloat16 that went through NumPy alone.
    if (descr == "|V2") return DType::bfloat16;
    for (const NpyType& type : kNpyTypes) {
        if (descr == type.descr) return type.dtype;
    }
    const std::string type = descr.is_string() ? descr.dump() : "structure";
    throw InputError("has elements of type " + type.substr(0, 16) +
                     "; they must be little-endian float32, \"<f4\" (array.astype('<f4')), float16, \"<f2\", "
                     "bfloat16, \"<V2\", int8, \"|i1\", uint8, \"|u1\", or int32, \"<i4\"");
}

}  // namespace

const NpyType& npy_type(DType dtype) {
    return *std::find_if(std::begin(kNpyTypes), std::end(kNpyTypes),
                         [&](const NpyType& known) { return known.dtype == dtype; });
}

std::size_t bytes_of(DType dtype) {
    return static_cast<std::size_t>(detail::stored_bytes(dtype));
}

NpyHeader read_npy_header(std::istream& stream) {
    NpyHeader result;
    const nlohmann::json header = parse_header(read_header(stream, result.bytes));
    result.dtype = parse_type(header);
    result.fortran_order = header["fortran_order"].get<bool>();
    result.shape = parse_shape(header["shape"]);
    return result;
}

}  // namespace convt::tools
