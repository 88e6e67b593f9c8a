#include "base/text.hpp"
#include "machine/cpu.hpp"
#include "planning/plan_state.hpp"

namespace convt::detail {
namespace {

/// One line per group of phases: taps, tiles, and how they are split.
std::string winograd_lines(const WinogradPlan& plan) {
    std::string out = text(plan.tasks, " tasks");
    for (const WinogradGroup& g : plan.groups) {
        out += text("\n    ", g.axis[2].all_taps(), "x", g.axis[1].all_taps(), "x", g.axis[0].all_taps(),
                    " taps (z, y, x): ", g.tiles[2], "x", g.tiles[1], "x", g.tiles[0], " tiles of ",
                    g.nodes(), " products for ", g.axis[2].outputs * g.axis[1].outputs * g.axis[0].outputs,
                    " outputs, in blocks of ", g.block_tiles[2], "x", g.block_tiles[1], "x", g.block_tiles[0],
                    " tiles by ", g.chunk_rows, " of ", g.rows, " channel blocks of phases");
    }
    return out;
}

std::string tapped_line(const TappedPlan& plan) {
    return text("blocks of ", plan.axis[2].block, "x", plan.axis[1].block, "x", plan.axis[0].block,
                " positions (z, y, x), ", plan.tasks, " tasks, ", plan.columns, " columns in ",
                plan.column_blocks, " blocks, ", plan.step, " of ", plan.capacity,
                plan.roll == 2 ? " planes" : " rows", " multiplied at once");
}

std::string blocking_line(const Candidate& choice) {
    if (choice.tapped) return tapped_line(*choice.tapped);
    if (choice.winograd) return winograd_lines(*choice.winograd);
    const Blocking& b = choice.blocking;
    return text(
        "blocks of ", b.pixels[2], "x", b.pixels[1], "x", b.pixels[0], " inputs positions (z, y, x) by ",
        b.chunk, " channels, ", b.tasks, " tasks",
        choice.problem.fold > 1 ? text(", ", choice.problem.fold, " phases folded into channels") : "",
        b.turned > 0 ? text(", outputs turned ", b.turned, " channels at a time") : "",
        b.in_place ? ", borders in regions of their own" : "");
}

/// Without a fraction; estimates of huge problems leave the range of integers.
std::int64_t whole(double cycles) {
    return static_cast<std::int64_t>(std::min(cycles, 9e18));
}

/// Who chose the kernel, when it was not the cost model.
const char* chooser(const PlanState& plan) {
    if (!plan.options.kernel_name.empty()) return " (forced by name)";
    return plan.choice.tuned ? " (by the tuned table)" : "";
}

/// What the tuned table has for this problem; empty without a table.
std::string tuned_lines(const PlanState& plan) {
    const TunedTable& table = plan.options.tuned;
    std::string out;
    if (!table.warning().empty()) out += "  tuned table: " + table.warning() + "\n";
    if (!table.entries().empty() && !plan.choice.tuned) {
        out += "  tuned table: no entry that serves this problem\n";
    }
    return out;
}

std::string verdict(const KernelInfo& kernel, const PlanState& plan, const Problem& problem) {
    if (&kernel == plan.choice.kernel) return "chosen";
    if (is_reference(kernel)) return "last resort";
    std::string refusal;
    PlanOptions untuned = plan.options;
    untuned.tuning = {};
    const auto candidate = consider(kernel, plan.desc, untuned, problem, plan.highest, refusal);
    if (!candidate) return "refused: " + refusal;
    if (!plan.options.kernel_name.empty()) return "not asked for: kernel_name names another";
    if (plan.choice.tuned)
        return text("not measured as faster: estimate ", whole(candidate->cycles), " cycles");
    return text("slower: estimate ", whole(candidate->cycles), " cycles");
}

}  // namespace

std::string explain(const PlanState& plan) {
    const Candidate& choice = plan.choice;
    const Problem problem = make_problem(plan.desc);
    std::string out =
        text("convt plan: ", problem_text(plan.desc), "\n  kernel: ", choice.kernel->name, chooser(plan),
             "\n  tier: ", isa_name(choice.kernel->isa), " (highest allowed: ", isa_name(plan.highest),
             ")\n  schedule: ", schedule_id(choice.kernel->name), "\n");
    out += tuned_lines(plan);
    if (!is_reference(*choice.kernel)) {
        out += text("  estimate: ", whole(choice.cycles), " cycles of one core\n  ", blocking_line(choice),
                    "\n");
    }
    out += text("  packed: ", plan.packed_bytes, " bytes\n  workspace: ", choice.blocking.workspace_bytes(),
                " bytes per thread\n  considered:\n");
    std::size_t others = 0;
    for (const KernelInfo& kernel : plan.table) {
        const bool same_form = kernel.rank == plan.desc.rank && kernel.data_format == plan.desc.data_format;
        if (!same_form && !is_reference(kernel)) {
            ++others;
            continue;
        }
        out += text("    ", kernel.name, ": ", verdict(kernel, plan, problem), "\n");
    }
    out += text("    ", others, " kernels of other ranks or data formats: refused");
    return out;
}

}  // namespace convt::detail
