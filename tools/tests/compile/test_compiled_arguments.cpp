/// What a compiled library's functions say of null pointers, of orders that do not exist, and of no inputs.

#include <gtest/gtest.h>

#include "compile/compiled_app.hpp"

namespace convt::tools::test {
namespace {

/// Every step that is not as the header promises has an exit code of its own.
constexpr const char* kNulls = R"(#include "net.h"
#include <stdlib.h>
#include <string.h>

static void run_all(void* pool, void (*task)(void*, int), void* data, int count) {
    (void)pool;
    for (int i = 0; i < count; ++i) task(data, i);
}

int main(void) {
    float inputs[2 * 4] = {0}, kernel[2 * 3 * 2] = {0}, bias[3] = {0}, outputs[3 * 8];
    net_context* context = NULL;
    if (net_context_create(1, NULL) != NET_INVALID_ARGUMENT) return 1;
    if (net_context_create_on(run_all, NULL, 1, NULL) != NET_INVALID_ARGUMENT) return 2;
    context = (net_context*)(void*)inputs;
    if (net_context_create_on(NULL, NULL, 1, &context) != NET_INVALID_ARGUMENT || context != NULL) return 3;
    if (net_context_create(1, &context) != NET_OK) return 4;
    void* packed = malloc(net_up_packed_bytes(context));
    if (net_up(NULL, inputs, packed, bias, outputs) != NET_INVALID_ARGUMENT) return 5;
    if (net_up_pack(NULL, kernel, 0, packed) != NET_INVALID_ARGUMENT) return 6;
    if (net_up_packed_bytes(NULL) != 0) return 7;
    if (strstr(net_error(NULL), "context is null") == NULL) return 8;
    net_context_destroy(NULL);

    if (net_up_pack(context, NULL, 0, packed) != NET_INVALID_ARGUMENT) return 10;
    if (strstr(net_error(context), "kernel is null") == NULL) return 11;
    if (net_up_pack(context, kernel, 0, NULL) != NET_INVALID_ARGUMENT) return 12;
    for (int order = 2; order <= 512; order *= 2) {
        if (net_up_pack(context, kernel, order, packed) != NET_INVALID_ARGUMENT) return 13;
    }
    if (net_up_pack(context, kernel, -1, packed) != NET_INVALID_ARGUMENT) return 14;
    if (strstr(net_error(context), "order is -1") == NULL) return 15;
    if (net_up_pack(context, kernel, 1, packed) != NET_OK) return 16;

    if (net_up(context, NULL, packed, bias, outputs) != NET_INVALID_ARGUMENT) return 20;
    if (strstr(net_error(context), "inputs is null") == NULL) return 21;
    if (net_up(context, inputs, NULL, bias, outputs) != NET_INVALID_ARGUMENT) return 22;
    if (strstr(net_error(context), "packed is null") == NULL) return 23;
    if (net_up(context, inputs, packed, bias, NULL) != NET_INVALID_ARGUMENT) return 24;
    if (strstr(net_error(context), "outputs is null") == NULL) return 25;
    if (net_up(context, inputs, packed, NULL, outputs) != NET_OK) return 26;
    net_context_destroy(context);
    free(packed);
    return 0;
}
)";

TEST(CompiledArguments, NullPointersAreInvalid) {
    CompiledApp app({"1d ic2 oc3 i4 k2 s2 name=up"});
    EXPECT_EQ(run_program({app.build("nulls", kNulls)}).exit_code, 0);
}

/// Outputs start as 9; those that no input reaches are the activated bias, and there are as many as
/// `_outputs` says. argv: nothing. Sizes of the calls are in the program.
std::string program_without_inputs(const std::string& sizes, int outputs, const std::string& expected) {
    return R"(#include "net.h"
#include <stdlib.h>

int main(void) {
    float bias[64], outputs[4096];
    net_context* context = NULL;
    for (int i = 0; i < 64; ++i) bias[i] = 0.5F;
    for (int i = 0; i < 4096; ++i) outputs[i] = 9;
    if (net_context_create(2, &context) != NET_OK) return 1;
    void* packed = calloc(1, net_up_packed_bytes(context));
    if (net_up_outputs()" +
           sizes + ") != " + std::to_string(outputs) + R"() return 2;
    if (net_up(context, )" +
           sizes + R"(, NULL, packed, bias, outputs) != NET_OK) return 3;
    for (int i = 0; i < 4096; ++i) {
        if (outputs[i] != (i < )" +
           std::to_string(outputs) + " ? " + expected + R"( : 9)) return 4;
    }
    net_context_destroy(context);
    free(packed);
    return 0;
}
)";
}

struct NoInputs {
    const char* problem;
    const char* sizes;
    int outputs;
    const char* expected;
};

void PrintTo(const NoInputs& tested, std::ostream* stream) {
    *stream << tested.problem << ", sizes " << tested.sizes;
}

class WithoutInputs : public ::testing::TestWithParam<NoInputs> {};

TEST_P(WithoutInputs, IsNoError) {
    const NoInputs& tested = GetParam();
    CompiledApp app({std::string(tested.problem) + " name=up"});
    const std::string source = program_without_inputs(tested.sizes, tested.outputs, tested.expected);
    EXPECT_EQ(run_program({app.build("empty", source)}).exit_code, 0);
}

// Sizes of the outputs: (in - 1) * strides + kernel - crops, and never less than none.
const NoInputs kNoInputs[] = {
    {"2d n? ic16 oc32 i?x? k4 s2 same", "0, 3, 5", 0, "0"},
    {"2d n? ic16 oc32 i?x? k4 s2 same", "1, 0, 5", 0, "0"},
    {"2d ic7 oc5 i?x? k3 s1 crop0:0", "0, 4", 2 * 6 * 5, "0.5F"},
    {"2d ic7 oc5 i?x? k3 s1 crop0:0", "4, 0", 6 * 2 * 5, "0.5F"},
    {"2d channels_first ic32 oc48 i?x? k3 s1 crop0:0", "4, 0", 6 * 2 * 48, "0.5F"},
    {"3d n? ic32 oc32 i?x?x? k3 s1 crop0:0 clamp:0:0.25", "1, 0, 1, 1", 2 * 3 * 3 * 32, "0.25F"},
    {"1d ic8 oc8 g8 i? k5 s2 crop0:0", "0", 3 * 8, "0.5F"},
    {"1d n? ic4 oc4 i? k1 s2 crop0:0", "1, 0", 0, "0"},
    {"1d n? ic4 oc4 i? k2 s1 crop2:2", "1, 0", 0, "0"},
};
INSTANTIATE_TEST_SUITE_P(Empty, WithoutInputs, ::testing::ValuesIn(kNoInputs));

}  // namespace
}  // namespace convt::tools::test
