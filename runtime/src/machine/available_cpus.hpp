#pragma once

#include <string>

namespace convt::detail {

/// CPUs that the cgroup quotas allow, rounded up: the smallest quota from the process's group up to the root.
///
/// @param membership  text of /proc/self/cgroup
/// @param mounts      folder that the cgroup file systems are mounted under, usually /sys/fs/cgroup
/// @return at least 1; INT_MAX when no quota is set
[[nodiscard]] int cgroup_cpus(const std::string& membership, const std::string& mounts);

}  // namespace convt::detail
