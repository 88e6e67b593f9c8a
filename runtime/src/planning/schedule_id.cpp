#include "planning/registry.hpp"

namespace convt::detail {

const char* schedule_id(std::string_view kernel_name) noexcept {
#define CONVT_SCHEDULE(strategy, id) \
    if (kernel_name.find("_" strategy) != std::string_view::npos) return id;
#include "schedule_ids.inc"
    return "00000000";
}

}  // namespace convt::detail
