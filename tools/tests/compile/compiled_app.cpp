#include "compile/compiled_app.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>

namespace convt::tools::test {
namespace {

std::string bytes_of(const std::vector<float>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

std::string bytes_in(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<float> floats_of(const std::string& bytes) {
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
}

/// argv: inputs, kernel, outputs. Every step has an exit code of its own.
constexpr const char* kHead = R"(#include "net.h"
#include <stdio.h>
#include <stdlib.h>

static void* read_bytes(const char* path) {
    FILE* file = fopen(path, "rb");
    fseek(file, 0, SEEK_END);
    const size_t bytes = (size_t)ftell(file);
    void* values = malloc(bytes + 1);
    rewind(file);
    if (fread(values, 1, bytes, file) != bytes) exit(2);
    fclose(file);
    return values;
}

int main(int argc, char** argv) {
    net_context* context;
    if (argc != 4 || net_context_create(2, &context) != 0) return 3;
    void* inputs = read_bytes(argv[1]);
    void* kernel = read_bytes(argv[2]);
)";

constexpr const char* kTail = R"(    if (status != 0) fprintf(stderr, "%d: %s", status, net_error(context));
    FILE* file = fopen(argv[3], "wb");
    if (fwrite(outputs, sizeof *outputs, count, file) != count) return 4;
    fclose(file);
    net_context_destroy(context);
    free(outputs);
    free(inputs);
    free(kernel);
    return status == 0 ? 0 : 5;
}
)";

std::string sizes_text(const std::vector<std::int64_t>& sizes) {
    std::string text;
    for (const std::int64_t size : sizes) text += (text.empty() ? "" : ", ") + std::to_string(size);
    return text;
}

std::string program(const std::string& layer, const std::vector<std::int64_t>& sizes, bool packs,
                    const std::string& element = "float") {
    const std::string name = "net_" + layer;
    const std::string given = sizes_text(sizes);
    const std::string arguments = given.empty() ? "" : given + ", ";
    std::string text = kHead;
    text += "    const size_t count = (size_t)" + name + "_outputs(" + given + ");\n" + "    " + element +
            "* outputs = malloc(count * sizeof *outputs);\n";
    if (packs) {
        text += "    void* packed = malloc(" + name + "_packed_bytes(context));\n    if (" + name +
                "_pack(context, kernel, 0, packed) != 0) return 6;\n";
    }
    text += "    const int status = " + name + "(context, " + arguments + "inputs, " +
            (packs ? "packed, NULL, " : "") + "outputs);\n";
    if (packs) text += "    free(packed);\n";
    return text + kTail;
}

}  // namespace

CompiledApp::CompiledApp(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"compile"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.insert(all.end(), {"--name", "net", "--out", folder_.path("")});
    compiled_ = run_convt(all);
    EXPECT_EQ(compiled_.exit_code, 0) << compiled_.err;
}

std::string CompiledApp::build(const std::string& name, const std::string& source,
                               const std::vector<std::string>& more) {
    const std::string path = folder_.path(name);
    std::vector<std::string> command{CONVT_CC, "-std=c99",       "-pedantic-errors",
                                     "-Wall",  "-Wextra",        "-Werror",
                                     "-I",     folder_.path(""), folder_.write(name + ".c", source),
                                     archive()};
    command.insert(command.end(), more.begin(), more.end());
    command.insert(command.end(), {"-lstdc++", "-lm", "-lpthread", "-o", path});
    const Outcome built = run_program(command);
    EXPECT_EQ(built.exit_code, 0) << built.err;
    return path;
}

std::string CompiledApp::run_program_of(const std::string& source, const std::string& inputs,
                                        const std::string& kernel) {
    const std::string app = build("app", source);
    const std::string outputs = folder_.path("outputs");
    const Outcome outcome =
        run_program({app, folder_.write("inputs", inputs), folder_.write("kernel", kernel), outputs});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return bytes_in(outputs);
}

std::vector<float> CompiledApp::run(const std::string& layer, const std::vector<std::int64_t>& sizes,
                                    const std::vector<float>& inputs, const std::vector<float>& kernel) {
    return floats_of(run_program_of(program(layer, sizes, true), bytes_of(inputs), bytes_of(kernel)));
}

std::vector<float> CompiledApp::run(const std::string& layer, const std::vector<std::int64_t>& sizes,
                                    const std::vector<float>& inputs) {
    return floats_of(run_program_of(program(layer, sizes, false), bytes_of(inputs), {}));
}

std::string CompiledApp::run_bytes(const std::string& layer, const std::vector<std::int64_t>& sizes,
                                   const std::string& inputs, const std::string& element) {
    return run_program_of(program(layer, sizes, false, element), inputs, {});
}

}  // namespace convt::tools::test
