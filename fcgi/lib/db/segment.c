#include "db/segment.h"

#include "base/json_read.h"
#include "db/db.h"
#include "db/row_json.h"
#include "queries.h"

bool
segment_list(struct db *db, struct uuid answer, struct arena *arena,
             struct heard_segments *segments_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &SEGMENT_OF_ANSWER, &rows, err, DB_UUID(answer)))
                return false;
        struct heard_segments segments = {.count = (size_t)rows.count};
        segments.items = arena_alloc(arena, segments.count, sizeof *segments.items);
        for (int i = 0; i < rows.count; i++) {
                OWN(json_document_close) struct json_document transcript = {0};
                struct heard_segment *segment = &segments.items[i];
                segment->id = row_int(&rows, i, "id");
                segment->start_ms = (int)row_int(&rows, i, "start_ms");
                segment->end_ms = (int)row_int(&rows, i, "end_ms");
                segment->is_done = row_json(&rows, i, "transcript", &transcript);
                if (segment->is_done)
                        segment->transcript = transcript_from_json(transcript.root, arena);
        }
        *segments_out = segments;
        return true;
}
