#pragma once

#include <string>
#include <utility>
#include <variant>

namespace convt {

/// Says what kind of failure a call met.
enum class StatusCode : int {
    ok = 0,
    /// No library could do it: an argument breaks a rule of the operator or of this API.
    invalid_argument = 1,
    /// The request is legal, but this build or this CPU cannot serve it.
    unsupported = 2,
    /// Memory could not be had; nothing was changed.
    out_of_memory = 3,
    /// A size leaves the range that the kernels' 32-bit offsets can address.
    too_large = 4,
    /// Packed kernel and plan do not belong together.
    mismatched_pack = 5,
    /// A defect of convt itself. Please report it with the message.
    internal = 6,
};

/// Returns the name of a code, for example "invalid_argument". Never null.
[[nodiscard]] const char* status_code_name(StatusCode code) noexcept;

/// The outcome of a call: a code and, when it is not ok, a message that says what was wrong,
/// which value it had and which rule it breaks, for example
/// "strides[1] is 0; strides must be at least 1".
class [[nodiscard]] Status {
public:
    Status() noexcept = default;
    Status(StatusCode code, std::string message) noexcept : code_(code), message_(std::move(message)) {}

    [[nodiscard]] bool ok() const noexcept { return code_ == StatusCode::ok; }
    [[nodiscard]] StatusCode code() const noexcept { return code_; }
    /// Empty when ok().
    [[nodiscard]] const std::string& message() const noexcept { return message_; }

private:
    StatusCode code_ = StatusCode::ok;
    std::string message_;
};

/// Either a value or the Status that says why there is none.
///
/// Reading the value of a failed Result is a programming error and undefined; test ok() first:
///
///     auto plan = convt::Plan::create(desc);
///     if (!plan.ok()) return report(plan.status().message());
///     plan->run(...);
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Status status) noexcept : state_(std::in_place_index<1>, std::move(status)) {}

    [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
    [[nodiscard]] Status status() const { return ok() ? Status{} : *std::get_if<1>(&state_); }

    [[nodiscard]] T& value() & noexcept { return *std::get_if<0>(&state_); }
    [[nodiscard]] const T& value() const& noexcept { return *std::get_if<0>(&state_); }
    [[nodiscard]] T&& value() && noexcept { return std::move(*std::get_if<0>(&state_)); }
    T* operator->() noexcept { return std::get_if<0>(&state_); }
    const T* operator->() const noexcept { return std::get_if<0>(&state_); }
    T& operator*() & noexcept { return value(); }
    const T& operator*() const& noexcept { return value(); }
    T&& operator*() && noexcept { return std::move(*this).value(); }

private:
    std::variant<T, Status> state_;
};

}  // namespace convt
