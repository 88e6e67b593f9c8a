#pragma once

#include <cstddef>

#include "convt/desc.hpp"
#include "tensorflow/c_api.hpp"

namespace convt::python {

/// An element type by its two names, with its size.
struct TfType {
    TF_DataType tensorflow;
    DType convt;
    std::size_t bytes;
};

/// All that the operator takes; its attribute T in registration.cpp lists the same.
inline constexpr TfType kTfTypes[] = {{kTfFloat, DType::float32, 4},
                                      {kTfDouble, DType::float64, 8},
                                      {kTfHalf, DType::float16, 2},
                                      {kTfBfloat16, DType::bfloat16, 2}};

}  // namespace convt::python
