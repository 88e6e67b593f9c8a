#pragma once

#include "npy/npy.hpp"
#include "problems/problem_options.hpp"

namespace convt::tools {

/// The files of a problem and the descriptor that they and the options make.
struct Problem {
    NpyArray inputs, kernel;
    std::optional<NpyArray> bias, slopes;
    ConvTransposeDesc desc;
};

/// The problem that a string states, or the files and options do. Throws InputError.
ConvTransposeDesc load_desc(const ProblemOptions& options);

/// Reads the files and builds the descriptor: rank and channels from the shapes, the rest from the options;
/// or all of it from a problem string, which the shapes must fit. Throws InputError when a file or a shape
/// does not fit; Plan::create checks what remains.
Problem load_problem(const ProblemOptions& options);

}  // namespace convt::tools
