# libonnx, as the target convt_onnx.
find_package(ONNX CONFIG REQUIRED)
find_package(Protobuf REQUIRED)

add_library(convt_onnx INTERFACE)
# Its headers are wrong without both. Its own targets state them, which are onnx and onnx_proto, or with later versions
# ONNX::onnx and ONNX::onnx_proto.
target_compile_definitions(convt_onnx INTERFACE ONNX_ML=1 ONNX_NAMESPACE=onnx)
foreach (convt_library IN ITEMS onnx onnx_proto)
    if (TARGET ONNX::${convt_library})
        target_link_libraries(convt_onnx INTERFACE ONNX::${convt_library})
    else ()
        target_link_libraries(convt_onnx INTERFACE ${convt_library})
    endif ()
endforeach ()
target_link_libraries(convt_onnx INTERFACE protobuf::libprotobuf)
