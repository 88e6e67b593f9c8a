#pragma once

#include <optional>
#include <regex>
#include <string>

namespace convt::tools {

/// The layers of a model that are asked for, by name.
class LayerFilter {
public:
    /// All layers.
    LayerFilter() = default;
    /// Those whose whole name matches an ECMAScript expression. Throws InputError for text that is none.
    explicit LayerFilter(const std::string& expression);

    /// False when all layers are asked for.
    [[nodiscard]] bool states_some() const { return expression_.has_value(); }
    [[nodiscard]] bool takes(const std::string& name) const;

private:
    std::optional<std::regex> expression_;
};

}  // namespace convt::tools
