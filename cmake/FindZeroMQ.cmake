# SPDX-License-Identifier: BSL-1.0
# Finds libzmq and defines the target ZeroMQ::libzmq. pkg-config is asked first where there is one; its answer,
# CMAKE_PREFIX_PATH and the system's folders are then searched, so that neither pkg-config nor libzmq's own CMake
# package is needed. Sets ZeroMQ_FOUND, ZeroMQ_VERSION, ZeroMQ_INCLUDE_DIR, ZeroMQ_LIBRARY.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(PC_ZeroMQ QUIET libzmq)
endif()
find_path(ZeroMQ_INCLUDE_DIR zmq.h HINTS ${PC_ZeroMQ_INCLUDE_DIRS} ${PC_ZeroMQ_INCLUDEDIR})
find_library(ZeroMQ_LIBRARY zmq HINTS ${PC_ZeroMQ_LIBRARY_DIRS} ${PC_ZeroMQ_LIBDIR})
mark_as_advanced(ZeroMQ_INCLUDE_DIR ZeroMQ_LIBRARY)

if(ZeroMQ_INCLUDE_DIR)
    set(ZeroMQ_VERSION "")
    foreach(part MAJOR MINOR PATCH)
        file(STRINGS "${ZeroMQ_INCLUDE_DIR}/zmq.h" line REGEX "^#define ZMQ_VERSION_${part} ")
        string(REGEX REPLACE ".*ZMQ_VERSION_${part} +([0-9]+).*" "\\1" number "${line}")
        list(APPEND ZeroMQ_VERSION ${number})
    endforeach()
    list(JOIN ZeroMQ_VERSION "." ZeroMQ_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ZeroMQ
    REQUIRED_VARS ZeroMQ_LIBRARY ZeroMQ_INCLUDE_DIR
    VERSION_VAR ZeroMQ_VERSION)

if(ZeroMQ_FOUND AND NOT TARGET ZeroMQ::libzmq)
    add_library(ZeroMQ::libzmq UNKNOWN IMPORTED)
    set_target_properties(ZeroMQ::libzmq PROPERTIES
        IMPORTED_LOCATION "${ZeroMQ_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${ZeroMQ_INCLUDE_DIR}")
endif()
