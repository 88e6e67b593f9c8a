#include "partition/owners.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "reference/layout.hpp"
#include "strategies/region/task/task.hpp"
#include "support/compare.hpp"
#include "support/guarded_buffer.hpp"
#include "support/lines.hpp"

namespace convt::partition {
namespace {

/// The bytes of a NaN beside that of support::poison(), in float32 as in float64.
constexpr std::uint32_t kScratchPattern = 0x7FFABEEF;
constexpr std::size_t kLineBytes = 64;

/// A workspace that ends at a page that may not be touched.
class Workspace {
public:
    explicit Workspace(std::size_t bytes)
        : memory_(DType::float32, (bytes + kLineBytes - 1) / kLineBytes * kLineBytes / sizeof(float)) {
        const auto values = memory_.values().as<float>();
        std::fill(values.begin(), values.end(), std::bit_cast<float>(kScratchPattern));
    }
    [[nodiscard]] std::byte* data() { return static_cast<std::byte*>(memory_.data()); }

private:
    support::GuardedBuffer memory_;
};

using Three = std::array<std::int64_t, 3>;

struct Place {
    std::int64_t image = -1;
    Three at{};
    std::int64_t channel = 0;
};

/// The output that lies at an element, or image -1 for an element between outputs.
Place place_of(const ConvTransposeDesc& desc, std::size_t element) {
    const reference::Layout layout = reference::output_layout(desc);
    Place place;
    reference::for_each_element(layout, desc.data_format,
                                [&](std::int64_t n, const Three& at, std::int64_t c) {
                                    if (layout.offset(n, at, c) == static_cast<std::int64_t>(element))
                                        place = {n, at, c};
                                });
    return place;
}

std::string to_string(const Place& place) {
    return "output n=" + std::to_string(place.image) + " at (" + std::to_string(place.at[0]) + "," +
           std::to_string(place.at[1]) + "," + std::to_string(place.at[2]) + ") channel " +
           std::to_string(place.channel);
}

}  // namespace

Owners::Owners(const detail::PlanState& plan, support::Operands& operands) {
    Workspace workspace(plan.plan().workspace_bytes());
    const support::Lines weights(plan.packed().bytes);
    pack_kernel(plan, operands.kernel.data(), KernelOrder::keras, weights.data());

    const support::Elements outputs = operands.outputs.values();
    owner_.assign(outputs.size(), kNobody);
    support::poison(outputs);
    support::ElementVector values(outputs);
    const detail::RunArgs args{operands.inputs.data(), weights.data(), operands.bias.data(), outputs.data(),
                               operands.given_slopes()};
    for (std::int64_t task = 0; task < plan.plan().tasks(); ++task) {
        plan.plan().run(args, task, workspace.data());
        claim(static_cast<std::int32_t>(task), outputs, values);
    }
    if (outputs.size() > 0) std::memcpy(outputs.data(), values.data(), outputs.size_bytes());
}

/// Notes what a task wrote, keeps the values and leaves the outputs as they were before it.
void Owners::claim(std::int32_t task, const support::Elements& outputs, support::ElementVector& values) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (support::is_poison(outputs, i)) continue;
        if (owner_[i] != kNobody) clashes_.push_back({i, owner_[i], task});
        owner_[i] = task;
        values.set(i, outputs[i]);
    }
    support::poison(outputs);
}

testing::AssertionResult Owners::partition(const ConvTransposeDesc& desc) const {
    if (!clashes_.empty()) {
        const Clash& first = clashes_.front();
        return testing::AssertionFailure()
               << "tasks " << first.first << " and " << first.second << " both write "
               << to_string(place_of(desc, first.element)) << ", as " << clashes_.size() << " times in all";
    }
    const reference::Layout layout = reference::output_layout(desc);
    std::size_t owned = 0;
    auto result = testing::AssertionSuccess();
    reference::for_each_element(
        layout, desc.data_format, [&](std::int64_t n, const Three& at, std::int64_t c) {
            const bool written = owner_[static_cast<std::size_t>(layout.offset(n, at, c))] != kNobody;
            owned += written ? 1 : 0;
            if (!written && result) {
                result = testing::AssertionFailure() << "no task writes " << to_string({n, at, c});
            }
        });
    const auto all = static_cast<std::size_t>(
        std::count_if(owner_.begin(), owner_.end(), [](std::int32_t task) { return task != kNobody; }));
    if (result && all != owned) {
        result = testing::AssertionFailure() << all - owned << " elements between the outputs are written";
    }
    return result;
}

bool Owners::split_along(const ConvTransposeDesc& desc, int d) const {
    const reference::Layout layout = reference::output_layout(desc);
    const auto axis = static_cast<std::size_t>(3 - desc.rank + d);
    bool split = false;
    reference::for_each_element(layout, desc.data_format,
                                [&](std::int64_t n, const Three& at, std::int64_t c) {
                                    if (split || at[axis] == 0) return;
                                    Three first = at;
                                    first[axis] = 0;
                                    split = owner_[static_cast<std::size_t>(layout.offset(n, at, c))] !=
                                            owner_[static_cast<std::size_t>(layout.offset(n, first, c))];
                                });
    return split;
}

bool Owners::split_along_channels(const ConvTransposeDesc& desc) const {
    const reference::Layout layout = reference::output_layout(desc);
    const std::int64_t in_group = desc.out_channels / desc.groups;
    bool split = false;
    reference::for_each_element(layout, desc.data_format,
                                [&](std::int64_t n, const Three& at, std::int64_t c) {
                                    if (split || c >= in_group) return;
                                    split = owner_[static_cast<std::size_t>(layout.offset(n, at, c))] !=
                                            owner_[static_cast<std::size_t>(layout.offset(n, at, 0))];
                                });
    return split;
}

}  // namespace convt::partition
