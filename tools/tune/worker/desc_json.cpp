#include "desc_json.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "convt/tuning.hpp"
#include "support/input_error.hpp"
#include "support/layers/layer.hpp"

namespace convt::tools {
namespace {

using Json = nlohmann::ordered_json;
using Values = std::array<std::int64_t, kMaxRank>;

constexpr std::pair<const char*, std::int64_t ConvTransposeDesc::*> kNumbers[] = {
    {"batch", &ConvTransposeDesc::batch},
    {"in_channels", &ConvTransposeDesc::in_channels},
    {"out_channels", &ConvTransposeDesc::out_channels},
    {"groups", &ConvTransposeDesc::groups}};
constexpr std::pair<const char*, Values ConvTransposeDesc::*> kArrays[] = {
    {"in_spatial", &ConvTransposeDesc::in_spatial}, {"kernel_size", &ConvTransposeDesc::kernel_size},
    {"strides", &ConvTransposeDesc::strides},       {"dilation_rate", &ConvTransposeDesc::dilation_rate},
    {"crop_left", &ConvTransposeDesc::crop_left},   {"out_spatial", &ConvTransposeDesc::out_spatial}};

const Json& member(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) throw InputError(std::string("the problem lacks ") + key);
    return *found;
}

std::int64_t number(const Json& json, const char* key) {
    if (!json.is_number_integer()) throw InputError(std::string(key) + " must be a whole number");
    return json.get<std::int64_t>();
}

Values per_dimension(const Json& json, const char* key, int rank) {
    if (!json.is_array() || json.size() != static_cast<std::size_t>(rank)) {
        throw InputError(std::string(key) + " must hold rank = " + std::to_string(rank) + " values");
    }
    Values values{};
    for (std::size_t d = 0; d < json.size(); ++d) values[d] = number(json[d], key);
    return values;
}

}  // namespace

Json to_json(const ConvTransposeDesc& desc) {
    if (inputs_format(desc) != desc.data_format) {
        throw InputError("the problem '" + problem_text(desc) +
                         "' has inputs in another order than its outputs; such problems are not tuned");
    }
    if (desc.dtype != DType::float32) {
        throw InputError("the problem '" + problem_text(desc) +
                         "' has elements of another type than float32; such problems are not tuned, and with "
                         "--dtype float32 models have none");
    }
    Json json{{"rank", desc.rank}, {"data_format", data_format_name(desc.data_format)}};
    for (const auto& [key, field] : kNumbers) json[key] = desc.*field;
    for (const auto& [key, field] : kArrays) {
        const auto begin = (desc.*field).begin();
        json[key] = std::vector<std::int64_t>(begin, begin + desc.rank);
    }
    return json;
}

ConvTransposeDesc desc_from_json(const Json& json) {
    ConvTransposeDesc desc;
    const std::int64_t rank = number(member(json, "rank"), "rank");
    if (rank < 1 || rank > kMaxRank) throw InputError("rank must be 1, 2 or 3");
    desc.rank = static_cast<int>(rank);
    desc.data_format = member(json, "data_format") == "channels_first" ? DataFormat::channels_first
                                                                       : DataFormat::channels_last;
    for (const auto& [key, field] : kNumbers) desc.*field = number(member(json, key), key);
    for (const auto& [key, field] : kArrays) desc.*field = per_dimension(member(json, key), key, desc.rank);
    require(validate(desc));
    return desc;
}

}  // namespace convt::tools
