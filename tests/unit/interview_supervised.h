// What the tests of the supervisor share: seeds, and a posting with focus areas.
#pragma once

#include "base/config.h"
#include "interview_candidates.h"
#include "interview_seeded.h"

static const struct supervisor_settings NOTHING_GIVEN = {0};

static const char *const AREAS[] = {"incident response", "data modelling", "testing"};

static struct posting
posting_with(size_t areas, int turns)
{
        return (struct posting){
                .title = "Backend Engineer",
                .description = "You will build services in Python with PostgreSQL and Kafka.",
                .language = "en",
                .type = INTERVIEW_TECHNICAL,
                .difficulty = DIFFICULTY_MEDIUM,
                .focus_areas = AREAS,
                .focus_area_count = areas,
                .limits = {.max_answer_seconds = 300, .max_turns = turns, .max_minutes = 35},
        };
}
