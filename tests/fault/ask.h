// SQL for test programs that look at the database beside the product, as its owner.
#pragma once

#include <libpq-fe.h>

// Runs it and gives the first field of the first row as a number; -1 where there is none. Ends the
// test program where it fails.
long
ask(PGconn *connection, const char *format, ...) __attribute__((format(printf, 2, 3)));
