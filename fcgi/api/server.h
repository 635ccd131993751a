// What all threads of earshot-api share: settings, pool, store, and nothing that changes unguarded.
#pragma once

#include "base/config.h"
#include "sandbox/sandbox.h"
#include "store/store.h"

struct db_pool;
struct door;
struct helpers;
struct worker;
struct ear;

struct server {
        struct door *door;  // where its threads find their requests
        bool is_for_health; // they answer ACCESS_HEALTH alone
        const struct config *config;
        struct db_pool *pool;
        struct worker *worker;
        struct helpers *helpers;
        struct ear *ear;
        struct store store;
        struct sandbox_settings sandbox;
        bool is_sandbox_proven;
};
