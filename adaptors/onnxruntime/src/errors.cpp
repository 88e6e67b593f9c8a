#include "errors.hpp"

namespace convt::ort {
namespace {

ErrorCode code_of(StatusCode code) {
    switch (code) {
        case StatusCode::invalid_argument:
        case StatusCode::too_large:
            return ErrorCode::invalid_argument;
        case StatusCode::unsupported:
            return ErrorCode::not_implemented;
        default:
            return ErrorCode::fail;
    }
}

}  // namespace

void check(const Api& api, OrtStatus* status) {
    if (status == nullptr) return;
    const Failure failure(api(entry::get_error_code)(status), api(entry::get_error_message)(status));
    api(entry::release_status)(status);
    throw failure;
}

void check(const Status& status) {
    if (!status.ok()) throw Failure(code_of(status.code()), "convt: " + status.message());
}

bool is_present(const Api& api, OrtStatus* status) noexcept {
    if (status == nullptr) return true;
    api(entry::release_status)(status);
    return false;
}

}  // namespace convt::ort
