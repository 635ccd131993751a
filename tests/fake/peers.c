#include "peers.h"

#include <stdio.h>

#include "db/db.h"

enum { AT_ONCE = 50 };

static const char WORLD[] =
        "INSERT INTO organisation (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'o');"
        "INSERT INTO posting (id, organisation_id, title) VALUES"
        " ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'p');"
        "INSERT INTO rubric (id, interview_type, name, version, criteria)"
        " VALUES ('peers-1', 'mixed', 'p', 1, '[]'), ('peers-2', 'mixed', 'p', 2, '[]');"
        "CREATE FUNCTION peer_id(n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS"
        " $$ SELECT ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid $$";

bool
peers_begin(struct db *db, struct err *err)
{
        return db_run_text(db, WORLD, err);
}

static bool
add_some(struct db *db, int from, int to, struct err *err)
{
        char text[1800];
        snprintf(text, sizeof text,
                 "INSERT INTO interview (id, organisation_id, posting_id, candidate_name, title,"
                 " description, language, persona, type, difficulty, instructions, focus_areas,"
                 " question_set, feedback, max_answer_seconds, max_turns, max_minutes, rubric_id,"
                 " status, expires_at, ended_at)"
                 " SELECT peer_id(n), '00000000-0000-7000-8000-000000000001',"
                 " '00000000-0000-7000-8000-000000000002', 'Peer', 't', '', 'en', 'x', 'mixed',"
                 " 'easy', '', '[]', '[]', 'none', 60, 3, 30, 'peers-1', 'completed',"
                 " now() + interval '1 day', now() FROM generate_series(%d, %d) n;"
                 "INSERT INTO report (interview_id, id, body, overall_score, criterion_scores,"
                 " pdf_key)"
                 " SELECT peer_id(n), peer_id(n), '{}', CASE WHEN n %% 11 > 0 THEN n * 37 %% 101 / "
                 "10.0"
                 " END, jsonb_build_object('story', n * 13 %% 101 / 10.0, 'impact',"
                 " CASE WHEN n %% 3 > 0 THEN n * 7 %% 101 / 10.0 END), 'k' || n"
                 " FROM generate_series(%d, %d) n",
                 from, to, from, to);
        return db_run_text(db, text, err);
}

// So many at once: in one transaction all change the same few counts, and each change looks at
// those before it.
bool
peers_add(struct db *db, int from, int to, struct err *err)
{
        for (int first = from; first <= to; first += AT_ONCE) {
                int last = first + AT_ONCE - 1;
                if (!add_some(db, first, last < to ? last : to, err))
                        return false;
        }
        return true;
}

struct uuid
peers_id(int number)
{
        struct uuid id = {{0}};
        char text[64];
        snprintf(text, sizeof text, "00000000-0000-7000-9000-%012d", number);
        bool is_id = uuid_from_text(text, &id);
        return is_id ? id : (struct uuid){{0}};
}
