#include "compile/layers/planned_layer.hpp"

#include "compile/layers/element_values.hpp"
#include "src/machine/cpu.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using PlanPointer = std::shared_ptr<const detail::PlanState>;

/// What kernels are chosen for; their work is split for the threads that are there at run time.
constexpr int kPlannedThreads = 4;

/// The smallest of a layer's sizes that have outputs, and larger ones than the typical.
std::vector<std::vector<std::int64_t>> probed_sizes(const CompileLayer& layer) {
    const auto rank = static_cast<std::size_t>(layer.desc.rank);
    std::vector<std::int64_t> sizes{layer.desc.batch};
    sizes.insert(sizes.end(), layer.desc.in_spatial.begin(), layer.desc.in_spatial.begin() + layer.desc.rank);
    std::vector<std::vector<std::int64_t>> probed;
    for (const std::int64_t factor : {0, 1, 3}) {
        std::vector<std::int64_t> probe = sizes;
        if (layer.open[0]) probe[0] = factor == 0 ? 1 : sizes[0] * factor;
        for (std::size_t d = 0; d < rank; ++d) {
            if (!layer.open[d + 1]) continue;
            // The smallest size with an output.
            const std::int64_t lost = layer.desc.crop_left[d] + layer.crop_right()[d] -
                                      (layer.desc.kernel_size[d] - 1) * layer.desc.dilation_rate[d];
            const std::int64_t least =
                1 + std::max<std::int64_t>((lost + layer.desc.strides[d] - 1) / layer.desc.strides[d], 0);
            probe[d + 1] = factor == 0 ? least : sizes[d + 1] * factor + (factor > 1 ? 1 : 0);
        }
        probed.push_back(probe);
    }
    return probed;
}

/// True when a kernel serves every size of a layer with the same packed weights. Other sizes than the typical
/// are split by the cost model.
bool serves_all_sizes(const CompileLayer& layer, const detail::PlanState& plan) {
    PlanOptions options = plan.options;
    options.kernel_name = plan.kernel().name;
    options.tuning = {};
    for (const auto& sizes : probed_sizes(layer)) {
        CompileLayer probe = layer;
        set_sizes(probe, sizes);
        const auto other = detail::make_plan(probe.desc, options, plan.table, plan.highest);
        // Sizes that no kernel takes are refused at run time as well.
        if (!other.ok() && !validate(probe.desc).ok()) continue;
        if (!other.ok() || (*other)->packed().id != plan.packed().id ||
            (*other)->packed().bytes != plan.packed().bytes) {
            return false;
        }
    }
    return true;
}

PlanPointer by_cost_model(const CompileLayer& layer, Isa isa, PlanOptions options,
                          detail::KernelTable table) {
    PlanPointer plan = unwrap(detail::make_plan(layer.desc, options, table, isa));
    if (!layer.any_open() || serves_all_sizes(layer, *plan)) return plan;
    if (detail::strategy_of(plan->kernel()).algorithm != Algorithm::direct) {
        options.algorithm = Algorithm::direct;
        return by_cost_model(layer, isa, options, table);
    }
    options.kernel_name = "convt_reference";
    return unwrap(detail::make_plan(layer.desc, options, table, isa));
}

/// Why what was measured does not count for the kernel that the library would get; empty when it does. What
/// the running library knows was asked when the file was read.
std::string staleness(const TunedEntry& entry, const KernelIds* ids) {
    if (ids == nullptr || *detail::schedule_id(entry.kernel_name) != '\0') return {};
    const std::string here = ids->of(entry.kernel_name);
    if (here.empty())
        return entry.kernel_name + " is not in this installation, so its schedule may have changed since";
    if (here != entry.schedule_id) return "the schedule of " + entry.kernel_name + " has changed since";
    return {};
}

/// The plan of the first tuned entry that can be had, or null; `refusal` then says why none could, and is
/// empty when there is none.
PlanPointer by_tuned_entry(const CompileLayer& layer, Isa isa, const PlanningInputs& given,
                           PlanOptions options, std::string& refusal) {
    for (const TunedEntry* entry : given.tuned.find(problem_text(layer.desc), detail::tier_of_floats(isa))) {
        options.kernel_name = entry->kernel_name;
        options.tuning = entry->tuning;
        auto plan = detail::make_plan(layer.desc, options, given.tuned_table, isa);
        if (!plan.ok()) {
            refusal = plan.status().message();
        } else if (layer.any_open() && !serves_all_sizes(layer, **plan)) {
            refusal = entry->kernel_name + " does not serve every size that is left open";
        } else if (const std::string why = staleness(*entry, given.ids); !why.empty()) {
            refusal = why;
        } else {
            return *plan;
        }
    }
    return nullptr;
}

}  // namespace

PlannedVariant plan_layer(const CompileLayer& layer, Isa isa, const PlanningInputs& given) {
    PlannedVariant variant{isa, nullptr, {}, false, {}};
    PlanOptions options = given.options;
    options.any_size = layer.any_open();
    // Where the library runs is not known; the machine that compiles must not matter.
    if (options.threads == 0) options.threads = kPlannedThreads;
    std::string refusal;
    variant.plan = by_tuned_entry(layer, isa, given, options, refusal);
    variant.tuned = variant.plan != nullptr;
    if (!variant.tuned) {
        variant.plan = by_cost_model(layer, isa, options, given.table);
        if (!refusal.empty()) variant.warning = "its tuned entries cannot be used: " + refusal;
    }
    if (layer.weights) {
        const std::vector<std::byte> kernel = bytes_of(kernel_dtype(layer.desc), layer.weights->kernel);
        const std::vector<float>& scales = layer.weights->scales;
        variant.packed.resize(variant.plan->packed().bytes);
        pack_kernel(*variant.plan, kernel.data(), KernelOrder::pytorch, variant.packed.data(),
                    {scales.data(), std::ssize(scales)});
    }
    return variant;
}

}  // namespace convt::tools
