#include "turn/gate.h"

#include "base/text.h"
#include "net/providers.h"

bool
gate_fail_not_running(const char *status, struct err *err)
{
        if (text_equals(status, "scheduled"))
                return FAIL(err, ERR_CONFLICT, "The interview has not started yet.");
        if (text_equals(status, "paused"))
                return FAIL(err, ERR_CONFLICT, "The interview is paused.");
        if (text_equals(status, "expired"))
                return FAIL(err, ERR_CONFLICT, "The invitation has expired.");
        if (text_equals(status, "cancelled"))
                return FAIL(err, ERR_CONFLICT, "The interview was cancelled.");
        return FAIL(err, ERR_CONFLICT, "The interview is over.");
}

bool
gate_check_number(int number, int newest, struct err *err)
{
        // Turns are numbered from 1 without a gap.
        if (number > newest)
                return FAIL(err, ERR_CONFLICT, "This question has not been asked yet.");
        if (number < 1)
                return FAIL(err, ERR_MISSING, "There is no such question in this interview.");
        return true;
}

bool
gate_check_sound(const struct config *config, bool may_record, const char *language,
                 struct err *err)
{
        if (!may_record)
                return FAIL(err, ERR_CONFLICT,
                            "You did not agree to recordings. Type your answer, or agree first.");
        if (!stt_can(config, language))
                return FAIL(err, ERR_CONFLICT,
                            "Speech in this language is not understood here. Type your answer.");
        return true;
}
