#include "site.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "files.h"

// Longer than every pool and its queue together: with less, a busy pool becomes refused
// connections.
enum { RATE_MOST = 1000000 };

static const int BACKLOG = 4096;

static const size_t TEMPLATE_LIMIT = 64 * 1024;

static const char *const NGINX_PLACES[] = {"/usr/sbin/nginx", "/usr/local/sbin/nginx",
                                           "/usr/bin/nginx"};

// What nginx's configuration would read as more than a part of a path, even between quotes.
static const char NOT_IN_PATHS[] = "\"\\$\n\r";

// `kind` is SOCK_NONBLOCK for nginx, whose workers all wake up for one connection, or 0.
static bool
open_address(const struct sockaddr *address, socklen_t length, int kind, int *socket_out,
             struct err *err)
{
        int yes = 1;
        int made = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | kind, 0);
        if (made < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "No socket can be opened.", "%s",
                                   strerror(errno));
        if (address->sa_family != AF_UNIX)
                (void)setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        if (address->sa_family == AF_INET6)
                (void)setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
        if (bind(made, address, length) == 0 && listen(made, BACKLOG) == 0) {
                *socket_out = made;
                return true;
        }
        int reason = errno;
        close(made);
        errno = reason;
        return FAIL_DETAIL(err, ERR_CONFLICT, "An address cannot be opened.", "%s",
                           strerror(reason));
}

static bool
open_port(int port, struct site *site, struct err *err)
{
        const struct sockaddr_in four = {.sin_family = AF_INET,
                                         .sin_port = htons((uint16_t)port),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const struct sockaddr_in6 six = {.sin6_family = AF_INET6,
                                         .sin6_port = htons((uint16_t)port),
                                         .sin6_addr = IN6ADDR_LOOPBACK_INIT};
        if (!open_address((const struct sockaddr *)&four, sizeof four, SOCK_NONBLOCK,
                          &site->listeners[0], err)) {
                if (errno == EADDRINUSE)
                        return FAIL_FIELD(err, "PORT",
                                          "Port %d is taken by another program. Stop it, or set "
                                          "another PORT.",
                                          port);
                return FAIL_FIELD(err, "PORT", "Port %d cannot be opened: %s.", port,
                                  strerror(errno));
        }
        if (!open_address((const struct sockaddr *)&six, sizeof six, SOCK_NONBLOCK,
                          &site->listeners[1], err))
                site->listeners[1] = -1; // 127.0.0.1 is the address that is promised.
        return true;
}

bool
site_open(const struct config *config, struct arena *arena, struct site *site_out, struct err *err)
{
        struct site site = {.program = NULL, .listeners = {-1, -1}};
        for (size_t i = 0; i < COUNT_OF(NGINX_PLACES) && site.program == NULL; i++) {
                if (access(NGINX_PLACES[i], X_OK) == 0)
                        site.program = arena_text(arena, NGINX_PLACES[i]);
        }
        if (site.program == NULL)
                return FAIL(err, ERR_MISSING, "nginx is not installed: run `make packages`.");
        if (!open_port(config->port, &site, err))
                return false;
        *site_out = site;
        return true;
}

bool
site_listen_unix(const struct config *config, const char *name, enum site_reader reader,
                 int *socket_out, struct err *err)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", config->run_dir, name);
        (void)unlink(address.sun_path);
        if (open_address((const struct sockaddr *)&address, sizeof address,
                         reader == SITE_READ_BY_NGINX ? SOCK_NONBLOCK : 0, socket_out, err))
                return true;
        return FAIL_FIELD(err, "DATA_DIR", "The socket %.150s cannot be made: %s.",
                          address.sun_path, strerror(errno));
}

struct value {
        const char *name;
        const char *text;
};

// Appends the template with each @NAME@ replaced.
static bool
fill(const char *template, const struct value *values, size_t count, struct buf *buf,
     struct err *err)
{
        for (const char *at = template; *at != '\0';) {
                size_t length = *at == '@' ? strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") : 0;
                const char *text = NULL;
                if (length == 0 || at[length + 1] != '@') {
                        buf_char(buf, *at++);
                        continue;
                }
                for (size_t i = 0; i < count && text == NULL; i++) {
                        if (strlen(values[i].name) == length &&
                            memcmp(values[i].name, at + 1, length) == 0)
                                text = values[i].text;
                }
                if (text == NULL)
                        return FAIL_DETAIL(err, ERR_BROKEN,
                                           "A template of the site has a name without a value.",
                                           "%.*s", (int)length, at + 1);
                buf_text(buf, text);
                at += length + 2;
        }
        return buf_check(buf, ERR_BROKEN, "The site's configuration", err);
}

static bool
write_one(const struct config *config, const char *template, const char *file,
          const struct value *values, size_t count, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(buf_close) struct buf text = buf_open(TEMPLATE_LIMIT);
        OWN(buf_close) struct buf filled = buf_open(TEMPLATE_LIMIT);
        const char *from = arena_print(&arena, "%s/nginx/%s", config->share_dir, template);
        const char *to = arena_print(&arena, "%s/%s", config->run_dir, file);
        return files_read(from, &text, err) &&
               fill(buf_string(&text), values, count, &filled, err) &&
               files_write(to, buf_string(&filled), filled.length, 0600, err);
}

bool
site_configure(const struct config *config, const struct site *site, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const char *listen_six =
                site->listeners[1] < 0
                        ? ""
                        : arena_print(&arena, "listen [::1]:%d backlog=%d;", config->port, BACKLOG);
        // Without a limit: the most that the setting can say, more than a session ever asks.
        int rate = config->rate_limit_per_minute == 0 ? RATE_MOST : config->rate_limit_per_minute;
        const struct value values[] = {
                {"LISTEN", arena_print(&arena, "listen 127.0.0.1:%d backlog=%d; %s", config->port,
                                       BACKLOG, listen_six)},
                {"RATE", arena_print(&arena, "%d", rate)},
                {"RUN", config->run_dir},
                {"LOG", arena_print(&arena, "%s/log", config->data_dir)},
                {"TMP", arena_print(&arena, "%s/tmp", config->data_dir)},
                {"WWW", arena_print(&arena, "%s/www", config->share_dir)},
                {"MEDIA", config->media_dir},
        };
        for (size_t i = 0; i < COUNT_OF(values); i++) {
                if (strpbrk(values[i].text, NOT_IN_PATHS) != NULL)
                        return FAIL_FIELD(err, "DATA_DIR",
                                          "A path must not have quotes, backslashes, dollar signs "
                                          "or line ends in it: %.120s",
                                          values[i].text);
        }
        const char *link = arena_print(&arena, "%s/site", config->run_dir);
        (void)unlink(link);
        if (symlink(arena_print(&arena, "%s/nginx", config->share_dir), link) != 0)
                return FAIL_FIELD(err, "DATA_DIR", "%.150s cannot be made: %s.", link,
                                  strerror(errno));
        return write_one(config, "site.conf.template", "nginx.conf", values, COUNT_OF(values),
                         err) &&
               write_one(config, "speech.conf.template", "speech.conf", values, COUNT_OF(values),
                         err);
}

const char *const *
site_argv(const struct config *config, const struct site *site, const char *file,
          struct arena *arena)
{
        const char **argv = arena_alloc(arena, 8, sizeof *argv);
        argv[0] = site->program;
        argv[1] = "-p";
        argv[2] = config->run_dir;
        argv[3] = "-c";
        argv[4] = arena_print(arena, "%s/%s", config->run_dir, file);
        argv[5] = "-e";
        argv[6] = arena_print(arena, "%s/log/nginx.log", config->data_dir);
        return argv;
}

const char *
site_inherited(const int sockets[2], struct arena *arena)
{
        if (sockets[1] < 0)
                return arena_print(arena, "NGINX=%d;", sockets[0]);
        return arena_print(arena, "NGINX=%d;%d;", sockets[0], sockets[1]);
}

void
site_close(struct site *site)
{
        for (size_t i = 0; i < COUNT_OF(site->listeners); i++) {
                if (site->listeners[i] >= 0)
                        close(site->listeners[i]);
                site->listeners[i] = -1;
        }
}
