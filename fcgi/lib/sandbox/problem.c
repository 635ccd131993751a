#include "sandbox/problem.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void
fd_close(int *fd)
{
        if (*fd >= 0)
                close(*fd);
        *fd = -1;
}

bool
cannot_start(const char *what, int problem, struct err *err)
{
        bool may_pass =
                problem == EMFILE || problem == ENFILE || problem == ENOMEM || problem == EAGAIN;
        return FAIL_DETAIL(err, may_pass ? ERR_BUSY : ERR_BROKEN,
                           "Files cannot be read at the moment.", "%s: %s", what,
                           strerror(problem));
}
