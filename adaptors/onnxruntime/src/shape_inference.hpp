#pragma once

#include "interface.hpp"

namespace convt::ort {

/// OrtCustomOp::infer_output_shape: the shape of Y, where the model states the shapes of X and W, so that the
/// host folds and plans what follows as it does after its own operator. The batch may have a name instead of
/// a size. Where a size is not known, nothing is said about Y; wrong shapes are reported when the kernel is
/// made.
[[nodiscard]] OrtStatus* infer_output_shape(const OrtCustomOp* op, OrtShapeInferContext* context) noexcept;

}  // namespace convt::ort
