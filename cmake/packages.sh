#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Sees to it that what a build needs is there. Usage: packages.sh NEEDED... [-- WISHED...], names from the table below.
# Installs what is missing where it has the right to (root, or sudo without a password); elsewhere says
# which packages to ask for. Fails when something needed is missing in the end, never for something only wished for.
set -eu

table() {
    cat <<'TABLE'
name             apt-get                    dnf                apk               pacman      zypper
compiler         gcc,g++,libc6-dev          gcc,gcc-c++        gcc,g++,musl-dev  gcc         gcc,gcc-c++
cmake            cmake                      cmake              cmake             cmake       cmake
make             make                       make               make              make        make
pkg-config       pkg-config                 pkgconf-pkg-config pkgconf           pkgconf     pkg-config
libzmq           libzmq3-dev                zeromq-devel       zeromq-dev        zeromq      zeromq-devel
check            check                      check-devel        check-dev         check       check-devel
sanitizers       -                          libasan,libubsan   -                 -           -
clang            clang                      clang              clang             clang       clang
clang-sanitizers libclang-rt-dev            compiler-rt        compiler-rt       compiler-rt -
clang-format     clang-format               clang-tools-extra  clang-extra-tools clang       clang
shellcheck       shellcheck                 ShellCheck         shellcheck        shellcheck  ShellCheck
openmpi          openmpi-bin,libopenmpi-dev openmpi-devel      openmpi-dev       openmpi     openmpi4-devel
mpich            mpich,libmpich-dev         mpich-devel        mpich-dev         -           mpich-devel
ssh-server       openssh-server,openssh-client openssh-server,openssh-clients openssh-server,openssh-client openssh openssh
iproute          iproute2                   iproute            iproute2          iproute2    iproute2
slurm            slurm-wlm,munge            -                  -                 -           -
TABLE
}

say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

found() {
    command -v "$1" >/dev/null 2>&1
}

# has_header FILE PACKAGE: the compiler finds the header, by itself, by pkg-config's word or in CMAKE_PREFIX_PATH.
has_header() {
    found cc || return 1
    # shellcheck disable=SC2046 # flags are split on purpose
    set -- "$1" $(pkg-config --cflags "$2" 2>/dev/null || :)
    header=$1
    shift
    old_ifs=$IFS
    IFS=:
    for dir in ${CMAKE_PREFIX_PATH-}; do
        set -- "$@" "-I$dir/include"
    done
    IFS=$old_ifs
    printf '#include <%s>\n' "$header" | cc "$@" -E -x c - >/dev/null 2>&1
}

has_sanitizers() {
    echo 'int main(void) { return 0; }' >"$work/a.c"
    "$1" -fsanitize=address,undefined -o "$work/a" "$work/a.c" >/dev/null 2>&1
}

# Where programs are that are not for everybody.
has_server() {
    found "$1" || [ -x "/usr/sbin/$1" ]
}

has() {
    case $1 in
    compiler) found cc && found c++ && has_header stdio.h - ;;
    libzmq) has_header zmq.h libzmq ;;
    check) has_header check.h check ;;
    sanitizers) has_sanitizers cc ;;
    clang-sanitizers) has_sanitizers clang ;;
    openmpi) found ompi_info ;;
    mpich) found mpichversion ;;
    ssh-server) [ -x /usr/sbin/sshd ] && found ssh ;;
    iproute) found ip ;;
    slurm) found srun && found sbatch && has_server slurmctld && has_server slurmd && has_server munged ;;
    *) found "$1" ;;
    esac
}

missing_of() {
    for name; do
        has "$name" || printf '%s ' "$name"
    done
}

# package_names MANAGER NAME...: what this system calls them.
package_names() {
    manager=$1
    shift
    for name; do
        table | awk -v manager="$manager" -v name="$name" '
            NR == 1 { for (i = 2; i <= NF; i++) if ($i == manager) column = i }
            $1 == name && column && $column != "-" { gsub(",", " ", $column); printf "%s ", $column }'
    done
}

find_manager() {
    for manager in apt-get dnf apk pacman zypper; do
        if found "$manager"; then
            echo "$manager"
            return
        fi
    done
}

# as_root COMMAND...: fails without a word where we may not be root.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    case $1 in
    '') false ;;
    *) as_root true 2>/dev/null ;;
    esac
}

refresh() {
    case $1 in
    apt-get) as_root apt-get update -q ;;
    pacman) as_root pacman -Sy --noconfirm ;;
    esac </dev/null >"$work/log" 2>&1
}

install() {
    manager=$1
    shift
    case $manager in
    apt-get) as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@" ;;
    dnf) as_root dnf install -q -y "$@" ;;
    apk) as_root apk add -q "$@" ;;
    pacman) as_root pacman -S --needed --noconfirm "$@" ;;
    zypper) as_root zypper --non-interactive install "$@" ;;
    esac </dev/null >"$work/log" 2>&1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

needed=
wished=
kind=needed
for name; do
    case $kind,$name in
    *,--) kind=wished ;;
    needed,*) needed="$needed $name" ;;
    wished,*) wished="$wished $name" ;;
    esac
done

# The lists are of words without blanks, so they are split on purpose.
# shellcheck disable=SC2086
{
    missing="$(missing_of $needed)$(missing_of $wished)"
    [ -n "$missing" ] || exit 0
    manager=$(find_manager)
    if may_install "$manager"; then
        say "installing: $missing"
        refresh "$manager" || say "could not refresh the list of packages; going on with the old one"
        # One by one, so that what one system does not have does not keep the others away.
        for name in $missing; do
            packages=$(package_names "$manager" "$name")
            [ -z "$packages" ] || install "$manager" $packages ||
                { cat "$work/log" >&2 && say "could not install: $packages"; }
        done
    else
        say "missing, and no right to install: $missing"
        [ -z "$manager" ] || say "ask for: $manager install $(package_names "$manager" $missing)"
    fi

    missing=$(missing_of $wished)
    [ -z "$missing" ] || say "going on without: $missing"
    missing=$(missing_of $needed)
    [ -z "$missing" ] || { say "cannot go on without: $missing"; exit 1; }
}
