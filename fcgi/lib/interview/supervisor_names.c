#include "interview/supervisor.h"

#include "base/json_write.h"
#include "base/own.h"
#include "base/text.h"

const char *const SUPERVISOR_DECISION_NAMES[SUPERVISOR_DECISION_COUNT] = {
        [SUPERVISOR_IGNORE] = "ignore",
        [SUPERVISOR_GUIDE] = "guide",
        [SUPERVISOR_CONCLUDE] = "conclude",
        [SUPERVISOR_END] = "end",
};

const char *const SUPERVISOR_REASON_NAMES[SUPERVISOR_REASON_COUNT] = {
        [SUPERVISOR_ON_COURSE] = "on_course",
        [SUPERVISOR_PERSON_ENDS] = "person_ends",
        [SUPERVISOR_TIME_OVER] = "time_over",
        [SUPERVISOR_CLOSED] = "closed",
        [SUPERVISOR_PERSON_CONCLUDES] = "person_concludes",
        [SUPERVISOR_CONCLUDING] = "concluding",
        [SUPERVISOR_COVERED] = "covered",
        [SUPERVISOR_TIME_SHORT] = "time_short",
        [SUPERVISOR_UNHEARD] = "unheard",
        [SUPERVISOR_UNANSWERED] = "unanswered",
        [SUPERVISOR_PERSON_GUIDES] = "person_guides",
        [SUPERVISOR_AREAS_OPEN] = "areas_open",
        [SUPERVISOR_NO_ANSWERS] = "no_answers",
        [SUPERVISOR_ASKED_AGAIN] = "asked_again",
        [SUPERVISOR_REPEATS] = "repeats",
        [SUPERVISOR_OFF_QUESTION] = "off_question",
        [SUPERVISOR_WEAK_ANSWERS] = "weak_answers",
        [SUPERVISOR_THIN_ANSWERS] = "thin_answers",
        [SUPERVISOR_ONE_SUBJECT] = "one_subject",
        [SUPERVISOR_SILENT] = "silent",
        [SUPERVISOR_NOBODY_THERE] = "nobody_there",
};

const char *const SUPERVISOR_HEED_NAMES[SUPERVISOR_HEED_COUNT] = {
        [SUPERVISOR_HEED_PERSON] = "person",
        [SUPERVISOR_HEED_EASIER] = "easier",
        [SUPERVISOR_HEED_OTHER_COMPETENCY] = "other_competency",
        [SUPERVISOR_HEED_EXAMPLE] = "example",
        [SUPERVISOR_HEED_PLAIN] = "plain",
        [SUPERVISOR_HEED_FOCUS_AREA] = "focus_area",
        [SUPERVISOR_HEED_BREAK] = "break",
};

static const char *const SENTENCES[] = {
        [SUPERVISOR_ON_COURSE] = "The interview goes as planned.",
        [SUPERVISOR_PERSON_ENDS] = "A person ends the interview.",
        [SUPERVISOR_TIME_OVER] = "The time of the interview is over.",
        [SUPERVISOR_CLOSED] = "The closing question was asked.",
        [SUPERVISOR_PERSON_CONCLUDES] = "A person brings the interview to its end.",
        [SUPERVISOR_CONCLUDING] = "The interview is being brought to its end.",
        [SUPERVISOR_COVERED] = "It is time to conclude, and all that had to be asked was asked.",
        [SUPERVISOR_TIME_SHORT] = "The time left is enough for the closing question and no more.",
        [SUPERVISOR_UNHEARD] = "Nothing could be heard in two questions, one after the other.",
        [SUPERVISOR_UNANSWERED] = "Five questions, one after the other, were not answered.",
        [SUPERVISOR_PERSON_GUIDES] = "A person says what comes next.",
        [SUPERVISOR_AREAS_OPEN] = "Time is short, and a focus area was not asked about yet.",
        [SUPERVISOR_NO_ANSWERS] = "The last two questions were not answered.",
        [SUPERVISOR_ASKED_AGAIN] = "The last question had to be asked several times.",
        [SUPERVISOR_REPEATS] = "The last answer says what an earlier one said.",
        [SUPERVISOR_OFF_QUESTION] = "The last answer has nothing of its question's subject.",
        [SUPERVISOR_WEAK_ANSWERS] = "The last two answers showed little.",
        [SUPERVISOR_THIN_ANSWERS] = "The last two answers were short and left much out.",
        [SUPERVISOR_ONE_SUBJECT] = "Three questions in a row were about one competency.",
        [SUPERVISOR_SILENT] = "Nobody has answered for as long as an answer may take.",
        [SUPERVISOR_NOBODY_THERE] = "Nobody is there. The interview waits for the candidate.",
};
_Static_assert(COUNT_OF(SENTENCES) == SUPERVISOR_REASON_COUNT, "every reason has a sentence");

const char *
supervisor_sentence(const char *reason_name)
{
        for (int i = 0; i < SUPERVISOR_REASON_COUNT; i++) {
                if (text_equals(SUPERVISOR_REASON_NAMES[i], reason_name))
                        return SENTENCES[i];
        }
        return SENTENCES[SUPERVISOR_ON_COURSE];
}

void
supervisor_analysis_write(struct json_writer *json, const struct supervisor_analysis *analysis,
                          bool is_round)
{
        json_open_object(json);
        json_put_int(json, "elapsed_seconds", analysis->elapsed_seconds);
        json_put_int(json, "left_seconds", analysis->left_seconds);
        if (is_round) {
                json_put_int(json, "silence_seconds", analysis->silence_seconds);
                json_close_object(json);
                return;
        }
        json_put_int(json, "turns", analysis->turns);
        json_put_int(json, "answered", analysis->answered);
        json_put_int(json, "unanswered_in_a_row", analysis->unanswered_in_a_row);
        json_put_int(json, "unheard_in_a_row", analysis->unheard_in_a_row);
        json_put_int(json, "asked_again", analysis->asked_again);
        json_put_int(json, "competencies_asked", analysis->competencies_asked);
        json_put_int(json, "competencies_answered", analysis->competencies_answered);
        json_put_int(json, "focus_areas", analysis->focus_areas);
        json_put_int(json, "focus_areas_open", analysis->focus_areas_open);
        json_put_int(json, "set_left", analysis->set_left);
        json_put_int(json, "last_words", analysis->last_words);
        json_put_number(json, "relevance", analysis->relevance, 2);
        json_put_number(json, "repetition", analysis->repetition, 2);
        json_put_number(json, "quality", analysis->quality, 1);
        json_close_object(json);
}
