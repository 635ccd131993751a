#include "turn/ahead.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "db/turn.h"
#include "interview/plan_panel.h"
#include "net/used.h"
#include "turn/ask.h"
#include "turn/helpers.h"
#include "turn/speech.h"
#include "turn/spent.h"
#include "turn/spoken.h"

struct ahead {
        struct turn_room room;
        struct uuid interview;
};

// What is said with nobody listening costs those who ask for payment; a question set is asked
// anyway, and word for word. What else follows a model words.
static bool
may_speak(const struct config *config, bool is_fixed)
{
        enum provider first = config->tts.items[0];
        if (first == PROVIDER_NONE || first == PROVIDER_BROWSER ||
            config->speak_ahead == SPEAK_AHEAD_NONE)
                return false;
        return is_fixed || (!llm_is_configured(config) &&
                            (config->speak_ahead == SPEAK_AHEAD_ALL || first == PROVIDER_BUILTIN));
}

// What comes if the open question is answered well; false where that cannot be known.
static bool
guess(struct course *course, struct arena *arena, struct plan_step *step_out)
{
        const struct turn *open = turn_current(course->turns, course->turn_count);
        if (open == NULL || !text_equals(open->status, "asked") ||
            !text_equals(course->interview.status, "in_progress"))
                return false;
        ask_course_close(course, open->number, PLAN_ANSWERED, arena);
        *step_out = plan_next(&course->plan, arena);
        if (step_out->end_reason != NULL)
                return false;
        plan_panel_assign(&course->plan, &step_out->question, arena);
        return spoken_is_known(&course->plan, step_out->question.text, arena);
}

static bool
speak(void *context, struct err *err)
{
        OWN(arena_done) struct arena own = {0};
        const struct ahead *ahead = context;
        const struct turn_room *room = &ahead->room;
        struct uuid interview = ahead->interview;
        struct arena *arena = &own;
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        struct course course = {0};
        struct plan_step step = {0};
        struct tts_result result = {0};
        if (!ask_course(room, interview, arena, &course, err))
                return false;
        if (!guess(&course, arena, &step) || !may_speak(room->config, step.is_fixed))
                return true;
        course.speaker = step.question.persona;
        struct tts_request request = speech_request(room->config, &course, step.question.text);
        if (spoken_is_there(room, &request, arena))
                return true;
        if (!tts_speak(&providers, &request, arena, &result, err))
                return false;
        if (result.length == 0)
                return true;
        struct spoken_sound sound = spoken_sound_of(&request, &result, arena);
        spoken_keep(room, &request, &result, &sound, arena);
        return true;
}

static void
help(struct http_client *client, void *context)
{
        struct ahead *ahead = context;
        struct used used = {0};
        struct err err;
        ahead->room.client = client;
        ahead->room.used = &used;
        if (!memory_try(speak, ahead, &err))
                log_err(LOG_DEBUG, "the next question is not spoken in advance", &err);
        spent_write(&ahead->room, ahead->interview, (struct uuid){0});
        free(ahead);
}

void
ahead_speak(const struct turn_room *room, const struct course *course)
{
        bool has_set = course->interview.terms.question_count > 0;
        if (room->helpers == NULL || !may_speak(room->config, has_set))
                return;
        struct ahead *ahead = memory_new(sizeof *ahead);
        *ahead = (struct ahead){.room = *room, .interview = course->interview.id};
        if (!helpers_do_idly(room->helpers, help, ahead))
                free(ahead);
}
