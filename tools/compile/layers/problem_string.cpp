#include "compile/layers/problem_string.hpp"

#include "support/input_error.hpp"

namespace convt::tools {

CompileLayer parse_problem_string(const std::string& text) {
    const StatedProblem problem = parse_problem(text);
    if (problem.desc.dtype != DType::float32) {
        throw InputError(
            "the problem '" + text +
            "' has other elements than float32; layers are listed, compiled and tuned in float32 alone");
    }
    CompileLayer layer;
    layer.name = problem.name;
    layer.desc = problem.desc;
    layer.open = problem.open;
    return layer;
}

}  // namespace convt::tools
