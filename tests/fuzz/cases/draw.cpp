#include "fuzz/cases/draw.hpp"

#include <algorithm>

#include "machine/cpu.hpp"
#include "planning/registry.hpp"
#include "support/integers/random_quantization.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"
#include "support/random_problem.hpp"

namespace convt::campaign {
namespace {

using support::Random;

/// Kernels tried for a problem, most of which cannot serve it.
constexpr int kMostTries = 12;

/// Sizes of 0 somewhere, now and then.
void empty_something(ConvTransposeDesc& desc, Random& random) {
    const auto d = static_cast<std::size_t>(random.integer(0, desc.rank - 1));
    desc.input_strides = desc.output_strides = {};
    switch (random.integer(0, 3)) {
        case 0:
            desc.batch = 0;
            break;
        case 1:
            desc.in_spatial[d] = 0;
            break;
        case 2:
            desc.out_spatial[d] = 0;
            break;
        default:
            // No inputs, yet outputs: bias alone.
            desc.in_spatial.fill(0);
    }
}

Values draw_values(Random& random) {
    const std::int64_t kind = random.integer(0, 19);
    return kind == 0   ? Values::denormal
           : kind == 1 ? Values::huge
           : kind == 2 ? Values::ones
           : kind < 6  ? Values::nonfinite
                       : Values::uniform;
}

Case draw_shared(Random& random) {
    Case c;
    c.desc = random.chance(0.1) ? support::interleaved_problem(random) : support::random_problem(random);
    const std::vector<DType> types = support::all_types();
    c.desc.dtype =
        types[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(types.size()) - 1))];
    if (reference::is_half(c.desc.dtype) && random.chance(0.2)) c.desc.output_dtype = DType::float32;
    if (random.chance(0.02)) empty_something(c.desc, random);
    if (c.desc.activation == Activation::clamp) {
        c.desc.activation_min = -random.value() * random.value();
        c.desc.activation_max = c.desc.activation_min + 1;
    }
    c.values = draw_values(random);
    c.data_seed = static_cast<std::uint64_t>(random.integer(0, INT32_MAX));
    c.with_bias = random.chance(0.7);
    c.order = random.chance(0.8) ? KernelOrder::keras : KernelOrder::pytorch;
    c.guard = random.chance(0.5) ? support::Guard::after : support::Guard::before;
    c.shift = random.chance(0.05) ? static_cast<int>(random.integer(1, 3)) : 0;
    c.any_size = random.chance(0.1);
    return c;
}

void draw_threads(Case& c, Random& random) {
    c.plan_threads = static_cast<int>(random.one_of({1, 1, 2, 3, 8}));
    c.threads = static_cast<int>(random.one_of({1, 1, 2, 3}));
    const std::int64_t runner = random.integer(0, 39);
    c.runner = runner == 0 ? Runner::threads : runner < 6 ? Runner::backwards : Runner::own;
}

/// An algorithm by request now and then, where it can be had.
void draw_algorithm(Case& c, Random& random) {
    c.algorithm = static_cast<Algorithm>(random.one_of({0, 0, 0, 0, 0, 0, 1, 2, 2}));
    if (c.algorithm == Algorithm::winograd && !plan_of(c).ok()) c.algorithm = Algorithm::automatic;
}

/// Kernels of a case's tier and form; of Winograd alone where there are such and `fast` says so.
std::vector<const detail::KernelInfo*> kernels_of(const Case& c, bool fast) {
    std::vector<const detail::KernelInfo*> all;
    std::vector<const detail::KernelInfo*> winograd;
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        if (kernel.rank != c.desc.rank || kernel.isa != c.isa || kernel.data_format != c.desc.data_format ||
            kernel.dtype != detail::kernel_dtype(c.desc.dtype)) {
            continue;
        }
        all.push_back(&kernel);
        if (kernel.algo == detail::Algo::winograd) winograd.push_back(&kernel);
    }
    return fast && !winograd.empty() ? winograd : all;
}

/// Blocks of one or two positions: several along every dimension of all but the smallest problems.
void split_everywhere(Case& c, Random& random) {
    for (int d = 0; d < c.desc.rank; ++d) c.tuning.block[static_cast<std::size_t>(d)] = random.integer(1, 2);
}

/// Whether a case has a plan, with as much of its split as the kernel can do.
bool has_plan(Case& c) {
    if (plan_of(c).ok()) return true;
    c.tuning.turned_channels = c.tuning.units_together = 0;
    if (plan_of(c).ok()) return true;
    c.tuning.channel_parts = 0;
    if (plan_of(c).ok()) return true;
    c.tuning = {};
    return plan_of(c).ok();
}

/// A kernel of the tier that serves the problem, with a random split; false when none of those tried does.
bool draw_kernel(Case& c, Random& random) {
    c.algorithm = Algorithm::automatic;
    const auto all = kernels_of(c, false);
    if (all.empty()) return false;
    const auto preferred = kernels_of(c, random.chance(0.5));
    for (int tries = 0; tries < kMostTries; ++tries) {
        const auto& kernels = tries < kMostTries / 3 ? preferred : all;
        const auto pick = random.integer(0, static_cast<std::int64_t>(kernels.size()) - 1);
        const detail::KernelInfo* const kernel = kernels[static_cast<std::size_t>(pick)];
        c.kernel = kernel->name;
        c.tuning = random.chance(0.8) ? support::random_tuning(c.desc.rank, random) : Tuning{};
        if (random.chance(0.3)) split_everywhere(c, random);
        if (has_plan(c)) return true;
    }
    return false;
}

/// On each tier convt's own choice, and a kernel of that tier.
std::vector<Case> on_tiers(const Case& shared, const std::vector<Isa>& tiers, Random& random) {
    std::vector<Case> cases;
    for (const Isa isa : tiers) {
        Case chosen = shared;
        chosen.isa = isa;
        draw_threads(chosen, random);
        draw_algorithm(chosen, random);
        cases.push_back(chosen);
        if (draw_kernel(chosen, random)) cases.push_back(chosen);
    }
    return cases;
}

/// Tiers that have kernels of floats, or of integers.
std::vector<Isa> tiers_of(bool integers) {
    std::vector<Isa> tiers;
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        const bool known = std::find(tiers.begin(), tiers.end(), kernel.isa) != tiers.end();
        if (!known && kernel.rank != 0 && (kernel.algo == detail::Algo::dot) == integers &&
            detail::cpu_runs(kernel.isa) && detail::within(kernel.isa, detect_isa())) {
            tiers.push_back(kernel.isa);
        }
    }
    return tiers;
}

}  // namespace

std::vector<Case> draw(std::uint64_t seed, const std::vector<Isa>& tiers) {
    Random random(seed);
    const Case shared = draw_shared(random);
    return on_tiers(shared, tiers, random);
}

std::vector<Case> draw_integers(std::uint64_t seed, const std::vector<Isa>& tiers) {
    Random random(seed);
    Case shared = draw_shared(random);
    const Rounding rounding = random.chance(0.5) ? Rounding::nearest_even : Rounding::gemmlowp;
    shared.desc = support::with_random_types(shared.desc, rounding, random);
    shared.values = Values::uniform;
    return on_tiers(shared, tiers, random);
}

std::vector<Isa> runnable_tiers() {
    return tiers_of(false);
}

std::vector<Isa> integer_tiers() {
    return tiers_of(true);
}

Result<Plan> plan_of(const Case& c) {
    PlanOptions options;
    options.max_isa = c.isa;
    options.kernel_name = c.kernel;
    options.algorithm = c.algorithm;
    options.tuning = c.tuning;
    options.any_size = c.any_size;
    options.threads = c.plan_threads;
    return Plan::create(c.desc, options);
}

}  // namespace convt::campaign
