// Passages of three made-up documents and one made-up resume, and questions that each ask for one
// of them: what the retrieval is measured by.
#pragma once

#include "model/passage.h"

static const struct passage ENGLISH[] = {
        {.heading = "On call",
         .body = "Each engineer carries the pager every sixth week. Two people are on duty at the "
                 "same time: one answers within ten minutes, the other takes over at night."},
        {.heading = "On call",
         .body = "An alert that nobody can act upon is deleted. Whoever was woken twice by the "
                 "same "
                 "cause writes a ticket that is done before any feature."},
        {.heading = "Incidents",
         .body = "The first thing is to tell customers on the status page. Only then do we look "
                 "for "
                 "the cause. A review without blame follows within five days."},
        {.heading = "Deploys",
         .body = "We ship to production several times a day from the trunk. Every change sits "
                 "behind a flag and can be turned off by support without a release."},
        {.heading = "Deploys",
         .body = "Database migrations go forward only and are split in two: first add, later "
                 "remove, so that the old version of the service keeps running meanwhile."},
        {.heading = "Code review",
         .body = "Pull requests are smaller than four hundred lines and are read on the same "
                 "working day. The author merges."},
        {.heading = "Testing",
         .body = "Integration tests run against a real PostgreSQL and a real message broker. We do "
                 "not mock what we own."},
        {.heading = "Security",
         .body = "Secrets live in a vault and rotate every ninety days. Laptops are encrypted, and "
                 "access to patient records is written to an audit log."},
        {.heading = "Architecture",
         .body = "Orders arrive through Kafka, are kept in PostgreSQL, and go out to hospitals "
                 "over "
                 "HL7. A single service owns each table."},
        {.heading = "Architecture",
         .body = "The search index is rebuilt from the ledger every night; losing it costs "
                 "minutes, "
                 "not data."},
        {.heading = "Discovery calls",
         .body = "Ask about the ward's own numbers before you show anything: beds, turnover, "
                 "overtime. A demonstration without their figures does not convince a head nurse."},
        {.heading = "Discovery calls",
         .body = "Write down who decides, who pays and who could say no. A deal with one contact "
                 "only is not in the forecast."},
        {.heading = "Pricing",
         .body = "The list price is per bed and year. Discounts above fifteen per cent need the "
                 "finance director; we rather give a longer pilot than a lower price."},
        {.heading = "Objections",
         .body = "When they say that the budget is frozen, offer to begin in spring and to sign "
                 "now. Never talk a competitor down."},
        {.heading = "Pipeline",
         .body = "An opportunity without a next meeting in the calendar is closed after thirty "
                 "days. Cold outreach is three messages, not ten."},
        {.heading = "Renewals",
         .body = "Ninety days before a contract ends the account manager sends usage figures and "
                 "asks what changed on the wards. Churn is discussed each Monday."},
        {.heading = "Support tone",
         .body = "Begin with what you understood. A furious customer gets a telephone call, not a "
                 "longer e-mail. Never promise a date that engineering has not given."},
        {.heading = "Escalation",
         .body = "Anything that touches medication goes to the duty doctor at once, before it is "
                 "reproduced."},
        {.heading = "Ticket queue",
         .body = "First answer within four hours on working days; nine in ten tickets are solved "
                 "without engineering. Macros are reviewed each quarter."},
        {.heading = "Month end",
         .body = "The books close on the third working day. Invoices that are not matched with an "
                 "order wait in suspense and are cleared by the controller."},
        {.heading = "Month end",
         .body = "Revenue of a licence is recognised evenly over its term, that of training when "
                 "it "
                 "was held."},
        {.heading = "Northwind Logistics, 2019 to 2023",
         .body = "Moved the order intake from nightly batches to Kafka streams. Cut the lag from "
                 "six hours to forty seconds."},
        {.heading = "Northwind Logistics, 2019 to 2023",
         .body = "Mentored three junior developers; introduced pairing on Fridays."},
        {.heading = "Blue Harbour Bank, 2016 to 2019",
         .body = "Wrote the reconciliation of card payments in Java. Replaced a spreadsheet that "
                 "four people kept by hand."},
        {.heading = "Education",
         .body = "Master of Science in computer science. Thesis about consensus in unreliable "
                 "networks."},
};

struct asked {
        const char *text;
        int passage; // the place in ENGLISH or GERMAN
};

static const struct asked ASKED[] = {
        {"How would you make on-call duty bearable when somebody is paged at night?", 0},
        {"Our alerts are noisy. What would you do with an alert that wakes people for nothing?", 1},
        {"Tell me about an outage. What did you tell customers, and what came out of the review?",
         2},
        {"How do you release safely several times a day?", 3},
        {"How do you change the schema of a database that is being used?", 4},
        {"What makes a pull request easy to review?", 5},
        {"What would you mock in tests, and what not?", 6},
        {"How do you keep secrets out of the code, and who may see patient data?", 7},
        {"Which role should a message broker such as Kafka play between services?", 8},
        {"What happens when the search index is lost?", 9},
        {"How do you prepare a demonstration for a hospital ward?", 10},
        {"How do you find out who takes the decision in a deal?", 11},
        {"A customer asks for a discount of a quarter. What do you do?", 12},
        {"They tell you that there is no budget this year. How do you answer?", 13},
        {"How do you keep your pipeline honest?", 14},
        {"A contract is about to end. How do you see to it that the customer renews?", 15},
        {"A customer writes to you in anger. How do you reply?", 16},
        {"A bug report mentions the wrong dose of a medication. What is your first step?", 17},
        {"How do you measure a support queue?", 18},
        {"Walk me through closing the books at the end of a month.", 19},
        {"When is the revenue of a licence recognised?", 20},
        {"You worked with Kafka at Northwind. What was the hardest part of moving to streams?", 21},
        {"How have you helped junior developers to grow?", 22},
        {"Tell me about the payments work at Blue Harbour.", 23},
        {"What was your thesis about?", 24},
};

static const struct passage GERMAN[] = {
        {.heading = "Bereitschaft",
         .body = "Jede sechste Woche trägt man das Telefon der Rufbereitschaft. Alarme, die nachts "
                 "niemandem helfen, werden gelöscht."},
        {.heading = "Auslieferung",
         .body = "Wir liefern mehrmals am Tag aus. Jede Änderung lässt sich abschalten."},
        {.heading = "Rechnungen",
         .body = "Offene Rechnungen werden am dritten Arbeitstag geprüft und gemahnt."},
        {.heading = "Gespräche mit Kunden",
         .body = "Wer verärgert ist, wird angerufen. Termine verspricht nur die Entwicklung."},
        {.heading = "Datenschutz",
         .body = "Patientenakten liegen verschlüsselt; jeder Zugriff wird protokolliert."},
        {.heading = "Einarbeitung",
         .body = "Neue Kolleginnen und Kollegen haben drei Monate lang eine Patin oder einen "
                 "Paten."},
};

static const struct asked GERMAN_ASKED[] = {
        {"Wie gehen Sie mit nächtlichen Alarmen um?", 0},
        {"Wie oft würden Sie Änderungen ausliefern?", 1},
        {"Was tun Sie, wenn eine Rechnung offen bleibt?", 2},
        {"Ein Kunde ist verärgert. Was machen Sie?", 3},
        {"Wie schützen Sie die Akten von Patienten?", 4},
        {"Wie arbeiten Sie einen neuen Kollegen ein?", 5},
};
