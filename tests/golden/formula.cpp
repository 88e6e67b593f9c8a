#include "formula.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace convt::golden {
namespace {

/// Recursive descent over a sum of products of factors.
class Parser {
public:
    Parser(std::string text, const Variables& variables) : text_(std::move(text)), variables_(variables) {}

    std::int64_t whole() {
        const std::int64_t value = sum();
        if (!rest().empty()) fail();
        return value;
    }

private:
    [[noreturn]] void fail() const { throw std::invalid_argument("no formula: '" + text_ + "'"); }

    std::string rest() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return text_.substr(at_);
    }

    bool take(const std::string& word) {
        if (rest().rfind(word, 0) != 0) return false;
        at_ += word.size();
        return true;
    }

    std::int64_t sum() {
        std::int64_t value = product();
        for (;;) {
            if (take("+")) {
                value += product();
            } else if (take("−") || take("-")) {
                value -= product();
            } else {
                return value;
            }
        }
    }

    std::int64_t product() {
        std::int64_t value = factor();
        for (;;) {
            if (take("·")) {
                value *= factor();
            } else if (take("/")) {
                const std::int64_t divisor = factor();
                if (divisor <= 0) fail();
                value = (value - ((value % divisor) + divisor) % divisor) / divisor;
            } else if (take("mod ")) {
                value %= std::max<std::int64_t>(factor(), 1);
            } else {
                return value;
            }
        }
    }

    std::int64_t factor() {
        if (take("(")) return closed(sum());
        if (take("max(")) {
            const std::int64_t first = sum();
            if (!take(",")) fail();
            return closed(std::max(first, sum()));
        }
        const std::string left = rest();
        const auto end = std::find_if(left.begin(), left.end(),
                                      [](unsigned char c) { return c > 127 || std::isalnum(c) == 0; });
        const std::string word(left.begin(), end);
        if (word.empty()) fail();
        at_ += word.size();
        if (std::isdigit(static_cast<unsigned char>(word[0])) != 0) return std::stoll(word);
        const auto found = variables_.find(word);
        if (found == variables_.end())
            throw std::invalid_argument("no value of '" + word + "' in '" + text_ + "'");
        return found->second;
    }

    std::int64_t closed(std::int64_t value) {
        if (!take(")")) fail();
        return value;
    }

    std::string text_;
    const Variables& variables_;
    std::size_t at_ = 0;
};

}  // namespace

std::int64_t evaluate(const std::string& formula, const Variables& variables) {
    return Parser(formula, variables).whole();
}

}  // namespace convt::golden
