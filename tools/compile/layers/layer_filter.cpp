#include "compile/layers/layer_filter.hpp"

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

/// std::regex takes stack for every character that it matches.
constexpr std::size_t kLongestName = 1000;

}  // namespace

LayerFilter::LayerFilter(const std::string& expression) {
    try {
        if (expression.size() > kLongestName) throw std::regex_error(std::regex_constants::error_complexity);
        expression_.emplace(expression, std::regex::ECMAScript);
    } catch (const std::regex_error&) {
        throw InputError("--layers is '" + expression +
                         "'; it must be a regular expression, such as 'up_.*'");
    }
}

bool LayerFilter::takes(const std::string& name) const {
    if (!expression_) return true;
    try {
        return std::regex_match(name.substr(0, kLongestName), *expression_);
    } catch (const std::regex_error&) {
        throw InputError("--layers takes too long to match '" + name + "'");
    }
}

}  // namespace convt::tools
