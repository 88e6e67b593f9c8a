#include "contexts.hpp"

#include <exception>

#include "failure.hpp"

namespace convt::litert {

void Contexts::settle(int threads) {
    const std::scoped_lock lock(mutex_);
    if (threads_ == 0) threads_ = threads;
}

int Contexts::threads() const {
    const std::scoped_lock lock(mutex_);
    return threads_;
}

std::unique_ptr<Context> Contexts::take() {
    {
        const std::scoped_lock lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<Context> taken = std::move(idle_.back());
            idle_.pop_back();
            return taken;
        }
    }
    ContextOptions options;
    options.threads = threads();
    return std::make_unique<Context>(checked(Context::create(options)));
}

void Contexts::give_back(std::unique_ptr<Context> context) noexcept {
    const std::scoped_lock lock(mutex_);
    try {
        idle_.push_back(std::move(context));
    } catch (const std::exception&) {
        // Without memory for the list the context is freed.
    }
}

}  // namespace convt::litert
