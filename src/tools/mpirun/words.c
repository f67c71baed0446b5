/* SPDX-License-Identifier: BSL-1.0 */
/* Lists of strings: see words.h. */
#include "words.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>

/* Make place for `more` words and the end. */
static void reserve(struct zm_words *words, size_t more)
{
    if (words->count + more < words->capacity)
        return;

    size_t capacity = 2 * (words->count + more) + 8;
    char **at = zm_allocate(capacity * sizeof *at);

    if (words->count)
        memcpy(at, words->at, words->count * sizeof *at);
    free(words->at);
    words->at = at;
    words->capacity = capacity;
}

void zm_words_add(struct zm_words *words, const char *word)
{
    reserve(words, 1);
    words->at[words->count++] = (char *)word;
    words->at[words->count] = NULL;
}

void zm_words_insert(struct zm_words *words, size_t where, const struct zm_words *more)
{
    reserve(words, more->count);
    memmove(words->at + where + more->count, words->at + where,
            (words->count - where) * sizeof *words->at);
    memcpy(words->at + where, more->at, more->count * sizeof *words->at);
    words->count += more->count;
    words->at[words->count] = NULL;
}

char *zm_words_join(const struct zm_words *words, size_t first, size_t end, const char *divider)
{
    char *text = zm_print("%s", first < end ? words->at[first] : "");

    for (size_t i = first + 1; i < end; i++) {
        char *longer = zm_print("%s%s%s", text, divider, words->at[i]);

        free(text);
        text = longer;
    }
    return text;
}

void zm_words_free(struct zm_words *words, int strings)
{
    for (size_t i = 0; strings && i < words->count; i++)
        free(words->at[i]);
    free(words->at);
    *words = (struct zm_words){0};
}

/* Copy one word from `text` to `out`, without its quotes. Returns where it ends, NULL if a quote is
 * not closed. */
static const char *take_word(const char *text, const char *dividers, int quotes, char *out)
{
    char quote = 0;

    for (; *text && (quote || !strchr(dividers, *text)); text++) {
        if (quotes && *text == quote)
            quote = 0;
        else if (quotes && !quote && (*text == '\'' || *text == '"'))
            quote = *text;
        else if (quotes && *text == '\\' && quote != '\'' && text[1])
            *out++ = *++text;
        else
            *out++ = *text;
    }
    *out = '\0';
    return quote ? NULL : text;
}

int zm_words_split(struct zm_words *words, const char *text, const char *dividers, int quotes)
{
    while (*(text += strspn(text, dividers))) {
        char *word = zm_allocate(strlen(text) + 1);

        zm_words_add(words, word);
        text = take_word(text, dividers, quotes, word);
        if (!text)
            return -1;
    }
    return 0;
}
