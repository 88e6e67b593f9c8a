#include <iostream>

#include "commands.hpp"
#include "serve.hpp"

namespace convt::tools {

void add_tune_worker_command(CLI::App& app, int&) {
    CLI::App& sub = *app.add_subcommand("tune-worker", "Answer the tuner's requests, one JSON object a line");
    sub.callback([] { serve_tuning(std::cin, std::cout); });
}

}  // namespace convt::tools
