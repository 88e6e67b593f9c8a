#include "support/layers/parse_numbers.hpp"

#include <charconv>
#include <cmath>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

template <class T>
bool parse_all(const std::string& text, T& value) {
    const char* end = text.data() + text.size();
    auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end;
}

}  // namespace

std::int64_t parse_integer(const std::string& what, const std::string& text) {
    std::int64_t value = 0;
    if (!parse_all(text, value)) throw InputError(what + " is '" + text + "'; it must be a whole number");
    return value;
}

float parse_float(const std::string& what, const std::string& text) {
    float value = 0;
    if (!parse_all(text, value) || !std::isfinite(value)) {
        throw InputError(what + " is '" + text + "'; it must be a finite number");
    }
    return value;
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find(separator, begin)) != std::string::npos; begin = end + 1) {
        parts.push_back(text.substr(begin, end - begin));
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::vector<std::int64_t> parse_integers(const std::string& what, const std::string& text, char separator) {
    std::vector<std::int64_t> values;
    for (const std::string& part : split(text, separator)) {
        std::int64_t value = 0;
        if (!parse_all(part, value)) {
            throw InputError(what + " is '" + text + "'; it must be whole numbers joined by '" + separator +
                             "'");
        }
        values.push_back(value);
    }
    return values;
}

}  // namespace convt::tools
