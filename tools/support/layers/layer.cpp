#include "support/layers/layer.hpp"

#define CSV_IO_NO_THREAD
#include <libfccp/csv.h>

#include <array>
#include <cstring>

#include "support/files/input_file.hpp"
#include "support/input_error.hpp"
#include "support/layers/parse_numbers.hpp"

namespace convt::tools {
namespace {

using CsvReader =
    io::CSVReader<14, io::trim_chars<' ', '\t'>, io::double_quote_escape<',', '"'>, io::throw_on_overflow>;
using Values = std::array<std::int64_t, kMaxRank>;

/// Some hundred thousand layers.
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 26;

struct Row {
    std::string id, regime, rank, batch, in_spatial, in_channels, out_channels, kernel, stride, dilation,
        groups;
    std::string crop_left, out_spatial, macs_useful;
};

void read_header(CsvReader& csv) {
    csv.read_header(io::ignore_extra_column | io::ignore_missing_column, "id", "regime", "rank", "batch",
                    "in_spatial", "in_channels", "out_channels", "kernel", "stride", "dilation", "groups",
                    "crop_left", "out_spatial", "macs_useful");
    for (const char* column : {"id", "rank", "batch", "in_spatial", "in_channels", "out_channels", "kernel",
                               "stride", "dilation", "groups", "crop_left", "out_spatial"}) {
        if (!csv.has_column(column)) throw InputError(std::string("has no column ") + column);
    }
}

bool read_row(CsvReader& csv, Row& row) {
    return csv.read_row(row.id, row.regime, row.rank, row.batch, row.in_spatial, row.in_channels,
                        row.out_channels, row.kernel, row.stride, row.dilation, row.groups, row.crop_left,
                        row.out_spatial, row.macs_useful);
}

Values per_dimension(const char* column, const std::string& text, int rank) {
    const auto values = parse_integers(column, text, ';');
    if (values.size() != static_cast<std::size_t>(rank)) {
        throw InputError(std::string(column) + " is '" + text +
                         "'; it must hold rank = " + std::to_string(rank) + " values");
    }
    Values result{};
    std::copy(values.begin(), values.end(), result.begin());
    return result;
}

ConvTransposeDesc parse_desc(const Row& row) {
    ConvTransposeDesc desc;
    const std::int64_t rank = parse_integer("rank", row.rank);
    if (rank < 1 || rank > kMaxRank) {
        throw InputError("rank is " + row.rank + "; it must be 1, 2 or 3");
    }
    desc.rank = static_cast<int>(rank);
    desc.batch = parse_integer("batch", row.batch);
    desc.in_channels = parse_integer("in_channels", row.in_channels);
    desc.out_channels = parse_integer("out_channels", row.out_channels);
    desc.groups = parse_integer("groups", row.groups);
    desc.in_spatial = per_dimension("in_spatial", row.in_spatial, desc.rank);
    desc.kernel_size = per_dimension("kernel", row.kernel, desc.rank);
    desc.strides = per_dimension("stride", row.stride, desc.rank);
    desc.dilation_rate = per_dimension("dilation", row.dilation, desc.rank);
    desc.crop_left = per_dimension("crop_left", row.crop_left, desc.rank);
    desc.out_spatial = per_dimension("out_spatial", row.out_spatial, desc.rank);
    return desc;
}

Layer parse_layer(const Row& row) {
    Layer layer{row.id, row.regime, 0, parse_desc(row)};
    require(validate(layer.desc));
    layer.macs_useful = useful_macs(layer.desc);
    // Where a list states the count, others may quote GFLOP/s from it: a wrong one makes them wrong.
    if (!row.macs_useful.empty() && parse_integer("macs_useful", row.macs_useful) != layer.macs_useful) {
        throw InputError("macs_useful is " + row.macs_useful + "; the shapes give " +
                         std::to_string(layer.macs_useful));
    }
    return layer;
}

}  // namespace

std::vector<Layer> read_layers(const std::filesystem::path& path) {
    std::vector<Layer> layers;
    std::string where = path.string();
    try {
        const std::string text = read_file(path, kMostBytes);
        CsvReader csv(path.string(), text.data(), text.data() + text.size());
        read_header(csv);
        for (Row row; read_row(csv, row);) {
            where = path.string() + ":" + std::to_string(csv.get_file_line());
            layers.push_back(parse_layer(row));
        }
    } catch (const InputError& error) {
        throw InputError(where + ": " + error.what());
    } catch (const io::error::base& error) {
        throw InputError(error.what());
    }
    if (layers.empty()) throw InputError(path.string() + ": no layers; a list needs at least one");
    return layers;
}

const char* data_format_name(DataFormat data_format) {
    return data_format == DataFormat::channels_last ? "channels_last" : "channels_first";
}

std::string layout_name(const ConvTransposeDesc& desc) {
    const DataFormat inputs = inputs_format(desc);
    const std::string outputs = data_format_name(desc.data_format);
    return inputs == desc.data_format ? outputs : outputs + " from_" + data_format_name(inputs);
}

}  // namespace convt::tools
