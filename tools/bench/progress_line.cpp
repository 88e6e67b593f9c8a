#include "bench/progress_line.hpp"

#include <unistd.h>

#include <cstdio>

namespace convt::tools {

ProgressLine::ProgressLine(std::size_t total, bool forced)
    : total_(total), terminal_(isatty(STDERR_FILENO) != 0), shown_(terminal_ || forced) {}

void ProgressLine::show(std::size_t done, const std::string& what) const {
    if (!shown_) return;
    std::fprintf(stderr, "[%zu/%zu] %s%s", done + 1, total_, what.c_str(), terminal_ ? "" : "\n");
    std::fflush(stderr);
}

void ProgressLine::clear() const {
    if (!terminal_) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
}

}  // namespace convt::tools
