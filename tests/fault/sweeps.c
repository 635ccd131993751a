// Sweeps (jobs/orphans.h) while files are on their way to their rows and a clock is set, the
// host's, the database's, or both at once as where they are one.
//
//   sweeps --days N --seed N
//
// PostgreSQL is a real one whose clock is set by the shim; nothing waits. Prints one JSON object.
#include <fcntl.h>
#include <getopt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "ask.h"
#include "base/clock.h"
#include "cluster.h"
#include "db/db.h"
#include "orphans.h"
#include "shim.h"
#include "store/store.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, THINGS_MOST = 4000, ORPHAN_DAYS = 3 };

// A file of the store, and how far it is.
struct thing {
        enum state { FLYING, LANDED, ORPHANED, GONE } state;
        int64_t host_at;    // when it was written, by the host's clock
        int64_t written_at; // by the one that is right
};

struct play {
        unsigned chance;
        struct cluster cluster;
        struct shim shim;
        PGconn *connection;
        struct db_pool *pool;
        struct store store;
        struct thing things[THINGS_MOST];
        int count;
        int64_t now;      // seconds, by the clock that is right
        int64_t host_off; // how far ahead the others are
        int64_t db_off;
        int sweeps;
        int jumps;
        int orphans;
        int taken;
        int lost;
};

static int
chance_below(struct play *play, int most)
{
        return rand_r(&play->chance) % most;
}

static void
give_up(const struct err *err)
{
        fprintf(stderr, "%s (%s)\n", err->message, err->detail);
        exit(1);
}

static int
add_thing(struct play *play, enum state state)
{
        char key[40];
        struct err err = {0};
        int number = play->count++;
        if (play->count == THINGS_MOST) {
                fprintf(stderr, "too many days\n");
                exit(2);
        }
        play->things[number] = (struct thing){
                .state = state,
                .host_at = play->now + play->host_off,
                .written_at = play->now,
        };
        play->orphans += state == ORPHANED ? 1 : 0;
        snprintf(key, sizeof key, "spoken/%d", number);
        if (!store_put(&play->store, key, "x", 1, NULL, &err))
                give_up(&err);
        return number;
}

static void
land(struct play *play, int number)
{
        play->things[number].state = LANDED;
        ask(play->connection,
            "INSERT INTO spoken (digest, media_key, mime, duration_ms, size_bytes)"
            " VALUES (sha256('%d'), 'spoken/%d', 'audio/wav', 1, 1)",
            number, number);
}

static bool
count_taken(const char *key, void *context, struct err *err)
{
        struct play *play = context;
        struct thing *thing = &play->things[atoi(strchr(key, '/') + 1)];
        (void)err;
        if (thing->state == ORPHANED)
                play->taken++;
        else
                play->lost++;
        thing->state = GONE;
        return true;
}

// A file is as old as the host's clock says: for that its own time is set, not the host's.
static void
set_ages(const struct play *play)
{
        int64_t host_now = play->now + play->host_off;
        for (int i = 0; i < play->count; i++) {
                char path[160];
                struct timespec at[2] = {{.tv_nsec = UTIME_OMIT}, {0}};
                at[1].tv_sec = time(NULL) - (host_now - play->things[i].host_at);
                snprintf(path, sizeof path, "%s/spoken/%d", play->store.dir, i);
                if (play->things[i].state != GONE && utimensat(AT_FDCWD, path, at, 0) != 0)
                        perror(path);
        }
}

static void
sweep(struct play *play)
{
        struct err err = {0};
        struct orphan_search search = {
                .pool = play->pool,
                .store = &play->store,
                .each = count_taken,
                .context = play,
        };
        set_ages(play);
        *play->shim.ahead_us[0] = (play->now + play->db_off) * 1000000 - clock_wall_ms() * 1000;
        if (!orphans_sweep(&search, &err))
                give_up(&err);
        play->sweeps++;
}

// Either clock or both: by hours or days, or right again.
static void
set_clocks(struct play *play)
{
        int64_t off = chance_below(play, 3) == 0 ? 0 : chance_below(play, 80 * DAY) - 40 * DAY;
        int which = 1 + chance_below(play, 3);
        if ((which & 1) != 0)
                play->host_off = off;
        if ((which & 2) != 0)
                play->db_off = off;
        play->jumps++;
}

// While a file is on its way a clock is set, and sweeps come before that and after.
static void
fly(struct play *play)
{
        int number = add_thing(play, FLYING);
        for (int i = chance_below(play, 3); i > 0; i--)
                sweep(play);
        set_clocks(play);
        for (int i = 1 + chance_below(play, 3); i > 0; i--) {
                play->now += MINUTE * (1 + chance_below(play, 10));
                sweep(play);
        }
        if (play->things[number].state == FLYING)
                land(play, number);
}

static void
open_play(struct play *play)
{
        static char dir[100];
        shim_open(&play->shim, 1);
        shim_use(&play->shim, 0);
        cluster_open(&play->cluster);
        shim_use(&play->shim, -1);
        play->connection = PQconnectdb(play->cluster.owner_url);
        play->pool = db_pool_new(play->cluster.owner_url, 1);
        play->now = clock_wall_ms() / 1000;
        snprintf(dir, sizeof dir, "%s/media", play->shim.dir);
        play->store.dir = dir;
}

static void
close_play(struct play *play)
{
        db_pool_free(play->pool);
        PQfinish(play->connection);
        *play->shim.ahead_us[0] = 0;
        cluster_close(&play->cluster);
        shim_close(&play->shim);
}

int
main(int count, char **arguments)
{
        static const struct option OPTIONS[] = {
                {"days", required_argument, NULL, 'd'},
                {"seed", required_argument, NULL, 's'},
                {NULL, 0, NULL, 0},
        };
        static struct play play;
        int days = 3;
        for (int option; (option = getopt_long(count, arguments, "", OPTIONS, NULL)) != -1;) {
                days = option == 'd' ? atoi(optarg) : days;
                play.chance = option == 's' ? (unsigned)atoi(optarg) : play.chance;
                if (option == '?')
                        return 2;
        }
        unsigned seed = play.chance;
        open_play(&play);
        for (int64_t end = play.now + (int64_t)days * DAY; play.now < end;) {
                play.now += HOUR + chance_below(&play, 12 * HOUR);
                if (chance_below(&play, 3) == 0)
                        add_thing(&play, ORPHANED);
                fly(&play);
        }
        // Clocks are right again, and sweeps come once a day.
        play.host_off = play.db_off = 0;
        for (int day = 0; day <= ORPHAN_DAYS; day++, play.now += DAY)
                sweep(&play);
        printf("{\"seed\":%u,\"days\":%d,\"sweeps\":%d,\"jumps\":%d,\"files\":%d,\"orphans\":%d,"
               "\"taken\":%d,\"lost\":%d}\n",
               seed, days, play.sweeps, play.jumps, play.count, play.orphans, play.taken,
               play.lost);
        close_play(&play);
        return 0;
}
