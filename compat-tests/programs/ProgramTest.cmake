# SPDX-License-Identifier: BSL-1.0
# Defines zerompi_program_test, which builds an MPI program and runs it on several numbers of ranks.
#
#     zerompi_program_test(NAME name SOURCE file
#         [RANKS n...]      numbers of ranks; 1 2 3 4 5 7 8 16 if not given; one build with all of them is enough, others,
#                           with clang or sanitizers, take three
#         [HOSTS n...]      numbers of ranks that act as if they were on two hosts; none if not given
#         [ARGS arg...]     arguments of the program
#         [INPUT file]      its standard input; empty if not given
#         [EXPECT file]     what it must print; @N@ in the name stands for the number of ranks
#         [STANDARD std]    of the language: 90 or 99 for C, 11 and later for C++
#         [ORACLE n...]     numbers of ranks to compare with other MPIs; 2 3 if not given, NONE for no comparison
#         [OTHERS mpi...]   with which of openmpi and mpich; both if not given
#         [TIMEOUT s]       seconds for one run; 60 if not given)
#
# Each number of ranks is a test of its own, program.NAME.nN or program.NAME.hosts.nN, with label "program". It passes when the program's exit
# status is 0 and its output as expected; 77 means that the program could not run here and said why. One more test,
# oracle.NAME with label "oracle", builds the source with each other MPI that is installed and compares the outputs.

set(ZEROMPI_PROGRAM_TEST_DIR "${CMAKE_CURRENT_LIST_DIR}")

function(zerompi_program_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;SOURCE;INPUT;EXPECT;STANDARD;TIMEOUT" "RANKS;HOSTS;ARGS;ORACLE;OTHERS")
    if(NOT arg_RANKS)
        set(arg_RANKS 1 2 3 4 5 7 8 16)
    endif()
    list(LENGTH arg_RANKS length)
    if(length GREATER 3 AND (ZEROMPI_SANITIZE OR NOT CMAKE_C_COMPILER_ID STREQUAL "GNU"))
        math(EXPR middle "${length} / 2")
        list(GET arg_RANKS 1 ${middle} -2 arg_RANKS)
        list(REMOVE_DUPLICATES arg_RANKS)
    endif()
    if(NOT arg_ORACLE)
        set(arg_ORACLE 2 3)
    endif()
    if(NOT arg_OTHERS)
        set(arg_OTHERS openmpi mpich)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    set(input /dev/null)
    if(arg_INPUT)
        get_filename_component(input "${arg_INPUT}" ABSOLUTE)
    endif()
    get_filename_component(source "${arg_SOURCE}" ABSOLUTE)
    if(arg_SOURCE MATCHES "\\.c$")
        set(language C)
        set(default 99)
        set(flag -std=c)
    else()
        set(language CXX)
        set(default 11)
        set(flag -std=c++)
    endif()
    if(NOT arg_STANDARD)
        set(arg_STANDARD ${default})
    endif()

    set(target program_${arg_NAME})
    add_executable(${target} "${source}")
    set_target_properties(${target} PROPERTIES
        OUTPUT_NAME ${arg_NAME}
        ${language}_STANDARD ${arg_STANDARD}
        ${language}_STANDARD_REQUIRED ON
        ${language}_EXTENSIONS OFF)
    target_link_libraries(${target} PRIVATE zerompi_options mpi_abi m)

    set(transports "")
    list(TRANSFORM arg_HOSTS PREPEND hosts.n)
    list(TRANSFORM arg_RANKS PREPEND n)
    foreach(case ${arg_RANKS} ${arg_HOSTS})
        if(NOT transports)
            set(transports ${zerompi_test_transports})
        endif()
        list(POP_FRONT transports transport)
        set(hosts 1)
        if(case MATCHES hosts)
            set(hosts 2)
            set(transport auto)
        endif()
        string(REGEX REPLACE ".*n" "" n "${case}")
        set(expect -)
        if(arg_EXPECT)
            string(REPLACE "@N@" "${n}" expect "${arg_EXPECT}")
            get_filename_component(expect "${expect}" ABSOLUTE)
        endif()
        math(EXPR limit "${arg_TIMEOUT} - 5")
        add_test(NAME program.${arg_NAME}.${case}
            COMMAND "${CMAKE_COMMAND}" -E env "ZEROMPI_TRANSPORT=${transport}" "ZEROMPI_PRETEND_HOSTS=${hosts}"
                sh "${ZEROMPI_PROGRAM_TEST_DIR}/run.sh" "${input}" "${expect}"
                "${ZEROMPI_MPIRUN}" --timeout ${limit} -n ${n} "$<TARGET_FILE:${target}>" ${arg_ARGS})
        set_tests_properties(program.${arg_NAME}.${case} PROPERTIES
            LABELS program TIMEOUT ${arg_TIMEOUT} PROCESSORS ${n} SKIP_RETURN_CODE 77)
    endforeach()

    # Compilers and sanitizers change nothing about the output, so that one comparison is enough.
    if(NOT ZEROMPI_SANITIZE AND CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT arg_ORACLE STREQUAL NONE)
        add_test(NAME oracle.${arg_NAME}
            COMMAND sh "${ZEROMPI_PROGRAM_TEST_DIR}/oracle.sh" "${ZEROMPI_MPIRUN}" "$<TARGET_FILE:${target}>"
                "${source}" ${flag}${arg_STANDARD} "${input}" "${arg_ORACLE}" "${arg_OTHERS}" ${arg_ARGS})
        set_tests_properties(oracle.${arg_NAME} PROPERTIES
            LABELS oracle TIMEOUT 300 PROCESSORS 2 SKIP_RETURN_CODE 77)
    endif()
endfunction()
