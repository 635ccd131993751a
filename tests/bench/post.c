// Sends a file over and over, so many at once, and prints how many a second were taken.
//   post PORT AT_ONCE put|answer FILE < LINES
// Each line is the path of one request and the token of who sends it ("-" for nobody). `put` sends
// the bare bytes and expects 201; `answer` sends the form of an answer and expects the event
// `received`. The first tenth warms up and is not counted. Ends with 1 if any request failed.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "answer_form.h"
#include "base/clock.h"

enum { PATH_BYTES = 200, TOKEN_BYTES = 80, REPLY_BYTES = 64 * 1024, REPLY_SECONDS = 60 };

struct order {
        char path[PATH_BYTES];
        char token[TOKEN_BYTES];
};

static int port;
static bool is_answer;
static char *file_bytes;
static size_t file_length;
static struct order *orders;
static int order_count;
static int warm_up;
static atomic_int next_order;
static atomic_int failures;
static _Atomic int64_t began_us;

static int
reach(void)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        struct timeval patience = {.tv_sec = REPLY_SECONDS};
        int yes = 1;
        int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) {
                perror("connect");
                exit(1);
        }
        return connection;
}

static bool
send_whole(int connection, struct iovec *pieces, int count)
{
        while (count > 0) {
                ssize_t sent = writev(connection, pieces, count);
                if (sent <= 0)
                        return false;
                while (count > 0 && (size_t)sent >= pieces->iov_len) {
                        sent -= (ssize_t)pieces->iov_len;
                        pieces++;
                        count--;
                }
                if (count > 0) {
                        pieces->iov_base = (char *)pieces->iov_base + sent;
                        pieces->iov_len -= (size_t)sent;
                }
        }
        return true;
}

static bool
send_order(int connection, const struct order *order)
{
        char head[1024];
        size_t body = file_length + (is_answer ? strlen(FORM_HEAD) + strlen(FORM_TAIL) : 0);
        int length = snprintf(head, sizeof head,
                              "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: %zu\r\n"
                              "Accept: application/x-ndjson\r\nContent-Type: %s\r\n",
                              is_answer ? "POST" : "PUT", order->path, port, body,
                              is_answer ? "multipart/form-data; boundary=bench" : "audio/wav");
        if (strcmp(order->token, "-") != 0)
                length += snprintf(head + length, sizeof head - (size_t)length,
                                   "Authorization: Bearer %s\r\n", order->token);
        length += snprintf(head + length, sizeof head - (size_t)length, "\r\n");
        struct iovec pieces[] = {
                {head, (size_t)length},
                {(void *)(uintptr_t)FORM_HEAD, is_answer ? strlen(FORM_HEAD) : 0},
                {file_bytes, file_length},
                {(void *)(uintptr_t)FORM_TAIL, is_answer ? strlen(FORM_TAIL) : 0},
        };
        return send_whole(connection, pieces, 4);
}

static bool
take_reply(int connection, char *reply)
{
        size_t length = 0;
        while (length < REPLY_BYTES - 1) {
                ssize_t got = recv(connection, reply + length, REPLY_BYTES - 1 - length, 0);
                if (got <= 0)
                        break;
                length += (size_t)got;
                reply[length] = '\0';
                if (is_whole_reply(reply, length))
                        return is_answer ? strstr(reply, "\"event\":\"received\"") != NULL
                                         : strncmp(reply, "HTTP/1.1 201", 12) == 0;
        }
        reply[length] = '\0';
        return false;
}

static void *
work(void *context)
{
        char *reply = calloc(1, REPLY_BYTES);
        int connection = reach();
        for (;;) {
                int number = atomic_fetch_add(&next_order, 1);
                if (number >= order_count)
                        break;
                if (number == warm_up)
                        atomic_store(&began_us, clock_us());
                if (!send_order(connection, &orders[number]) || !take_reply(connection, reply)) {
                        if (atomic_fetch_add(&failures, 1) == 0)
                                fprintf(stderr, "%s failed: %s\n", orders[number].path, reply);
                        close(connection);
                        connection = reach();
                }
        }
        close(connection);
        free(reply);
        return context;
}

static bool
read_orders(void)
{
        struct order order;
        while (scanf("%199s %79s", order.path, order.token) == 2) {
                orders = realloc(orders, (size_t)(order_count + 1) * sizeof *orders);
                if (orders == NULL)
                        return false;
                orders[order_count++] = order;
        }
        warm_up = order_count / 10;
        return order_count > 0;
}

static bool
read_file(const char *path)
{
        FILE *file = fopen(path, "rb");
        if (file == NULL || fseek(file, 0, SEEK_END) != 0)
                return false;
        file_length = (size_t)ftell(file);
        file_bytes = malloc(file_length + 1);
        rewind(file);
        bool is_read = fread(file_bytes, 1, file_length, file) == file_length;
        fclose(file);
        return is_read;
}

int
main(int count, char **arguments)
{
        int at_once = count == 5 ? atoi(arguments[2]) : 0;
        if (at_once < 1 || !read_file(arguments[4]) || !read_orders()) {
                fprintf(stderr, "usage: post PORT AT_ONCE put|answer FILE < LINES\n");
                return 1;
        }
        port = atoi(arguments[1]);
        is_answer = strcmp(arguments[3], "answer") == 0;
        pthread_t *threads = calloc((size_t)at_once, sizeof *threads);
        for (int i = 0; i < at_once; i++)
                pthread_create(&threads[i], NULL, work, NULL);
        for (int i = 0; i < at_once; i++)
                pthread_join(threads[i], NULL);
        double seconds = (double)(clock_us() - atomic_load(&began_us)) / 1e6;
        printf("%.1f\n", (order_count - warm_up) / seconds);
        return atomic_load(&failures) == 0 ? 0 : 1;
}
