# Packages of a build: `make package-files`, or `cpack -G DEB` and `cpack -G TGZ` in the build folder after building
# convt_shared. Debian's are libconvt0.1 (the shared library), libconvt-dev and convt (the command, and what `convt compile`
# makes libraries of); the archive is one tree of the same that may be unpacked anywhere.
set(convt_soname "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")

# For packages alone: convt::shared.
include(cmake/shared.cmake)
convt_add_shared(convt_shared CONVT_${convt_soname})
set_target_properties(convt_shared PROPERTIES OUTPUT_NAME convt EXPORT_NAME shared VERSION ${PROJECT_VERSION}
                                              SOVERSION ${convt_soname})
target_include_directories(convt_shared INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
install(TARGETS convt_shared EXPORT convtSharedTargets
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT libconvt NAMELINK_COMPONENT libconvt_link EXCLUDE_FROM_ALL)
install(EXPORT convtSharedTargets NAMESPACE convt:: DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/convt"
        COMPONENT libconvt_link EXCLUDE_FROM_ALL)

set(CPACK_PACKAGE_NAME convt)
set(CPACK_PACKAGE_VENDOR "The convt authors")
set(CPACK_PACKAGE_CONTACT "The convt authors <convt@example.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "transposed convolution on CPUs")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_COMPONENTS_ALL convt convt_tools convt_compile libconvt libconvt_link)
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

# One archive with everything.
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_PROJECT_CONFIG_FILE "${PROJECT_SOURCE_DIR}/cmake/packages_of_debian.cmake")
set(CPACK_CONVT_SOURCES "${PROJECT_SOURCE_DIR}")
set(CPACK_CONVT_LIBDIR "${CMAKE_INSTALL_LIBDIR}")
set(CPACK_CONVT_SONAME "${convt_soname}")
include(CPack)

foreach (component IN ITEMS convt libconvt_link)
    cpack_add_component(${component} GROUP dev)
endforeach ()
foreach (component IN ITEMS convt_tools convt_compile)
    cpack_add_component(${component} GROUP command)
endforeach ()
cpack_add_component(libconvt GROUP library)
