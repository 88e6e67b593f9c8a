#include "machine/available_cpus.hpp"

#include <sched.h>

#include <algorithm>
#include <climits>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>

#include "convt/context.hpp"

namespace convt {
namespace detail {
namespace {

int quota_cpus(double quota, double period) {
    if (!(quota > 0 && period > 0)) return INT_MAX;
    const double cpus = std::ceil(quota / period);
    return cpus < INT_MAX ? static_cast<int>(cpus) : INT_MAX;
}

/// Version 2: "max 100000" or "150000 100000".
int quota_of_v2(const std::string& folder) {
    std::ifstream file(folder + "/cpu.max");
    double quota = 0;
    double period = 0;
    return file >> quota >> period ? quota_cpus(quota, period) : INT_MAX;
}

/// Version 1: a quota of -1 means none.
int quota_of_v1(const std::string& folder) {
    std::ifstream quota_file(folder + "/cpu.cfs_quota_us");
    std::ifstream period_file(folder + "/cpu.cfs_period_us");
    double quota = 0;
    double period = 0;
    return quota_file >> quota && period_file >> period ? quota_cpus(quota, period) : INT_MAX;
}

/// In a container the path may be the host's and exist only in part; its existing ancestors still count.
template <typename Quota>
int smallest_up_from(const std::string& mount, std::string path, Quota quota) {
    int cpus = INT_MAX;
    for (;;) {
        cpus = std::min(cpus, quota(mount + path));
        const std::size_t slash = path.rfind('/');
        if (slash == std::string::npos) return cpus;
        path.resize(slash);
    }
}

bool lists_cpu(const std::string& controllers) {
    std::istringstream names(controllers);
    for (std::string name; std::getline(names, name, ',');) {
        if (name == "cpu") return true;
    }
    return false;
}

}  // namespace

int cgroup_cpus(const std::string& membership, const std::string& mounts) {
    int cpus = INT_MAX;
    std::istringstream lines(membership);
    // Each line is "hierarchy:controllers:path"; hierarchy 0 without controllers is version 2.
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string path = line.substr(second + 1);
        if (controllers.empty()) {
            cpus = std::min(cpus, smallest_up_from(mounts, path, quota_of_v2));
        } else if (lists_cpu(controllers)) {
            cpus = std::min(cpus, smallest_up_from(mounts + "/cpu", path, quota_of_v1));
        }
    }
    return cpus;
}

namespace {

int affinity_cpus() {
    // The kernel refuses masks shorter than its own, whose length is only found by trying.
    for (int cpus = 1024; cpus <= (1 << 20); cpus *= 4) {
        cpu_set_t* mask = CPU_ALLOC(static_cast<std::size_t>(cpus));
        if (mask == nullptr) return 1;
        const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(cpus));
        const bool fits = sched_getaffinity(0, bytes, mask) == 0;
        const int count = fits ? CPU_COUNT_S(bytes, mask) : 0;
        CPU_FREE(mask);
        if (fits) return count;
    }
    return 1;
}

}  // namespace
}  // namespace detail

int available_cpus() noexcept {
    try {
        std::ifstream file("/proc/self/cgroup");
        const std::string membership{std::istreambuf_iterator<char>(file), {}};
        const int cpus = std::min(detail::affinity_cpus(), detail::cgroup_cpus(membership, "/sys/fs/cgroup"));
        return std::max(cpus, 1);
    } catch (...) {
        return 1;
    }
}

}  // namespace convt
