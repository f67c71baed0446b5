# SPDX-License-Identifier: BSL-1.0
# The stage: a tree inside the build that looks like an installation, so that tests use the wrappers and the launcher
# as a user would, before anything is installed. src/ puts its libraries and tools there; the rest is linked here.
set(ZEROMPI_STAGE "${CMAKE_BINARY_DIR}/stage")
set(ZEROMPI_MPICC "${ZEROMPI_STAGE}/bin/mpicc")
set(ZEROMPI_MPICXX "${ZEROMPI_STAGE}/bin/mpicxx")
set(ZEROMPI_MPIRUN "${ZEROMPI_STAGE}/bin/mpirun")

file(MAKE_DIRECTORY "${ZEROMPI_STAGE}/bin" "${ZEROMPI_STAGE}/lib" "${ZEROMPI_STAGE}/include")
file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}/include/mpi.h" "${ZEROMPI_STAGE}/include/mpi.h"
    COPY_ON_ERROR SYMBOLIC)

# The name that Makefiles with -lmpi look for. Programs linked through it still ask for libmpi_abi.so.1.
set(ZEROMPI_ALIAS "${ZEROMPI_STAGE}/lib/libmpi${CMAKE_SHARED_LIBRARY_SUFFIX}")
file(CREATE_LINK "libmpi_abi${CMAKE_SHARED_LIBRARY_SUFFIX}" "${ZEROMPI_ALIAS}" SYMBOLIC)
