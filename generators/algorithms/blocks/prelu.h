#pragma once

#include "Halide.h"

namespace convt::generators {

/// Values below zero times the slope of their channel, in their place. NaN stays NaN.
struct Prelu {
    /// @param slopes      one for each channel
    /// @param along_rows  true where channels are dimension 0 of the values, else they are dimension 1
    Prelu(Halide::Func values, const Halide::Func& slopes, const Halide::Expr& along_rows,
          const Halide::Type& type);
    Halide::Var x{"x"}, y{"y"}, z{"z"};
    Halide::Func values;
    Halide::Type type;
    Halide::Expr along_rows;
};

}  // namespace convt::generators
