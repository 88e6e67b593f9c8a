#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "convt/context.hpp"

namespace convt::litert {

/// The threads of a delegate. Interpreters that share it may run at the same time: there are as many contexts
/// as ever did.
class Contexts {
public:
    /// States how many threads a run has; the first statement counts.
    void settle(int threads);
    [[nodiscard]] int threads() const;

    [[nodiscard]] std::unique_ptr<Context> take();
    void give_back(std::unique_ptr<Context> context) noexcept;

private:
    mutable std::mutex mutex_;
    int threads_ = 0;
    std::vector<std::unique_ptr<Context>> idle_;
};

/// A context for the duration of a run.
class BorrowedContext {
public:
    explicit BorrowedContext(Contexts& all) : all_(all), context_(all.take()) {}
    ~BorrowedContext() { all_.give_back(std::move(context_)); }
    BorrowedContext(const BorrowedContext&) = delete;
    BorrowedContext& operator=(const BorrowedContext&) = delete;

    [[nodiscard]] Context& operator*() const noexcept { return *context_; }

private:
    Contexts& all_;
    std::unique_ptr<Context> context_;
};

}  // namespace convt::litert
