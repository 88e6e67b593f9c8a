#include <cmath>

#include "base/text.hpp"
#include "machine/cpu.hpp"
#include "planning/plan_state.hpp"
#include "planning/threads/thread_shares.hpp"

namespace convt::detail {
namespace {

/// Without a fraction; estimates of huge problems leave the range of integers.
std::int64_t whole(double cycles) {
    return static_cast<std::int64_t>(std::min(cycles, 9e18));
}

/// Who chose the kernel, when it was not the cost model.
const char* chooser(const PlanState& plan) {
    if (!plan.options.kernel_name.empty()) return " (forced by name)";
    if (plan.measured != nullptr && plan.measured->why_not.empty()) return " (measured)";
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

/// What was measured for this plan; empty where it was not asked for.
std::string measured_lines(const PlanState& plan) {
    if (plan.measured == nullptr) return {};
    const Measurements& found = *plan.measured;
    if (!found.why_not.empty()) return "  measured: nothing, as " + found.why_not + "\n";
    const std::string compared =
        text(found.chosen_ms, " ms; the cost model's choice took ", found.default_ms, " ms\n");
    if (found.trials.empty()) return "  measured: by an earlier plan, " + compared;
    std::string out = text("  measured: ", found.trials.size(), " plans in ", found.ms, " ms for ",
                           options_text(plan.options, plan.highest), "; the fastest run took ", compared);
    for (const Measurements::Trial& trial : found.trials) {
        out += text("    ", trial.ms, " ms: ", trial.what, "\n");
    }
    return out;
}

/// How sums become outputs; empty for plans of floats.
std::string quantization_lines(const ConvTransposeDesc& desc) {
    if (!is_quantized(desc.dtype)) return {};
    const Quantization& q = desc.quantization;
    return text("  quantization: inputs (q - ", q.input_zero_point, ") * ", q.input_scale, ", outputs (q - ",
                q.output_zero_point, ") * ", q.output_scale, ", ",
                q.rounding == Rounding::gemmlowp ? "gemmlowp" : "nearest_even", ", bias of ",
                q.bias_dtype == DType::float32 ? "float32" : "int32", "\n");
}

double hundredths(double value) {
    return std::round(value * 100) / 100;
}

/// How the plan's threads share the work; empty for plans of one.
std::string thread_lines(const PlanState& plan) {
    const int threads = plan.plan().problem().threads;
    if (threads == 1) return {};
    if (plan.choice.one_thread) {
        return text("  threads: one of ", threads, ", as waking another would take longer\n");
    }
    const ThreadShares shares = thread_shares(plan);
    return text("  threads: ", threads, " share ", plan.plan().tasks(), " tasks, the busiest ",
                hundredths(shares.busiest), " of an even share, ",
                hundredths(100 * shares.waking / shares.cycles), " % of the time to wake them; estimated ",
                hundredths(shares.speed_up), " times as fast as one (", hundredths(shares.speed_up / threads),
                " of ideal)\n");
}

std::string verdict(const KernelInfo& kernel, const PlanState& plan, const PlannedProblem& problem) {
    if (&kernel == &plan.kernel()) return "chosen";
    if (strategy_of(kernel).last_resort) return "last resort";
    std::string refusal;
    PlanOptions untuned = plan.options;
    untuned.tuning = {};
    const auto candidate = consider(kernel, plan.desc, untuned, problem, plan.highest, refusal);
    if (!candidate) return "refused: " + refusal;
    if (!plan.options.kernel_name.empty()) return "not asked for: kernel_name names another";
    if (plan.choice.tuned || plan.measured != nullptr)
        return text("not measured as faster: estimate ", whole(candidate->cycles), " cycles");
    return text("slower: estimate ", whole(candidate->cycles), " cycles");
}

}  // namespace

std::string explain(const PlanState& plan) {
    const KernelInfo& kernel = plan.kernel();
    const PlannedProblem problem = planned_problem(plan.desc, plan.options);
    std::string out =
        text("convt plan: ", problem_text(plan.desc), "\n  kernel: ", kernel.name, chooser(plan),
             "\n  tier: ", isa_name(kernel.isa), " (highest allowed: ", isa_name(plan.highest),
             ")\n  schedule: ", schedule_id(kernel.name), "\n");
    out += quantization_lines(plan.desc) + tuned_lines(plan) + measured_lines(plan);
    const std::string packing =
        plan.options.weights == Weights::argument
            ? text(", ", whole(plan.choice.pack_cycles), " of them for packing weights that are an argument",
                   plan.packs_in_tasks(KernelOrder::keras) ? ", each task its own" : "")
            : "";
    if (const double products = products_per_useful(plan); products > 0) {
        out += text("  products: ", hundredths(products), " executed for each useful one\n");
    }
    out += thread_lines(plan);
    out += text("  estimate: ", whole(plan.choice.cycles), " cycles of one core", packing, "\n  ",
                plan.plan().describe(), "\n  packed: ", plan.packed().bytes,
                " bytes\n  workspace: ", plan.plan().workspace_bytes(), " bytes per thread\n  considered:\n");
    std::size_t others = 0;
    for (const KernelInfo& other : plan.table) {
        if (other.rank != 0 && (other.rank != plan.desc.rank || problem.as_for(other) == nullptr)) {
            ++others;
            continue;
        }
        out += text("    ", other.name, ": ", verdict(other, plan, problem), "\n");
    }
    out += text("    ", others, " kernels of other ranks or data formats: refused");
    return out;
}

}  // namespace convt::detail
