#include "compile/layers/problem_string.hpp"

namespace convt::tools {

CompileLayer parse_problem_string(const std::string& text) {
    const StatedProblem problem = parse_problem(text);
    CompileLayer layer;
    layer.name = problem.name;
    layer.desc = problem.desc;
    layer.open = problem.open;
    return layer;
}

}  // namespace convt::tools
