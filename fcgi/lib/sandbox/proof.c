#include "sandbox/proof.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/problem.h"
#include "sandbox/template.h"

static const char *const NAMES[] = {
        [PROOF_OPEN] = "open a file",
        [PROOF_WRITE] = "write a file",
        [PROOF_CONNECT] = "connect",
        [PROOF_FORK] = "fork",
        [PROOF_EXECUTE] = "execute a program",
        [PROOF_TRACE] = "trace",
        [PROOF_SIGNAL] = "signal its parent",
        [PROOF_READ_MEMORY] = "read its parent's memory",
        [PROOF_READ_ENVIRONMENT] = "read the environment",
        [PROOF_REACH] = "reach what its template has open",
};
_Static_assert(COUNT_OF(NAMES) == PROOF_COUNT, "every attempt has its name");

static bool
fails_as_it_must(int status)
{
        return (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) ||
               (WIFEXITED(status) && WEXITSTATUS(status) == PROOF_REFUSED);
}

static bool
try(const struct sandbox_settings *settings, enum proof proof, struct err *err)
{
        const unsigned char number = (unsigned char)proof;
        int status = 0;
        OWN(fd_close) int fd = memfd_create("proof", MFD_CLOEXEC);
        if (fd < 0 || write(fd, &number, 1) != 1)
                return FAIL_DETAIL(err, ERR_BROKEN, "Files cannot be read at the moment.",
                                   "memfd_create: %m");
        if (!sandbox_end(settings, SANDBOX_PROOF, fd, &status, err))
                return false;
        if (fails_as_it_must(status))
                return true;
        return FAIL_DETAIL(err, ERR_BROKEN,
                           "This service cannot protect itself from files: it takes none.",
                           "a sandbox program could %s, or was not caged at all (status %d)",
                           NAMES[proof], status);
}

bool
sandbox_prove(const struct sandbox_settings *settings, struct err *err)
{
        bool holds = true;
        for (enum proof proof = 0; proof < PROOF_COUNT && holds; proof++)
                holds = try(settings, proof, err);
        // The program has nothing more to do.
        templates_rest(settings->templates, 0);
        return holds;
}
