#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace convt::detail {

/// Reads JSON from front to back without building a tree: the few forms that tuned files have. Each call
/// reads what it names, or keeps the first error and returns false; after an error everything returns false.
///
///     JsonReader json(text);
///     if (json.open('{'))
///         for (std::string key; json.next_key(key);) known(key) ? json.integer(value) : json.skip();
///     if (!json.end()) return json.error();
///
/// Strings keep simple escapes only; \u is an error.
class JsonReader {
public:
    explicit JsonReader(std::string_view text) noexcept : text_(text) {}

    /// Enters an object ('{') or an array ('[').
    bool open(char bracket);
    /// Reads the next key of the object entered last, up to its value; false behind its end.
    bool next_key(std::string& key);
    /// True when the array entered last has another element; false behind its end.
    bool next_element();

    bool string(std::string& value);
    bool integer(std::int64_t& value);
    bool number(double& value);
    bool boolean(bool& value);
    /// Reads over any value.
    bool skip();
    /// True when nothing went wrong and nothing but space is left.
    bool end();

    /// "line 3: …", or empty.
    [[nodiscard]] const std::string& error() const noexcept { return error_; }
    /// Keeps an error of the caller's at the place reached; returns false.
    bool fail(const std::string& what);

private:
    void skip_space() noexcept;
    bool expect(char wanted);
    bool next(char close);
    bool skip_word();
    template <class Number>
    bool read_number(Number& value, const char* wanted);

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool first_ = false;  ///< nothing was read yet of the object or array entered last
    std::string error_;
};

}  // namespace convt::detail
