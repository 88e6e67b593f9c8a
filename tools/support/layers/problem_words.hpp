#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace convt::tools {

/// The words of a problem string by their keys: "ic64" is 64 under "ic". Errors name the word.
class ProblemWords {
public:
    using Values = std::vector<std::int64_t>;

    /// Throws InputError for a word that is not known and for a second one with the same key.
    explicit ProblemWords(const std::string& text);

    [[nodiscard]] bool has(const std::string& key) const { return words_.contains(key); }
    /// What follows the key, or `otherwise` when there is no such word.
    [[nodiscard]] std::string get(const std::string& key, const std::string& otherwise) const;
    /// Throws InputError when there is no such word; `what` says what it states.
    [[nodiscard]] std::string need(const std::string& key, const std::string& what) const;

    /// A whole number of at least `least`, out of the word of that key.
    [[nodiscard]] std::int64_t number(const std::string& key, const std::string& text,
                                      std::int64_t least) const;
    /// One part per dimension joined by 'x', or one for all.
    [[nodiscard]] std::vector<std::string> parts(const std::string& key, const std::string& text,
                                                 int rank) const;
    [[nodiscard]] Values numbers(const std::string& key, const std::string& text, int rank,
                                 std::int64_t least) const;
    /// Throws InputError that names the word.
    [[noreturn]] void refuse(const std::string& key, const std::string& why) const;

private:
    struct Word {
        std::string whole, value;
    };
    std::map<std::string, Word> words_;
};

}  // namespace convt::tools
