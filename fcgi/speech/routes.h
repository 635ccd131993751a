// Which request is answered by what; errors in the shape that OpenAI's clients read.
#pragma once

#include "exchange.h"
#include "service.h"

// Answers the request, whatever it is, and logs one line about it.
void
routes_answer(struct service *service, struct exchange *exchange);
