#include "compile/names/identifiers.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "compile/names/reserved_names.hpp"

namespace convt::tools {
namespace {

/// Longer names of layers are cut: some compilers and file systems take no more than 255 letters.
constexpr std::size_t kLongestId = 120;

bool is(int (*kind)(int), char c) {
    return static_cast<unsigned char>(c) < 128 && kind(static_cast<unsigned char>(c)) != 0;
}

std::string to_identifier(const std::string& name) {
    std::string id;
    for (std::size_t i = 0; i < name.size() && id.size() < kLongestId; ++i) {
        const char c = name[i];
        if (!is(std::isalnum, c)) {
            if (!id.empty() && id.back() != '_') id += '_';
            continue;
        }
        const bool word = is(std::isupper, c) && i > 0 && is(std::islower, name[i - 1]);
        if (word && id.back() != '_') id += '_';
        id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    while (id.ends_with('_')) id.pop_back();
    if (id.empty()) return "layer";
    return is(std::isdigit, id.front()) ? "layer_" + id : id;
}

/// Whether a layer has weights inside changes from model to model; its name does not depend on it.
std::vector<std::string> all_of(const LayerNames& names) {
    return {names.run, names.outputs, names.packed_bytes, names.pack};
}

std::vector<std::string> own_names(const std::string& library) {
    std::vector<std::string> names;
    for (const char* name :
         {"status", "context", "context_create", "context_create_on", "context_destroy", "error"}) {
        names.push_back(library + "_" + name);
    }
    for (const char* name :
         {"H", "OK", "INVALID_ARGUMENT", "UNSUPPORTED", "OUT_OF_MEMORY", "TOO_LARGE", "INTERNAL"}) {
        names.push_back(upper(library) + "_" + name);
    }
    return names;
}

}  // namespace

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return text;
}

LayerNames layer_names(const std::string& library, const std::string& id) {
    const std::string name = library + "_" + id;
    return {name, name + "_outputs", name + "_packed_bytes", name + "_pack"};
}

std::vector<std::string> header_names(const std::string& library, const std::vector<std::string>& ids) {
    std::vector<std::string> names = own_names(library);
    for (const std::string& id : ids) {
        const std::vector<std::string> more = all_of(layer_names(library, id));
        names.insert(names.end(), more.begin(), more.end());
    }
    return names;
}

std::vector<std::string> to_identifiers(const std::string& library, const std::vector<std::string>& names) {
    const std::vector<std::string> own = own_names(library);
    std::set<std::string> taken(own.begin(), own.end());
    std::vector<std::string> ids;
    for (const std::string& name : names) {
        const std::string id = to_identifier(name);
        const auto is_free = [&](const std::string& candidate) {
            const std::vector<std::string> needed = all_of(layer_names(library, candidate));
            return std::none_of(needed.begin(), needed.end(), [&](const std::string& one) {
                return taken.contains(one) || is_reserved(one);
            });
        };
        std::string unique = id;
        for (int n = 2; !is_free(unique); ++n) unique = id + "_" + std::to_string(n);
        taken.merge([&] {
            const std::vector<std::string> needed = all_of(layer_names(library, unique));
            return std::set<std::string>(needed.begin(), needed.end());
        }());
        ids.push_back(unique);
    }
    return ids;
}

}  // namespace convt::tools
