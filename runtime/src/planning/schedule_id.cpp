#include "planning/registry.hpp"

namespace convt::detail {
namespace {

struct ScheduleId {
    std::string_view kernel_name;
    const char* id;
};

constexpr ScheduleId kScheduleIds[] = {
// Written by generators/schedule_ids.py when the kernels' objects are made.
#include "schedule_ids.inc"
    {"convt_reference", "00000000"},
};

}  // namespace

const char* schedule_id(std::string_view kernel_name) noexcept {
    for (const ScheduleId& known : kScheduleIds) {
        if (known.kernel_name == kernel_name) return known.id;
    }
    return "";
}

}  // namespace convt::detail
