// SPDX-License-Identifier: BSL-1.0
// Pi by throwing darts. Each batch of darts has its own seed, so that the number of hits does not
// depend on which rank throws which batch, and can be known beforehand.

#include <cmath>
#include <cstdio>
#include <mpi.h>
#include <random>

namespace {

constexpr int batches = 101;
constexpr int darts = 5000;

// How many darts of a batch fall into the quarter circle; integers only, the same everywhere.
unsigned long long hits_of(int batch)
{
    std::mt19937 random(static_cast<std::mt19937::result_type>(batch));
    unsigned long long hits = 0;
    for (int i = 0; i < darts; i++) {
        const unsigned long long x = random() >> 1, y = random() >> 1;
        hits += x * x + y * y < (1ULL << 62);
    }
    return hits;
}

} // namespace

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    int rank, size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    unsigned long long mine = 0, total = 0;
    for (int batch = rank; batch < batches; batch += size)
        mine += hits_of(batch);
    MPI_Reduce(&mine, &total, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, 0, MPI_COMM_WORLD);

    bool wrong = false;
    if (rank == 0) {
        unsigned long long expected = 0;
        for (int batch = 0; batch < batches; batch++)
            expected += hits_of(batch);
        const double pi = 4.0 * static_cast<double>(total) / (1.0 * batches * darts);
        wrong = total != expected || std::fabs(pi - 3.14159265) > 0.01;
        std::printf("%llu of %d darts hit: pi is about %.4f\n", total, batches * darts, pi);
    }
    MPI_Finalize();
    return wrong;
}
