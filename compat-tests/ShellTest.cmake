# SPDX-License-Identifier: BSL-1.0
# Defines zerompi_shell_test(LABEL SCRIPT STEP...): the tests LABEL.SCRIPT.STEP, of which each runs one step of SCRIPT.sh; 77
# means that it could not run here. Besides mpirun a folder's scripts get in the environment what is in the folder's list
# zerompi_shell_environment, NAME=VALUE.
function(zerompi_shell_test label script)
    foreach(step ${ARGN})
        add_test(NAME ${label}.${script}.${step}
            COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/${script}.sh" ${step})
        set_tests_properties(${label}.${script}.${step} PROPERTIES
            LABELS ${label}
            TIMEOUT 60
            SKIP_RETURN_CODE 77
            ENVIRONMENT "MPIRUN=${ZEROMPI_MPIRUN};SANITIZE=${ZEROMPI_SANITIZE};${zerompi_shell_environment}")
    endforeach()
endfunction()
