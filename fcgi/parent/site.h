// nginx: its addresses, and its configuration made from the templates of share/nginx.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"

// The open addresses of the site. They are the parent's, so that nginx can die without a connection
// being refused; -1 for none.
struct site {
        const char *program; // nginx
        int listeners[2];    // 127.0.0.1 and, where the machine has it, ::1
};

// Finds nginx and opens the addresses. ERR_CONFLICT with a sentence where the port is taken.
MUST_CHECK bool
site_open(const struct config *config, struct arena *arena, struct site *site_out, struct err *err);

// Who accepts from a socket: nginx must not wait in accept, our programs must.
enum site_reader { SITE_READ_BY_NGINX, SITE_READ_BY_PROGRAM };

// A listening unix socket at the run directory's `name`.
MUST_CHECK bool
site_listen_unix(const struct config *config, const char *name, enum site_reader reader,
                 int *socket_out, struct err *err);

// Writes the run directory's nginx.conf and speech.conf.
MUST_CHECK bool
site_configure(const struct config *config, const struct site *site, struct err *err);

// How nginx is started on the run directory's `file`.
const char *const *
site_argv(const struct config *config, const struct site *site, const char *file,
          struct arena *arena);

// The environment entry by which nginx takes over listening sockets (-1 for none): NGINX=3;4;
const char *
site_inherited(const int sockets[2], struct arena *arena);

// No connection is taken any more; what nginx has open is its own.
void
site_close(struct site *site);
