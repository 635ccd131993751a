#include "door.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lifo.h"
#include "base/memory.h"

enum {
        // Who accepts waits so long for the head: nginx connects first and writes then. Longer than
        // that takes, short enough that a crowd which sends nothing holds up nobody for long.
        MOMENT_MS = 20,
        // More than nginx may have open to us (worker_connections); then the oldest is cut off.
        ASIDE_MOST = 4096,
        // Nearly every head fits; one of nginx is at most a begin and parameters of 65535 bytes.
        HEAD_USUAL_BYTES = 4 * 1024,
        HEAD_MOST_BYTES = 68 * 1024,
};

// FastCGI 1.0, 3.3 and 8.
enum { RECORD_BYTES = 8, VERSION = 1, BEGIN_REQUEST = 1, PARAMS = 4 };

static const uint64_t LISTENER = UINT64_MAX;

struct aside {
        int connection;      // -1: a free place
        uint32_t generation; // what epoll still says of who was here before means nobody
        int64_t since_ms;
};

struct door {
        int listener;
        int watch; // epoll(7): the listener, and all who are aside
        // One thread watches. The others wait for it: were they all to watch, each connection would
        // wake several of them for nothing.
        pthread_mutex_t turn; // of both
        bool is_watched;
        struct lifo waiting;
        atomic_int inside;
        pthread_mutex_t lock; // of all below
        int aside_count;
        struct aside aside[ASIDE_MOST];
};

enum head { HEAD_PARTIAL, HEAD_WHOLE, HEAD_WRONG };

static enum head
read_head(const unsigned char *bytes, size_t length)
{
        for (size_t at = 0; at + RECORD_BYTES <= length;) {
                const unsigned char *record = bytes + at;
                size_t content = (size_t)record[4] << 8 | record[5];
                if (record[0] != VERSION || record[1] != (at == 0 ? BEGIN_REQUEST : PARAMS))
                        return HEAD_WRONG;
                if (record[1] == PARAMS && content == 0)
                        return HEAD_WHOLE;
                at += RECORD_BYTES + content + record[6];
                if (at + RECORD_BYTES > HEAD_MOST_BYTES)
                        return HEAD_WRONG;
        }
        return HEAD_PARTIAL;
}

// What has come so far is looked at and left where it is; `is_full_out` where there may be more.
static enum head
look_into(int connection, unsigned char *bytes, size_t room, bool *is_full_out)
{
        ssize_t got = recv(connection, bytes, room, MSG_PEEK | MSG_DONTWAIT);
        *is_full_out = got == (ssize_t)room;
        if (got < 0)
                return errno == EAGAIN || errno == EINTR ? HEAD_PARTIAL : HEAD_WRONG;
        return got == 0 ? HEAD_WRONG : read_head(bytes, (size_t)got);
}

// Apart, so that no thread has such a stack that never met such a head.
__attribute__((noinline)) static enum head
look_far(int connection)
{
        unsigned char bytes[HEAD_MOST_BYTES];
        bool is_full = false;
        return look_into(connection, bytes, sizeof bytes, &is_full);
}

static enum head
look(int connection)
{
        unsigned char bytes[HEAD_USUAL_BYTES];
        bool is_full = false;
        enum head head = look_into(connection, bytes, sizeof bytes, &is_full);
        return head == HEAD_PARTIAL && is_full ? look_far(connection) : head;
}

static enum head
look_a_moment(int connection)
{
        int64_t until_ms = clock_ms() + MOMENT_MS;
        for (;;) {
                enum head head = look(connection);
                int64_t left_ms = until_ms - clock_ms();
                struct pollfd more = {.fd = connection, .events = POLLIN};
                if (head != HEAD_PARTIAL || left_ms <= 0)
                        return head;
                // With a part there it is readable already: then the rest is looked for at once.
                if (recv(connection, &(char){0}, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
                        clock_sleep_ms(1);
                else
                        (void)poll(&more, 1, (int)left_ms);
        }
}

struct door *
door_new(int listener)
{
        struct door *door = memory_new(sizeof *door);
        struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.u64 = LISTENER};
        int flags = fcntl(listener, F_GETFL);
        pthread_mutex_init(&door->lock, NULL);
        pthread_mutex_init(&door->turn, NULL);
        for (int i = 0; i < ASIDE_MOST; i++)
                door->aside[i].connection = -1;
        door->listener = listener;
        door->watch = epoll_create1(EPOLL_CLOEXEC);
        // Another thread or process may be the faster one to accept.
        if (flags < 0 || fcntl(listener, F_SETFL, flags | O_NONBLOCK) != 0 || door->watch < 0 ||
            epoll_ctl(door->watch, EPOLL_CTL_ADD, listener, &event) != 0)
                memory_none(sizeof *door);
        return door;
}

// Under the lock: who is aside there is no more. The connection is the caller's.
static int
take_out(struct door *door, struct aside *aside)
{
        int connection = aside->connection;
        aside->connection = -1;
        aside->generation++;
        door->aside_count--;
        (void)epoll_ctl(door->watch, EPOLL_CTL_DEL, connection, NULL);
        return connection;
}

// Under the lock: a free place; the one of who has waited longest where there is none.
static struct aside *
find_place(struct door *door)
{
        struct aside *oldest = &door->aside[0];
        for (int i = 0; i < ASIDE_MOST; i++) {
                struct aside *aside = &door->aside[i];
                if (aside->connection < 0)
                        return aside;
                if (aside->since_ms < oldest->since_ms)
                        oldest = aside;
        }
        close(take_out(door, oldest));
        return oldest;
}

static void
put_aside(struct door *door, int connection)
{
        LOCKED(&door->lock);
        struct aside *aside = find_place(door);
        struct epoll_event event = {
                // Once for each time that something comes.
                .events = EPOLLIN | EPOLLRDHUP | EPOLLET,
                .data.u64 = (uint64_t)aside->generation << 32 | (uint64_t)(aside - door->aside),
        };
        if (epoll_ctl(door->watch, EPOLL_CTL_ADD, connection, &event) != 0) {
                close(connection);
                return;
        }
        aside->connection = connection;
        aside->since_ms = clock_ms();
        door->aside_count++;
}

// -1 where it is not to be served, now or ever.
static int
come_in(struct door *door, int connection)
{
        const struct timeval patience = {.tv_sec = DOOR_BODY_MS / 1000};
        (void)setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        (void)setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        enum head head = look_a_moment(connection);
        if (head == HEAD_WHOLE)
                return connection;
        if (head == HEAD_WRONG)
                close(connection);
        else
                put_aside(door, connection);
        return -1;
}

// -1 where it has not said it all, or somebody else was faster.
static int
come_forward(struct door *door, uint64_t who)
{
        LOCKED(&door->lock);
        struct aside *aside = &door->aside[(uint32_t)who];
        if (aside->connection < 0 || aside->generation != who >> 32)
                return -1;
        enum head head = look(aside->connection);
        if (head == HEAD_WHOLE)
                return take_out(door, aside);
        if (head == HEAD_WRONG)
                close(take_out(door, aside));
        return -1;
}

// One who comes to the door, -1 where nobody does after all.
static int
accept_one(struct door *door)
{
        int connection = accept4(door->listener, NULL, NULL, SOCK_CLOEXEC);
        // Who waits is still there, and epoll says so at once: until another one goes.
        if (connection < 0 &&
            (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
                clock_sleep_ms(MOMENT_MS);
        return connection;
}

struct arrived {
        bool is_new;
        int connection;
};

// Waits until somebody comes, or has said it all; -1 where that is nothing. False where there is no
// watching any more.
static bool
look_out(struct door *door, struct arrived *arrived)
{
        struct epoll_event event;
        int count = epoll_wait(door->watch, &event, 1, -1);
        *arrived = (struct arrived){.connection = -1};
        if (count != 1)
                return count == 0 || errno == EINTR;
        atomic_fetch_add(&door->inside, 1);
        arrived->is_new = event.data.u64 == LISTENER;
        arrived->connection =
                arrived->is_new ? accept_one(door) : come_forward(door, event.data.u64);
        if (arrived->connection < 0)
                atomic_fetch_sub(&door->inside, 1);
        return true;
}

static bool
watch(struct door *door, struct arrived *arrived)
{
        pthread_mutex_lock(&door->turn);
        while (door->is_watched)
                lifo_wait(&door->waiting, &door->turn);
        door->is_watched = true;
        pthread_mutex_unlock(&door->turn);
        bool goes_on = look_out(door, arrived);
        pthread_mutex_lock(&door->turn);
        door->is_watched = false;
        lifo_call(&door->waiting);
        pthread_mutex_unlock(&door->turn);
        return goes_on;
}

int
door_next(struct door *door)
{
        struct arrived arrived;
        while (watch(door, &arrived)) {
                if (arrived.connection < 0)
                        continue;
                int connection =
                        arrived.is_new ? come_in(door, arrived.connection) : arrived.connection;
                if (connection >= 0)
                        return connection;
                atomic_fetch_sub(&door->inside, 1);
        }
        return -1;
}

void
door_done(struct door *door)
{
        atomic_fetch_sub(&door->inside, 1);
}

void
door_sweep(struct door *door)
{
        int64_t since_ms = clock_ms() - DOOR_MS;
        LOCKED(&door->lock);
        for (int i = 0; i < ASIDE_MOST && door->aside_count > 0; i++) {
                struct aside *aside = &door->aside[i];
                // One that waits for a thread alone is in nobody's way.
                if (aside->connection >= 0 && aside->since_ms < since_ms &&
                    look(aside->connection) != HEAD_WHOLE)
                        close(take_out(door, aside));
        }
}

void
door_shut(struct door *door)
{
        (void)epoll_ctl(door->watch, EPOLL_CTL_DEL, door->listener, NULL);
}

bool
door_is_empty(struct door *door)
{
        LOCKED(&door->lock);
        return door->aside_count == 0 && atomic_load(&door->inside) == 0;
}
