#include "tuned/json_reader.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace convt::detail {
namespace {

/// Deeper nesting than tuned files could ever have would only exhaust the stack.
constexpr int kDeepest = 16;

bool is_word(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' || c == '+' || c == '-' || c == '.';
}

}  // namespace

bool JsonReader::fail(const std::string& what) {
    if (!error_.empty()) return false;
    const auto begin = text_.begin();
    const auto line = 1 + std::count(begin, begin + static_cast<std::ptrdiff_t>(at_), '\n');
    error_ = text("line ", line, ": ", what);
    return false;
}

void JsonReader::skip_space() noexcept {
    const std::size_t found = text_.find_first_not_of(" \t\r\n", at_);
    at_ = std::min(found, text_.size());
}

bool JsonReader::expect(char wanted) {
    if (!error_.empty()) return false;
    skip_space();
    if (at_ == text_.size()) return fail(text("ends where '", wanted, "' must stand"));
    if (text_[at_] != wanted) return fail(text("has '", text_[at_], "' where '", wanted, "' must stand"));
    ++at_;
    return true;
}

bool JsonReader::open(char bracket) {
    if (!expect(bracket)) return false;
    if (++depth_ > kDeepest) return fail(text("nests deeper than ", kDeepest));
    return first_ = true;
}

/// Steps to the next member, or over the closing bracket.
bool JsonReader::next(char close) {
    if (!error_.empty()) return false;
    skip_space();
    if (at_ < text_.size() && text_[at_] == close) {
        ++at_;
        --depth_;
        first_ = false;
        return false;
    }
    if (!first_ && !expect(',')) return false;
    first_ = false;
    return true;
}

bool JsonReader::next_key(std::string& key) {
    return next('}') && string(key) && expect(':');
}

bool JsonReader::next_element() {
    return next(']');
}

bool JsonReader::string(std::string& value) {
    if (!expect('"')) return false;
    value.clear();
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        char c = text_[at_];
        if (static_cast<unsigned char>(c) < ' ') return fail("has a control character in a string");
        if (c == '\\') {
            constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
            const std::size_t which = ++at_ < text_.size() ? kEscapes.find(text_[at_]) : std::string::npos;
            if (which == std::string::npos) return fail("has an escape in a string that is not read here");
            c = kMeanings[which];
        }
        value += c;
    }
    return expect('"');
}

template <class Number>
bool JsonReader::read_number(Number& value, const char* wanted) {
    skip_space();
    const char* begin = text_.data() + at_;
    const char* end = text_.data() + text_.size();
    if (!error_.empty()) return false;
    const auto [stop, status] = std::from_chars(begin, end, value);
    if (status != std::errc{} || (stop != end && is_word(*stop))) {
        return fail(text("has something else where ", wanted, " must stand"));
    }
    at_ += static_cast<std::size_t>(stop - begin);
    return true;
}

bool JsonReader::integer(std::int64_t& value) {
    return read_number(value, "a whole number");
}

bool JsonReader::number(double& value) {
    return read_number(value, "a number");
}

bool JsonReader::boolean(bool& value) {
    skip_space();
    for (const bool candidate : {false, true}) {
        const std::string_view word = candidate ? "true" : "false";
        if (!error_.empty() || text_.substr(at_, word.size()) != word) continue;
        at_ += word.size();
        value = candidate;
        return true;
    }
    return fail("has something else where true or false must stand");
}

/// Numbers, true, false, null.
bool JsonReader::skip_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return at_ > begin || fail("has something that is no value");
}

bool JsonReader::skip() {
    if (!error_.empty()) return false;
    skip_space();
    std::string ignored;
    switch (at_ < text_.size() ? text_[at_] : '\0') {
        case '"':
            return string(ignored);
        case '{':
            if (open('{')) {
                while (next_key(ignored) && skip()) {
                }
            }
            return error_.empty();
        case '[':
            if (open('[')) {
                while (next_element() && skip()) {
                }
            }
            return error_.empty();
        default:
            return skip_word();
    }
}

bool JsonReader::end() {
    skip_space();
    if (error_.empty() && at_ < text_.size()) return fail(text("has '", text_[at_], "' behind its end"));
    return error_.empty();
}

}  // namespace convt::detail
