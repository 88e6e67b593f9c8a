/// Names of libraries and layers: whatever a source calls a layer, the header is one that programs can
/// include, and a library's name that would make another header is refused before anything is compiled.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "compile/compiled_app.hpp"
#include "compile/names/identifiers.hpp"

namespace convt::tools::test {
namespace {

std::string contents(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string layer_called(const std::string& name) {
    return "1d ic2 oc3 i? k2 s2 name=" + name;
}

/// Names that mean something in the header, in its source, in C or C++, or lead to those of another layer.
const std::vector<std::string>& awkward_names() {
    static const std::vector<std::string> names{"context",
                                                "error",
                                                "status",
                                                "context_create",
                                                "context_create_on",
                                                "context.destroy",
                                                "data_0",
                                                "up",
                                                "up_outputs",
                                                "up_pack",
                                                "up_packed_bytes",
                                                "Up",
                                                "int",
                                                "class",
                                                "NULL",
                                                "main",
                                                "layers",
                                                "session",
                                                "create",
                                                "variants_0",
                                                "inputs",
                                                "a/*b*/c",
                                                "*/",
                                                "\\",
                                                "?\?/",
                                                "gr\xC3\xB6\xC3\x9F\x65",
                                                "\xE2\x80\xAE",
                                                "\xFF",
                                                "__init__",
                                                "_X",
                                                "7",
                                                "ok",
                                                "h",
                                                std::string(5000, 'n'),
                                                std::string(5000, 'n') + "2"};
    return names;
}

/// Headers of C that a program may include beside the library's.
constexpr const char* kProgram = R"(#include <errno.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "net.h"

int main(void) {
    net_context* context = 0;
    if (net_context_create(1, &context) != NET_OK) return 1;
    net_context_destroy(context);
    return net_up_outputs(4) == 24 ? 0 : 2;
}
)";

TEST(CompiledNames, AwkwardLayersMakeAHeaderForCAndCpp) {
    std::vector<std::string> arguments;
    for (const std::string& name : awkward_names()) arguments.push_back(layer_called(name));
    CompiledApp app(arguments);
    EXPECT_EQ(run_program({app.build("in_c", kProgram)}).exit_code, 0);
    const std::string program = app.folder().path("in_cpp");
    const Outcome built =
        run_program({CONVT_CXX, "-std=c++17", "-pedantic-errors", "-Wall", "-Wextra", "-Werror", "-I",
                     app.folder().path(""), app.folder().write("in_cpp.cpp", kProgram), app.archive(),
                     "-lpthread", "-o", program});
    ASSERT_EQ(built.exit_code, 0) << built.err;
    EXPECT_EQ(run_program({program}).exit_code, 0);
}

/// `context` declared twice is an error of C; a name that the list lacks could be given to a layer.
TEST(CompiledNames, TheHeaderDefinesWhatIsListedAndNothingTwice) {
    std::vector<std::string> arguments;
    for (const std::string& name : awkward_names()) arguments.push_back(layer_called(name));
    const CompiledApp app(arguments);
    const std::vector<std::string> ids = to_identifiers("net", awkward_names());
    const std::vector<std::string> listed = header_names("net", ids);
    const std::set<std::string> names(listed.begin(), listed.end());
    EXPECT_EQ(names.size(), listed.size());
    std::string header = contents(app.folder().path("net.h"));
    header = std::regex_replace(header, std::regex(R"(/\*[^]*?\*/)"), "");
    const std::regex name("(net|NET)_[A-Za-z0-9_]+");
    std::size_t found = 0;
    for (std::sregex_iterator at(header.begin(), header.end(), name), end; at != end; ++at, ++found) {
        EXPECT_TRUE(names.contains(at->str())) << at->str();
    }
    EXPECT_GT(found, names.size());
}

TEST(CompiledNames, ThoseThatAreTakenGetANumber) {
    EXPECT_EQ(to_identifiers("net", {"context", "up", "up_outputs", "up", "data_0"}),
              (std::vector<std::string>{"context_2", "up", "up_outputs_2", "up_2", "data_0"}));
    EXPECT_EQ(to_identifiers("net", {"up_pack", "up"}), (std::vector<std::string>{"up_pack", "up_2"}));
    // size_t, thread_local and dynamic_cast are words of the language.
    EXPECT_EQ(to_identifiers("size", {"t"}), std::vector<std::string>{"t_2"});
    EXPECT_EQ(to_identifiers("thread", {"local"}), std::vector<std::string>{"local_2"});
    EXPECT_EQ(to_identifiers("dynamic", {"cast"}), std::vector<std::string>{"cast_2"});
}

struct BadName {
    const char* name;
    const char* layer;
    const char* message;
};

void PrintTo(const BadName& bad, std::ostream* stream) {
    *stream << bad.name;
}

class NameRefused : public ::testing::TestWithParam<BadName> {};

TEST_P(NameRefused, BeforeAnythingIsCompiled) {
    const ScratchFolder folder;
    const Outcome outcome = run_convt(
        {"compile", layer_called(GetParam().layer), "--name", GetParam().name, "--out", folder.path("a/b")});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find("--name is '" + std::string(GetParam().name) + "'; "), std::string::npos)
        << outcome.err;
    EXPECT_NE(outcome.err.find(GetParam().message), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_TRUE(folder.names().empty());
}

const std::string kLongName(101, 'n');
const BadName kBadNames[] = {
    {"", "up", "must be a name in C"},
    {"_up", "up", "must be a name in C"},
    {"up_", "up", "must be a name in C"},
    {"u__p", "up", "must be a name in C"},
    {"2up", "up", "must be a name in C"},
    {"gr\xC3\xB6\xC3\x9F\x65", "up", "must be a name in C"},
    {kLongName.c_str(), "up", "at most 100 letters"},
    {"int", "up", "a meaning in C"},
    {"class", "up", "a meaning in C"},
    {"signed", "up", "a meaning in C"},
    {"restrict", "up", "a meaning in C"},
    {"xor_eq", "up", "a meaning in C"},
    {"constexpr", "up", "a meaning in C"},
    {"errno", "up", "a meaning in C"},
    {"NULL", "up", "a meaning in C"},
    {"main", "up", "a meaning in C"},
    {"linux", "up", "a meaning in C"},
    {"size_t", "up", "a meaning in C"},
    {"std", "up", "a meaning in C"},
    {"convt", "up", "parts that a library is made of"},
    {"halide_up", "up", "parts that a library is made of"},
    {"m", "up", "libm.a"},
    {"stdio", "up", "stdio.h"},
    {"complex", "up", "C"},
    {"printf", "up", "taken by the headers"},
    {"INT_MAX", "up", "taken by the headers"},
    {"time_t", "up", "taken by the headers"},
    {"x", "up", "X_OK"},
    {"st", "atime", "st_atime"},
};
INSTANTIATE_TEST_SUITE_P(BadNames, NameRefused, ::testing::ValuesIn(kBadNames));

}  // namespace
}  // namespace convt::tools::test
