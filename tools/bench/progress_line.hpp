#pragma once

#include <string>

namespace convt::tools {

/// A line on stderr that says how far a long run is. Shown on a terminal, or when asked for.
class ProgressLine {
public:
    /// @param total steps in all
    /// @param forced show it even when stderr is no terminal
    ProgressLine(std::size_t total, bool forced);

    /// Shows that step `done` + 1 of the total begins.
    void show(std::size_t done, const std::string& what) const;
    /// Removes the line from a terminal, so that other output can take its place.
    void clear() const;

private:
    std::size_t total_;
    bool terminal_;
    bool shown_;
};

}  // namespace convt::tools
