#include "golden/keras_cases.hpp"

#include <cstddef>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

namespace convt::golden {
namespace {

using nlohmann::json;

/// The recurrence of generate.py: integers in [-4, 4].
class Integers {
public:
    explicit Integers(std::uint32_t seed) : state_(seed) {}
    std::vector<float> take(std::size_t count) {
        std::vector<float> values(count);
        for (float& value : values) {
            state_ = state_ * 1664525U + 1013904223U;
            value = static_cast<float>(static_cast<int>((state_ >> 16) % 9) - 4);
        }
        return values;
    }

private:
    std::uint32_t state_;
};

std::size_t count(const std::vector<std::int64_t>& shape) {
    return static_cast<std::size_t>(
        std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>{}));
}

/// Keras's arguments are one number or one per dimension; both forms reach the API as they are.
Dims dims(const json& value) {
    if (value.is_array()) return Dims(value.get<std::vector<std::int64_t>>());
    return Dims(value.get<std::int64_t>());
}

std::vector<float> read_outputs(std::ifstream& file, std::int64_t offset, std::size_t outputs) {
    std::vector<std::int16_t> stored(outputs);
    file.seekg(offset * static_cast<std::int64_t>(sizeof(std::int16_t)));
    file.read(reinterpret_cast<char*>(stored.data()),
              static_cast<std::streamsize>(outputs * sizeof(std::int16_t)));
    if (!file) throw std::runtime_error("keras.bin is shorter than keras.json says");
    return {stored.begin(), stored.end()};
}

KerasCase parse(const json& line, std::ifstream& outputs_file) {
    KerasCase result;
    result.text = line.dump();
    line.at("group").get_to(result.group);
    line.at("inputs").get_to(result.inputs_shape);
    line.at("kernel").get_to(result.kernel_shape);
    line.at("outputs").get_to(result.outputs_shape);
    result.strides = dims(line.at("strides"));
    result.dilation_rate = dims(line.at("dilation_rate"));
    result.padding = line.at("padding") == "same" ? Padding::same : Padding::valid;
    result.data_format =
        line.at("data_format") == "channels_last" ? DataFormat::channels_last : DataFormat::channels_first;
    if (!line.at("output_padding").is_null()) result.output_padding = dims(line.at("output_padding"));
    Integers integers(line.at("seed").get<std::uint32_t>());
    result.inputs = integers.take(count(result.inputs_shape));
    result.kernel = integers.take(count(result.kernel_shape));
    if (!line.at("offset").is_null()) {
        result.outputs =
            read_outputs(outputs_file, line.at("offset").get<std::int64_t>(), count(result.outputs_shape));
    }
    return result;
}

std::vector<KerasCase> load() {
    std::ifstream index(CONVT_GOLDEN_DIR "/keras.json");
    std::ifstream outputs(CONVT_GOLDEN_DIR "/keras.bin", std::ios::binary);
    if (!index || !outputs) throw std::runtime_error("no golden files in " CONVT_GOLDEN_DIR);
    const json file = json::parse(index);
    std::vector<KerasCase> cases;
    for (const json& line : file.at("cases")) cases.push_back(parse(line, outputs));
    return cases;
}

}  // namespace

const std::vector<KerasCase>& keras_cases() {
    static const std::vector<KerasCase> cases = load();
    return cases;
}

}  // namespace convt::golden
