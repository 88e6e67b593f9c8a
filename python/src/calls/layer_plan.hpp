#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <vector>

#include "arrays/arrays.hpp"
#include "calls/workspaces.hpp"
#include "convt/plan.hpp"

namespace convt::python {

/// Plan as Python has it: convt's, with the shapes of its arrays, for arrays of Python.
class LayerPlan {
public:
    using Shape = std::vector<std::int64_t>;

    LayerPlan(Plan plan, Shape inputs, Shape kernel);

    [[nodiscard]] PackedKernel pack(nb::handle kernel) const;
    [[nodiscard]] nb::object run(nb::handle inputs, const PackedKernel& packed, nb::handle bias,
                                 nb::handle out) const;
    [[nodiscard]] nb::object run_unpacked(nb::handle inputs, nb::handle kernel, nb::handle bias,
                                          nb::handle out) const;

    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
    [[nodiscard]] const Shape& inputs_shape() const noexcept { return inputs_shape_; }
    [[nodiscard]] const Shape& kernel_shape() const noexcept { return kernel_shape_; }
    [[nodiscard]] const Shape& outputs_shape() const noexcept { return outputs_shape_; }

private:
    /// An array of the plan's type and of this shape.
    [[nodiscard]] Array read(nb::handle object, const char* name, const Shape& shape) const;
    template <class Run>
    [[nodiscard]] nb::object compute(nb::handle inputs, const Array* kernel, std::size_t packed_bytes,
                                     nb::handle bias, nb::handle out, const Run& run) const;

    Plan plan_;
    Shape inputs_shape_;
    Shape kernel_shape_;
    Shape outputs_shape_;
};

}  // namespace convt::python
