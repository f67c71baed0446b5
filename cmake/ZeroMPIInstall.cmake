# SPDX-License-Identifier: BSL-1.0
# Installs the library, its header, and the descriptions by which pkg-config and CMake find them. src/tools installs
# the tools. Nothing that is installed names its own place, so the tree may be moved.
include(CMakePackageConfigHelpers)

set_target_properties(mpi_abi mpi_abi_static PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY "${ZEROMPI_STAGE}/lib"
    ARCHIVE_OUTPUT_DIRECTORY "${ZEROMPI_STAGE}/lib")

install(TARGETS mpi_abi mpi_abi_static
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES "${ZEROMPI_ALIAS}" DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES include/mpi.h DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES LICENSE_1_0.txt DESTINATION "${CMAKE_INSTALL_DOCDIR}")

file(RELATIVE_PATH ZEROMPI_PC_PREFIX
    "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
configure_file(cmake/zerompi.pc.in "${CMAKE_BINARY_DIR}/zerompi.pc" @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/zerompi.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/ZeroMPI")
configure_package_config_file(cmake/ZeroMPIConfig.cmake.in "${CMAKE_BINARY_DIR}/ZeroMPIConfig.cmake"
    INSTALL_DESTINATION "${package_dir}"
    PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_BINDIR)
write_basic_package_version_file("${CMAKE_BINARY_DIR}/ZeroMPIConfigVersion.cmake"
    COMPATIBILITY SameMajorVersion)
install(FILES
    "${CMAKE_BINARY_DIR}/ZeroMPIConfig.cmake"
    "${CMAKE_BINARY_DIR}/ZeroMPIConfigVersion.cmake"
    cmake/FindZeroMQ.cmake
    DESTINATION "${package_dir}")
