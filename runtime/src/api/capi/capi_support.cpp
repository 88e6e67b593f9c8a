#include "api/capi/capi_support.hpp"

#include <algorithm>

namespace convt::capi {

static_assert(CONVT_INTERNAL == static_cast<int>(StatusCode::internal));
static_assert(CONVT_INT32 == static_cast<int>(DType::int32));
static_assert(CONVT_ROUND_GEMMLOWP == static_cast<int>(Rounding::gemmlowp));
static_assert(CONVT_CHANNELS_FIRST == static_cast<int>(DataFormat::channels_first));
static_assert(CONVT_SAME == static_cast<int>(Padding::same));
static_assert(CONVT_PRELU == static_cast<int>(Activation::prelu));
static_assert(CONVT_ISA_AVX512VNNI == static_cast<int>(Isa::avx512vnni));
static_assert(CONVT_KERNEL_PYTORCH == static_cast<int>(KernelOrder::pytorch));
static_assert(CONVT_AUTO_PAD_SAME_LOWER == static_cast<int>(AutoPad::same_lower));
static_assert(CONVT_MAX_RANK == kMaxRank);

std::size_t write_text(const std::string& from, char* text, std::size_t size) noexcept {
    if (text != nullptr && size > 0) {
        const std::size_t length = std::min(from.size(), size - 1);
        std::memcpy(text, from.data(), length);
        text[length] = '\0';
    }
    return from.size();
}

convt_status report(const Status& status, convt_error* error) noexcept {
    const auto code = static_cast<convt_status>(status.code());
    if (error != nullptr) {
        error->code = code;
        const std::size_t length = std::min(status.message().size(), sizeof(error->message) - 1);
        std::memcpy(error->message, status.message().data(), length);
        error->message[length] = '\0';
    }
    return code;
}

Status check_pointer(const char* name, const void* pointer) {
    return pointer != nullptr ? Status() : detail::invalid(name, " is NULL; it must point to an object");
}

Status check_enumerator(const char* name, int value, int count) {
    if (value >= 0 && value < count) return {};
    return detail::invalid(name, " is ", value, "; it must be in [0, ", count, ")");
}

Status check_rank(int rank) {
    if (rank >= 1 && rank <= CONVT_MAX_RANK) return {};
    return detail::invalid("rank is ", rank, "; 1, 2 or 3 spatial dimensions are possible");
}

}  // namespace convt::capi
