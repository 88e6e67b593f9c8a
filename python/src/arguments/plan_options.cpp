#include "arguments/plan_options.hpp"

#include <string>
#include <utility>

#include "arguments/arguments.hpp"
#include "arrays/arrays.hpp"
#include "calls/workspaces.hpp"
#include "errors.hpp"

namespace convt::python {
namespace {

template <class Value>
using Choice = std::pair<const char*, Value>;

template <class Value, std::size_t N>
Value read_choice(nb::handle value, const char* argument, const Choice<Value> (&choices)[N]) {
    const std::string name = read_text(value, argument);
    std::string known;
    for (const auto& [text, meant] : choices) {
        if (name == text) return meant;
        known += std::string(known.empty() ? "'" : ", '") + text + "'";
    }
    raise_value_error(std::string(argument) + " is " + quoted(value) + "; it must be one of " + known);
}

}  // namespace

DType read_dtype(nb::handle dtype) {
    nb::object name = nb::borrow(dtype);
    if (!PyUnicode_Check(dtype.ptr())) {
        name = nb::getattr(dtype, "__name__", nb::getattr(dtype, "name", nb::none()));
    }
    if (!PyUnicode_Check(name.ptr())) {
        raise_type_error("dtype is " + quoted(dtype) + "; it must be a name, or a type of numpy");
    }
    const std::string text = nb::cast<const char*>(name);
    for (const DType known : kDTypes) {
        if (text == dtype_name(known)) return known;
    }
    raise_type_error("dtype is " + quoted(dtype) + "; convt computes " + kDTypeNames);
}

PlanOptions read_plan_options(nb::handle weights, nb::handle threads, nb::handle algorithm, nb::handle effort,
                              nb::handle max_isa, nb::handle kernel_name) {
    PlanOptions options;
    options.weights = read_choice<Weights>(
        weights, "weights", {{"prepared", Weights::prepared}, {"argument", Weights::argument}});
    options.algorithm = read_choice<Algorithm>(algorithm, "algorithm",
                                               {{"automatic", Algorithm::automatic},
                                                {"direct", Algorithm::direct},
                                                {"winograd", Algorithm::winograd}});
    options.effort =
        read_choice<Effort>(effort, "effort", {{"estimate", Effort::estimate}, {"measure", Effort::measure}});
    options.threads =
        threads.is_none() ? workspaces().threads() : static_cast<int>(read_integer(threads, "threads"));
    if (!max_isa.is_none()) {
        options.max_isa = parse_isa(read_text(max_isa, "max_isa"));
        if (!options.max_isa) {
            raise_value_error("max_isa is " + quoted(max_isa) +
                              "; it must be 'base', 'avx2', 'avx512', 'avx512vnni' or 'neon'");
        }
    }
    if (!kernel_name.is_none()) options.kernel_name = read_text(kernel_name, "kernel_name");
    return options;
}

}  // namespace convt::python
