/* SPDX-License-Identifier: BSL-1.0 */
/* Growing lists of strings, ended by NULL as argv and environ are. The strings belong to whoever
 * made them. */
#ifndef ZM_MPIRUN_WORDS_H
#define ZM_MPIRUN_WORDS_H

#include <stddef.h>

struct zm_words {
    char **at; /* NULL as long as nothing was added */
    size_t count, capacity;
};

/* Add `word` at the end. */
void zm_words_add(struct zm_words *words, const char *word);

/* Put all of `more` before the word with number `where`. */
void zm_words_insert(struct zm_words *words, size_t where, const struct zm_words *more);

/* The words from number `first` up to `end` in one string with `divider` between them; the caller's
 * to free. */
char *zm_words_join(const struct zm_words *words, size_t first, size_t end, const char *divider);

/* Free the list; with `strings`, the strings too. */
void zm_words_free(struct zm_words *words, int strings);

/* Add the words of a text to the list, as fresh strings: words are divided by any of the characters
 * in `dividers`. With `quotes`,
 * '...', "..." and \ keep characters together as in a shell. Returns 0, or -1 if a quote is not
 * closed. */
int zm_words_split(struct zm_words *words, const char *text, const char *dividers, int quotes);

#endif
