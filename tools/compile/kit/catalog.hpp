#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/planning/registry.hpp"

namespace convt::tools {

/// Every kernel of every tier, those of other processors included: geometry to plan with, no code. Read from
/// kernel_catalog.json, which generators/kernel_manifest.py writes.
class Catalog {
public:
    /// One row of a table of runtime/src/planning/registry.cpp.
    struct Row {
        std::string table;  ///< name of the file that registry.cpp includes, without .inc
        std::string text;   ///< in C++
        Isa isa = Isa::base;
        std::vector<std::string> symbols;  ///< kernel objects
        std::vector<std::string> runs;     ///< kernels: all objects that identify it, its own first
        bool shipped = true;               ///< libconvt.a has the objects; else generators have to make them
    };
    /// How generators make an object.
    struct Object {
        std::string program;
        std::string type;  ///< of its function, in the contract
        std::vector<std::string> arguments;
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
    [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
    [[nodiscard]] const Object& object(const std::string& symbol) const { return objects_.at(symbol); }

    /// Names of all tables.
    [[nodiscard]] static const std::vector<std::string>& tables();

    /// Numbers of the rows that stand for parts of a plan.
    /// @param part a kernel of table() or whole_table(), or what StrategyPlan::add_rows() says a plan calls
    [[nodiscard]] std::size_t row_of(const void* part) const;
    /// The row of a tier's helpers for tensors of a type; nothing for types that have none.
    [[nodiscard]] std::optional<std::size_t> row_of_blocks(Isa isa, DType dtype) const;

private:
    /// Number of a kernel from which an unshipped name differs by its tile alone; kernels_.size() if none.
    [[nodiscard]] std::size_t kin_of(const std::string& name) const;
    void read(const nlohmann::json& catalog);
    void add_kernel(const nlohmann::json& fields, const std::string& table);
    void add_part(const nlohmann::json& fields, const std::string& table);

    std::vector<Row> rows_;
    std::map<std::string, Object> objects_;
    std::deque<std::string> names_;
    std::vector<detail::KernelInfo> kernels_;
    std::vector<std::size_t> kernel_rows_;  ///< of each kernel; the reference has none
    std::size_t shipped_ = 0;               ///< kernels of every build, the reference last
    std::vector<detail::WinogradTransforms> transforms_;
    std::vector<std::size_t> transforms_rows_;
    std::vector<detail::WinogradRest> rests_;
    std::vector<std::size_t> rests_rows_;
    std::vector<detail::TappedGather> gathers_;
    std::vector<std::size_t> gathers_rows_;
    std::vector<detail::TapplanarGather> planar_gathers_;
    std::vector<std::size_t> planar_gathers_rows_;
    std::vector<detail::DotOutputs> dot_outputs_;
    std::vector<std::size_t> dot_outputs_rows_;
    std::vector<std::pair<detail::BlockFunctions, std::size_t>> blocks_;  ///< and their rows
    detail::KernelParts parts_;
};

/// The rows of a catalogue that a library needs.
class KernelSelection {
public:
    explicit KernelSelection(const Catalog& catalog) : catalog_(catalog), chosen_(catalog.rows().size()) {}
    void add(std::size_t row) { chosen_[row] = true; }
    /// Objects that generators have to make.
    [[nodiscard]] std::vector<std::string> unshipped() const;

    /// A table of runtime/src/planning/registry.cpp for a library with just these kernels.
    [[nodiscard]] std::string table(const std::string& name) const;
    /// kernel_headers.inc of such a library.
    [[nodiscard]] std::string headers() const;

private:
    const Catalog& catalog_;
    std::vector<bool> chosen_;
};

}  // namespace convt::tools
