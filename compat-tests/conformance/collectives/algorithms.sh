#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# algorithms.sh MPIRUN RANKS PROGRAM: the program prints ok on so many ranks, whichever algorithms it is forced to use; those that
# know hosts also where there are two or three of them, in either of the program's orders.
set -eu
mpirun=$1 ranks=$2 program=$3

# prints_ok ALGORITHMS HOSTS [ARGUMENT...]
prints_ok() {
    algorithms=$1 hosts=$2
    shift 2
    printed=$(ZEROMPI_ALGORITHM=$algorithms ZEROMPI_PRETEND_HOSTS=$hosts \
        "$mpirun" --timeout 50 -n "$ranks" "$program" "$@" </dev/null) || exit 1
    [ "$printed" = ok ] || { echo "$algorithms on $hosts hosts: $printed" && exit 1; }
}

for algorithms in \
    barrier=dissemination,bcast=chain,gather=linear,scatter=linear,allgather=ring,allgatherv=pairwise,alltoall=pairwise,reduce=chain,allreduce=halving,reduce_scatter=pairwise,reduce_scatter_block=pairwise \
    barrier=binomial,bcast=segmented,gather=binomial,scatter=binomial,allgather=pairwise,allgatherv=ring,alltoall=bruck,reduce=segmented,allreduce=ring,reduce_scatter=binomial,reduce_scatter_block=binomial \
    bcast=scatter_allgather,allgather=bruck,reduce=halving,allreduce=recursive_doubling \
    bcast=binomial,reduce=binomial,allreduce=binomial; do
    prints_ok "$algorithms" 1
done
two_level=barrier=two_level,bcast=two_level,gather=two_level,scatter=two_level,allgather=two_level,reduce=two_level,allreduce=two_level,reduce_scatter=two_level,reduce_scatter_block=two_level
for hosts in 2 3; do
    prints_ok "$two_level" "$hosts"
    prints_ok "$two_level" "$hosts" 20001 turned
done
