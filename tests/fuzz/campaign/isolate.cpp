#include "fuzz/campaign/isolate.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

namespace convt::campaign {
namespace {

void write_all(int file, const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t now = write(file, text.data() + done, text.size() - done);
        if (now <= 0) return;
        done += static_cast<std::size_t>(now);
    }
}

std::string read_all(int file) {
    std::string text;
    char part[4096];
    for (;;) {
        const ssize_t now = read(file, part, sizeof(part));
        if (now <= 0) return text;
        text.append(part, static_cast<std::size_t>(now));
    }
}

[[noreturn]] void work_and_exit(const std::function<std::string()>& work, int file) {
    be_patient();
    std::string answer;
    try {
        answer = work();
    } catch (const std::exception& error) {
        answer = std::string("threw: ") + error.what();
    }
    write_all(file, answer);
    std::fflush(nullptr);
    _exit(0);
}

}  // namespace

void be_patient() {
    alarm(kPatience);
}

std::string isolated(const std::function<std::string()>& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe can be made");
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("no process can be started");
    if (child == 0) {
        close(ends[0]);
        work_and_exit(work, ends[1]);
    }
    close(ends[1]);
    std::string answer = read_all(ends[0]);
    close(ends[0]);
    int state = 0;
    waitpid(child, &state, 0);
    if (WIFSIGNALED(state)) {
        return WTERMSIG(state) == SIGALRM ? "died: hung for " + std::to_string(kPatience) + " s"
                                          : "died: of signal " + std::to_string(WTERMSIG(state));
    }
    if (WEXITSTATUS(state) != 0) return "died: with exit code " + std::to_string(WEXITSTATUS(state));
    return answer;
}

}  // namespace convt::campaign
