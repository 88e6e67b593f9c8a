#pragma once

#include <memory>
#include <vector>

#include "attributes.hpp"
#include "interface.hpp"

namespace convt::ort {

/// A dense tensor that the host owns.
struct Tensor {
    const void* data = nullptr;
    Shape shape;
};

/// Reads a tensor's shape and address.
[[nodiscard]] Tensor tensor_of(const Api& api, const OrtValue* value);

/// The shape that such an information states; sizes that are not known are -1.
[[nodiscard]] Shape shape_of(const Api& api, const OrtTensorTypeAndShapeInfo* info);

/// An object of the host with the entry of the table that releases it.
template <class T>
class Owned {
public:
    Owned(const Api& api, const Entry<void(T*)>& release, T* object) noexcept
        : object_(object, Release{api(release)}) {}
    [[nodiscard]] T* get() const noexcept { return object_.get(); }

private:
    struct Release {
        void (*function)(T*);
        void operator()(T* object) const noexcept { function(object); }
    };
    std::unique_ptr<T, Release> object_;
};

/// float16 values as float32, exactly.
[[nodiscard]] std::vector<float> widened(const void* halves, std::size_t count);

}  // namespace convt::ort
