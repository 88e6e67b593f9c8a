#include "settings.hpp"

#include <charconv>
#include <string>
#include <string_view>

#include "convt/context.hpp"
#include "failure.hpp"

namespace convt::litert {
namespace {

int number_of(std::string_view name, std::string_view text, int least, int most) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= least && value <= most)
        return value;
    throw Failure("convt: the option " + std::string(name) + " is \"" + std::string(text) +
                  "\"; it must be " + std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace

Settings read_settings(const char* const* names, const char* const* values, std::size_t count) {
    Settings settings;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view name = names[i], value = values[i];
        if (name == "num_threads") {
            settings.threads = number_of(name, value, 0, kMaxThreads);
        } else if (name == "estimate") {
            settings.estimates = number_of(name, value, 0, 1) == 1;
        } else {
            throw Failure("convt: there is no option \"" + std::string(name) +
                          "\"; there are num_threads and estimate");
        }
    }
    return settings;
}

}  // namespace convt::litert
