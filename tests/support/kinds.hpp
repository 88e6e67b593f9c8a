#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "convt/desc.hpp"

namespace convt::support {

/// An order of axes and an element type: tests of the interface are tried with each of both.
struct Kind {
    DataFormat format;
    DType dtype;
};

[[nodiscard]] std::vector<Kind> kinds();
/// Every element type that convt has kernels for.
[[nodiscard]] std::vector<DType> element_types();

/// float16 and bfloat16, which those of float32 serve.
[[nodiscard]] std::vector<DType> storage_types();
[[nodiscard]] std::vector<DType> all_types();
/// int8 and uint8, of quantised inputs.
[[nodiscard]] std::vector<DType> integer_types();

/// "f32", "f64", as in kernel names; "int8", as in problem strings.
[[nodiscard]] std::string name_of(DType dtype);

// Names of tests.
[[nodiscard]] std::string kind_name(const testing::TestParamInfo<Kind>& test);
[[nodiscard]] std::string type_name(const testing::TestParamInfo<DType>& test);

}  // namespace convt::support
