// The parts of the PDF, in their order.
#pragma once

struct pdf_flow;
struct report;

// Who, when, how long; that a person decides; the scores in words and as a drawing; the summary.
void
pdf_part_cover(struct pdf_flow *flow, const struct report *report);

// By criterion: what was shown, in the candidate's words, and what was not.
void
pdf_part_evidence(struct pdf_flow *flow, const struct report *report);

// What would help in the next answer, to practise and to read; nothing where nothing was scored.
void
pdf_part_advice(struct pdf_flow *flow, const struct report *report);

// By turn: the question and the answer.
void
pdf_part_transcript(struct pdf_flow *flow, const struct report *report);

// How it was spoken, flags, the decision, versions and digests.
void
pdf_part_facts(struct pdf_flow *flow, const struct report *report);
