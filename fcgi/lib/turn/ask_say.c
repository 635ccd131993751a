// Words a question and says it, sentence by sentence.
#include <string.h>

#include "base/log.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "interview/interviewer_stream.h"
#include "interview/sentences.h"
#include "model/persona.h"
#include "net/providers.h"
#include "turn/prompt_cache.h"
#include "turn/speech.h"
#include "turn/spoken.h"
#include "turn/supervise.h"
#include "turn/tell.h"
#include "turn/worker.h"

// Who says what to whom.
struct saying {
        const struct course *course;
        int number;
        struct speech *speech;
        struct tell *tell; // NULL: the text is told by others
        struct arena *arena;
        struct wording wording;
        struct prompt_version version;
        const char *by;          // provider, model and version
        const char *passed_over; // as in struct question
};

static void
saying_close(struct saying *saying)
{
        wording_close(&saying->wording);
}

// A text that is whole: in one piece where it is known, so that it is found again.
static void
speak_text(const struct saying *saying, const char *text, bool is_known, bool may_end)
{
        const char *language = saying->course->interview.terms.language;
        if (is_known) {
                speech_say(saying->speech, text, true, may_end);
                return;
        }
        for (const char *rest = text; *rest != '\0';) {
                size_t length = sentence_piece(rest, language);
                speech_say(saying->speech, arena_copy(saying->arena, rest, length), false,
                           may_end && rest[length] == '\0');
                rest += length;
        }
}

static void
tell_text(const struct saying *saying, const char *text)
{
        const char *language = saying->course->interview.terms.language;
        for (const char *rest = text; saying->tell != NULL && *rest != '\0';) {
                size_t length = sentence_piece(rest, language);
                tell_piece(saying->tell, saying->number, arena_copy(saying->arena, rest, length));
                rest += length;
        }
}

// What the model has written so far, as far as it may be said.
static void
say_pieces(struct saying *saying, bool is_whole)
{
        const char *piece = NULL;
        while ((piece = wording_next(&saying->wording, is_whole)) != NULL) {
                if (saying->tell != NULL)
                        tell_piece(saying->tell, saying->number, piece);
                speech_say(saying->speech, piece, false, saying->wording.has_question);
        }
}

static bool
hear(void *context, const struct llm_reply *piece)
{
        struct saying *saying = context;
        saying->by = arena_print(saying->arena, "%s %s %s", piece->provider, piece->model,
                                 prompt_version_id(&saying->version, saying->arena));
        bool is_wanted = wording_add(&saying->wording, piece->text);
        say_pieces(saying, false);
        return is_wanted;
}

static bool
again(void *context)
{
        struct saying *saying = context;
        return wording_restart(&saying->wording);
}

// What the supervisor wishes stands before what HR wrote for all interviews of the posting.
static const char *
guidance_of(const struct course *course, struct arena *arena)
{
        const char *instructions = course->interview.terms.instructions;
        const char *wish = course->supervised == NULL ? NULL : course->supervised->guidance;
        return wish == NULL ? instructions : arena_print(arena, "%s %s", wish, instructions);
}

// The model's words. False where no question is among them.
static bool
say_worded(const struct turn_room *room, struct saying *saying, const struct plan_step *step)
{
        STAGE_TIMED(TURN_STAGE_QUESTION);
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        struct llm_listener listener = {.hear = hear, .again = again, .context = saying};
        struct llm_reply reply = {0};
        struct err err = {.kind = ERR_NONE};
        struct interviewer_context context = {
                .input = &saying->course->plan,
                .persona_style = ask_persona(saying->course, step->question.persona)->style,
                .guidance = guidance_of(saying->course, saying->arena),
        };
        if (!prompt_cache_find(worker_prompts(room->worker), room->pool, PROMPT_INTERVIEWER,
                               saying->arena, &saying->version, &err)) {
                log_err(LOG_WARN, "questions are worded without a model", &err);
                return false;
        }
        struct token delimiter = token_new();
        struct prompt prompt =
                interviewer_prompt(&context, step, &saying->version, delimiter.text, saying->arena);
        struct llm_request request = {
                .system = prompt.system,
                .user = prompt.user,
                .temperature = saying->version.temperature,
                .max_tokens = saying->version.max_tokens,
                .models = saying->version.models,
                .purpose = USAGE_QUESTION,
        };
        bool is_whole = llm_stream(&providers, &request, &listener, saying->arena, &reply, &err);
        if (providers.passed_over[0] != '\0')
                saying->passed_over = arena_text(saying->arena, providers.passed_over);
        if (is_whole)
                say_pieces(saying, true);
        if (saying->wording.has_question)
                return true;
        // A listener that wanted no more has said why.
        if (is_whole || err.kind == ERR_CONFLICT)
                FAIL_DETAIL(&err, ERR_UPSTREAM, "The language model's question cannot be used.",
                            "%s",
                            saying->wording.wrong == NULL ? "it broke off" : saying->wording.wrong);
        log_err(LOG_WARN, "the model's question was not used", &err);
        return false;
}

void
ask_say(const struct turn_room *room, const struct course *course, int number,
        struct plan_step *step, struct speech *speech, struct tell *tell, struct arena *arena)
{
        OWN(saying_close)
        struct saying saying = {
                .course = course,
                .number = number,
                .speech = speech,
                .tell = tell,
                .arena = arena,
                .wording = wording_open(&course->plan, step, arena),
        };
        struct question *question = &step->question;
        // Words before a later question are one of a few; the first one's have a name in them.
        if (question->greeting != NULL)
                speak_text(&saying, question->greeting, number > 1, false);
        bool is_worded = !step->is_fixed && llm_is_configured(room->config) &&
                         say_worded(room, &saying, step);
        const char *said = arena_text(arena, buf_string(&saying.wording.said));
        if (!is_worded) {
                const char *own =
                        arena_print(arena, "%s%s", said[0] == '\0' ? "" : " ", question->text);
                tell_text(&saying, own);
                speak_text(&saying, question->text,
                           spoken_is_known(&course->plan, question->text, arena), true);
                said = arena_print(arena, "%s%s", said, own);
        }
        if (saying.wording.said.length > 0)
                question->phrased_by = saying.by;
        question->phrasing_passed_over = saying.passed_over;
        question->text = said;
}

void
ask_say_again(const struct course *course, const char *text, struct speech *speech,
              struct arena *arena)
{
        struct saying saying = {.course = course, .speech = speech, .arena = arena};
        speak_text(&saying, text, spoken_is_known(&course->plan, text, arena), true);
}
