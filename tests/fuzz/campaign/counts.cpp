#include "fuzz/campaign/counts.hpp"

#include <sstream>

#include "fuzz/campaign/draw.hpp"
#include "planning/registry.hpp"

namespace convt::campaign {

std::string summary(const Counts& counts) {
    std::ostringstream text;
    const detail::KernelTable table = detail::kernel_table();
    for (const Isa isa : runnable_tiers()) {
        const auto tier = static_cast<std::size_t>(isa);
        std::int64_t kernels = 0;
        std::int64_t ran = 0;
        for (std::size_t i = 0; i < table.size(); ++i) {
            if (table[i].isa != isa) continue;
            ++kernels;
            ran += counts.by_kernel[i] > 0 ? 1 : 0;
        }
        text << isa_name(isa) << ": " << counts.problems[tier] << " problems, " << counts.runs[tier]
             << " plans, " << counts.fast[tier] << " of them fast, " << ran << " of " << kernels
             << " kernels\n";
    }
    return text.str();
}

}  // namespace convt::campaign
