#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "convt/context.hpp"
#include "errors.hpp"
#include "operators.hpp"
#include "settings.hpp"

namespace convt::ort {
namespace {

constexpr const char* kOwnDomain = "convt";
constexpr const char* kOnnxDomain = "";

/// What sessions of the same settings share: operators, and the workspaces of their runs.
class Registration {
public:
    Registration(const Host& host, const Settings& settings)
        : api_(host.table), workspaces_(api_, settings.threads), operators_(operators(host, workspaces_)) {
        own_ = domain(kOwnDomain);
        if (settings.replaces_built_in) onnx_ = domain(kOnnxDomain);
    }

    void add_to(OrtSessionOptions* options) const {
        for (OrtCustomOpDomain* each : {own_, onnx_}) {
            if (each != nullptr) check(api_, api_(entry::add_custom_op_domain)(options, each));
        }
    }

private:
    OrtCustomOpDomain* domain(const char* name) {
        OrtCustomOpDomain* made = nullptr;
        check(api_, api_(entry::create_custom_op_domain)(name, &made));
        for (const Operator& op : operators_) check(api_, api_(entry::custom_op_domain_add)(made, &op));
        return made;
    }

    Api api_;
    Workspaces workspaces_;
    std::array<Operator, 3> operators_;
    OrtCustomOpDomain* own_ = nullptr;
    OrtCustomOpDomain* onnx_ = nullptr;
};

/// One for each setting, never destroyed: sessions point to them, and end when their owners like.
const Registration& registration_of(const Host& host, const Settings& settings) {
    static std::mutex mutex;
    static auto* const all = new std::map<std::pair<Host, Settings>, std::unique_ptr<const Registration>>;
    const std::scoped_lock lock(mutex);
    auto& registration = (*all)[{host, settings}];
    if (registration == nullptr) registration = std::make_unique<const Registration>(host, settings);
    return *registration;
}

/// The version of the interface that a release has: 24 for "1.24.4". Asking for a newer one than there is
/// would make the host print a line.
std::uint32_t version_of(std::string_view release) noexcept {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    const char* const end = release.data() + release.size();
    const auto [stop, error] = std::from_chars(release.data(), end, major);
    if (error == std::errc() && stop < end) std::from_chars(stop + 1, end, minor);
    return major == 1 ? minor : UINT32_MAX;
}

/// The complaint about a host that is too old, by the table of a version that every host has.
OrtStatus* too_old(const OrtApiBase* base) noexcept {
    const OrtApi* const oldest = base->get_api(1);
    if (oldest == nullptr) return nullptr;
    char message[160];
    std::snprintf(message, sizeof message, "convt needs ONNX Runtime 1.17 or newer; this is %s",
                  base->get_version_string());
    return Api(oldest)(entry::create_status)(ErrorCode::not_implemented, message);
}

}  // namespace
}  // namespace convt::ort

/// What ONNX Runtime calls for RegisterCustomOpsLibrary: adds ConvTranspose of domain "convt" to the options
/// of sessions and, by the entry of convt.override, of ONNX's domain too.
extern "C" convt::ort::OrtStatus* RegisterCustomOps(convt::ort::OrtSessionOptions* options,
                                                    const convt::ort::OrtApiBase* base) noexcept {
    using namespace convt::ort;
    const std::uint32_t version = version_of(base->get_version_string());
    const OrtApi* const table = version < kApiVersion ? nullptr : base->get_api(kApiVersion);
    if (table == nullptr) return too_old(base);
    const Api api(table);
    return guarded(api, [&] {
        const Host host{table, version >= kShapeInferenceVersion};
        registration_of(host, read_settings(api, options)).add_to(options);
    });
}
