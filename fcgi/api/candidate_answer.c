// POST /api/candidate/turns/{n}/answer: one answer, from its bytes to the next question.
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "candidate_answer_form.h"
#include "candidate_views.h"
#include "route.h"

static bool
accept(struct request *request, int number, const struct answer_form *posted,
       struct uuid *answer_out, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        bool is_new = false;
        if (!uuid_is_zero(posted->known)) {
                *answer_out = posted->known;
                return true;
        }
        bool is_accepted = turn_accept(&room, request->interview, number, &posted->post, answer_out,
                                       &is_new, err);
        // A commit whose reply was lost may have been made: such a clip is left to the sweep.
        bool is_sure = is_accepted || err->kind == ERR_CONFLICT;
        if (!is_new && is_sure)
                answer_form_forget(request, posted);
        return is_accepted;
}

static void
send_event(void *context, const char *json)
{
        respond_line(context, json);
}

static bool
stream(struct request *request, int number, const struct answer_form *posted, struct uuid answer,
       struct err *err)
{
        struct turn_room room = request_turn_room(request);
        struct turn_events events = {.send = send_event, .context = request};
        respond_stream(request);
        respond_line(request, arena_print(request->arena,
                                          "{\"event\":\"received\",\"turn\":%d,\"bytes\":%llu,"
                                          "\"sha256\":\"%s\"}",
                                          number, (unsigned long long)posted->post.size_bytes,
                                          digest_to_text(posted->post.sha256).text));
        bool is_done = turn_work(&room, answer, &events, request->arena, err);
        if (!is_done)
                respond_line(request,
                             arena_print(request->arena, "{\"event\":\"error\",\"problem\":%s}",
                                         problem_json(request, err)));
        respond_line(request,
                     arena_print(request->arena, "{\"event\":\"done\",\"turn\":%d}", number));
        return is_done;
}

static bool
wants_stream(const struct request *request)
{
        const char *accepted = request_header(request, "HTTP_ACCEPT");
        return accepted != NULL && strstr(accepted, "application/x-ndjson") != NULL;
}

// The answer is durable. How long it took to arrive is known to nginx.
static void
time_until_stored(const struct request *request)
{
        const char *upload = request_header(request, "UPLOAD_SECONDS");
        if (upload != NULL)
                stage_took(TURN_STAGE_UPLOAD, (int64_t)(strtod(upload, NULL) * 1e6));
        stage_took(TURN_STAGE_STORE, clock_us() - request->began_us);
}

bool
candidate_answer(struct request *request, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        OWN(answer_form_close) struct answer_form posted = {.growing = {.file = -1}};
        OWN(stage_clock_end) struct stage_clock clock;
        struct uuid answer = {{0}};
        int number = 0;
        // From when the whole answer was here.
        stage_clock_start(&clock, request->began_us);
        if (!request_number(request, 0, &number, err))
                return false;
        if (!answer_form_read(request, number, &posted, err) ||
            !accept(request, number, &posted, &answer, err)) {
                if (err->kind == ERR_CONFLICT)
                        candidate_add_current_turn(request);
                return false;
        }
        time_until_stored(request);
        answer_form_close(&posted);
        if (wants_stream(request))
                return stream(request, number, &posted, answer, err);
        return turn_work(&room, answer, NULL, request->arena, err) &&
               candidate_answer_respond(request, number, answer, err);
}

bool
candidate_skip(struct request *request, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        int number = 0;
        int next = 0;
        if (!request_number(request, 0, &number, err))
                return false;
        if (!turn_skip(&room, request->interview, number, request->arena, &next, err)) {
                if (err->kind == ERR_CONFLICT)
                        candidate_add_current_turn(request);
                return false;
        }
        return candidate_skip_respond(request, next, err);
}
