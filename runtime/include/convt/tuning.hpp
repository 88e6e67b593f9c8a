#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "convt/desc.hpp"
#include "convt/status.hpp"

namespace convt {

/// How a plan splits its work, where the cost model's choice is not wanted: what measurements have found
/// (docs/tuning.md). A member that is 0 or absent leaves the choice to the model. Outputs do not depend on it
/// beyond rounding.
struct Tuning {
    /// Positions of one block along each spatial dimension, outermost first: every dimension of the rank, or
    /// none. A position is one output of each phase; for Winograd kernels it is a tile of them.
    std::array<std::int64_t, kMaxRank> block{0, 0, 0};
    /// Parts of about equal size that the output channels are split into, each a task of its own.
    std::int64_t channel_parts = 0;
    /// Channels that are turned to channels_first outputs at once.
    std::int64_t turned_channels = 0;
    /// Winograd kernels: channel blocks of phases that each node's inputs are multiplied by at once.
    std::int64_t units_together = 0;
    /// Whether the calling thread does all the work alone.
    std::optional<bool> one_thread = std::nullopt;
};

/// What a tuned file must have been measured with to count in this process.
struct TuningSignature {
    std::string cpu;      ///< vendor, family and model: "AuthenticAMD-25-17"
    std::string isa;      ///< highest tier in use
    std::string library;  ///< major and minor version: "0.1"
    int contract = 0;     ///< version of the contract between kernels and runtime
};
[[nodiscard]] TuningSignature tuning_signature();

/// The problem as tuned files and explain() state it: "2d channels_last f32 n1 ic256 …", with
/// "from_channels_first" at its end where the inputs are in the other order. Activation and tensor strides
/// are no other part of it.
[[nodiscard]] std::string problem_text(const ConvTransposeDesc& desc);

/// One problem's measured choice.
struct TunedEntry {
    std::string problem;      ///< as problem_text() writes it
    std::string kernel_name;  ///< may be one that this build does not have
    std::string schedule_id;  ///< as Plan::schedule_id() gives it
    Tuning tuning;
    /// The options that it was measured for, as explain() states them: "2 threads", "1 thread, argument".
    /// Empty: any threads, and otherwise defaults.
    std::string options = {};
    double ms = 0;          ///< of the fastest run; 0: not stated
    double default_ms = 0;  ///< the same of what the cost model chose
};

namespace detail {
struct TunedState;
}

/// The entries of a tuned file. Immutable and cheap to copy; may be shared by plans and threads.
///
///     auto table = convt::TunedTable::parse(text_of_a_file);
///     if (!table.ok()) return report(table.status().message());
///     if (!table->warning().empty()) log(table->warning());
///     auto plan = convt::Plan::create(desc, {.tuned = *table});
class TunedTable {
public:
    /// A table without entries.
    TunedTable() noexcept = default;

    /// Reads the text of a tuned file. Entries that do not count here (another CPU, tier, version, or a
    /// schedule that has changed) are left out and warned of; a malformed text is invalid_argument, with the
    /// line.
    [[nodiscard]] static Result<TunedTable> parse(std::string_view text) noexcept;

    /// The entries that count, in the order of the text: a problem's fastest first.
    [[nodiscard]] const std::vector<TunedEntry>& entries() const noexcept;
    /// What was left out and why; empty when nothing was.
    [[nodiscard]] const std::string& warning() const noexcept;

private:
    explicit TunedTable(std::shared_ptr<const detail::TunedState> state) noexcept;
    std::shared_ptr<const detail::TunedState> state_;
};

}  // namespace convt
