#include "compile/tflite/read_tflite.hpp"

#include "compile/layers/convert_layer.hpp"
#include "compile/tflite/transpose_conv.hpp"
#include "support/files/input_file.hpp"
#include "support/input_error.hpp"
#include "support/names.hpp"

namespace convt::tools {
namespace {

using tflite::Graph;
using tflite::Operation;

/// Reads the operators of one model, one after the other.
class Reader {
public:
    explicit Reader(const OnnxRequest& request) : request_(request) {}

    void read(const Graph& graph) {
        for (const Operation& operation : graph.operations()) {
            if (tflite::is_transpose_conv(operation)) read(graph, operation);
        }
    }

    OnnxLayers result() {
        if (names_.empty()) throw InputError("has no TRANSPOSE_CONV");
        if (asked_ == 0) {
            throw InputError("has no TRANSPOSE_CONV with a name that --layers asks for; it has " +
                             listed(names_));
        }
        if (result_.layers.empty()) throw InputError(first_error_);
        return std::move(result_);
    }

private:
    void read(const Graph& graph, const Operation& operation) {
        const std::string name = name_of(graph, operation);
        names_.push_back(name);
        if (!request_.filter.takes(name)) return;
        ++asked_;
        std::vector<std::string> remarks;
        try {
            CompileLayer layer = tflite::read_transpose_conv(graph, operation);
            if (request_.dtype) convert_layer(layer, *request_.dtype, remarks);
            result_.layers.push_back(std::move(layer));
        } catch (const InputError& error) {
            leave_out("TRANSPOSE_CONV " + name + ": " + error.what());
        }
        for (const std::string& remark : remarks)
            result_.remarks.push_back("TRANSPOSE_CONV " + name + ": " + remark);
    }

    static std::string name_of(const Graph& graph, const Operation& operation) {
        try {
            return graph.tensor(operation.output(0), "outputs").name;
        } catch (const InputError&) {
            return "without outputs";
        }
    }

    void leave_out(const std::string& error) {
        if (request_.filter.states_some()) throw InputError(error);
        if (first_error_.empty()) first_error_ = error;
        result_.remarks.push_back("Left out: " + error);
    }

    const OnnxRequest& request_;
    OnnxLayers result_;
    std::string first_error_;
    std::vector<std::string> names_;
    int asked_ = 0;
};

}  // namespace

OnnxLayers read_tflite(const std::filesystem::path& path, const OnnxRequest& request) {
    try {
        if (!request.input_shapes.empty()) {
            throw InputError("--input-shape is for ONNX models; --sizes states those of layers");
        }
        const tflite::CheckedFile file(read_file(path));
        Reader reader(request);
        for (const Graph& graph : tflite::graphs_of(file)) reader.read(graph);
        OnnxLayers read = reader.result();
        for (std::string& remark : read.remarks) remark = path.string() + ": " + remark;
        return read;
    } catch (const InputError& error) {
        const std::string text = error.what();
        throw InputError(text.starts_with(path.string()) ? text : path.string() + ": " + text);
    }
}

}  // namespace convt::tools
