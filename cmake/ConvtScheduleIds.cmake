# Hashes of the sources behind each strategy's kernels, without comments and spacing.
#
#     convt_write_schedule_ids(<file>)   writes a line CONVT_SCHEDULE("<strategy>", "<id>") for each strategy

function(convt_schedule_id out)
    set(all "")
    foreach (file IN LISTS ARGN)
        file(READ "${PROJECT_SOURCE_DIR}/${file}" code)
        string(REGEX REPLACE "//[^\n]*" "" code "${code}")
        string(REGEX REPLACE "[ \t\n]+" " " code "${code}")
        string(APPEND all "${code}")
        set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
                     "${PROJECT_SOURCE_DIR}/${file}")
    endforeach ()
    string(SHA256 hash "${all}")
    string(SUBSTRING ${hash} 0 8 hash)
    set(${out} ${hash} PARENT_SCOPE)
endfunction()

function(convt_write_schedule_ids path)
    set(lines "")
    foreach (strategy IN LISTS CONVT_STRATEGIES)
        set(sources ${CONVT_ALGORITHM_${strategy}})
        list(TRANSFORM sources PREPEND "generators/")
        set(schedules ${CONVT_SCHEDULES_${strategy}})
        list(TRANSFORM schedules PREPEND "schedules/")
        convt_schedule_id(id ${sources} ${schedules} generators/algorithms/activation.h
                          generators/algorithms/prefetched.h)
        string(APPEND lines "CONVT_SCHEDULE(\"${strategy}\", \"${id}\")\n")
    endforeach ()
    file(CONFIGURE OUTPUT "${path}" CONTENT "${lines}" @ONLY)
endfunction()
