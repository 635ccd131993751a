#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "interview/evaluation.h"
#include "interview/prompt_data.h"

const char EVALUATION_SCHEMA[] =
        "{\"type\":\"object\",\"properties\":{\"claims\":{\"type\":\"array\",\"items\":"
        "{\"type\":\"object\",\"properties\":{\"criterion\":{\"type\":\"string\"},"
        "\"indicator\":{\"type\":\"string\"},\"quote\":{\"type\":\"string\"}},"
        "\"required\":[\"criterion\",\"indicator\",\"quote\"],\"additionalProperties\":false}}},"
        "\"required\":[\"claims\"],\"additionalProperties\":false}";

// A rubric of 20 criteria with 20 indicators and an answer of an hour fit.
static const size_t PROMPT_BYTES_MOST = 1024 * 1024;

static const char *
indicators_text(const struct rubric *rubric, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(PROMPT_BYTES_MOST);
        buf_text(&buf, "The rubric's indicators (criterion / indicator: what a listener would "
                       "notice):\n");
        for (size_t i = 0; i < rubric->criterion_count; i++) {
                const struct criterion *criterion = &rubric->criteria[i];
                for (size_t k = 0; k < criterion->indicator_count; k++)
                        buf_print(&buf, "- %s / %s: %s\n", criterion->key,
                                  criterion->indicators[k].key, criterion->indicators[k].text);
        }
        return arena_text(arena, buf_string(&buf));
}

static const char *
question_text(const struct question *question, const char *delimiter, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(PROMPT_BYTES_MOST);
        if (question == NULL)
                return NULL;
        prompt_add_data(&buf, "The question", question->text, delimiter, arena);
        for (size_t i = 0; i < question->expected_count; i++)
                prompt_add_data(&buf, "A point that a good answer makes", question->expected[i],
                                delimiter, arena);
        return arena_text(arena, buf_string(&buf));
}

static const char *
passages_text(const struct evaluation_input *input, const char *delimiter, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(PROMPT_BYTES_MOST);
        for (size_t i = 0; i < input->passage_count; i++)
                prompt_add_data(
                        &buf,
                        input->passages[i].source == NULL
                                ? "For your understanding only: from the candidate's resume"
                                : "For your understanding only: from a document of the role",
                        input->passages[i].body, delimiter, arena);
        return arena_text(arena, buf_string(&buf));
}

struct prompt
evaluation_prompt(const struct evaluation_input *input, const struct prompt_version *version,
                  const char *delimiter, struct arena *arena)
{
        OWN(buf_close) struct buf answer = buf_open(PROMPT_BYTES_MOST);
        OWN(buf_close) struct buf user = buf_open(3 * PROMPT_BYTES_MOST);
        prompt_add_data(&answer, "The candidate's answer", input->transcript->text, delimiter,
                        arena);
        const struct prompt_value values[] = {
                {"indicators", indicators_text(input->rubric, arena)},
                {"question", question_text(input->question, delimiter, arena)},
                {"passages", passages_text(input, delimiter, arena)},
                {"answer", buf_string(&answer)},
        };
        prompt_fill(&user, version->user, values, COUNT_OF(values));
        return (struct prompt){.system = version->system,
                               .user = arena_text(arena, buf_string(&user))};
}

// Where the bracket that opens at `at` closes, strings passed over; `length` where it does not.
static size_t
closing_place(const char *text, size_t length, size_t at)
{
        size_t depth = 0;
        bool in_string = false;
        for (size_t i = at; i < length; i++) {
                char c = text[i];
                if (in_string && c == '\\')
                        i++;
                else if (c == '"')
                        in_string = !in_string;
                else if (!in_string && (c == '{' || c == '['))
                        depth++;
                else if (!in_string && (c == '}' || c == ']') && --depth == 0)
                        return i;
        }
        return length;
}

// A model's answer that has more brackets than this before its JSON is none.
static const size_t STARTS_MOST = 64;

struct list_search {
        struct json_object *list;
};

static bool
take_list(const char *name, struct json_object *value, void *context)
{
        struct list_search *search = context;
        (void)name;
        if (json_is_list(value))
                search->list = value;
        return search->list == NULL;
}

// The list of claims: the value itself, its first list, or the first list of its first object.
static struct json_object *
claims_list(struct json_object *root)
{
        struct list_search search = {0};
        if (json_is_list(root))
                return root;
        search.list = json_get(root, "claims");
        if (json_is_list(search.list))
                return search.list;
        search.list = NULL;
        (void)json_each(root, take_list, &search);
        return search.list;
}

static bool
parse_first(const char *text, size_t length, struct json_document *document)
{
        struct err ignored = {0};
        size_t starts = 0;
        for (size_t i = 0; i < length && starts < STARTS_MOST; i++) {
                if (text[i] != '{' && text[i] != '[')
                        continue;
                starts++;
                size_t end = closing_place(text, length, i);
                if (end < length && json_parse(text + i, end - i + 1, document, &ignored)) {
                        if (claims_list(document->root) != NULL)
                                return true;
                        json_document_close(document);
                }
        }
        return false;
}

bool
evaluation_claims_from_json(const char *answer, size_t length, struct arena *arena,
                            struct claim **claims_out, size_t *count_out, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        if (!parse_first(answer, length, &document))
                return FAIL(err, ERR_UPSTREAM, "The language model gave no list of evidence.");
        const struct json_object *list = claims_list(document.root);
        size_t listed = json_count(list);
        struct claim *claims = arena_alloc(arena, EVIDENCE_CLAIMS_MOST, sizeof *claims);
        size_t count = 0;
        for (size_t i = 0; i < listed && count < EVIDENCE_CLAIMS_MOST; i++) {
                const struct json_object *item = json_at(list, i);
                const char *criterion = json_text_or(item, "criterion", NULL);
                const char *indicator = json_text_or(item, "indicator", NULL);
                const char *quote = json_text_or(item, "quote", NULL);
                if (criterion == NULL || indicator == NULL || quote == NULL)
                        continue;
                claims[count++] = (struct claim){
                        .criterion = arena_text(arena, criterion),
                        .indicator = arena_text(arena, indicator),
                        .quote = arena_text(arena, quote),
                };
        }
        *claims_out = claims;
        *count_out = count;
        return true;
}
