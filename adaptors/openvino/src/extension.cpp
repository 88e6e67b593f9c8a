/// The functions that OpenVINO, and convt.openvino, look for in the library.

#include <memory>
#include <openvino/core/extension.hpp>
#include <openvino/core/op_extension.hpp>
#include <vector>

#include "operator.hpp"

OPENVINO_CREATE_EXTENSIONS(
    std::vector<ov::Extension::Ptr>({std::make_shared<ov::OpExtension<convt::openvino::ConvTranspose>>()}))

extern "C" std::int64_t convt_openvino_runs() noexcept {
    return convt::openvino::runs();
}
