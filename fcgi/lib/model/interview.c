#include "model/interview.h"

#include "base/json_write.h"

void
consent_write(struct json_writer *json, const struct consent *consent)
{
        if (!consent->is_given) {
                json_add_null(json);
                return;
        }
        json_open_object(json);
        json_put_bool(json, "recording", consent->recording);
        json_put_bool(json, "ai_evaluation", consent->ai_evaluation);
        json_put_bool(json, "attention", consent->attention);
        json_put_text(json, "notice_version", consent->notice_version);
        json_put_text(json, "given_at", consent->given_at);
        json_close_object(json);
}

void
decision_write(struct json_writer *json, const struct interview *interview)
{
        if (interview->decision == NULL) {
                json_add_null(json);
                return;
        }
        json_open_object(json);
        json_put_text(json, "decision", interview->decision);
        json_put_text(json, "reason", interview->decision_reason);
        json_put_text(json, "decided_at", interview->decided_at);
        json_put_text(json, "decided_by", interview->decided_by);
        json_close_object(json);
}
