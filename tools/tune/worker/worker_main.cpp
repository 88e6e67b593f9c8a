#include <iostream>

#include "serve.hpp"

/// The worker alone, for programs that are linked with kernels beyond the library's.
int main() {
    convt::tools::serve_tuning(std::cin, std::cout);
    return 0;
}
