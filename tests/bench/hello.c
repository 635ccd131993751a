// The peer of earshot-api: the least that a threaded FastCGI program does, an answer of two lines.
// Arguments: the path of its socket, how many threads.
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

static int listening;

static void *
serve(void *context)
{
        FCGX_Request request;
        FCGX_InitRequest(&request, listening, 0);
        while (FCGX_Accept_r(&request) == 0) {
                FCGX_PutS("Content-Type: text/plain\r\n\r\nhello\n", request.out);
                FCGX_Finish_r(&request);
        }
        return context;
}

int
main(int count, char **arguments)
{
        int threads = count == 3 ? atoi(arguments[2]) : 0;
        if (threads < 1) {
                fprintf(stderr, "usage: hello SOCKET THREADS\n");
                return 1;
        }
        FCGX_Init();
        listening = FCGX_OpenSocket(arguments[1], BACKLOG);
        // nginx's workers may be somebody else.
        if (listening < 0 || chmod(arguments[1], 0666) != 0)
                return 1;
        for (int i = 0; i < threads; i++) {
                pthread_t thread;
                if (pthread_create(&thread, NULL, serve, NULL) != 0)
                        return 1;
        }
        for (;;)
                pause();
}
