#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "src/planning/registry.hpp"
#include "src/planning/select.hpp"
#include "src/strategies/tapped/tapped.hpp"

namespace convt::tools {

/// Every kernel of every tier, those of other processors included: geometry to plan with, no code. Read from
/// kernel_catalog.inc, the lines of a kernel table (runtime/src/planning/registry.cpp).
class Catalog {
public:
    /// One line: its macro, its arguments, and the kernel objects that it names.
    struct Line {
        std::string macro;
        std::vector<std::string> arguments;
        Isa isa = Isa::base;
        std::vector<std::string> symbols;
        bool shipped = true;  ///< libconvt.a has the objects; else generators have to make them

        [[nodiscard]] std::string strategy() const;
        /// Which arguments state the tile: channels, and after them pixels.
        [[nodiscard]] std::size_t tile_at() const { return names_strategy() ? 6 : 5; }
        [[nodiscard]] std::string text() const;

    private:
        /// Whether the macro stands for several strategies.
        [[nodiscard]] bool names_strategy() const;
    };

    /// Throws InputError when the file is not as expected.
    /// @param any_cpu  plans are for any CPU of a tier, and the same on every machine; else for this CPU
    Catalog(const std::filesystem::path& path, bool any_cpu);
    Catalog(const Catalog&) = delete;
    Catalog& operator=(const Catalog&) = delete;

    /// Whether a name differs from a shipped kernel's by its tile alone: what tuning has compiled.
    [[nodiscard]] bool is_unshipped(const std::string& name) const { return kin_of(name) < kernels_.size(); }
    /// Adds the kernel of such a name; others are ignored. Ends the tables handed out before.
    void add_unshipped(const std::string& name);

    [[nodiscard]] detail::KernelTable table() const { return {kernels_.data(), shipped_}; }
    /// Those of add_unshipped() as well, for choice by name.
    [[nodiscard]] detail::KernelTable whole_table() const { return kernels_; }
    [[nodiscard]] const std::vector<Line>& lines() const { return lines_; }

    /// Numbers of the lines that stand for parts of a plan.
    [[nodiscard]] std::size_t line_of(const detail::KernelInfo& kernel) const;
    [[nodiscard]] std::size_t line_of(const detail::WinogradTransforms& transforms) const;
    [[nodiscard]] std::size_t line_of(const detail::WinogradRest& rest) const;
    [[nodiscard]] std::size_t line_of_gather(const detail::Candidate& choice) const;
    [[nodiscard]] std::size_t line_of_blocks(Isa isa) const;

private:
    /// Number of a kernel from which an unshipped name differs by its tile alone; kernels_.size() if none.
    [[nodiscard]] std::size_t kin_of(const std::string& name) const;
    void read_line(const std::string& text);
    void add_line(std::size_t number);

    std::vector<Line> lines_;
    std::deque<std::string> names_;
    std::vector<detail::KernelInfo> kernels_;
    std::vector<std::size_t> kernel_lines_;  ///< of each kernel; the reference has none
    std::size_t shipped_ = 0;                ///< kernels of every build, the reference last
    std::vector<detail::WinogradTransforms> transforms_;
    std::vector<std::size_t> transforms_lines_;
    std::vector<detail::WinogradRest> rests_;
    std::vector<std::size_t> rests_lines_;
    std::vector<detail::TappedGather> gathers_;
    std::vector<detail::TapplanarGather> planar_gathers_;
    detail::KernelParts parts_;
};

/// The lines of a catalogue that a library needs.
class KernelSelection {
public:
    explicit KernelSelection(const Catalog& catalog) : catalog_(catalog), chosen_(catalog.lines().size()) {}
    void add(std::size_t line) { chosen_[line] = true; }
    /// Those that generators have to make.
    [[nodiscard]] std::vector<const Catalog::Line*> unshipped() const;

    /// kernel_table.inc and kernel_headers.inc of a library with just these kernels.
    [[nodiscard]] std::string table() const;
    [[nodiscard]] std::string headers() const;

private:
    const Catalog& catalog_;
    std::vector<bool> chosen_;
};

}  // namespace convt::tools
