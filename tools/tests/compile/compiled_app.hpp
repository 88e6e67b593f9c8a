#pragma once

#include <string>
#include <vector>

#include "scratch_folder.hpp"
#include "spawn.hpp"

namespace convt::tools::test {

/// A library made by `convt compile` in a folder, and C programs that use it.
class CompiledApp {
public:
    /// Runs the command; the library is called "net".
    explicit CompiledApp(const std::vector<std::string>& arguments);

    [[nodiscard]] const Outcome& compiled() const { return compiled_; }
    [[nodiscard]] std::string archive() const { return folder_.path("libnet.a"); }
    [[nodiscard]] const ScratchFolder& folder() const { return folder_; }

    /// Builds and runs a C99 program that calls a layer without weights of its own once, with the given
    /// sizes, inputs and kernel (Keras's order). Returns the outputs; fails the test when something goes
    /// wrong.
    std::vector<float> run(const std::string& layer, const std::vector<std::int64_t>& sizes,
                           const std::vector<float>& inputs, const std::vector<float>& kernel);

    /// The same for a layer with weights inside.
    std::vector<float> run(const std::string& layer, const std::vector<std::int64_t>& sizes,
                           const std::vector<float>& inputs);

    /// The same with elements of any type, as they lie in memory.
    /// @param element of the outputs, in C
    std::string run_bytes(const std::string& layer, const std::vector<std::int64_t>& sizes,
                          const std::string& inputs, const std::string& element);

    /// Builds a C program with the library; returns its path.
    std::string build(const std::string& name, const std::string& source,
                      const std::vector<std::string>& more = {});

private:
    std::string run_program_of(const std::string& source, const std::string& inputs,
                               const std::string& kernel);

    ScratchFolder folder_;
    Outcome compiled_;
};

}  // namespace convt::tools::test
