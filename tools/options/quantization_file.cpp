#include "options/quantization_file.hpp"

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "support/files/input_file.hpp"
#include "support/input_error.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

using nlohmann::json;

/// A scale for each of a million channels, with room.
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 26;

/// What a value is, short enough for a line.
std::string shown(const json& value) {
    if (value.is_structured()) return std::string("an ") + (value.is_array() ? "array" : "object");
    const std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    return text.substr(0, 40);
}

float number(const std::string& name, const json& value) {
    if (!value.is_number()) throw InputError(name + " is " + shown(value) + "; it must be a number");
    return value.get<float>();
}

std::int32_t zero_point(const std::string& name, const json& value) {
    // A number beyond 63 bits is unsigned, and would be below 0 as another one.
    const bool huge = value.is_number_unsigned() && value.get<std::uint64_t>() > INT32_MAX;
    if (huge || !value.is_number_integer() || value.get<std::int64_t>() < INT32_MIN) {
        throw InputError(name + " is " + shown(value) + "; it must be a value of the tensor's type");
    }
    return value.get<std::int32_t>();
}

std::vector<float> scales(const std::string& name, const json& value) {
    if (!value.is_array()) return {number(name, value)};
    if (value.empty()) throw InputError(name + " is []; it must have one scale, or one per output channel");
    std::vector<float> all;
    for (const json& scale : value) {
        all.push_back(number(name + "[" + std::to_string(all.size()) + "]", scale));
    }
    return all;
}

Rounding rounding(const std::string& name, const json& value) {
    return parse_rounding(name, value.is_string() ? value.get<std::string>() : shown(value));
}

using Reader = std::function<void(const std::string&, const json&, StatedQuantization&)>;

template <class Member, class Read>
Reader reader(Member member, Read read) {
    return [=](const std::string& name, const json& value, StatedQuantization& stated) {
        stated.*member = read(name, value);
    };
}

const std::map<std::string, Reader>& readers() {
    using Stated = StatedQuantization;
    static const std::map<std::string, Reader> all{
        {"input_zero_point", reader(&Stated::input_zero_point, zero_point)},
        {"output_zero_point", reader(&Stated::output_zero_point, zero_point)},
        {"input_scale", reader(&Stated::input_scale, number)},
        {"output_scale", reader(&Stated::output_scale, number)},
        {"kernel_scales", reader(&Stated::kernel_scales, scales)},
        {"rounding", reader(&Stated::rounding, rounding)},
    };
    return all;
}

/// The parser keeps the last of two members of one name; which one is meant nobody knows.
json parse_unique(const std::string& text) {
    std::set<std::string> seen;
    const auto see = [&](int depth, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::key && depth == 1 && !seen.insert(parsed.get<std::string>()).second)
            throw InputError("has two members '" + parsed.get<std::string>().substr(0, 40) + "'");
        return true;
    };
    json object = json::parse(text, see, /*allow_exceptions=*/false);
    if (!object.is_object()) throw InputError("is no JSON object, as in {\"input_scale\": 0.02}");
    return object;
}

}  // namespace

StatedQuantization parse_quantization(const std::string& text) {
    const json object = parse_unique(text);
    StatedQuantization stated;
    for (const auto& [name, value] : object.items()) {
        const auto found = readers().find(name);
        if (found == readers().end()) {
            std::vector<std::string> known;
            for (const auto& [member, read] : readers()) known.push_back(member);
            throw InputError("has the member '" + name.substr(0, 40) + "'" + nearest(name, known) +
                             "; it may have " + listed(known));
        }
        found->second(name, value, stated);
    }
    return stated;
}

StatedQuantization read_quantization(const std::filesystem::path& path) {
    const std::string text = read_file(path, kMostBytes);
    try {
        return parse_quantization(text);
    } catch (const InputError& error) {
        throw InputError(path.string() + ": " + error.what());
    }
}

}  // namespace convt::tools
