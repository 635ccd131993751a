#include "exchange.h"

#include "base/clock.h"
#include "base/memory.h"
#include "door.h"
#include "library_memory.h"

// Proxies and browsers drop what is silent; the contract says at least every 15 s.
static const int64_t SILENT_MS = 10 * 1000;

static pthread_mutex_t streams_lock = PTHREAD_MUTEX_INITIALIZER;
static struct exchange *streams;

void
exchange_prepare(FCGX_Request *fcgi)
{
        // It accepts nothing itself.
        FCGX_InitRequest(fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR);
}

bool
exchange_accept(struct door *door, FCGX_Request *fcgi)
{
        for (;;) {
                fcgi->ipcFd = door_next(door);
                if (fcgi->ipcFd < 0)
                        return false;
                // Else libfcgi closes it as the one of the request before.
                fcgi->keepConnection = 1;
                library_memory_lend(true);
                bool is_read = FCGX_Accept_r(fcgi) == 0;
                library_memory_lend(false);
                if (is_read)
                        return true;
                door_done(door);
        }
}

void
exchange_open(struct exchange *exchange, FCGX_Request *fcgi)
{
        *exchange = (struct exchange){.fcgi = fcgi, .headers = buf_open(8192)};
        pthread_mutex_init(&exchange->lock, NULL);
}

void
exchange_start_stream(struct exchange *exchange)
{
        exchange->is_stream = true;
        exchange->written_at_ms = clock_ms();
        pthread_mutex_lock(&streams_lock);
        exchange->next_stream = streams;
        streams = exchange;
        pthread_mutex_unlock(&streams_lock);
}

void
exchange_write_line(struct exchange *exchange, const char *text)
{
        // What a vanished client does not get is found by it when it comes back.
        pthread_mutex_lock(&exchange->lock);
        FCGX_PutS(text, exchange->fcgi->out);
        FCGX_PutS("\n", exchange->fcgi->out);
        FCGX_FFlush(exchange->fcgi->out);
        exchange->written_at_ms = clock_ms();
        pthread_mutex_unlock(&exchange->lock);
}

static void
forget_stream(struct exchange *exchange)
{
        LOCKED(&streams_lock);
        struct exchange **place = &streams;
        while (*place != exchange)
                place = &(*place)->next_stream;
        *place = exchange->next_stream;
        exchange->is_stream = false;
}

void
exchange_end(struct exchange *exchange)
{
        if (exchange->is_stream)
                forget_stream(exchange);
        FCGX_FClose(exchange->fcgi->err);
        FCGX_FClose(exchange->fcgi->out);
}

bool
exchange_write_bytes(struct exchange *exchange, const char *bytes, size_t length)
{
        return FCGX_PutStr(bytes, (int)length, exchange->fcgi->out) == (int)length &&
               FCGX_FFlush(exchange->fcgi->out) == 0;
}

void
exchange_close(struct exchange *exchange)
{
        if (exchange->is_stream)
                forget_stream(exchange);
        pthread_mutex_destroy(&exchange->lock);
        buf_close(&exchange->headers);
}

void
exchange_keep_awake(void)
{
        int64_t now = clock_ms();
        pthread_mutex_lock(&streams_lock);
        for (struct exchange *stream = streams; stream != NULL; stream = stream->next_stream) {
                pthread_mutex_lock(&stream->lock);
                bool is_silent = now - stream->written_at_ms > SILENT_MS;
                if (is_silent) {
                        FCGX_PutS("\n", stream->fcgi->out);
                        FCGX_FFlush(stream->fcgi->out);
                        stream->written_at_ms = now;
                }
                pthread_mutex_unlock(&stream->lock);
        }
        pthread_mutex_unlock(&streams_lock);
}
