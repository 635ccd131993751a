#include "sandbox_main.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json_read.h"
#include "base/text.h"
#include "cage.h"

static const uint8_t *file_bytes;
static size_t file_length;
static size_t payload_length;
static size_t most_payload;

void
cage_prepare(void)
{
}

void
cage_next_file(const struct cage *cage)
{
        most_payload = cage->most_payload_bytes;
}

void
cage_payload(const void *bytes, size_t length)
{
        // Every byte is looked at, as the caller will.
        volatile unsigned char sum = 0;
        for (size_t i = 0; i < length; i++)
                sum = (unsigned char)(sum + ((const unsigned char *)bytes)[i]);
        payload_length += length;
        assert(payload_length <= most_payload);
}

_Noreturn void
cage_answer(const struct buf *line)
{
        struct json_document document = {0};
        struct err err = {0};
        assert(!line->is_over);
        assert(json_parse(line->bytes, line->length, &document, &err));
        json_document_close(&document);
        pthread_exit(NULL);
}

_Noreturn void
cage_refuse(enum refusal refusal, const char *detail)
{
        assert(refusal >= 0 && refusal < REFUSAL_COUNT && detail != NULL);
        pthread_exit(NULL);
}

bool
cage_read_file(size_t most, const char **bytes_out, size_t *length_out)
{
        if (file_length > most)
                return false;
        *bytes_out = (const char *)file_bytes;
        *length_out = file_length;
        return true;
}

static void *
run(void *context)
{
        sandbox_main();
        return context;
}

void
sandbox_run(const uint8_t *bytes, size_t length)
{
        pthread_t thread;
        // Somebody else's file may be there; it comes back.
        int others = fcntl(ANSWER_FILE_FD, F_DUPFD_CLOEXEC, ANSWER_FILE_FD + 1);
        int file = memfd_create("file", MFD_CLOEXEC);
        assert(file >= 0 && write(file, bytes, length) == (ssize_t)length);
        assert(lseek(file, 0, SEEK_SET) == 0);
        if (file != ANSWER_FILE_FD) {
                assert(dup2(file, ANSWER_FILE_FD) == ANSWER_FILE_FD);
                close(file);
        }
        file_bytes = bytes;
        file_length = length;
        payload_length = 0;
        assert(pthread_create(&thread, NULL, run, NULL) == 0);
        assert(pthread_join(thread, NULL) == 0);
        close(ANSWER_FILE_FD);
        if (others >= 0) {
                dup2(others, ANSWER_FILE_FD);
                close(others);
        }
}
