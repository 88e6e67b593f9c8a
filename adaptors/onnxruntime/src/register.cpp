#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <string>
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
    Registration(const OrtApi* table, const Settings& settings)
        : api_(table), workspaces_(api_, settings.threads), operators_(operators(table, workspaces_)) {
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
const Registration& registration_of(const OrtApi* table, const Settings& settings) {
    static std::mutex mutex;
    static auto* const all =
        new std::map<std::pair<const OrtApi*, Settings>, std::unique_ptr<const Registration>>;
    const std::scoped_lock lock(mutex);
    auto& registration = (*all)[{table, settings}];
    if (registration == nullptr) registration = std::make_unique<const Registration>(table, settings);
    return *registration;
}

/// The host's complaint about itself, by the table of a version that every host has.
OrtStatus* too_old(const OrtApiBase* host) {
    const OrtApi* const oldest = host->get_api(1);
    if (oldest == nullptr) return nullptr;
    const std::string message =
        std::string("convt needs ONNX Runtime 1.17 or newer; this is ") + host->get_version_string();
    return Api(oldest)(entry::create_status)(ErrorCode::not_implemented, message.c_str());
}

}  // namespace
}  // namespace convt::ort

/// What ONNX Runtime calls for RegisterCustomOpsLibrary: adds ConvTranspose of domain "convt" to the options
/// of sessions and, by the entry of convt.override, of ONNX's domain too.
extern "C" convt::ort::OrtStatus* RegisterCustomOps(convt::ort::OrtSessionOptions* options,
                                                    const convt::ort::OrtApiBase* host) noexcept {
    using namespace convt::ort;
    const OrtApi* const table = host->get_api(kApiVersion);
    if (table == nullptr) return too_old(host);
    const Api api(table);
    return guarded(api, [&] { registration_of(table, read_settings(api, options)).add_to(options); });
}
