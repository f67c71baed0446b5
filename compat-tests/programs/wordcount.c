/* SPDX-License-Identifier: BSL-1.0 */
/* Counts the words of a text that rank 0 reads from standard input: pieces cut between words go to
 * the ranks, which learn their length by probing, and lists of words with counts come back. */

#include <ctype.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 32, MOST = 1000, TEXT = 1 << 16 };

struct entry {
    char word[LONGEST];
    int count;
};

struct table {
    int used;
    struct entry entries[MOST];
};

static void add(struct table *table, const char *word, int count)
{
    int i = 0;
    while (i < table->used && strcmp(table->entries[i].word, word) != 0)
        i++;
    if (i == table->used) {
        if (i == MOST)
            MPI_Abort(MPI_COMM_WORLD, 2);
        strcpy(table->entries[table->used++].word, word);
        table->entries[i].count = 0;
    }
    table->entries[i].count += count;
}

/* Counts the words of a text of the given length; a word is a run of letters, in small letters. */
static void count_words(struct table *table, const char *text, int length)
{
    char word[LONGEST];
    int n = 0;
    for (int i = 0; i <= length; i++)
        if (i < length && isalpha((unsigned char)text[i])) {
            if (n < LONGEST - 1)
                word[n++] = (char)tolower((unsigned char)text[i]);
        } else if (n > 0) {
            word[n] = '\0';
            add(table, word, 1);
            n = 0;
        }
}

static int by_count_then_word(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->count != y->count ? y->count - x->count : strcmp(x->word, y->word);
}

/* Receives a message of any length from a rank; returns it, to be freed, and its length. */
static void *receive_any_length(int source, int tag, int *length)
{
    MPI_Status status;
    MPI_Probe(source, tag, MPI_COMM_WORLD, &status);
    MPI_Get_count(&status, MPI_BYTE, length);
    void *message = malloc(*length > 0 ? *length : 1);
    MPI_Recv(message, *length, MPI_BYTE, source, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return message;
}

/* Rank 0: sends every other rank its piece of the text and counts the first piece itself. */
static void deal_out(struct table *table, const char *text, int length, int size)
{
    int start = 0;
    for (int rank = 0; rank < size; rank++) {
        int end = (int)((long)length * (rank + 1) / size);
        if (end < start)
            end = start;
        while (end < length && isalpha((unsigned char)text[end]))
            end++;
        if (rank == 0)
            count_words(table, text, end);
        else
            MPI_Send(text + start, end - start, MPI_BYTE, rank, 1, MPI_COMM_WORLD);
        start = end;
    }
}

/* Prints the most frequent words; returns non-zero when they are not what one rank alone counts. */
static int report(struct table *table, const char *text, int length)
{
    static struct table alone;
    int wrong = 0;

    count_words(&alone, text, length);
    qsort(alone.entries, alone.used, sizeof *alone.entries, by_count_then_word);
    qsort(table->entries, table->used, sizeof *table->entries, by_count_then_word);
    wrong = alone.used != table->used;
    for (int i = 0; i < table->used && !wrong; i++)
        wrong = by_count_then_word(&alone.entries[i], &table->entries[i]) != 0;
    for (int i = 0; i < table->used && i < 12; i++)
        printf("%4d %s\n", table->entries[i].count, table->entries[i].word);
    printf("%d different words: %s\n", table->used, wrong ? "WRONG" : "right");
    return wrong;
}

int main(int argc, char **argv)
{
    static struct table table;
    static char text[TEXT];
    int rank, size, length, wrong = 0;

    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);

    if (rank == 0) {
        length = (int)fread(text, 1, sizeof text, stdin);
        deal_out(&table, text, length, size);
        for (int source = 1; source < size; source++) {
            int bytes;
            struct entry *theirs = receive_any_length(source, 2, &bytes);
            for (int i = 0; i < bytes / (int)sizeof *theirs; i++)
                add(&table, theirs[i].word, theirs[i].count);
            free(theirs);
        }
        wrong = report(&table, text, length);
    } else {
        char *piece = receive_any_length(0, 1, &length);
        count_words(&table, piece, length);
        MPI_Send(table.entries, table.used * (int)sizeof *table.entries, MPI_BYTE, 0, 2,
                 MPI_COMM_WORLD);
        free(piece);
    }
    MPI_Finalize();
    return wrong;
}
