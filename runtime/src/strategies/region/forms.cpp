#include "strategies/region/forms.hpp"

#include <algorithm>
#include <iterator>

namespace convt::detail {
namespace {

using Folding = RegionForm::Folding;

constexpr RegionForm kForms[] = {
    {.algo = Algo::direct,
     .lanes_are_pixels = false,
     .stages_planes = false,
     .whole_vectors = false,
     .all_x_phases = false,
     .one_input = false,
     .folding = Folding::outer,
     .joins_rows = false,
     .transposes_columns = false,
     .spreads_pixels = true,
     .spreads_planes = false,
     .prefetches_weights = true,
     .any_channels = false},
    {.algo = Algo::inner,
     .lanes_are_pixels = false,
     .stages_planes = false,
     .lanes_are_inputs = true,
     .whole_vectors = false,
     .all_x_phases = false,
     .one_input = false,
     .folding = Folding::outer,
     .joins_rows = false,
     .transposes_columns = false,
     .spreads_pixels = true,
     .spreads_planes = false,
     .prefetches_weights = true,
     .any_channels = false},
    {.algo = Algo::planar,
     .lanes_are_pixels = true,
     .stages_planes = true,
     .whole_vectors = false,
     .all_x_phases = false,
     .one_input = false,
     .folding = Folding::outer,
     .joins_rows = true,
     .transposes_columns = false,
     .spreads_pixels = false,
     .spreads_planes = false,
     .prefetches_weights = false,
     .any_channels = true},
    {.algo = Algo::rows,
     .lanes_are_pixels = true,
     .stages_planes = true,
     .whole_vectors = true,
     .all_x_phases = false,
     .one_input = false,
     .folding = Folding::inner,
     .joins_rows = false,
     .transposes_columns = false,
     .spreads_pixels = false,
     .spreads_planes = true,
     .prefetches_weights = false,
     .any_channels = false},
    {.algo = Algo::depthwise,
     .lanes_are_pixels = false,
     .stages_planes = false,
     .whole_vectors = false,
     .all_x_phases = false,
     .one_input = true,
     .folding = Folding::outer,
     .joins_rows = false,
     .transposes_columns = true,
     .spreads_pixels = false,
     .spreads_planes = false,
     .prefetches_weights = false,
     .any_channels = false},
    {.algo = Algo::depthrows,
     .lanes_are_pixels = true,
     .stages_planes = true,
     .whole_vectors = true,
     .all_x_phases = true,
     .one_input = true,
     .folding = Folding::none,
     .joins_rows = false,
     .transposes_columns = false,
     .spreads_pixels = false,
     .spreads_planes = false,
     .prefetches_weights = false,
     .any_channels = false},
};

const RegionForm* find_form(Algo algo) noexcept {
    const auto* const found = std::find_if(std::begin(kForms), std::end(kForms),
                                           [&](const RegionForm& form) { return form.algo == algo; });
    return found == std::end(kForms) ? nullptr : found;
}

}  // namespace

bool has_form(Algo algo) noexcept {
    return find_form(algo) != nullptr;
}

const RegionForm& form_of(const KernelInfo& kernel) noexcept {
    const RegionForm* form = find_form(kernel.algo);
    return form != nullptr ? *form : kForms[0];
}

}  // namespace convt::detail
