#include "support/layers/problem_words.hpp"

#include <algorithm>
#include <sstream>

#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

constexpr const char* kKnown =
    "1d 2d 3d, f32 f16 bf16 int8 uint8, to_f32 to_int8 to_uint8 to_int32, channels_last channels_first, "
    "from_channels_last from_channels_first, n ic oc g i k s d with "
    "numbers, valid same op crop o, "
    "relu relu6 leaky_relu tanh sigmoid clamp hard_swish prelu, name=";

/// Words that are not a letter and numbers, and the key of each.
constexpr std::pair<const char*, const char*> kWholeWords[] = {
    {"f32", "dtype"},
    {"f16", "dtype"},
    {"bf16", "dtype"},
    {"int8", "dtype"},
    {"uint8", "dtype"},
    {"to_f32", "output_dtype"},
    {"to_int8", "output_dtype"},
    {"to_uint8", "output_dtype"},
    {"to_int32", "output_dtype"},
    {"channels_last", "layout"},
    {"channels_first", "layout"},
    {"from_channels_last", "inputs"},
    {"from_channels_first", "inputs"},
    {"valid", "padding"},
    {"same", "padding"},
    {"relu", "activation"},
    {"relu6", "activation"},
    {"leaky_relu", "activation"},
    {"tanh", "activation"},
    {"sigmoid", "activation"},
    {"clamp", "activation"},
    {"hard_swish", "activation"},
    {"prelu", "activation"},
};

std::vector<std::string> whole_words() {
    std::vector<std::string> words;
    for (const auto& [whole, key] : kWholeWords) words.emplace_back(whole);
    return words;
}

/// A word's key and what follows it; words that stand for themselves are their own value.
std::pair<std::string, std::string> split_word(const std::string& word) {
    for (const char* alone : {"1d", "2d", "3d"}) {
        if (word == alone) return {"rank", word.substr(0, 1)};
    }
    // Values follow an activation's name, and nothing any other word.
    const std::string name = word.substr(0, word.find(':'));
    for (const auto& [whole, key] : kWholeWords) {
        if (word == whole || (name == whole && key == std::string("activation"))) return {key, word};
    }
    if (word.starts_with("name=")) return {"name", word.substr(5)};
    // Longer keys first: "op1" is no "o". A number or an open size follows, so that "smae" is no "s".
    for (const std::string key : {"crop", "ic", "oc", "op", "n", "g", "i", "k", "s", "d", "o"}) {
        if (!word.starts_with(key)) continue;
        const char next = word.size() > key.size() ? word[key.size()] : ' ';
        if ((next >= '0' && next <= '9') || next == '?' || next == '-' || next == ':') {
            return {key, word.substr(key.size())};
        }
    }
    throw InputError("has the word '" + word + "', which problem strings do not know" +
                     nearest(word, whole_words()) + "; they know " + kKnown);
}

}  // namespace

ProblemWords::ProblemWords(const std::string& text) {
    std::istringstream stream(text);
    for (std::string word; stream >> word;) {
        const auto [key, value] = split_word(word);
        const auto [at, first] = words_.emplace(key, Word{word, value});
        if (!first) {
            throw InputError("has two words for " + key + ", '" + at->second.whole + "' and '" + word + "'");
        }
    }
}

std::string ProblemWords::get(const std::string& key, const std::string& otherwise) const {
    const auto found = words_.find(key);
    return found == words_.end() ? otherwise : found->second.value;
}

std::string ProblemWords::need(const std::string& key, const std::string& what) const {
    if (!has(key)) throw InputError("has no " + (key == "rank" ? "" : key + "…, ") + what);
    return words_.at(key).value;
}

void ProblemWords::refuse(const std::string& key, const std::string& why) const {
    throw InputError("has the word '" + (has(key) ? words_.at(key).whole : key) + "'; " + why);
}

std::int64_t ProblemWords::number(const std::string& key, const std::string& text, std::int64_t least) const {
    std::int64_t value = 0;
    try {
        value = parse_integer(key, text);
    } catch (const InputError& error) {
        refuse(key, error.what());
    }
    if (value < least) {
        refuse(key, key + " is " + text + ", and it must be at least " + std::to_string(least));
    }
    return value;
}

std::vector<std::string> ProblemWords::parts(const std::string& key, const std::string& text,
                                             int rank) const {
    const auto count = static_cast<std::size_t>(rank);
    std::vector<std::string> parts = split(text, 'x');
    if (parts.size() == 1) parts.resize(count, parts[0]);
    if (parts.size() != count) {
        refuse(key, "it must have 1 value, or " + std::to_string(count) + " joined by 'x'");
    }
    return parts;
}

ProblemWords::Values ProblemWords::numbers(const std::string& key, const std::string& text, int rank,
                                           std::int64_t least) const {
    Values values;
    for (const std::string& part : parts(key, text, rank)) values.push_back(number(key, part, least));
    return values;
}

}  // namespace convt::tools
