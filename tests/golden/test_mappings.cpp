/// The formulae of docs/mappings.md, read from the document, against what ONNX Runtime computes.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "formula.hpp"

namespace convt::golden {
namespace {

using nlohmann::json;

/// One row of the table: the code in the cells for O and crop_left; nothing for words such as "given".
struct Row {
    std::vector<std::string> size, crop;
};

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line.substr(2));
    for (std::string cell; std::getline(stream, cell, '|');)
        cells.push_back(
            cell.substr(cell.find_first_not_of(' ') == std::string::npos ? 0 : cell.find_first_not_of(' ')));
    for (std::string& cell : cells) cell.erase(cell.find_last_not_of(' ') + 1);
    return cells;
}

/// The texts between backquotes; a plain number counts as one.
std::vector<std::string> formulae_of(const std::string& cell) {
    std::vector<std::string> formulae;
    if (cell == "0") return {cell};
    std::istringstream stream(cell);
    std::string part;
    for (bool code = false; std::getline(stream, part, '`'); code = !code) {
        if (code) formulae.push_back(part);
    }
    return formulae;
}

/// By framework and arguments, as the first column says.
std::map<std::string, Row> read_table() {
    std::ifstream file(CONVT_MAPPINGS);
    std::map<std::string, Row> rows;
    bool within = false;
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("| framework | O |", 0) == 0) within = true;
        if (within && line.rfind("| ", 0) != 0) break;
        if (!within) continue;
        const std::vector<std::string> cells = cells_of(line);
        if (cells.size() > 2) rows[cells[0]] = {formulae_of(cells[1]), formulae_of(cells[2])};
    }
    return rows;
}

/// The value of a cell: definitions such as "t = …" hold for the others of the row.
std::int64_t value_of(const std::vector<std::string>& cell, const Row& row, Variables variables) {
    for (const auto* formulae : {&row.size, &row.crop}) {
        for (const std::string& formula : *formulae) {
            const std::size_t equals = formula.find(" = ");
            if (equals == std::string::npos) continue;
            variables[formula.substr(0, equals)] = evaluate(formula.substr(equals + 3), variables);
        }
    }
    for (const std::string& formula : cell) {
        if (formula.find(" = ") == std::string::npos) return evaluate(formula, variables);
    }
    throw std::invalid_argument("a cell without a formula");
}

std::vector<json> read_cases() {
    std::ifstream file(std::string(CONVT_GOLDEN_DIR) + "/onnx_padding.json");
    return json::parse(file).at("cases").get<std::vector<json>>();
}

/// Rows that speak of a case.
std::vector<std::string> rows_for(const json& test) {
    const auto word = test.at("auto_pad").get<std::string>();
    if (test.at("O") != 0)
        return {word == "SAME_UPPER" ? "ONNX output_shape O, `SAME_UPPER`"
                                     : "ONNX output_shape O, otherwise"};
    if (word != "NOTSET") return {"ONNX `" + word + "`, output_padding q"};
    if (test.at("begin") != test.at("end")) return {"ONNX pads, output_padding q"};
    return {"ONNX pads, output_padding q", "PyTorch padding p, output_padding q"};
}

/// outputs[o] += inputs[i] · kernel[k], as the document's first formula says; inputs and kernel are 1, 2, …
std::vector<double> scatter(const Variables& v, std::int64_t size, std::int64_t crop) {
    std::vector<double> outputs(static_cast<std::size_t>(std::max<std::int64_t>(size, 0)));
    for (std::int64_t i = 0; i < v.at("I"); ++i) {
        for (std::int64_t k = 0; k < v.at("k"); ++k) {
            const std::int64_t o = v.at("s") * i + k * v.at("d") - crop;
            if (o >= 0 && o < size)
                outputs[static_cast<std::size_t>(o)] += static_cast<double>((i + 1) * (k + 1));
        }
    }
    return outputs;
}

TEST(Mappings, OfOnnxAndPyTorchGiveWhatOnnxRuntimeGives) {
    const auto rows = read_table();
    std::map<std::string, int> counts;
    for (const json& test : read_cases()) {
        Variables v;
        for (const char* name : {"I", "k", "s", "d", "q", "begin", "end", "O"})
            v[name] = test.at(name).get<std::int64_t>();
        v["p"] = v["begin"];
        v["nat"] = evaluate("(I−1)·s + (k−1)·d + 1", v);
        for (const std::string& name : rows_for(test)) {
            ASSERT_EQ(rows.count(name), 1U) << name;
            const Row& row = rows.at(name);
            ++counts[name];
            const std::int64_t size = row.size.empty() ? v["O"] : value_of(row.size, row, v);
            EXPECT_EQ(scatter(v, size, value_of(row.crop, row, v)), test.at("Y").get<std::vector<double>>())
                << name << ": " << test;
        }
    }
    for (const auto& [name, row] : rows) {
        const bool tested = name.rfind("ONNX", 0) == 0 || name.rfind("PyTorch", 0) == 0;
        if (tested) {
            EXPECT_GT(counts[name], 0) << name;
        }
    }
}

/// A total that output_padding makes even, and a kernel smaller than the stride.
TEST(Mappings, OfAutomaticPadding) {
    const auto rows = read_table();
    const Row& row = rows.at("ONNX `SAME_UPPER`, output_padding q");
    const Variables three{{"I", 3}, {"s", 2}, {"q", 1}, {"nat", 7}},
        one{{"I", 3}, {"s", 2}, {"q", 0}, {"nat", 5}};
    EXPECT_EQ(value_of(row.crop, row, three), 1);
    EXPECT_EQ(value_of(row.size, row, one), 5);
}

TEST(Formula, ReadsWhatDocumentsSay) {
    const Variables v{{"a", 7}, {"bc", 2}};
    EXPECT_EQ(evaluate("a − 2·bc + 1", v), 4);
    EXPECT_EQ(evaluate("max(a−bc, 9) / 2", v), 4);
    EXPECT_EQ(evaluate("(bc − a) / 2", v), -3);
    EXPECT_EQ(evaluate("a mod bc", v), 1);
    for (const char* bad : {"a +", "b", "max(a)", "a bc", "(a", ""})
        EXPECT_THROW((void)evaluate(bad, v), std::invalid_argument) << bad;
}

}  // namespace
}  // namespace convt::golden
