/// `convt layers` and `convt tune` read the sources that `convt compile` reads, with the same sizes.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "compile/compiled_app.hpp"
#include "onnx/onnx_builder.hpp"
#include "scratch_folder.hpp"
#include "spawn.hpp"
#include "src/planning/registry.hpp"

namespace convt::tools::test {
namespace {

using nlohmann::json;

constexpr const char* kProblem = "2d channels_first f32 n1 ic16 oc24 g1 i5x7 k4x4 s2x2 d1x1 crop1x1 o10x14";

/// A model of one layer, "up", whose height and width are open.
std::string model() {
    OnnxBuilder builder;
    builder.add_input("x", {1, 16, -1, -1});
    builder.add_initializer("w", {16, 24, 4, 4}, std::vector<float>(16 * 24 * 16, 0.5F));
    onnx::NodeProto& node = builder.add_node("ConvTranspose", {"x", "w"}, "y");
    node.set_name("up");
    set_attribute(node, "strides", OnnxBuilder::Shape{2, 2});
    set_attribute(node, "pads", OnnxBuilder::Shape{1, 1, 1, 1});
    builder.add_output("y");
    return builder.bytes();
}

std::vector<json> lines(const std::string& text) {
    std::istringstream stream(text);
    std::vector<json> all;
    for (std::string line; std::getline(stream, line);) all.push_back(json::parse(line));
    return all;
}

class LayerSources : public ::testing::Test {
protected:
    Outcome tune(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "tune");
        arguments.insert(arguments.end(),
                         {"--out", folder_.path("tuned.json"), "--minutes", "0.005", "--threads", "1"});
        return run_convt(arguments);
    }
    std::vector<json> journal() {
        std::ifstream file(folder_.path("tuned.json.journal"));
        return lines({std::istreambuf_iterator<char>(file), {}});
    }
    /// The problems that were raced.
    std::set<std::string> raced() {
        std::set<std::string> problems;
        for (const json& line : journal()) {
            if (line.contains("request")) problems.insert(line["request"]["desc"].dump());
        }
        return problems;
    }
    static std::string listed(const std::vector<std::string>& arguments) {
        std::vector<std::string> command{"layers"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        return run_convt(command).out;
    }

    ScratchFolder folder_;
    std::string model_ = folder_.write("model.onnx", model());
};

TEST_F(LayerSources, LayersOfAModel) {
    EXPECT_EQ(listed({model_, "--input-shape", "x=1x16x5x7"}), std::string("up: ") + kProblem + "\n");
    EXPECT_EQ(listed({model_, "--sizes", "up=1,5,?7"}), std::string("up: ") + kProblem + "; open: width\n");
    EXPECT_EQ(listed({model_}),
              "up: 2d channels_first f32 n1 ic16 oc24 g1 i64x64 k4x4 s2x2 d1x1 crop1x1 o128x128; "
              "open: height, width\n");
}

TEST_F(LayerSources, LayersAsJson) {
    const auto listed_lines =
        lines(listed({model_, "2d ic8 oc8 i4 k2 s2 name=b", "--sizes", "up=1,5,?7", "--json"}));
    ASSERT_EQ(listed_lines.size(), 2U);
    EXPECT_EQ(listed_lines[0]["problem"], kProblem);
    EXPECT_EQ(listed_lines[0]["open"], json::array({"width"}));
    EXPECT_EQ(listed_lines[0]["desc"]["out_spatial"], json::array({10, 14}));
    EXPECT_EQ(listed_lines[1]["id"], "b");
    EXPECT_EQ(listed_lines[1]["macs"], 8 * 8 * 64);
    EXPECT_EQ(listed_lines[1]["desc"]["data_format"], "channels_last");
}

TEST_F(LayerSources, AModelIsTunedAtTheSizesGiven) {
    const Outcome outcome = tune({model_, "--input-shape", "x=1x16x5x7"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err.find("open"), std::string::npos) << outcome.err;
    const auto desc = lines(listed({model_, "--sizes", "*=1,5,7", "--json"})).at(0)["desc"].dump();
    EXPECT_EQ(raced(), std::set<std::string>{desc});
}

TEST_F(LayerSources, OpenSizesAreTunedAsTypicalAndTold) {
    const Outcome outcome = tune({model_, "--sizes", "up=1,5,?7"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_NE(outcome.err.find(std::string("up leaves width open; tuned as ") + kProblem), std::string::npos)
        << outcome.err;
}

/// An entry for what was raced is one that `convt compile` takes for the model.
TEST_F(LayerSources, ACompiledModelTakesItsEntry) {
    const std::vector<std::string> model{model_, "--input-shape", "x=1x16x5x7"};
    ASSERT_EQ(tune(model).exit_code, 0);
    json tuned = json::parse(std::ifstream(folder_.path("tuned.json")));
    const std::string kernel = journal().at(1)["request"]["candidates"][0]["kernel"];
    tuned["entries"] = {
        {{"problem", kProblem}, {"kernel", kernel}, {"schedule", detail::schedule_id(kernel)}}};
    std::vector<std::string> arguments = model;
    arguments.insert(arguments.end(), {"--tuned", folder_.write("edited.json", tuned.dump())});
    const CompiledApp app(arguments);
    EXPECT_NE(app.compiled().out.find(kernel + " (tuned)"), std::string::npos)
        << app.compiled().out << app.compiled().err;
}

TEST_F(LayerSources, ProblemStringsAreTuned) {
    const Outcome outcome = tune({"2d ic8 oc8 i4 k2 s2", "1d channels_first ic4 oc4 i9 k3"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(raced().size(), 2U);
    EXPECT_NE(outcome.err.find("layer_0 channels_last"), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("layer_1 channels_first"), std::string::npos) << outcome.err;
}

TEST_F(LayerSources, WhatIsWrongIsOneLineAndNothingIsWritten) {
    struct Bad {
        std::vector<std::string> arguments;
        const char* message;
    };
    const std::string torn = folder_.write("torn.onnx", model().substr(0, 100));
    const std::vector<Bad> all{
        {{folder_.path("missing.onnx")}, "missing.onnx"},
        {{torn}, "torn.onnx"},
        {{model_, "--sizes", "other=1,5,7"}, "there is no layer 'other', but 'up'"},
        {{model_, "--sizes", "up=1,5"}, "needs 3 sizes"},
        {{model_, "--input-shape", "z=1x16x5x7"}, "an input of the model, which has 'x=1x16x?x?'"},
        {{model_, "--filter", "left"}, "no layer of"},
        {{"some text"}, "'some text' is no source"},
        {{"2d ic8"}, "2d ic8"},
    };
    const auto before = folder_.names();
    for (const Bad& bad : all) {
        const Outcome outcome = tune(bad.arguments);
        EXPECT_EQ(outcome.exit_code, 2) << bad.message;
        EXPECT_NE(outcome.err.find(bad.message), std::string::npos) << outcome.err;
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
        EXPECT_EQ(outcome.err.rfind("convt: ", 0), 0U) << outcome.err;
    }
    EXPECT_EQ(folder_.names(), before);
}

}  // namespace
}  // namespace convt::tools::test
