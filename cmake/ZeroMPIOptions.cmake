# SPDX-License-Identifier: BSL-1.0
# How all of ZeroMPI's own C is compiled. The target `zerompi_options` carries it: link it PRIVATE.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# mpi.h marks what the library shows to the world.
set(CMAKE_C_VISIBILITY_PRESET hidden)

add_library(zerompi_options INTERFACE)
target_compile_definitions(zerompi_options INTERFACE _GNU_SOURCE)
# Paths in messages and debug information start at the top of the sources, wherever those are.
target_compile_options(zerompi_options INTERFACE
    -Wall -Wextra
    "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/="
    "-ffile-prefix-map=${PROJECT_BINARY_DIR}=build")
if(ZEROMPI_WERROR)
    target_compile_options(zerompi_options INTERFACE -Werror)
endif()

# A program made by the stage's wrappers must be built with the sanitizers of the library under it, so the wrappers
# pass these flags too; an installed wrapper never does.
set(ZEROMPI_CFLAGS_EXTRA "")
if(ZEROMPI_SANITIZE)
    set(ZEROMPI_CFLAGS_EXTRA
        "-fsanitize=${ZEROMPI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g")
    separate_arguments(flags UNIX_COMMAND "${ZEROMPI_CFLAGS_EXTRA}")
    target_compile_options(zerompi_options INTERFACE ${flags})
    target_link_options(zerompi_options INTERFACE ${flags})
endif()
