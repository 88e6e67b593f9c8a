#include "settings.hpp"

#include <charconv>
#include <optional>
#include <string>

#include "convt/context.hpp"
#include "errors.hpp"

namespace convt::ort {
namespace {

std::optional<std::string> value_of(const Api& api, const OrtSessionOptions* options, const char* key) {
    int has = 0;
    check(api, api(entry::has_session_config_entry)(options, key, &has));
    if (has == 0) return {};
    const auto read = api(entry::get_session_config_entry);
    std::size_t size = 0;
    check(api, read(options, key, nullptr, &size));
    std::string value(size, '\0');
    check(api, read(options, key, value.data(), &size));
    value.resize(size > 0 ? size - 1 : 0);  // the size counts the zero at the end
    return value;
}

int number_of(const Api& api, const OrtSessionOptions* options, const char* key, int least, int most,
              int otherwise) {
    const std::optional<std::string> value = value_of(api, options, key);
    if (!value) return otherwise;
    int number = 0;
    const char* const end = value->data() + value->size();
    const auto [stop, error] = std::from_chars(value->data(), end, number);
    if (error == std::errc() && stop == end && number >= least && number <= most) return number;
    throw Failure(ErrorCode::invalid_argument, std::string("convt: session entry ") + key + " is \"" +
                                                   *value + "\"; it must be a number from " +
                                                   std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace

Settings read_settings(const Api& api, const OrtSessionOptions* options) {
    Settings settings;
    settings.replaces_built_in = number_of(api, options, "convt.override", 0, 1, 0) == 1;
    settings.threads = number_of(api, options, "convt.threads", 1, kMaxThreads, available_cpus());
    return settings;
}

}  // namespace convt::ort
