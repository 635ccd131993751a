// Strong, average and weak answers of the length that people speak: clearly apart, in plain words
// as in the words of the trade.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "interview/evaluation.h"
#include "interview_seeded.h"

enum rank { STRONG, AVERAGE, WEAK, LEVEL_COUNT };

static const struct {
        const char *id; // of the bank
        enum interview_type type;
        const char *answers[LEVEL_COUNT];
} CASES[] = {
        {"behavioral-deadline",
         INTERVIEW_BEHAVIORAL,
         {"In spring we had promised a shop owner that her stock list would work on phones by "
          "Easter. "
          "Two weeks before, half of the pages were still broken and my colleague was ill. I sat "
          "down with the owner and asked which pages her people use while they stand in the shop. "
          "It turned out that three were enough. So I dropped the rest, told my manager why, and "
          "rebuilt these three. Every evening I showed her what was done that day. We went live "
          "two days before Easter, and her staff needed ten minutes for the count instead of an "
          "hour. Since then I always ask first what is really needed on the day.",
          "We had a project for a shop and there was not enough time. The team worked quite long "
          "in those weeks and some things were left out in the end. I did the pages for the phone "
          "and the others did the rest. It was delivered more or less on time, and the customer "
          "was okay with it, I think.",
          "Deadlines are always a problem in our trade, everybody knows that. I think you have to "
          "stay calm and work hard and be a team player, and then it usually works somehow. I am "
          "very good under pressure and I always give everything."}},
        {"backend-index",
         INTERVIEW_TECHNICAL,
         {"It is a bit like the register at the back of a book. The database keeps the values of a "
          "column in order, mostly as a tree, and next to each value where the row lies. So it "
          "finds a customer by his number without reading the whole table, and ranges such as all "
          "orders of last week become quick as well. But nothing is free: whenever a row is added "
          "or changed, the register has to be changed too, so writing gets slower, and it needs "
          "room on the disk. I would leave it out on small tables, or on a column like yes and no "
          "that has only two values, because it hardly narrows anything down. I look at the query "
          "plan before and after, to see whether it is used at all.",
          "An index makes the search faster because the database does not have to go through the "
          "whole table. You create it on columns you often search by. I have used it in our "
          "project for the customer number and then the page was quicker.",
          "Databases are very important for every application and I have worked with several of "
          "them. If something is slow one has to look at it and then improve it, there are many "
          "possibilities for that. Usually our administrator did this kind of thing."}},
        {"design-chat",
         INTERVIEW_SYSTEM_DESIGN,
         {"First I would ask how many people write at the same time and how fast a message must "
          "arrive. Let's assume a hundred thousand at once. Each phone or browser keeps a "
          "connection open to one of several servers, web sockets for example. When somebody "
          "writes, the server stores the message in a database with a number that rises in each "
          "conversation, so that the order is clear. Then it publishes it to the servers to which "
          "the other members are connected, over a queue, and these push it down. Who is offline "
          "gets a push notification and later asks for everything after the last number he has "
          "seen. The phone confirms, so we know what is delivered and what is read. If a server "
          "dies, the phones connect to another one and nothing is lost, because the message was "
          "stored first. When it grows I would partition by conversation. I would watch the delay "
          "from sending to arrival and alert when it rises.",
          "I would have a server and a database and an app. The app sends the message to the "
          "server, the server stores it in the database and sends it to the others in the group. "
          "For the web one can use web sockets so that it comes at once.",
          "A chat is something like we all use every day. It should be nice to look at and easy, "
          "and of course it has to be secure and fast. I would use a modern framework for it and "
          "put it into the cloud, then it scales."}},
        {"behavioral-mistake",
         INTERVIEW_BEHAVIORAL,
         {"When I was new in the warehouse office I typed a wrong number into an order, and "
          "instead "
          "of forty boxes four hundred came. Nobody had noticed it before the lorry stood there. I "
          "went to my boss at once and told her that it was me. Then I called the supplier and "
          "asked whether they would take some back, and they took three hundred for a small fee. "
          "For the rest I wrote to two of our other branches, and both could use them. It cost us "
          "sixty euros in the end and not two thousand. I wrote a short note for the team, and now "
          "I let a colleague read every order above a hundred.",
          "I once ordered too much of something by mistake. My boss was not happy, but we sent "
          "most "
          "of it back to the supplier and then it was fine again. Now I am more careful with "
          "numbers.",
          "Honestly I do not make many mistakes, I am a very careful person. Of course everybody "
          "is wrong sometimes, that is human, and then you have to stand by it."}},
};

static struct evaluation
evaluated(size_t number, enum rank level)
{
        const struct question *question = NULL;
        for (size_t i = 0; i < seeds.bank_count; i++) {
                if (strcmp(seeds.bank[i].id, CASES[number].id) == 0)
                        question = &seeds.bank[i];
        }
        assert_non_null(question);
        struct transcript *said = arena_alloc(&arena, 1, sizeof *said);
        *said = (struct transcript){.text = CASES[number].answers[level],
                                    .confidence = -1,
                                    .language = "en",
                                    .provider = "typed"};
        struct evaluation_input input = {.question = question,
                                         .transcript = said,
                                         .rubric = &seeds.rubrics[CASES[number].type],
                                         .type = CASES[number].type,
                                         .turn = 1};
        return evaluate_builtin(&input, &arena);
}

static void
strong_average_and_weak_answers_are_apart(void **state)
{
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                double scores[LEVEL_COUNT];
                for (int level = 0; level < LEVEL_COUNT; level++) {
                        double score = evaluated(i, (enum rank)level).scores.overall;
                        scores[level] = isnan(score) ? 0 : score;
                }
                if (scores[STRONG] < 6.5 || scores[STRONG] < scores[AVERAGE] + 1 ||
                    scores[AVERAGE] < scores[WEAK] + 2 || scores[WEAK] > 3.5)
                        fail_msg("%s: %.1f %.1f %.1f", CASES[i].id, scores[STRONG], scores[AVERAGE],
                                 scores[WEAK]);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(strong_average_and_weak_answers_are_apart),
        };
        return cmocka_run_group_tests(tests, read_seeds, done);
}
