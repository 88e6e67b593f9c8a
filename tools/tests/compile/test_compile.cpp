/// Libraries made by `convt compile`, used as an app would.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "compile/compiled_app.hpp"
#include "compile/expect_exact.hpp"
#include "compile/layers/compile_layer.hpp"
#include "compile/layers/problem_string.hpp"
#include "convt/plan.hpp"

namespace convt::tools::test {
namespace {

using Sizes = std::vector<std::int64_t>;

std::string contents(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class EnvironmentVariable {
public:
    EnvironmentVariable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
    ~EnvironmentVariable() { unsetenv(name_); }

private:
    const char* name_;
};

const char* const kProblems[] = {
    "1d ic16 oc24 i37 k4 s2 same name=line",
    "2d ic32 oc48 i17x23 k4 s2 same name=wide",
    "2d channels_first ic24 oc24 i20x31 k2 s2 name=first",
    "2d channels_first ic33 oc1 i20x31 k2 s2 name=one",
    "2d ic16 oc16 g16 i13x9 k3 s2 op1 same name=depthwise",
    "2d n2 ic64 oc64 i12x12 k4 s2 crop1:1 name=fast",
    "3d ic16 oc8 i5x6x7 k3 s2x1x2 d1x2x1 name=volume",
    "2d ic4 oc3 i9x8 k5x3 s3x2 crop1x0 o30x17 name=odd",
    "2d ic32 oc48 i17x23 k4 s2 same from_channels_first name=turned",
    "2d channels_first ic16 oc24 i17x23 k4 s2 same from_channels_last name=turned_back",
};

TEST(Compile, MakesEveryKindOfLayer) {
    std::vector<std::string> arguments(std::begin(kProblems), std::end(kProblems));
    arguments.insert(arguments.end(), {"--target", "native"});
    CompiledApp app(arguments);
    for (const char* problem : kProblems) {
        const CompileLayer layer = parse_problem_string(problem);
        expect_exact(app, layer.name, layer, {});
    }
}

TEST(Compile, LeavesSizesOpen) {
    for (const std::string algorithm : {"automatic", "direct"}) {
        CompiledApp app({"2d n? ic32 oc32 i?x?40 k4 s2 same name=up",
                         "2d ic24 oc1 i?x? k3 s2 crop1:0 name=down", "--algorithm", algorithm});
        for (const Sizes& sizes : {Sizes{1, 1, 1}, Sizes{3, 7, 40}, Sizes{2, 33, 5}}) {
            CompileLayer layer = parse_problem_string("2d ic32 oc32 i8 k4 s2 same");
            set_sizes(layer, sizes);
            expect_exact(app, "up", layer, sizes);
        }
        for (const Sizes& sizes : {Sizes{2, 1}, Sizes{30, 41}}) {
            CompileLayer layer = parse_problem_string("2d ic24 oc1 i8 k3 s2 crop1:0");
            set_sizes(layer, {1, sizes[0], sizes[1]});
            expect_exact(app, "down", layer, sizes);
        }
    }
}

TEST(Compile, LeavesSizesOpenInBothOrders) {
    CompiledApp app({"2d n? ic32 oc32 i?x?40 k4 s2 same from_channels_first name=up"});
    for (const Sizes& sizes : {Sizes{1, 1, 1}, Sizes{1, 0, 4}, Sizes{3, 7, 40}, Sizes{2, 33, 5}}) {
        CompileLayer layer = parse_problem_string("2d ic32 oc32 i8 k4 s2 same from_channels_first");
        set_sizes(layer, sizes);
        expect_exact(app, "up", layer, sizes);
    }
    EXPECT_NE(contents(app.folder().path("net.h")).find("inputs   [batch][32][height][width]"),
              std::string::npos);
    EXPECT_NE(contents(app.folder().path("net.h")).find("outputs  [batch][height * 2][width * 2][32]"),
              std::string::npos);
}

TEST(Compile, ChoosesTheTierAtRunTime) {
    if (detect_isa() == Isa::neon) GTEST_SKIP() << "one tier only";
    CompiledApp app({"2d ic32 oc32 i9 k4 s2 name=up", "--target", "base", "--target",
                     "x86-64-linux-avx2-fma-f16c", "--target", "avx512"});
    EXPECT_NE(app.compiled().out.find("avx512"), std::string::npos);
    const CompileLayer layer = parse_problem_string("2d ic32 oc32 i9 k4 s2");
    for (const char* tier : {"base", "avx2", "avx512"}) {
        const EnvironmentVariable cap("CONVT_MAX_ISA", tier);
        expect_exact(app, "up", layer, {});
    }
}

TEST(Compile, RefusesACpuBelowEveryTarget) {
    if (detect_isa() < Isa::avx2 || detect_isa() == Isa::neon) GTEST_SKIP() << "needs AVX2";
    CompiledApp app({"2d ic32 oc32 i9 k4 s2 name=up", "--target", "avx2"});
    const std::string program = app.build("refused", R"(#include "net.h"
int main(void) {
    net_context* context;
    return net_context_create(1, &context);
}
)");
    EXPECT_EQ(run_program({program}).exit_code, 0);
    const EnvironmentVariable cap("CONVT_MAX_ISA", "base");
    EXPECT_EQ(run_program({program}).exit_code, 2);
}

TEST(Compile, WritesTheSameBytesAgain) {
    const std::vector<std::string> arguments{"2d ic32 oc32 i? k4 s2 same name=up", "3d ic8 oc8 i4 k2 s2"};
    CompiledApp first(arguments), second(arguments);
    for (const char* file : {"libnet.a", "net.h", "netConfig.cmake"}) {
        const std::string bytes = contents(first.folder().path(file));
        EXPECT_FALSE(bytes.empty());
        EXPECT_TRUE(bytes == contents(second.folder().path(file))) << file;
        EXPECT_EQ(bytes.find(first.folder().path("")), std::string::npos) << file << " names a folder";
    }
}

TEST(Compile, DefinesItsOwnFunctionsOnly) {
    CompiledApp app({"2d ic32 oc32 i? k4 s2 same name=up"});
    const Outcome symbols = run_program({"nm", "--defined-only", "--extern-only", app.archive()});
    std::istringstream lines(symbols.out);
    int count = 0;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t space = line.rfind(' ');
        if (space == std::string::npos) continue;
        EXPECT_TRUE(line.substr(space + 1).starts_with("net_")) << line;
        ++count;
    }
    EXPECT_EQ(count, 7) << symbols.out;
}

TEST(Compile, NeedsTheSystemOnly) {
    CompiledApp app({"2d ic32 oc32 i? k4 s2 same name=up"});
    const std::string program = app.build(
        "needs",
        "#include \"net.h\"\nint main(void) { net_context* c; return net_context_create(1, &c); }\n");
    const Outcome needed = run_program({"readelf", "-d", program});
    std::istringstream lines(needed.out);
    for (std::string line; std::getline(lines, line);) {
        if (line.find("(NEEDED)") == std::string::npos) continue;
        constexpr std::array kSystem{"libc.so", "libm.so", "libstdc++.so", "libgcc_s.so", "ld-linux"};
        const bool system = std::any_of(kSystem.begin(), kSystem.end(), [&](const char* name) {
            return line.find(name) != std::string::npos;
        });
        EXPECT_TRUE(system) << line;
    }
}

TEST(Compile, ReadsLayerLists) {
    CompiledApp app({CONVT_LAYERS, "--sizes", "dcgan_l5=1,?,?8", "--target", "base"});
    EXPECT_NE(contents(app.folder().path("net.h"))
                  .find("net_dcgan_l5(net_context* context, int64_t height, "
                        "int64_t width, const float* inputs"),
              std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
