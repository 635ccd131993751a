// The FastCGI side of one request: the one place, with serve.c, that knows libfcgi.
#pragma once

#include <fcgiapp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct door;

struct exchange {
        FCGX_Request *fcgi;
        struct buf headers; // set before the answer begins
        uint64_t read_bytes;
        int status; // 0 until the answer began
        bool is_stream;
        pthread_mutex_t lock; // of a stream: its thread and the one that keeps it awake
        int64_t written_at_ms;
        struct exchange *next_stream;
};

// What a thread serves its requests with, one after the other.
void
exchange_prepare(FCGX_Request *fcgi);

// Waits for the next request, whose connection is the thread's until FCGX_Finish_r and door_done.
// False where there will be none.
bool
exchange_accept(struct door *door, FCGX_Request *fcgi);

void
exchange_open(struct exchange *exchange, FCGX_Request *fcgi);

// From now on the answer is a stream of lines.
void
exchange_start_stream(struct exchange *exchange);

void
exchange_write_line(struct exchange *exchange, const char *text);

// All of the stream is sent (FastCGI 1.0, 5.5: END_REQUEST); nothing may be written after it.
void
exchange_end(struct exchange *exchange);

// Bytes that leave at once. False where nobody takes them any more.
bool
exchange_write_bytes(struct exchange *exchange, const char *bytes, size_t length);

// Ends a stream, if it is one, and frees what is ours; FCGX_Finish_r stays with the loop.
void
exchange_close(struct exchange *exchange);

// Sends an empty line on every stream that has been silent for 10 s: called about every second by
// one thread of the process.
void
exchange_keep_awake(void);
