#include "convt/context.hpp"

#include <new>
#include <utility>

#include "machine/context_state.hpp"

namespace convt {

Context::Context(std::unique_ptr<detail::ContextState> state) noexcept : state_(std::move(state)) {}
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;
Context::~Context() = default;

Result<Context> Context::create(const ContextOptions& options) noexcept {
    try {
        auto state = detail::ContextState::create(options);
        if (!state.ok()) return state.status();
        return Context(std::move(*state));
    } catch (const std::bad_alloc&) {
        return Status(StatusCode::out_of_memory, "out of memory");
    }
}

int Context::threads() const noexcept {
    return state_->threads();
}

std::size_t Context::workspace_bytes() const noexcept {
    return static_cast<std::size_t>(threads()) * detail::kWorkspaceBytes;
}

}  // namespace convt
