#include "measuring/measure_plan.hpp"

#include <new>

#include "base/text.hpp"
#include "measuring/contenders.hpp"
#include "measuring/race.hpp"
#include "planning/threads/sharing.hpp"
#include "tuned/measured_state.hpp"

namespace convt::detail {
namespace {

using Made = std::shared_ptr<const PlanState>;

PlanState with_choice(const PlanState& like, Candidate choice) {
    return {like.desc, like.options, like.table, like.highest, std::move(choice)};
}

/// Copies share the strategy's plan, which is finished already.
Made with_measurements(const PlanState& plan, Measurements found) {
    auto copy = std::make_shared<PlanState>(plan);
    copy->choice.tuned = false;
    copy->measured = std::make_shared<const Measurements>(std::move(found));
    return copy;
}

/// What the table has of an earlier plan; null where that is nothing.
Made remembered(const PlanState& estimated, const MeasuredState& table) {
    const std::vector<TunedEntry> entries = table.entries_of(problem_text(estimated.desc));
    auto choice = by_entry(entries, estimated.desc, estimated.options, estimated.table, estimated.highest);
    if (!choice) return nullptr;
    Measurements found;
    found.chosen_ms = choice->entry.ms;
    found.default_ms = choice->entry.default_ms;
    return with_measurements(*finished_plan(with_choice(estimated, std::move(choice->candidate))),
                             std::move(found));
}

/// Kernel and split, in one line.
std::string described(const PlanState& plan) {
    const std::string split = plan.plan().describe();
    return text(plan.kernel().name, ", ", split.substr(0, split.find('\n')),
                plan.choice.one_thread ? ", one thread" : "");
}

TunedEntry entry_of(const PlanState& plan, const Measurements& found) {
    TunedEntry entry;
    entry.problem = problem_text(plan.desc);
    entry.kernel_name = plan.kernel().name;
    entry.schedule_id = schedule_id(plan.kernel().name);
    entry.tuning = resolved_tuning(plan);
    entry.options = options_text(plan.options, plan.highest);
    entry.ms = found.chosen_ms;
    entry.default_ms = found.default_ms;
    return entry;
}

/// The fastest plan, and all that was found on the way to it.
Made measured_now(const Made& estimated, ContextState& context) {
    Trial trial(estimated->desc, estimated->options.weights, context);
    Race race(trial);
    const auto enter = [&](std::vector<Candidate> candidates) {
        for (Candidate& candidate : candidates) {
            race.enter(finished_plan(with_choice(*estimated, std::move(candidate))));
        }
    };
    race.enter(std::make_shared<PlanState>(*estimated));
    enter(kernels_worth_measuring(*estimated));
    // A stated split is not varied.
    if (!states_a_split(estimated->options.tuning)) enter(splits_worth_measuring(*race.fastest().plan));
    const Race::Runner chosen = race.decide();

    Measurements found;
    found.ms = 1e3 * race.seconds();
    found.chosen_ms = 1e3 * chosen.seconds;
    found.default_ms = 1e3 * race.first().seconds;
    for (const Race::Runner& runner : race.result()) {
        found.trials.push_back({described(*runner.plan), 1e3 * runner.seconds});
    }
    return with_measurements(*chosen.plan, std::move(found));
}

Made not_measured(const Made& estimated, std::string why) {
    Measurements nothing;
    nothing.why_not = std::move(why);
    return with_measurements(*estimated, std::move(nothing));
}

}  // namespace

std::shared_ptr<const PlanState> measure_plan(const std::shared_ptr<const PlanState>& estimated) {
    MeasuredState& table = estimated->options.measured.state();
    if (Made plan = remembered(*estimated, table)) return plan;
    const Problem& problem = estimated->plan().problem();
    if (problem.empty() || !has_inputs(estimated->desc))
        return not_measured(estimated, "there is nothing to compute");
    const std::scoped_lock measuring(table.measuring());
    // Another plan may have been measured meanwhile.
    if (Made plan = remembered(*estimated, table)) return plan;
    try {
        auto context = ContextState::create({planned_threads(estimated->options.threads)});
        if (!context.ok()) return not_measured(estimated, context.status().message());
        Made plan = measured_now(estimated, **context);
        table.add(entry_of(*plan, *plan->measured));
        return plan;
    } catch (const std::bad_alloc&) {
        return not_measured(estimated, "memory is short");
    }
}

}  // namespace convt::detail
