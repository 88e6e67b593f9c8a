# The parts that `convt compile` makes libraries of: libconvt.a of each processor family, the runtime's headers
# and the source of the kernel table. Installed as the component convt_compile; in a build, links to the same lie
# beside the command.
set(convt_kit_dir "${CMAKE_INSTALL_LIBEXECDIR}/convt")
set(convt_kit_headers
    contract/element_types.h contract/kernel_contract.h src/api/compiled.hpp src/base/elements.hpp
    src/machine/tier_facts.hpp src/planning/registry.hpp)
set(convt_processor "${CMAKE_SYSTEM_PROCESSOR}")

# Where the component convt has put the same archive, the kit links to it.
set(convt_kit_archive "${convt_kit_dir}/${convt_processor}/libconvt.a")
cmake_path(GET convt_kit_archive PARENT_PATH folder)
file(RELATIVE_PATH convt_kit_link "/${folder}" "/${CMAKE_INSTALL_LIBDIR}/libconvt.a")
install(CODE "
    set(installed \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/libconvt.a\")
    set(kit \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${convt_kit_archive}\")
    file(REMOVE \"\${kit}\")
    set(same FALSE)
    if (EXISTS \"\${installed}\")
        file(SHA256 \"\${installed}\" first)
        file(SHA256 \"$<TARGET_FILE:convt>\" second)
        string(COMPARE EQUAL \"\${first}\" \"\${second}\" same)
    endif ()
    if (same)
        message(STATUS \"Linking: \${kit}\")
        cmake_path(GET kit PARENT_PATH folder)
        file(MAKE_DIRECTORY \"\${folder}\")
        file(CREATE_LINK \"${convt_kit_link}\" \"\${kit}\" SYMBOLIC)
        list(APPEND CMAKE_INSTALL_MANIFEST_FILES \"\${CMAKE_INSTALL_PREFIX}/${convt_kit_archive}\")
    else ()
        file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${folder}\" TYPE STATIC_LIBRARY FILES \"$<TARGET_FILE:convt>\")
    endif ()"
    COMPONENT convt_compile)
install(FILES "${PROJECT_SOURCE_DIR}/runtime/src/planning/registry.cpp" "${CONVT_MANIFEST_DIR}/kernel_catalog.json"
        DESTINATION "${convt_kit_dir}"
        COMPONENT convt_compile)
install(FILES "${CONVT_MANIFEST_DIR}/object_ids.json" DESTINATION "${convt_kit_dir}/${convt_processor}"
        COMPONENT convt_compile)
install(FILES "${CONVT_MANIFEST_DIR}/tier_facts.inc" DESTINATION "${convt_kit_dir}/include" COMPONENT convt_compile)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/runtime/include/" "${CMAKE_CURRENT_BINARY_DIR}/include/"
        DESTINATION "${convt_kit_dir}/include" COMPONENT convt_compile FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
foreach (header IN LISTS convt_kit_headers)
    cmake_path(GET header PARENT_PATH folder)
    install(FILES "${PROJECT_SOURCE_DIR}/runtime/${header}" DESTINATION "${convt_kit_dir}/include/${folder}"
            COMPONENT convt_compile)
endforeach ()
install(FILES "${PROJECT_SOURCE_DIR}/cmake/convtAddLibrary.cmake" DESTINATION "${convt_package_dir}"
        COMPONENT convt_compile)

set(kit "${PROJECT_BINARY_DIR}/tools/kit")
file(MAKE_DIRECTORY "${kit}/include" "${kit}/${convt_processor}")
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/runtime/src/planning/registry.cpp" "${kit}/registry.cpp" SYMBOLIC)
file(CREATE_LINK "${CONVT_MANIFEST_DIR}/kernel_catalog.json" "${kit}/kernel_catalog.json" SYMBOLIC)
file(CREATE_LINK "${CONVT_MANIFEST_DIR}/object_ids.json" "${kit}/${convt_processor}/object_ids.json" SYMBOLIC)
file(CREATE_LINK "${CONVT_MANIFEST_DIR}/tier_facts.inc" "${kit}/include/tier_facts.inc" SYMBOLIC)
file(CREATE_LINK "${CMAKE_CURRENT_BINARY_DIR}/libconvt.a" "${kit}/${convt_processor}/libconvt.a" SYMBOLIC)
file(CREATE_LINK "${PROJECT_BINARY_DIR}/tools/tune/recipe.json" "${kit}/recipe.json" SYMBOLIC)
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/runtime/include/convt" "${kit}/include/convt" SYMBOLIC)
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/runtime/contract" "${kit}/include/contract" SYMBOLIC)
file(CREATE_LINK "${PROJECT_SOURCE_DIR}/runtime/src" "${kit}/include/src" SYMBOLIC)
