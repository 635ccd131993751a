// Prints so many new session tokens, each with the hash that a site with this SECRET_KEY keeps of
// it: "token hash" a line. Candidates of a benchmark are made by SQL, thousands at once.
#include <stdio.h>
#include <stdlib.h>

#include "base/crypto.h"

int
main(int count, char **arguments)
{
        struct secret secret;
        struct err err = {0};
        int wanted = count == 3 ? atoi(arguments[2]) : 0;
        if (wanted < 1 || !crypto_open(&err) || !secret_from_text(arguments[1], &secret, &err)) {
                fprintf(stderr, "usage: tokens SECRET_KEY COUNT\n%s\n", err.message);
                return 1;
        }
        for (int i = 0; i < wanted; i++) {
                struct token token = token_new();
                struct digest hash = token_hash(&secret, token.text);
                printf("%s %s\n", token.text, digest_to_text(hash).text);
        }
        return 0;
}
