#include "ask.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

long
ask(PGconn *connection, const char *format, ...)
{
        char sql[2000];
        va_list values;
        va_start(values, format);
        vsnprintf(sql, sizeof sql, format, values);
        va_end(values);
        PGresult *result = PQexec(connection, sql);
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
                fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(connection));
                exit(1);
        }
        long found = PQntuples(result) > 0 && !PQgetisnull(result, 0, 0)
                             ? atol(PQgetvalue(result, 0, 0))
                             : -1;
        PQclear(result);
        return found;
}
