// earshot-speech: the embedded recogniser and voices, spoken to as OpenAI's API. A single-threaded
// FastCGI program with one warm decoder; the parent starts as many as are to work at once, all on
// one listening socket, which is each one's standard input.
//
//   earshot-speech [MODEL_DIR]
#include <stdlib.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "exchange.h"
#include "routes.h"
#include "service.h"
#include "voice_espeak.h"
#include "voice_flite.h"

extern char **environ;

static const char DEBIAN_MODEL_DIR[] = "/usr/share/pocketsphinx/model/en-us";

static bool
start(const char *model_dir, struct service *service, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct config config;
        int64_t started = clock_ms();
        if (!crypto_open(err) || !config_load(environ, &arena, &config, err))
                return false;
        log_open("earshot-speech", config.log_level);
        voice_flite_open();
        if (!voice_espeak_open(err) || !recogniser_open(model_dir, &service->recogniser, err) ||
            !exchange_start(err))
                return false;
        LOG_LINE(LOG_INFO, "ready", LOG_NUMBER("ms", clock_ms() - started));
        return true;
}

int
main(int argc, char **argv)
{
        OWN(exchange_close) struct exchange exchange = {0};
        struct service service = {0};
        struct err err = {0};
        log_open("earshot-speech", LOG_INFO);
        if (!start(argc > 1 ? argv[1] : DEBIAN_MODEL_DIR, &service, &err)) {
                log_err(LOG_ERROR, "earshot-speech cannot start", &err);
                recogniser_close(&service.recogniser);
                return EXIT_FAILURE;
        }
        while (exchange_next(&exchange)) {
                routes_answer(&service, &exchange);
                exchange_close(&exchange);
        }
        recogniser_close(&service.recogniser);
        log_line(LOG_INFO, "stopped", NULL, 0);
        return EXIT_SUCCESS;
}
