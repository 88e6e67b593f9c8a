#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compile/target.hpp"
#include "convt/tuning.hpp"

namespace convt::tools {

/// What tuned files say of the problems of a library's targets (docs/tuning.md).
class TunedChoices {
public:
    /// Reads the entries of a file that count for one of the targets; what does not is warned of. Throws
    /// InputError when the file is malformed.
    void read(const std::filesystem::path& file, const Targets& targets);

    /// A problem's entries for a tier: those of the file read first come first, the fastest before others.
    [[nodiscard]] std::vector<const TunedEntry*> find(const std::string& problem, Isa isa) const;

    /// Names of the kernels that entries state.
    [[nodiscard]] std::vector<std::string> kernels() const;

    /// What was left out and why, one line each.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

private:
    struct Measured {
        Isa isa;
        TunedEntry entry;
    };
    std::vector<Measured> measured_;
    std::vector<std::string> warnings_;
};

}  // namespace convt::tools
