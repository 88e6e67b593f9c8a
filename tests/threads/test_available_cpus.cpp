// The default thread count: affinity mask and cgroup quotas.
#include "machine/available_cpus.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <climits>
#include <filesystem>
#include <fstream>

#include "convt/context.hpp"

namespace convt::threads {
namespace {

namespace fs = std::filesystem;

TEST(AvailableCpus, HonourAffinity) {
    cpu_set_t before;
    ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(cpu, &before) && CPU_COUNT(&one) == 0) CPU_SET(cpu, &one);
    }
    ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
    const int cpus = available_cpus();
    auto context = Context::create();
    ASSERT_EQ(sched_setaffinity(0, sizeof(before), &before), 0);

    EXPECT_EQ(cpus, 1);
    ASSERT_TRUE(context.ok());
    EXPECT_EQ(context->threads(), 1);
    EXPECT_GE(available_cpus(), 1);
    EXPECT_LE(available_cpus(), CPU_COUNT(&before));
}

/// A made-up /sys/fs/cgroup.
class CgroupTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "convt_cgroup_XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        root_ = name;
    }
    void TearDown() override { fs::remove_all(root_); }

    void write(const std::string& path, const std::string& text) {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << text << '\n';
    }
    int cpus(const std::string& membership) { return detail::cgroup_cpus(membership, root_.string()); }

    fs::path root_;
};

TEST_F(CgroupTest, NoQuotaMeansNoLimit) {
    EXPECT_EQ(cpus(""), INT_MAX);
    EXPECT_EQ(cpus("0::/\n"), INT_MAX);
    write("cpu.max", "max 100000");
    write("cpu/cpu.cfs_quota_us", "-1");
    write("cpu/cpu.cfs_period_us", "100000");
    EXPECT_EQ(cpus("0::/\n"), INT_MAX);
    EXPECT_EQ(cpus("3:cpu,cpuacct:/\n"), INT_MAX);
    EXPECT_EQ(cpus("not a cgroup file\n::\n:\n"), INT_MAX);
}

TEST_F(CgroupTest, Version2TakesTheSmallestUpToTheRoot) {
    write("a/b/cpu.max", "350000 100000");
    EXPECT_EQ(cpus("0::/a/b\n"), 4) << "3.5 CPUs are rounded up";
    write("a/cpu.max", "150000 100000");
    EXPECT_EQ(cpus("0::/a/b\n"), 2);
    write("cpu.max", "5000 100000");
    EXPECT_EQ(cpus("0::/a/b\n"), 1);
    EXPECT_EQ(cpus("0::/elsewhere/entirely\n"), 1) << "a container may see only the root of its path";
}

TEST_F(CgroupTest, Version1IsFoundByItsController) {
    write("cpu/pod/cpu.cfs_quota_us", "200000");
    write("cpu/pod/cpu.cfs_period_us", "100000");
    EXPECT_EQ(cpus("7:cpuset:/pod\n4:cpuacct,cpu:/pod\n0::/\n"), 2);
    EXPECT_EQ(cpus("7:cpuset:/pod\n"), INT_MAX) << "cpuset is not cpu";
}

}  // namespace
}  // namespace convt::threads
