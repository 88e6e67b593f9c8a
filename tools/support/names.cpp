#include "support/names.hpp"

#include <algorithm>

namespace convt::tools {
namespace {

constexpr std::size_t kMostListed = 12;
constexpr std::size_t kMostLetters = 40;  ///< of a word that is compared

/// Letters inserted, removed, replaced or swapped to get from one word to the other.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> steps(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                steps[i][j] = i + j;
                continue;
            }
            const std::size_t replaced = steps[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            steps[i][j] = std::min({steps[i - 1][j] + 1, steps[i][j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
    }
    return steps[a.size()][b.size()];
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
    if (names.empty()) return "none";
    std::string text;
    const std::size_t count = std::min(names.size(), kMostListed);
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "'" : ", '") + names[i] + "'";
    if (names.size() > count) text += " and " + std::to_string(names.size() - count) + " more";
    return text;
}

std::string nearest(const std::string& word, const std::vector<std::string>& names) {
    if (word.size() > kMostLetters) return "";
    const std::string* best = nullptr;
    // Short words are near to everything.
    std::size_t least = std::min<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string& name : names) {
        const std::size_t steps = name.size() > kMostLetters ? kMostLetters : distance(word, name);
        if (steps >= least) continue;
        least = steps;
        best = &name;
    }
    return best == nullptr ? "" : " (did you mean '" + *best + "'?)";
}

}  // namespace convt::tools
