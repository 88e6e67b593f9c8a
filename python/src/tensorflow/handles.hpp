#pragma once

#include <memory>

#include "tensorflow/c_api.hpp"

namespace convt::python {

struct DeleteTfHandle {
    void operator()(TF_Status* status) const noexcept { TF_DeleteStatus(status); }
    void operator()(TF_Tensor* tensor) const noexcept { TF_DeleteTensor(tensor); }
};
using TfTensor = std::unique_ptr<TF_Tensor, DeleteTfHandle>;

/// A status of TensorFlow, ok at first.
class TfStatus {
public:
    [[nodiscard]] TF_Status* get() const noexcept { return status_.get(); }
    [[nodiscard]] bool ok() const noexcept { return TF_GetCode(get()) == kTfOk; }
    void set(TF_Code code, const char* message) noexcept { TF_SetStatus(get(), code, message); }

private:
    std::unique_ptr<TF_Status, DeleteTfHandle> status_{TF_NewStatus()};
};

}  // namespace convt::python
