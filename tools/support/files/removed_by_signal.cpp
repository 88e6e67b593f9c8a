#include "support/files/removed_by_signal.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace convt::tools {
namespace {

constexpr std::array kSignals{SIGHUP, SIGINT, SIGTERM};
constexpr std::size_t kMost = 32;

/// What the handler removes: in memory of its own, as a handler may not allocate or lock.
struct Slot {
    std::atomic<bool> used{false};
    RemovedBySignal::Kind kind{};
    char path[PATH_MAX];
};
std::array<Slot, kMost> slots;
std::atomic<pid_t> running_group{0};
static_assert(std::atomic<pid_t>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

/// As getdents64 writes it; the calls of dirent.h allocate.
struct Entry {
    std::uint64_t number;
    std::int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[1];
};

void remove_files_in(const char* path) {
    const int folder = ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    alignas(Entry) char buffer[4096];
    for (long got; (got = ::syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0;) {
        for (long at = 0; at < got;) {
            const auto* entry = reinterpret_cast<const Entry*>(buffer + at);
            ::unlinkat(folder, entry->name, 0);
            at += entry->length;
        }
    }
    ::close(folder);
}

void remove(const Slot& slot) {
    if (slot.kind == RemovedBySignal::Kind::file) {
        ::unlink(slot.path);
        return;
    }
    if (slot.kind == RemovedBySignal::Kind::folder_of_files) remove_files_in(slot.path);
    ::rmdir(slot.path);
}

/// Calls what POSIX allows in a handler only, then lets the signal do what it does without one.
void clean_up(int number) {
    if (const pid_t group = running_group.load(); group > 0) {
        ::kill(-group, SIGTERM);
        ::waitpid(group, nullptr, 0);
        ::kill(-group, SIGKILL);
    }
    for (std::size_t i = kMost; i-- > 0;) {
        if (slots[i].used.load()) remove(slots[i]);
    }
    ::signal(number, SIG_DFL);
    ::raise(number);
}

sigset_t our_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : kSignals) sigaddset(&set, number);
    return set;
}

void install_handlers() {
    struct sigaction action {};
    action.sa_handler = clean_up;
    action.sa_mask = our_signals();
    for (const int number : kSignals) {
        struct sigaction before {};
        // nohup and shells let programs ignore them.
        if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) {
            ::sigaction(number, &action, nullptr);
        }
    }
}

std::size_t take_slot(const std::string& path, RemovedBySignal::Kind kind) {
    static const bool installed = (install_handlers(), true);
    static_cast<void>(installed);
    if (path.size() >= PATH_MAX) return kMost;
    // Behind all that is there, so that files go before the folder that they are in.
    std::size_t free = kMost;
    while (free > 0 && !slots[free - 1].used.load()) --free;
    if (free == kMost) return kMost;
    Slot& slot = slots[free];
    slot.kind = kind;
    std::memcpy(slot.path, path.c_str(), path.size() + 1);
    slot.used.store(true);
    return free;
}

}  // namespace

SignalsHeld::SignalsHeld() {
    const sigset_t set = our_signals();
    pthread_sigmask(SIG_BLOCK, &set, &before_);
}

SignalsHeld::~SignalsHeld() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

RemovedBySignal::RemovedBySignal(std::filesystem::path path, Kind kind)
    : path_(std::move(path)), slot_(take_slot(std::filesystem::absolute(path_).string(), kind)) {}

RemovedBySignal::~RemovedBySignal() {
    if (slot_ < kMost) slots[slot_].used.store(false);
}

void end_by_signal(pid_t group) {
    running_group.store(group);
}

}  // namespace convt::tools
