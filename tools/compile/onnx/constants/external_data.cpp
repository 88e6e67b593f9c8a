#include "compile/onnx/constants/external_data.hpp"

#include "support/files/input_file.hpp"
#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"

namespace convt::tools {
namespace fs = std::filesystem;
namespace {

std::int64_t place(const std::string& key, const std::string& text) {
    const std::int64_t value = parse_integer(key, text);
    if (value < 0) throw InputError("has " + key + " " + text + " in its file; it must be 0 or more");
    return value;
}

/// The file that holds the data. A model's file may itself be a link to where its data lies as well, as in
/// caches that keep all files under other names.
fs::path locate(const std::string& location, const fs::path& model) {
    std::error_code error;
    if (fs::is_symlink(model, error)) {
        const fs::path folder = fs::canonical(model, error).parent_path();
        const fs::path target = error ? fs::path{} : fs::canonical(model.parent_path() / location, error);
        if (!error && fs::path(location).is_relative() && target.parent_path() == folder) return target;
    }
    return resolve_within(model.parent_path(), location);
}

}  // namespace

std::string read_external_data(const onnx::TensorProto& tensor, const fs::path& model, std::uint64_t needed) {
    std::string location;
    std::int64_t offset = 0, length = -1;
    for (const auto& entry : tensor.external_data()) {
        if (entry.key() == "location") location = entry.value();
        if (entry.key() == "offset") offset = place("offset", entry.value());
        if (entry.key() == "length") length = place("length", entry.value());
    }
    fs::path path;
    try {
        path = locate(location, model);
    } catch (const InputError& error) {
        throw InputError("is kept in " + std::string(error.what()));
    }
    const InputFile file(path);
    const std::uint64_t start = static_cast<std::uint64_t>(offset);
    const std::uint64_t after = start < file.size() ? file.size() - start : 0;
    if (start > file.size() || (length >= 0 && static_cast<std::uint64_t>(length) > after)) {
        throw InputError("is kept from byte " + std::to_string(offset) + " of " + location + " on" +
                         (length >= 0 ? " in " + std::to_string(length) + " bytes" : "") +
                         "; that file has " + std::to_string(file.size()));
    }
    const std::uint64_t held = length >= 0 ? static_cast<std::uint64_t>(length) : after;
    if (held != needed) {
        throw InputError("holds " + std::to_string(held) + " bytes in " + location + "; its shape needs " +
                         std::to_string(needed));
    }
    return file.read(start, held);
}

}  // namespace convt::tools
