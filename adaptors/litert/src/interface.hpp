#pragma once

/// The part of TensorFlow Lite's C structures that this adaptor uses, declared anew: neither LiteRT's wheels
/// nor TensorFlow's hold the header, and Debian has none. A host reads and writes them by these places, so
/// members only ever came at their ends. check_interface.cpp compares them with the real header where there
/// is one.

#include <cstddef>
#include <cstdint>

namespace convt::litert {

enum class HostStatus : int { ok = 0, error = 1 };
enum class ElementType : int { float32 = 1, int32 = 2, int8 = 9, float16 = 10 };
enum class Allocation : int { read_only = 1, dynamic = 4, persistent_read_only = 5 };
enum class HostPadding : int { same = 1, valid = 2 };
enum class HostActivation : int { none = 0, relu = 1, relu_n1_to_1 = 2, relu6 = 3 };

inline constexpr std::int32_t kDequantize = 6;
inline constexpr std::int32_t kCustomOperator = 32;
inline constexpr std::int32_t kDelegateOperator = 51;
inline constexpr std::int32_t kTransposeConv = 67;
/// Tensors of any size, which only a run knows, may be a kernel's outputs.
inline constexpr std::int64_t kAllowDynamicTensors = 1;
/// Index of an input that is left out.
inline constexpr int kNoTensor = -1;

template <class T>
struct HostArray {
    int size;
    T data[1];  ///< of `size` elements
};
using IntArray = HostArray<int>;

struct AffineQuantization {
    HostArray<float>* scale;
    IntArray* zero_point;
    std::int32_t quantized_dimension;
};
inline constexpr int kAffineQuantization = 1;

struct HostTensor {
    ElementType type;
    void* data;
    IntArray* dims;
    struct {
        float scale;
        std::int32_t zero_point;
    } params;
    Allocation allocation_type;
    std::size_t bytes;
    const void* allocation;
    const char* name;
    void* delegate;
    int buffer_handle;
    bool data_is_stale;
    bool is_variable;
    struct {
        int type;
        void* params;
    } quantization;
    void* sparsity;
    const IntArray* dims_signature;
};

struct HostNode {
    IntArray* inputs;
    IntArray* outputs;
    IntArray* intermediates;
    IntArray* temporaries;
    void* user_data;
    void* builtin_data;
    const void* custom_initial_data;
    int custom_initial_data_size;
};

/// Of TRANSPOSE_CONV, and what the options of MediaPipe's operator begin with.
struct TransposeConvParams {
    HostPadding padding;
    int stride_width;
    int stride_height;
    HostActivation activation;
};

struct HostContext;

/// An operator. Hosts read as many members as they know.
struct Registration {
    void* (*init)(HostContext*, const char* buffer, std::size_t length);
    void (*free)(HostContext*, void* kernel);
    HostStatus (*prepare)(HostContext*, HostNode*);
    HostStatus (*invoke)(HostContext*, HostNode*);
    const char* (*profiling_string)(const HostContext*, const HostNode*);
    std::int32_t builtin_code;
    const char* custom_name;
    int version;
    void* newer_members[8];
};

struct HostDelegate {
    void* data;
    HostStatus (*prepare)(HostContext*, HostDelegate*);
    void* buffer_functions[3];
    std::int64_t flags;
    void* opaque_delegate_builder;
};

struct DelegateParams {
    HostDelegate* delegate;
    IntArray* nodes_to_replace;
    IntArray* input_tensors;
    IntArray* output_tensors;
};

struct HostContext {
    std::size_t tensors_size;
    HostStatus (*get_execution_plan)(HostContext*, IntArray**);
    HostTensor* tensors;
    void* impl;
    /// Takes the array, which malloc has made.
    HostStatus (*resize_tensor)(HostContext*, HostTensor*, IntArray*);
    void (*report_error)(HostContext*, const char* format, ...);
    HostStatus (*add_tensors)(HostContext*, int, int*);
    HostStatus (*get_node_and_registration)(HostContext*, int, HostNode**, Registration**);
    HostStatus (*replace_nodes)(HostContext*, Registration, const IntArray*, HostDelegate*);
    int recommended_num_threads;
};

}  // namespace convt::litert
