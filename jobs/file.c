#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const size_t PIECE = 65536;

bool
file_read(const char *path, struct buf *buf, struct err *err)
{
        int file = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t got = file < 0 ? -1 : 1;
        while (got > 0) {
                char *place = buf_reserve(buf, PIECE);
                got = place == NULL ? 0 : read(file, place, PIECE);
                if (got > 0)
                        buf_grown(buf, (size_t)got);
        }
        int problem = errno;
        if (file >= 0)
                close(file);
        errno = problem;
        if (got < 0)
                return FAIL_DETAIL(err, ERR_MISSING, "The file cannot be read.", "%s: %m", path);
        return buf_check(buf, ERR_INPUT, "The file", err);
}
