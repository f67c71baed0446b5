// SPDX-License-Identifier: BSL-1.0
// Sample sort: every rank sorts its part and offers samples, from which all choose the same
// splitters; each value then goes to the rank between whose splitters it lies.

#include <algorithm>
#include <cstdio>
#include <mpi.h>
#include <vector>

namespace {

constexpr int total = 100003;

// The i-th value to sort: a scrambled integer, with repetitions.
double value(int i)
{
    const unsigned x = static_cast<unsigned>(i) * 2654435761u;
    return (x ^ (x >> 15)) % 70000u;
}

// Sorts values over all ranks: afterwards every value here is at most every value on the next rank.
void sample_sort(std::vector<double> &values, int size)
{
    std::sort(values.begin(), values.end());

    // Samples at regular distances from every rank; of all of them again every size-th.
    std::vector<double> samples(size), all(size * size), splitters;
    for (int i = 0; i < size; i++)
        samples[i] = values.empty() ? 0.0 : values[values.size() * i / size];
    MPI_Allgather(samples.data(), size, MPI_DOUBLE, all.data(), size, MPI_DOUBLE, MPI_COMM_WORLD);
    std::sort(all.begin(), all.end());
    for (int i = 1; i < size; i++)
        splitters.push_back(all[i * size]);

    std::vector<int> start(size + 1, 0), outgoing(size), incoming(size);
    start[size] = static_cast<int>(values.size());
    for (int i = 1; i < size; i++)
        start[i] = static_cast<int>(
            std::upper_bound(values.begin(), values.end(), splitters[i - 1]) - values.begin());
    for (int i = 0; i < size; i++)
        outgoing[i] = start[i + 1] - start[i];
    MPI_Alltoall(outgoing.data(), 1, MPI_INT, incoming.data(), 1, MPI_INT, MPI_COMM_WORLD);

    int count = 0;
    for (int n : incoming)
        count += n;
    std::vector<double> received(count);
    std::vector<MPI_Request> requests(2 * size);
    int offset = 0;
    for (int i = 0; i < size; i++) {
        MPI_Irecv(received.data() + offset, incoming[i], MPI_DOUBLE, i, 0, MPI_COMM_WORLD,
                  &requests[i]);
        offset += incoming[i];
    }
    for (int i = 0; i < size; i++)
        MPI_Isend(values.data() + start[i], outgoing[i], MPI_DOUBLE, i, 0, MPI_COMM_WORLD,
                  &requests[size + i]);
    MPI_Waitall(2 * size, requests.data(), MPI_STATUSES_IGNORE);

    std::sort(received.begin(), received.end());
    values.swap(received);
}

} // namespace

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    int rank, size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    std::vector<double> values;
    for (int i = rank; i < total; i += size)
        values.push_back(value(i));
    sample_sort(values, size);

    // Where this rank's values stand among all: how many there are on the ranks before it.
    int count = static_cast<int>(values.size()), before = 0;
    MPI_Exscan(&count, &before, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0)
        before = 0;

    std::vector<double> expected(total);
    for (int i = 0; i < total; i++)
        expected[i] = value(i);
    std::sort(expected.begin(), expected.end());
    int wrong = before + count > total, anywhere = 0;
    for (int i = 0; i < count && !wrong; i++)
        wrong = values[i] != expected[before + i];
    MPI_Allreduce(&wrong, &anywhere, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    MPI_Reduce(&count, &before, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
    if (rank == 0)
        std::printf("%d values, the smallest %.0f: %s\n", before, values.empty() ? -1 : values[0],
                    anywhere ? "WRONG" : "in order");
    MPI_Finalize();
    return anywhere;
}
