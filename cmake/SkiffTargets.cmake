# The three declarations a folder makes; each call is the folder's table of contents.

# skiff_library(NAME SOURCES ... [DEPENDS ...] [PRIVATE_DEPENDS ...])
# A static library skiff_NAME, alias Skiff::NAME. Includes start at the root of the tree.
function(skiff_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    add_library(skiff_${name} STATIC ${arg_SOURCES})
    add_library(Skiff::${name} ALIAS skiff_${name})
    target_include_directories(skiff_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(skiff_${name} PUBLIC ${arg_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS})
endfunction()

# skiff_program(NAME SOURCES ... [DEPENDS ...])
# A program build/bin/NAME.
function(skiff_program name)
    cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_definitions(${name} PRIVATE SKIFF_VERSION="${PROJECT_VERSION}")
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS})
endfunction()

# skiff_test(NAME SOURCES ... [DEPENDS ...] [LABELS ...] [TIMEOUT seconds])
# One ctest entry whose program runs every test class of its sources (tests/support/register_test.h).
function(skiff_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
    if(NOT SKIFF_TESTS)
        return()
    endif()
    add_executable(test_${name} ${arg_SOURCES})
    set_target_properties(test_${name} PROPERTIES AUTOMOC ON
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_definitions(test_${name} PRIVATE SKIFF_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(test_${name} PRIVATE Skiff::test_support ${arg_DEPENDS})
    add_test(NAME ${name} COMMAND test_${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
    if(SKIFF_SANITIZE STREQUAL "thread")
        # Tests that run a program fork while Qt's watchdog thread runs; the child only execs.
        set_tests_properties(${name} PROPERTIES ENVIRONMENT
            "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp:die_after_fork=0")
    endif()
    if("cluster" IN_LIST arg_LABELS)
        add_dependencies(cluster_tests test_${name})
    endif()
endfunction()
