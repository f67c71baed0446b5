#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# A program that is interrupted all the time: no call fails for that, and nothing is left at the end.
# shellcheck source=/dev/null disable=SC2034 # variables are shared with lib.sh
. "$(dirname "$0")/../env/lib.sh"

exchange() {
    ranks 2 "$ALARMS"
    ends 0 0 1
    no_socket_files
}

files() {
    ZEROMPI_TRANSPORT=zmq
    export ZEROMPI_TRANSPORT
    exchange
}

tcp() {
    "$PORTS" 2 >ports
    list=$(sed 's|^|tcp://127.0.0.1:|' ports | paste -sd, -)
    files
}

memory() {
    ZEROMPI_TRANSPORT=auto
    export ZEROMPI_TRANSPORT
    exchange
}

"$@"
