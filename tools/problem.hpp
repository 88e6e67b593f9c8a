#pragma once

#include "npy.hpp"
#include "problem_options.hpp"

namespace convt::tools {

/// The files of a problem and the descriptor that they and the options make.
struct Problem {
    NpyArray inputs, kernel;
    std::optional<NpyArray> bias;
    ConvTransposeDesc desc;
};

/// Reads the files and builds the descriptor: rank and channels from the shapes, the rest from the options.
/// Throws InputError when a file or a shape does not fit; Plan::create checks what remains.
Problem load_problem(const ProblemOptions& options);

}  // namespace convt::tools
