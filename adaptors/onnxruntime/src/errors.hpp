#pragma once

#include <exception>
#include <string>
#include <utility>

#include "convt/status.hpp"
#include "interface.hpp"

namespace convt::ort {

/// What went wrong within a call of the host. It never leaves the library: guarded() makes an OrtStatus of
/// it.
class Failure : public std::exception {
public:
    Failure(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }
    [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

private:
    ErrorCode code_;
    std::string message_;
};

/// Does nothing for null; else releases the host's status and throws it as a Failure.
void check(const Api& api, OrtStatus* status);
/// The same for a status of convt, whose message the Failure has.
void check(const Status& status);

template <class T>
[[nodiscard]] T checked(Result<T> result) {
    if (!result.ok()) check(result.status());
    return std::move(*result);
}

/// True for null; else releases the host's status and is false: where a failure means that something is
/// absent.
[[nodiscard]] bool is_present(const Api& api, OrtStatus* status) noexcept;

/// Runs `body` for the host: null, or the host's status of what it threw.
template <class Body>
[[nodiscard]] OrtStatus* guarded(const Api& api, const Body& body) noexcept {
    try {
        body();
        return nullptr;
    } catch (const Failure& failure) {
        return api(entry::create_status)(failure.code(), failure.what());
    } catch (const std::exception& error) {
        return api(entry::create_status)(ErrorCode::fail, error.what());
    }
}

}  // namespace convt::ort
