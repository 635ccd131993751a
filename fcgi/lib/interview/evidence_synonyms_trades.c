// What terms of the trades mean, in the words in which people explain them.
#include "interview/evidence_synonyms_lists.h"

#include <stddef.h>

const char *const SAME_IN_TRADES[] = {
        // Operating systems and networks.
        "round robin, time slice, takes turns, each gets a turn, in turn, quantum",
        "starvation, never gets its turn, waits forever, never served",
        "preempt, preemptive, interrupt, take away the processor, taken away",
        "thrashing, constantly swapping, more time swapping, keeps swapping",
        "system call, ask the kernel, request to the operating system, call into the kernel",
        "kernel mode, privileged, full rights, supervisor mode",
        "cache hit, found in the cache, already in the cache",
        "cache miss, not in the cache, not found in the cache",
        "evict, evicted, throw out, least recently used, lru, oldest entry",
        "stale, out of date, outdated, old data, no longer current, not current",
        "expire, expiry, expires, time to live, ttl, runs out, validity, period of validity",
        "nat, network address translation, share one address, one public address",
        "dhcp, assigns addresses, hands out addresses, gives out addresses",
        "mac address, hardware address, physical address of the card",
        "three way handshake, syn, syn ack",
        "flow control, not overwhelm, not too fast for, receiver can keep up",
        "congestion, too much traffic, overloaded network, network is full",
        "checksum, detect errors, error detection, crc, check sum, detects damage",
        "layer, level, tier",
        "broadcast, sent to everybody, sent to all, to everyone",
        "session, login state, logged in",
        "cookie, stored in the browser, kept in the browser",
        "tls, ssl, transport layer security, encrypted connection, secure connection",
        "certificate authority, ca, issuer, trusted third party, trusted authority, trusted root",
        "revoke, revoked, withdrawn, cancelled, crl, ocsp, declared invalid",
        "signed, signature, vouch, issued, attest",
        "intercept, eavesdrop, listen in, read along, man in the middle, overhear, spy",
        "tamper, change on the way, manipulate, altered, modified unnoticed",
        "slot, bucket, index, position, place, cell, location",
        "map, mapped, hash, hashed, assign, lead to, point to, end up",
        "shrink, get smaller, become smaller, reduce, decrease in size, variable length, dynamic "
        "in size, change in "
        "size",
        // Data.
        "primary key, unique identifier",
        "dirty read, uncommitted data, unfinished changes",
        "isolation level, see each others changes, see changes of others",
        "stored procedure, function in the database",
        "execution plan, query plan, explain, explain analyze, what the database really does",
        "full table scan, reads the whole table, whole table, every row, all rows, go through the "
        "table, sequential "
        "scan",
        "lock, blocked, waits for another, lock contention, locked",
        "statistics, estimates of the planner, planner",
        "data type, column type",
        "archive, move away old, old rows, cold storage",
        "missing value, null value, gap, empty field",
        "duplicate, double, twice, repeated, counted twice",
        "sample, subset, part of the data",
        "distribution, spread, histogram",
        "standard deviation, spread, variance, scatter, varies",
        "correlation, go together, move together, related, association",
        "causation, one causes the other, causal, cause and effect",
        "significant, not by chance, not random, more than chance, p value",
        "hypothesis, assumption, guess, theory, suspicion",
        "cross validation, several splits, different splits, folds",
        "regularization, regularisation, penalty on large, keeps weights small",
        "gradient descent, step by step downhill, small steps, follows the slope",
        "cluster, clustering, groups of similar, grouping",
        "feature, input variable, predictor",
        "label, known answer, target, class to predict",
        "classification, which class, categories, category",
        "regression, predict a number, continuous value",
        "precision, share of hits that are right, false alarms, false positives",
        "recall, share found, missed cases, false negatives",
        "bias, systematic error, one sided, skewed",
        "pipeline, etl, extract transform load, data flow",
        "anonymize, anonymise, pseudonymize, remove names, mask",
        // Making software.
        "merge conflict, same line changed, both changed the same",
        "commit, save a version, snapshot, check in",
        "pull request, merge request, proposed change, review request",
        "code review, somebody else reads, second pair of eyes, another person checks, four eyes, "
        "second person",
        "continuous integration, ci, build and test on every, tested on every commit, automatic "
        "build",
        "continuous delivery, cd, release at any time, automatic release",
        "technical debt, shortcut, quick and dirty, pay later, postponed work",
        "refactoring, without changing behavior, without changing what it does, same behaviour, "
        "better structure",
        "test driven, test first, tests before code, write the test before",
        "mock, fake, stub, stand in, dummy, substitute, test double",
        "edge case, boundary, limit, extreme case, corner case, boundaries, limits, special case",
        "typical case, normal case, happy path, usual case, normal input, ordinary case",
        "invalid input, wrong input, bad input, garbage, negative value, nonsense input, malformed",
        "singleton, only one instance, single instance",
        "observer, subscriber, notified, listener, gets told",
        "dependency injection, passed in, handed in from outside, given from outside",
        "composition, has a, built from parts",
        "single responsibility, one thing, one purpose, one reason to change, does one thing",
        "loose coupling, independent, few dependencies, can be changed separately, loosely coupled",
        "monolith, one big application, single application, everything in one",
        "microservice, small services, separate services, small independent services",
        "rest, resource, http verbs",
        "endpoint, url, route, address of the api",
        "backward compatible, old clients still work, does not break old, backwards compatible",
        "versioning, version number, versions",
        "agile, scrum, sprint, iterations, increments, short cycles",
        "waterfall, one phase after another, phases in order, sequential phases",
        "user story, what the user wants, requirement from the user",
        "stack overflow, too deep, runs out of stack, recursion too deep",
        "null pointer, null reference, points to nothing",
        "static typing, types checked before, types checked at compile time, checked by the "
        "compiler",
        "dynamic typing, types checked at run time, checked while running",
        "closure, remembers variables, captures variables",
        "pure function, no side effects, same input same output",
        "thread safe, safe with several threads, safe for several threads",
        "memoize, memoization, cache results, remember results, store results, save results, "
        "dynamic programming, "
        "stores the results, results of subproblems",
        "greedy, best choice at each step, locally best, best at the moment",
        "breadth first, level by level, neighbours first, layer by layer",
        "depth first, as deep as possible, goes deep, one branch to the end",
        "priority queue, highest priority first, heap, most important first",
        "balanced, same height, equal depth, not lopsided, about the same depth",
        "stable, keeps the order of equal, equal elements keep",
        "shortest path, least cost path, cheapest way",
        "naming, names, good names, meaningful names, clear names, speaking names, descriptive "
        "names",
        "documentation, readme, docs, comments, wiki, history",
        "debugger, step through, breakpoint, trace through",
        "reproduce, make it happen again, replicate the error, provoke, happen on my machine",
        "logs, log files, logging, log lines, traces",
        "metrics, numbers, charts, measurements, dashboards, monitoring",
        // Running it.
        "canary, small share of users, few users first, gradually, step by step, one server first, "
        "percent of users, "
        "rolled out gradually, in stages, stage by stage, bit by bit, some users first",
        "blue green, two environments, switch over, second environment",
        "feature flag, feature toggle, switch it off, turn it off, switched off, toggle",
        "rollback, go back, way back, previous version, old version back, back to the old version, "
        "revert",
        "alert, alarm, notify, page, warning, wake up, notification",
        "monitoring, watch errors, error rate, keep an eye, observe, graphs",
        "infrastructure as code, terraform, servers described in files",
        "autoscaling, add servers automatically, more instances automatically, scale automatically",
        "staging, test environment, test system, copy of production",
        "production, live, live system, real system, real users",
        "timeout, give up after, time limit, not wait forever, deadline for a call",
        "circuit breaker, stop calling, cut off calls, stops asking",
        "backoff, growing waits, longer and longer waits, wait longer each time, exponential "
        "backoff",
        "rate limit, limit of requests, requests per minute, too many requests, throttle, "
        "throttling, limits per "
        "client",
        "api key, token, credentials, access token",
        "validate, check input, sanitize, checks all input, check what comes in",
        "audit log, who did what, trail, record of access",
        "least privilege, only the rights, only what they need, minimal rights, need to know",
        "second factor, two factor, multi factor, mfa, code on the phone",
        "phishing, fake mail, fake email, fraudulent mail, tricked by mail",
        "sql injection, input treated as code, input run as sql, prepared statement, parameterized",
        "environment variable, environment variables, env, secret store, vault, key vault, secret "
        "manager",
        "leak, leaked, exposed, gets out, published by accident, got out",
        "rotate, change the password, new key, replaced at once, changed at once, exchange the key",
        "inventory, list of services, list what, overview of all, list everything",
        "rehearse, practise, practice, dry run, test run, trial run, try the move",
        "redirect, forward, sends on, 301, 302, send the browser to",
        "random code, short code, unique code, short id, hash of the address, counter",
        "abuse, spam, malicious, misuse, phishing links",
        // Customers, money, products.
        "apologize, say sorry, apologise, am sorry, regret, understanding, empathy",
        "hear out, let speak, let the customer speak, let him finish, get it off his chest, "
        "listen, vent, let them "
        "talk",
        "track, tracking, look up the order, trace the parcel, find out what happened, look where "
        "the parcel",
        "replacement, refund, money back, new one, send another, send a new, voucher, resend, "
        "exchange",
        "call back, check back, follow up, keep informed, next day, keep them posted, update them",
        "sla, agreed response time, promised time, response time, deadline promised, time we "
        "promised",
        "many customers, lots of users, everybody affected, big impact, whole site, several "
        "customers, a lot of "
        "people, severe, outage",
        "no rights, no access, lack the rights, no permission, not allowed, cannot fix it myself, "
        "beyond my "
        "knowledge, no clue, know how, knowledge, out of my depth",
        "hand over, history, what was tried, steps tried, what i did so far, log files, summary, "
        "write down what",
        "budget, money set aside, what they can spend, want to spend, afford, funds, money "
        "available",
        "decide, decision maker, who signs, who says yes, has the say, authority, the boss, final "
        "say, who decides",
        "timing, by when, when they need, time frame, this quarter, schedule, start date, want to "
        "act",
        "need, pain, what hurts, struggling, problem to solve, pain point, their problem, what "
        "bothers",
        "value, benefit, what they get, what it saves, return, gain, savings, worth",
        "objection, too expensive, hesitate, compare with, compared to what",
        "smaller package, cheaper version, fewer features, other terms, payment plan, instalments, "
        "alternative, "
        "slimmer, less scope, leave out",
        "discount, lower the price, price cut, go down with the price, give in, cheaper",
        "accrual, when earned, when incurred, when it arises, when they arise, by period, on paper",
        "actually comes in, money really, when money moves, bank account, paid in, money in and "
        "money out, really "
        "moves, comes in and goes out",
        "expense, expenses, costs, cost, spending, what you spend",
        "run out of cash, cannot pay, be broke, insolvent, illiquid, run dry, no money left, go "
        "bankrupt",
        "pay late, 90 days, take long to pay, outstanding invoices, unpaid invoices, not paid yet",
        "receivable, customers owe, outstanding invoice, owed to us",
        "payable, we owe, bills to pay",
        "liquidity, able to pay, pay the bills, cash at hand",
        "working capital, current assets minus current liabilities",
        "break even, costs covered, no loss, neither profit nor loss",
        "reconcile, reconciliation, compare the books, match with the bank, agree with the bank, "
        "tick off",
        "separation of duties, segregation of duties, two people, different people, four eyes, not "
        "the same person",
        "fraud, cheat, steal, embezzle, theft, deceive, conceal, cover up, hide",
        "approve, release, sign off, authorize, permit",
        "book, enter, post, record, execute",
        "net present value, todays value, value today, discounted",
        "margin, difference between price and cost, share that remains",
        "conversion, sign up, convert, become customers, conversion rate",
        "funnel, steps to purchase, stages, where people drop out",
        "segment, break down, split by, by device, by channel, by country, slice, cut the data, "
        "per country, "
        "per device",
        "tracking, measurement, counter, analytics, counts correctly, measuring, tracking code, "
        "drop real",
        "release, change, deploy, campaign, what changed, something new, last week",
        "user session, recordings, watch users, try it myself, session recording, go through it "
        "myself",
        "minimum viable product, mvp, smallest version, simple version first, first small version",
        "prototype, mock up, sketch, fake button, test the idea, cheap test, fake door, click "
        "dummy, pilot",
        "effort, cost to build, how long it takes, work needed, development time, how much work, "
        "work, estimate",
        "strategy, goals, vision, direction, number we want to move, roadmap, objective",
        "user research, interviews, support tickets, feedback, talk to users, data, usage data",
        "impact, reach, how many people, brings many, biggest effect, moves the number",
        "scope, cut, drop, leave out, postpone, put off, reduce, only the most important, must "
        "have, nice to have",
        NULL,
};
