#include "interview/summary_advice.h"

#include <string.h>

#include "base/own.h"
#include "base/text.h"

static const struct advice ADVICE[] = {
        {"situation", "Begin with one sentence about where and when it was.",
         "Open each of your stories with place, time and who was there, in one breath.",
         "Where and when was that, and who was involved?"},
        {"task", "Name what was expected of you before you tell what you did.",
         "Write the task of each story in one line: what had to be different, and by when.",
         "What exactly was your task there?"},
        {"own_action", "Say what you did yourself, step by step, in sentences that begin with I.",
         "Retell a team's success with every we that was yours turned into I.",
         "What did you do yourself, step by step?"},
        {"result", "Say how it ended: what was different afterwards, and for whom.",
         "End two of your stories aloud with what changed, for whom, and how you know.",
         "How did it end, and what was different afterwards?"},
        {"measured_result", "Put a figure on the outcome, even a rough one.",
         "Find one figure from before and one from after for each of your stories.",
         "By how much did it change, and how was that measured?"},
        {"lesson", "End with what you took from it and what you do differently now.",
         "Add to each story one thing that you do differently since.",
         "What would you do differently today?"},
        {"reason", "Give the reason behind the choice: because of what?",
         "Explain three choices of your last month aloud, each with because.",
         "Why that way and not another?"},
        {"trade_off", "Name what the choice costs, and what else was weighed.",
         "Take one design choice of yours and defend the way that you did not take.",
         "What else did you weigh, and what does your choice cost?"},
        {"check", "Say how you would check or measure that it works.",
         "For each claim that something works, say aloud how you would notice that it does not.",
         "How would you know that it works?"},
        {"example", "Add one real example from your work.",
         "Keep a short list of real examples, one for each thing you say you can do.",
         "Can you give an example from your own work?"},
        {"role_terms", "Tie the answer to what this role is about.",
         "Read the role's description aloud and tell for each line where you have done it.",
         "How does that meet this role?"},
        {"order", "Order the answer: first, then, and at last.",
         "Answer in three steps: the answer in one sentence, one example, one conclusion.",
         "Can you take it from the beginning, step by step?"},
        {"summary", "Close with one sentence that answers the question.",
         "Record an answer and add one last sentence that starts with so.",
         "In one sentence, what is your conclusion?"},
        {"own_approach", "Say how you would go about it yourself, or how you did.",
         "Answer how questions in sentences that begin with I would first.",
         "How would you go about it yourself?"},
        {"own_part", "Separate your own part from what the team did.",
         "Tell one project twice: once as the team, once only your own steps.",
         "Which parts of that were yours?"},
        {"decision", "Say what you decided, and own it.",
         "List five decisions that were yours, each with what spoke against it.",
         "Which decision there was yours?"},
        {"responsibility", "Say what you answered for, mistakes included.",
         "Tell one mistake of yours aloud: what you answered for and what you did about it.",
         "What did you answer for there?"},
        {"involves_others", "Tell who else was involved and how you worked with them.",
         "Name for each story two people and what each of them needed.",
         "Who else was involved, and how did you work together?"},
        {"listens", "Say what the other side wanted and how you found out.",
         "Retell a disagreement from the other side, so that they would nod.",
         "What did the other side want, and how did you find out?"},
        {"agrees", "Say what was agreed in the end, and how trust was kept.",
         "Tell how one disagreement of yours ended, and what both sides got.",
         "What did you agree on in the end?"},
        {"requirements", "Begin with what the system must do, and for how many.",
         "Start each design exercise with five minutes of questions and sizes alone.",
         "What must it do, and for how many?"},
        {"figure", "Name sizes or rates: how many, how often, how large.",
         "Estimate users, rates and bytes of a system that you know, on paper.",
         "What sizes and rates do you expect?"},
        {"components", "Name the parts of the system and what each is there for.",
         "Draw a system that you know in six boxes and say what each is for.",
         "Which parts does it have, and what is each for?"},
        {"data_flow", "Follow one request through the parts, from start to end.",
         "Tell the way of one request through a system that you know, aloud.",
         "What happens to one request, from start to end?"},
        {"scale", "Say what happens when there is ten times as much to do.",
         "For each part of a design, say what breaks first at ten times the load.",
         "What breaks first at ten times the load?"},
        {"failure", "Say what happens when a part of it fails.",
         "Take each part of a design away in turn and tell what users notice.",
         "What happens when one part fails?"},
        {"operate", "Say how you would watch, release and protect it.",
         "Write down for one system what you would watch, and when somebody is woken.",
         "How would you watch and release it?"},
        {"motive", "Say what draws you to this, in your own words.",
         "Finish the sentence I do this work because, three times, each with an example.",
         "What draws you to this work?"},
        {"feedback", "Tell of feedback that you took or gave, and what came of it.",
         "Write down the last three pieces of feedback and what you did with each.",
         "Which feedback changed how you work?"},
        {"curiosity", "Tell how you learn something new, with the last thing you learned.",
         "Tell the last thing that you taught yourself: why, how, and what it was good for.",
         "What did you teach yourself lately, and how?"},
        {"answers_question", "Answer the question itself first, then widen it.",
         "Repeat the question in your own words, then answer it in one sentence.",
         "Coming back to the question itself: what would you say?"},
        {"points_first", "Answer the question itself first, then widen it.",
         "Explain the subject to somebody outside it in two minutes.",
         "What matters most in this question?"},
        {"points_some", "Stay longer on the question itself and say how the thing works.",
         "Explain how one tool of this role works inside, aloud, in three minutes.",
         "How does it work inside?"},
        {"points_half", "Go further into the subject: more of the points that matter here.",
         "Write down what else you know of each subject that you were asked about, then look it "
         "up.",
         "What else matters there?"},
        {"points_most", "Go further into the subject: its limits, and when it does not hold.",
         "For each subject, find the case in which the usual answer is wrong.",
         "When does that not hold?"},
};

const struct advice *
advice_for(const char *indicator)
{
        for (size_t i = 0; i < COUNT_OF(ADVICE); i++) {
                if (strcmp(ADVICE[i].indicator, indicator) == 0)
                        return &ADVICE[i];
        }
        return NULL;
}

static const struct {
        const char *family;
        const char *text;
} SUBJECTS[] = {
        {"backend", "the PostgreSQL documentation, its parts on indexes, transactions and "
                    "performance tips; the book Designing Data-Intensive Applications"},
        {"frontend", "MDN Web Docs, its guides on accessibility and performance; the Web Content "
                     "Accessibility Guidelines of the W3C"},
        {"data", "the PostgreSQL documentation on window functions; the user guide of pandas"},
        {"devops", "the book Site Reliability Engineering by Google's engineers; the concepts part "
                   "of the Kubernetes documentation"},
        {"product", "the Service Manual of the British government, its part on user research"},
        {"sales", "the book SPIN Selling by Neil Rackham; calls of your own, listened to again"},
        {"support", "the practices guide of Knowledge-Centered Service; ten closed tickets of your "
                    "own, read again as a customer"},
        {"finance", "the Conceptual Framework for Financial Reporting of the IFRS Foundation"},
};

const char *
advice_resource(enum dimension dimension, const char *family)
{
        static const char *const BY_DIMENSION[DIMENSION_COUNT] = {
                [DIMENSION_TECHNICAL] =
                        "the official documentation of the tools that the role names, read with a "
                        "problem of your own in mind",
                [DIMENSION_CLARITY] = "the book The Pyramid Principle by Barbara Minto; the course "
                                      "Technical Writing One by Google; recordings of your answers",
                [DIMENSION_CONFIDENCE] =
                        "a list of ten things that you did yourself, each with what depended on "
                        "you; the STAR method, its action step",
                [DIMENSION_BEHAVIORAL] = "the STAR method (situation, task, action, result), as "
                                         "careers services teach it; a notebook of six own stories",
        };
        for (size_t i = 0; dimension == DIMENSION_TECHNICAL && i < COUNT_OF(SUBJECTS); i++) {
                if (text_equals(SUBJECTS[i].family, family))
                        return SUBJECTS[i].text;
        }
        return BY_DIMENSION[dimension];
}
