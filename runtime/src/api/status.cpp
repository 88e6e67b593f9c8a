#include "convt/status.hpp"

namespace convt {

const char* status_code_name(StatusCode code) noexcept {
    switch (code) {
        case StatusCode::ok:
            return "ok";
        case StatusCode::invalid_argument:
            return "invalid_argument";
        case StatusCode::unsupported:
            return "unsupported";
        case StatusCode::out_of_memory:
            return "out_of_memory";
        case StatusCode::too_large:
            return "too_large";
        case StatusCode::mismatched_pack:
            return "mismatched_pack";
        case StatusCode::internal:
            return "internal";
    }
    return "unknown";
}

}  // namespace convt
