#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# algorithms.sh MPIRUN RANKS PROGRAM [ARGUMENT...]: the program prints ok on so many ranks, whichever algorithms it is forced to use.
set -eu
mpirun=$1 ranks=$2
shift 2
for algorithms in \
    barrier=dissemination,bcast=chain,gather=linear,scatter=linear,allgather=ring,allgatherv=pairwise,alltoall=pairwise,reduce=chain,allreduce=halving,reduce_scatter=pairwise,reduce_scatter_block=pairwise \
    barrier=binomial,bcast=segmented,gather=binomial,scatter=binomial,allgather=pairwise,allgatherv=ring,alltoall=bruck,reduce=segmented,allreduce=ring,reduce_scatter=binomial,reduce_scatter_block=binomial \
    bcast=scatter_allgather,allgather=bruck,reduce=halving,allreduce=recursive_doubling \
    bcast=binomial,reduce=binomial,allreduce=binomial; do
    printed=$(ZEROMPI_ALGORITHM=$algorithms "$mpirun" --timeout 50 -n "$ranks" "$@" </dev/null) || exit 1
    [ "$printed" = ok ] || { echo "$algorithms: $printed" && exit 1; }
done
