// Telling an MLflow tracking server of one run, by its REST API 2.0
// (https://mlflow.org/docs/latest/rest-api.html).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"

struct http_client;

struct mlflow_text {
        const char *key; // letters, digits, _ - . / and spaces
        const char *value;
};

struct mlflow_metric {
        const char *key;
        double value; // one that is not finite is left out
};

struct mlflow_file {
        const char *name;
        const char *content_type;
        const void *bytes;
        size_t length;
};

struct mlflow_run {
        const char *name;
        int64_t started_ms; // wall time
        int64_t ended_ms;
        const struct mlflow_text *tags;
        size_t tag_count;
        const struct mlflow_text *params;
        size_t param_count;
        const struct mlflow_metric *metrics;
        size_t metric_count;
        const struct mlflow_file *files;
        size_t file_count;
};

// Finds the experiment of the settings or makes it, makes a run, logs all in batches that servers
// take, uploads the files through the server's proxy of artefacts, and finishes the run; where
// something fails in between the run is marked as failed. `id_out` is the run's. ERR_UPSTREAM or
// ERR_BUSY with what the server said in the detail; nothing of the credentials is in it.
MUST_CHECK bool
mlflow_log(struct http_client *client, const struct mlflow_settings *settings,
           const struct mlflow_run *run, struct arena *arena, const char **id_out, struct err *err);
