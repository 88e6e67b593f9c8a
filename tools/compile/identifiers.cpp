#include "compile/identifiers.hpp"

#include <algorithm>
#include <cctype>

namespace convt::tools {
namespace {

bool is(int (*kind)(int), char c) {
    return static_cast<unsigned char>(c) < 128 && kind(static_cast<unsigned char>(c)) != 0;
}

std::string to_identifier(const std::string& name) {
    std::string id;
    for (std::size_t i = 0; i < name.size(); ++i) {
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

}  // namespace

bool is_identifier(const std::string& text) {
    if (text.empty() || is(std::isdigit, text.front()) || text.find("__") != std::string::npos) return false;
    return text.front() != '_' &&
           std::all_of(text.begin(), text.end(), [](char c) { return c == '_' || is(std::isalnum, c); });
}

std::vector<std::string> to_identifiers(const std::vector<std::string>& names) {
    std::vector<std::string> ids;
    for (const std::string& name : names) {
        const std::string id = to_identifier(name);
        std::string unique = id;
        for (int n = 2; std::find(ids.begin(), ids.end(), unique) != ids.end(); ++n) {
            unique = id + "_" + std::to_string(n);
        }
        ids.push_back(unique);
    }
    return ids;
}

}  // namespace convt::tools
