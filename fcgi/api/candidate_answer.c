// POST /api/candidate/turns/{n}/answer: one answer, from its bytes to the next question.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "candidate_answer_form.h"
#include "candidate_views.h"
#include "route.h"

// An answer from its form to its end. Its stream of events ends as soon as nothing more will be
// told: the rest of the work is nobody's wait.
struct answering {
        struct request *request;
        struct answer_form *form;
        int number;
        bool is_stream;
        bool is_over; // the stream
};

static void
send_event(void *context, const char *json)
{
        const struct answering *answering = context;
        respond_line(answering->request, json);
}

static void
end_events(void *context)
{
        struct answering *answering = context;
        char line[64];
        snprintf(line, sizeof line, "{\"event\":\"done\",\"turn\":%d}", answering->number);
        respond_line(answering->request, line);
        respond_end(answering->request);
        answering->is_over = true;
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

static void
tell_received(const struct answering *answering)
{
        const struct turn_post *post = &answering->form->post;
        char line[256];
        respond_stream(answering->request);
        snprintf(line, sizeof line,
                 "{\"event\":\"received\",\"turn\":%d,\"bytes\":%llu,\"sha256\":\"%s\"}",
                 answering->number, (unsigned long long)post->size_bytes,
                 digest_to_text(post->sha256).text);
        respond_line(answering->request, line);
}

// Perhaps in another thread, beside the request's: without the request's memory.
static bool
accept(struct turn_arrival *arrival, struct err *err)
{
        struct answering *answering = arrival->context;
        struct answer_form *form = answering->form;
        struct turn_room room = request_turn_room(answering->request);
        bool is_known = !uuid_is_zero(form->known);
        if (is_known)
                arrival->answer = form->known;
        else if (!answer_form_keep(form, err))
                return false;
        bool is_accepted =
                is_known || turn_accept(&room, arrival->interview, answering->number, &form->post,
                                        &arrival->answer, &arrival->is_new, err);
        // A commit whose reply was lost may have been made: such a clip is left to the sweep.
        bool is_sure = is_accepted || err->kind == ERR_CONFLICT;
        if (!arrival->is_new && is_sure)
                answer_form_forget(answering->request, form);
        if (!is_accepted)
                return false;
        time_until_stored(answering->request);
        answer_form_let_go(form);
        if (answering->is_stream)
                tell_received(answering);
        return true;
}

// Ends what has begun with `received`.
static bool
end_stream(struct answering *answering, bool is_done, struct err *err)
{
        struct request *request = answering->request;
        if (!is_done && !answering->is_over)
                respond_line(request,
                             arena_print(request->arena, "{\"event\":\"error\",\"problem\":%s}",
                                         problem_json(request, err)));
        if (!answering->is_over)
                end_events(answering);
        return is_done;
}

static bool
wants_stream(const struct request *request)
{
        const char *accepted = request_header(request, "HTTP_ACCEPT");
        return accepted != NULL && strstr(accepted, "application/x-ndjson") != NULL;
}

bool
candidate_answer(struct request *request, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        OWN(answer_form_close)
        struct answer_form form = {.growing = {.file = -1}, .put = {.file = -1}};
        OWN(stage_clock_end) struct stage_clock clock;
        struct answering answering = {
                .request = request,
                .form = &form,
                .is_stream = wants_stream(request),
        };
        struct turn_events events = {.send = send_event, .over = end_events, .context = &answering};
        struct turn_arrival arrival = {.clip = -1, .accept = accept, .context = &answering};
        // From when the whole answer was here.
        stage_clock_start(&clock, request->began_us);
        if (!request_number(request, 0, &answering.number, err))
                return false;
        OWN(gate_asked_close) struct gate_asked asked;
        gate_ask(&asked, &room, request->session, answering.number);
        bool is_read = answer_form_read(request, &asked, &form, err);
        arrival.interview = request->interview;
        arrival.mime = form.post.mime;
        arrival.browser_text = form.post.browser_text;
        if (!asked.gate.has_answer)
                arrival.clip = form.put.file;
        bool is_done = is_read && turn_arrive(&room, &arrival, answering.is_stream ? &events : NULL,
                                              request->arena, err);
        if (!arrival.is_accepted) {
                if (err->kind == ERR_CONFLICT)
                        candidate_add_current_turn(request);
                return false;
        }
        if (answering.is_stream)
                return end_stream(&answering, is_done, err);
        return is_done && candidate_answer_respond(request, answering.number, arrival.answer, err);
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
