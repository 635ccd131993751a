#include <math.h>

#include "base/json_write.h"
#include "interview/summary.h"

static const char *const AVERAGE_NAMES[DIMENSION_COUNT] = {
        [DIMENSION_TECHNICAL] = "rolling_technical_avg",
        [DIMENSION_CLARITY] = "rolling_clarity_avg",
        [DIMENSION_CONFIDENCE] = "rolling_confidence_avg",
        [DIMENSION_BEHAVIORAL] = "rolling_behavioral_avg",
};

// What a turn takes where none is over yet.
static const int SECONDS_PER_TURN = 120;

static double
average(const struct summary_turn *turns, size_t turn_count, int dimension)
{
        double sum = 0;
        int count = 0;
        for (size_t i = 0; i < turn_count; i++) {
                if (turns[i].evaluation == NULL ||
                    isnan(turns[i].evaluation->scores.dimension[dimension]))
                        continue;
                sum += turns[i].evaluation->scores.dimension[dimension];
                count++;
        }
        return count > 0 ? score_rounded(sum / count) : NAN;
}

struct live_metrics
metrics_live(const struct summary_turn *turns, size_t turn_count, struct limits limits,
             int elapsed_seconds)
{
        struct live_metrics metrics = {
                .questions_completed = (int)turn_count,
                .current_speech_pace = NAN,
                .current_volume = NAN,
        };
        for (int i = 0; i < DIMENSION_COUNT; i++)
                metrics.rolling_avg[i] = average(turns, turn_count, i);
        for (size_t i = 0; i < turn_count; i++) {
                if (turns[i].voice != NULL) {
                        metrics.current_speech_pace = turns[i].voice->speech_pace;
                        metrics.current_volume = turns[i].voice->volume_level;
                }
        }
        // At the pace so far, but never past the end of the interview's time.
        int64_t per_turn =
                turn_count > 0 ? elapsed_seconds / (int64_t)turn_count : SECONDS_PER_TURN;
        int64_t turns_left = limits.max_turns - (int64_t)turn_count;
        int64_t time_left = limits.max_minutes * (int64_t)60 - elapsed_seconds;
        int64_t estimated = turns_left > 0 ? turns_left * per_turn : 0;
        estimated = estimated < time_left ? estimated : time_left;
        metrics.estimated_time_remaining_seconds = estimated > 0 ? (int)estimated : 0;
        return metrics;
}

void
live_metrics_write(struct json_writer *json, const struct live_metrics *metrics, bool has_scores)
{
        json_open_object(json);
        json_put_int(json, "questions_completed", metrics->questions_completed);
        for (int i = 0; i < DIMENSION_COUNT && has_scores; i++)
                json_put_number(json, AVERAGE_NAMES[i], metrics->rolling_avg[i], 1);
        json_put_number(json, "current_speech_pace", metrics->current_speech_pace, 0);
        json_put_number(json, "current_volume", metrics->current_volume, 2);
        json_put_int(json, "estimated_time_remaining_seconds",
                     metrics->estimated_time_remaining_seconds);
        json_close_object(json);
}
