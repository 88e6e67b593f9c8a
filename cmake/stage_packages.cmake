# Run by cpack before it packs: the archive once, since `convt compile` finds it by a link; in Debian's packages, their licence
# and changelog, and the list of the library's symbols.
file(GLOB_RECURSE kit_archives "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*/libconvt.a")
list(FILTER kit_archives INCLUDE REGEX "/libexec/convt/[^/]+/libconvt.a$")
foreach (archive IN LISTS kit_archives)
    file(REMOVE "${archive}")
    file(CREATE_LINK "../../../${CPACK_CONVT_LIBDIR}/libconvt.a" "${archive}" SYMBOLIC)
endforeach ()
if (NOT CPACK_GENERATOR STREQUAL "DEB")
    return()
endif ()
foreach (group_package IN ITEMS "library=libconvt${CPACK_CONVT_SONAME}" dev=libconvt-dev command=convt)
    string(REGEX MATCH "^([a-z]+)=(.*)$" _ "${group_package}")
    set(staged "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${CMAKE_MATCH_1}/usr")
    set(doc "${staged}/share/doc/${CMAKE_MATCH_2}")
    if (NOT EXISTS "${staged}")
        message(FATAL_ERROR "nothing was staged for ${CMAKE_MATCH_2} in ${staged}")
    endif ()
    file(READ "${CPACK_CONVT_SOURCES}/LICENSE" licence)
    file(WRITE "${doc}/copyright" "convt\n\n${licence}")
    file(WRITE "${doc}/changelog" "convt (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
         "  * docs/changes.md of the sources says what changed.\n\n"
         " -- ${CPACK_PACKAGE_CONTACT}  Mon, 30 Nov 2026 00:00:00 +0000\n")
    execute_process(COMMAND gzip --best --no-name --force "${doc}/changelog" COMMAND_ERROR_IS_FATAL ANY)
endforeach ()
# From which version on the library has each symbol, for the dependencies of packages that use it: this one, as another minor
# version has another soname.
file(GLOB library "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/library/usr/${CPACK_CONVT_LIBDIR}/libconvt.so.*.*.*")
cmake_path(GET CPACK_CONVT_SYMBOLS PARENT_PATH control)
file(MAKE_DIRECTORY "${control}")
execute_process(COMMAND dpkg-gensymbols "-plibconvt${CPACK_CONVT_SONAME}" "-v${CPACK_PACKAGE_VERSION}" "-e${library}"
                        "-O${CPACK_CONVT_SYMBOLS}" OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/dev/usr/share/doc/convt")
