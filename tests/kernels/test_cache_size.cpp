/// What sets the size of blocks, against what Linux says.

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>

#include "machine/cpu.hpp"

namespace convt {
namespace {

std::string read(const std::string& name) {
    std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index2/" + name);
    std::string text;
    file >> text;
    return text;
}

TEST(CacheSize, IsWhatLinuxSays) {
    const std::int64_t bytes = detail::l2_bytes();
    if (bytes == 0 || read("level") != "2") GTEST_SKIP() << "this machine does not say";
    const std::string size = read("size");  // in KiB: 2048K
    ASSERT_EQ(size.back(), 'K');
    EXPECT_EQ(bytes, std::stoll(size) << 10);
}

}  // namespace
}  // namespace convt
