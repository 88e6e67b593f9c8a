#pragma once

/// The part of ONNX Runtime's C interface that this adaptor uses, declared anew: the wheels of ONNX Runtime
/// hold no header, and Debian 12 has none. The interface is a table of functions that only ever grows at its
/// end, so that the place of an entry and the order of OrtCustomOp's members are the same in every release.
/// check_interface.cpp compares them with the real header where there is one.

#include <cstddef>
#include <cstdint>

namespace convt::ort {

/// The release of the interface that the adaptor asks for: the first one that hands out its thread pool.
inline constexpr std::uint32_t kApiVersion = 17;
/// The first one with which operators may infer shapes.
inline constexpr std::uint32_t kShapeInferenceVersion = 24;

struct OrtApi;
struct OrtCustomOpDomain;
struct OrtKernelContext;
struct OrtKernelInfo;
struct OrtOpAttr;
struct OrtSessionOptions;
struct OrtShapeInferContext;
struct OrtStatus;
struct OrtTensorTypeAndShapeInfo;
struct OrtTypeInfo;
struct OrtValue;

enum class ErrorCode : int { fail = 1, invalid_argument = 2, not_implemented = 9 };
enum class ElementType : int { undefined = 0, float32 = 1, float16 = 10, float64 = 11 };
enum class Presence : int { required = 0, optional = 1 };
enum class MemoryType : int { of_provider = 0 };
enum class AttributeType : int { integer = 1, integers = 2, string = 5 };

/// What the host hands to RegisterCustomOps.
struct OrtApiBase {
    /// Null where the host is older than the version.
    const OrtApi* (*get_api)(std::uint32_t version);
    const char* (*get_version_string)();
};

/// An operator, as the host calls it. The host reads the members up to get_end_version for version 17.
struct OrtCustomOp {
    std::uint32_t version;
    void* (*create_kernel)(const OrtCustomOp*, const OrtApi*, const OrtKernelInfo*);
    const char* (*get_name)(const OrtCustomOp*);
    const char* (*get_execution_provider_type)(const OrtCustomOp*);
    ElementType (*get_input_type)(const OrtCustomOp*, std::size_t);
    std::size_t (*get_input_type_count)(const OrtCustomOp*);
    ElementType (*get_output_type)(const OrtCustomOp*, std::size_t);
    std::size_t (*get_output_type_count)(const OrtCustomOp*);
    void (*kernel_compute)(void*, OrtKernelContext*);
    void (*kernel_destroy)(void*);
    Presence (*get_input_characteristic)(const OrtCustomOp*, std::size_t);
    Presence (*get_output_characteristic)(const OrtCustomOp*, std::size_t);
    MemoryType (*get_input_memory_type)(const OrtCustomOp*, std::size_t);
    int (*get_variadic_input_min_arity)(const OrtCustomOp*);
    int (*get_variadic_input_homogeneity)(const OrtCustomOp*);
    int (*get_variadic_output_min_arity)(const OrtCustomOp*);
    int (*get_variadic_output_homogeneity)(const OrtCustomOp*);
    OrtStatus* (*create_kernel_v2)(const OrtCustomOp*, const OrtApi*, const OrtKernelInfo*, void**);
    OrtStatus* (*kernel_compute_v2)(void*, OrtKernelContext*);
    OrtStatus* (*infer_output_shape)(const OrtCustomOp*, OrtShapeInferContext*);
    int (*get_start_version)(const OrtCustomOp*);
    int (*get_end_version)(const OrtCustomOp*);
    /// Of version 18, for outputs in the memory of inputs: null.
    void* newer_members[4];
};

/// An entry of the table: its place and its type.
template <class Function>
struct Entry {
    std::size_t place;
};

namespace entry {

inline constexpr Entry<OrtStatus*(ErrorCode, const char*)> create_status{0};
inline constexpr Entry<ErrorCode(const OrtStatus*)> get_error_code{1};
inline constexpr Entry<const char*(const OrtStatus*)> get_error_message{2};
inline constexpr Entry<void(OrtStatus*)> release_status{93};

inline constexpr Entry<OrtStatus*(const char*, OrtCustomOpDomain**)> create_custom_op_domain{26};
inline constexpr Entry<OrtStatus*(OrtCustomOpDomain*, const OrtCustomOp*)> custom_op_domain_add{27};
inline constexpr Entry<OrtStatus*(OrtSessionOptions*, OrtCustomOpDomain*)> add_custom_op_domain{28};
inline constexpr Entry<OrtStatus*(const OrtSessionOptions*, const char*, int*)> has_session_config_entry{237};
inline constexpr Entry<OrtStatus*(const OrtSessionOptions*, const char*, char*, std::size_t*)>
    get_session_config_entry{238};

inline constexpr Entry<OrtStatus*(OrtValue*, void**)> get_tensor_mutable_data{51};
inline constexpr Entry<OrtStatus*(const OrtValue*, OrtTensorTypeAndShapeInfo**)> get_tensor_type_and_shape{
    65};
inline constexpr Entry<OrtStatus*(OrtTensorTypeAndShapeInfo**)> create_tensor_type_and_shape_info{57};
inline constexpr Entry<void(OrtTensorTypeAndShapeInfo*)> release_tensor_type_and_shape_info{99};
inline constexpr Entry<OrtStatus*(OrtTensorTypeAndShapeInfo*, ElementType)> set_tensor_element_type{58};
inline constexpr Entry<OrtStatus*(OrtTensorTypeAndShapeInfo*, const std::int64_t*, std::size_t)>
    set_dimensions{59};
inline constexpr Entry<OrtStatus*(const OrtTensorTypeAndShapeInfo*, ElementType*)> get_tensor_element_type{
    60};
inline constexpr Entry<OrtStatus*(const OrtTensorTypeAndShapeInfo*, std::size_t*)> get_dimensions_count{61};
inline constexpr Entry<OrtStatus*(const OrtTensorTypeAndShapeInfo*, std::int64_t*, std::size_t)>
    get_dimensions{62};
inline constexpr Entry<OrtStatus*(const OrtTensorTypeAndShapeInfo*, const char**, std::size_t)>
    get_symbolic_dimensions{63};
inline constexpr Entry<OrtStatus*(OrtTensorTypeAndShapeInfo*, const char**, std::size_t)>
    set_symbolic_dimensions{271};
inline constexpr Entry<OrtStatus*(const OrtTypeInfo*, const OrtTensorTypeAndShapeInfo**)>
    cast_type_info_to_tensor_info{55};
inline constexpr Entry<void(OrtTypeInfo*)> release_type_info{98};

inline constexpr Entry<OrtStatus*(const OrtKernelInfo*, const char*, std::int64_t*)>
    kernel_info_get_attribute_int64{86};
inline constexpr Entry<OrtStatus*(const OrtKernelInfo*, const char*, char*, std::size_t*)>
    kernel_info_get_attribute_string{87};
inline constexpr Entry<OrtStatus*(const OrtKernelInfo*, const char*, std::int64_t*, std::size_t*)>
    kernel_info_get_attribute_array_int64{163};
inline constexpr Entry<OrtStatus*(const OrtKernelInfo*, std::size_t, OrtTypeInfo**)>
    kernel_info_get_input_type_info{234};
inline constexpr Entry<OrtStatus*(const OrtKernelInfo*, std::size_t, int*, const OrtValue**)>
    kernel_info_get_constant_input_tensor{249};

inline constexpr Entry<OrtStatus*(const OrtKernelContext*, std::size_t*)> kernel_context_get_input_count{88};
inline constexpr Entry<OrtStatus*(const OrtKernelContext*, std::size_t, const OrtValue**)>
    kernel_context_get_input{90};
inline constexpr Entry<OrtStatus*(OrtKernelContext*, std::size_t, const std::int64_t*, std::size_t,
                                  OrtValue**)>
    kernel_context_get_output{91};
inline constexpr Entry<OrtStatus*(const OrtKernelContext*, void (*)(void*, std::size_t), std::size_t,
                                  std::size_t, void*)>
    kernel_context_parallel_for{274};

inline constexpr Entry<OrtStatus*(const OrtShapeInferContext*, std::size_t, OrtTensorTypeAndShapeInfo**)>
    shape_infer_context_get_input_type_shape{268};
inline constexpr Entry<OrtStatus*(const OrtShapeInferContext*, const char*, const OrtOpAttr**)>
    shape_infer_context_get_attribute{269};
inline constexpr Entry<OrtStatus*(const OrtShapeInferContext*, std::size_t, const OrtTensorTypeAndShapeInfo*)>
    shape_infer_context_set_output_type_shape{270};
inline constexpr Entry<OrtStatus*(const OrtOpAttr*, AttributeType, void*, std::size_t, std::size_t*)>
    read_op_attr{272};

}  // namespace entry

/// The table of one host: api(entry::release_status)(status).
class Api {
public:
    explicit Api(const OrtApi* table) noexcept : table_(reinterpret_cast<AnyFunction*>(table)) {}

    template <class Function>
    [[nodiscard]] Function* operator()(const Entry<Function>& entry) const noexcept {
        return reinterpret_cast<Function*>(table_[entry.place]);
    }

private:
    using AnyFunction = void (*const)();
    AnyFunction* table_;
};

}  // namespace convt::ort
