// earshot: the small parent that starts and watches the whole service. Without arguments it runs
// until it is stopped; `earshot --check` reads the settings, says what is wrong with them, and
// ends.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account.h"
#include "base/config.h"
#include "base/text.h"
#include "files.h"
#include "place.h"
#include "say.h"
#include "service.h"

extern char **environ;

enum status { STATUS_GOOD = 0, STATUS_BROKEN = 1, STATUS_SETTINGS = 2 };

// What a settings file, an environment or a directory has wrong is told apart from our own trouble.
static int
refuse(const struct err *err)
{
        say(LOG_ERROR, "%s%s%s", err->message, err->detail[0] == '\0' ? "" : " ", err->detail);
        return err->kind == ERR_INPUT ? STATUS_SETTINGS : STATUS_BROKEN;
}

// Descriptors 0 to 2 are open, so that no file of ours lands there.
static void
open_standard(void)
{
        int file = 0;
        do {
                file = open("/dev/null", O_RDWR);
        } while (file >= 0 && file <= STDERR_FILENO);
        if (file > STDERR_FILENO)
                close(file);
}

static int
run(const struct config *config, int lock)
{
        struct err err = {0};
        struct arena arena = {0};
        struct config again = {0};
        if (lock < 0 && (!files_make_directory(config->data_dir, 0700, &err) ||
                         !place_lock(config, &lock, &err)))
                return refuse(&err);
        place_sign(lock);
        // Once more: DATA_DIR, now that it is there, may be reached by a link, and a file of it is
        // a setting too.
        if (!config_load(environ, &arena, &again, &err) || !place_prepare(&again, &err))
                return refuse(&err);
        int status = service_run(&again, environ);
        arena_done(&arena);
        return status;
}

static bool
take_lock_argument(const char *number, int *lock_out)
{
        int64_t lock = 0;
        if (!text_to_int(number, STDERR_FILENO + 1, 1024, &lock) ||
            fcntl((int)lock, F_SETFD, FD_CLOEXEC) != 0)
                return false;
        *lock_out = (int)lock;
        return true;
}

int
main(int argc, char **argv)
{
        OWN(arena_done) struct arena arena = {0};
        struct config config = {0};
        struct err err = {0};
        bool is_check = argc == 2 && text_equals(argv[1], "--check");
        int lock = -1;
        open_standard();
        umask(077);
        if (argc == 3 && text_equals(argv[1], "--locked")) {
                if (!take_lock_argument(argv[2], &lock)) {
                        fprintf(stderr, "earshot: --locked is for earshot itself.\n");
                        return STATUS_SETTINGS;
                }
        } else if (argc > 1 && !is_check) {
                fprintf(stderr, "earshot: usage: earshot [--check]\n");
                return STATUS_SETTINGS;
        }
        if (!crypto_open(&err) || !config_load(environ, &arena, &config, &err))
                return refuse(&err);
        if (is_check) {
                printf("The settings are good.\n");
                return STATUS_GOOD;
        }
        if (geteuid() == 0 && !account_enter(&config, environ, &err))
                return refuse(&err);
        return run(&config, lock);
}
