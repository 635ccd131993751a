// Believable made-up data for the HR pages: a strong, a weak, an interrupted and an unscored interview.
import { randomUUID } from 'node:crypto';

const CRITERIA = [
        ['problem_solving', 'Problem solving', 3, 'technical', [['measures_first', 'Measures before changing anything', 3], ['names_cause', 'Names the cause', 3],
                ['weighs_options', 'Weighs more than one option', 2], ['checks_effect', 'Checks the effect afterwards', 2]]],
        ['evidence', 'Evidence and measurement', 2, 'technical', [['figures', 'Gives figures from before and after', 3], ['method', 'Says how it was measured', 2], ['repeatable', 'Compares like with like', 1]]],
        ['communication', 'Communication', 2, 'clarity', [['plain_words', 'Explains it for others in plain words', 2], ['structure', 'Goes step by step', 2]]],
        ['ownership', 'Ownership', 2, 'behavioral', [['own_action', 'Says what they did themselves', 3], ['result', 'Names a result', 3]]],
        ['testing', 'Testing practice', 1, 'technical', [['risk', 'Tests where a mistake would hurt', 2], ['repeatable', 'Makes a failure repeatable', 2]]],
];
const LEVEL_TEXTS = ['Stays general; no example of their own.', 'An example, but the own part or the effect stays open.',
        'A concrete example with an own part and a result.', 'Several concrete examples with figures, reasons and what was learned.'];
const RUBRIC = { id: 'technical-1', name: 'Technical interview', version: 1, criteria: CRITERIA.map(([key, name, weight, dimension, indicators]) => ({
        key, name, weight, dimension, description: '', indicators: indicators.map(([id, text, points]) => ({ key: id, text, points })),
        levels: [0, 3, 5.5, 8].map((from, at) => ({ from, text: LEVEL_TEXTS[at] })) })) };

/** What a posting without its own rubric is judged by. */
export const defaultRubrics = () => ['behavioral', 'cultural_fit', 'mixed', 'system_design', 'technical'].map((type) => ({
        id: `${type}-1`, name: type === 'technical' ? RUBRIC.name : `${type} interview`, version: 1, criteria: structuredClone(RUBRIC.criteria), created_at: '2026-11-01T08:00:00Z', type }));

const QUESTIONS = [
        ['Tell me about a time you made a slow system faster. What did you measure, and what changed?', 'Problem solving'],
        ['How do you decide what to test, and what to leave untested?', 'Testing practice'],
        ['Describe something difficult that you explained to people outside your team.', 'Communication'],
        ['Tell me about something that went wrong in production. What was your part in it?', 'Ownership'],
        ['If you could change one thing about how your last team worked, what would it be?', 'Ways of working'],
];
const STRONG = [
        'Our build took forty minutes and people stopped running it. I took a flame graph before and after, on the same commit. It turned out that two thirds of the time went into a code generator that ran for every module. We could have bought faster machines, but I wanted to fix the cause first. So I cached its output by content. We cut the build time from forty minutes to nine. I kept the measurement in the pipeline so that we would notice if it crept back.',
        'I do not test getters. I test the money path. If a mistake there costs somebody their payout, it gets a test before the code, and when something breaks I first write the test that fails the same way.',
        'We changed how invoices are numbered and support was worried. I wrote it up as a one page note so support could read it. First what changes for a customer, then what they may ask, then who to call. After that we had three questions in a week instead of thirty.',
        'We had an outage of about two hours after a migration. The other team handled the rollback. I was in the call and watched the dashboards and um I updated the status page.',
        'I would put fewer people on call at once and give them time the week after. We tried it for a quarter and nobody missed a page.',
];
const WEAK = [
        'Well it was slow and then we improved it a lot. I think um we used a cache in the end and everybody was happy with it.',
        'I usually test everything that is important.', '', 'Things go wrong all the time and the team fixes them together.',
];

/** Words with times, as a recogniser gives them: a little longer for long words, a pause after a sentence. */
function spoken(text) {
        let at = 640;
        return text.split(' ').filter(Boolean).map((word) => {
                const start_ms = at;
                const end_ms = at + 120 + 42 * word.length;
                at = end_ms + (/[.!?]$/.test(word) ? 900 : 60);
                return { word: word.replace(/[.,!?]/g, '').toLowerCase(), start_ms, end_ms, confidence: 0.93 };
        });
}

/** Where a quote lies in the words of an answer. */
function timed(text, words, quote) {
        const before = text.slice(0, text.indexOf(quote)).split(' ').filter(Boolean).length;
        const count = quote.split(' ').length;
        return { start_ms: words[before].start_ms, end_ms: words[before + count - 1].end_ms };
}

function turnOf(text, at, { confidence = 0.94, isTyped = false, evaluation = {} } = {}) {
        const [question, competency] = QUESTIONS[at];
        const words = isTyped ? [] : spoken(text);
        const duration_ms = words.length > 0 ? words.at(-1).end_ms + 700 : 0;
        const fillers = text.match(/\bum\b/g)?.length ?? 0;
        return {
                turn: at + 1, status: text ? 'answered' : 'skipped', question: { text: question, kind: 'technical', competency, difficulty: 'medium', ...(at === 1 ? { rests_on: 'On-call guide.pdf: "Every alert has a page that says what to do."' } : {}) },
                transcript: text ? { text, original_text: text, confidence: isTyped ? null : confidence, provider: isTyped ? 'typed' : 'builtin', language: 'en', words } : null,
                voice_metrics: text && !isTyped ? { duration_ms, speech_ms: duration_ms - 2000, silence_ms: 2000, speech_pace: words.length / duration_ms * 60000,
                        pause_count: text.split('. ').length - 1, longest_pause_ms: 900, filler_word_count: fillers, filler_words: fillers ? ['um'] : [],
                        volume_level: 0.42, clarity_score: 7.9 } : null,
                evaluation: text ? { overall_score: 6, feedback_summary: 'A good answer.', evaluator: { provider: 'builtin', model: 'rules-1', prompt_version: 'none' },
                        evidence: [], flags: [], ...evaluation } : null,
        };
}

/** Quotes as evidence: [turn, indicator, quote]. */
function criterionOf([key, name, weight], turns, score, interval, quotes, not_shown = []) {
        const level = score === null ? -1 : [0, 3, 5.5, 8].findLastIndex((from) => score >= from);
        return { key, name, weight, score, interval, level: ['Not shown', 'Below', 'Partly', 'Meets', 'Exceeds'][level + 1],
                level_text: level < 0 ? 'Not shown.' : `${['Below', 'Partly', 'Meets', 'Exceeds'][level]}: ${LEVEL_TEXTS[level].toLowerCase()}`, not_shown, evidence: quotes.map(([turn, indicator, quote]) => ({
                        turn, criterion: key, indicator, quote, ...turns[turn - 1].transcript.words.length > 0
                                ? timed(turns[turn - 1].transcript.text, turns[turn - 1].transcript.words, quote) : { start_ms: null, end_ms: null } })) };
}

function reportOf(interview, turns, scores, more) {
        const spokenTurns = turns.filter(({ voice_metrics }) => voice_metrics);
        const answered = turns.filter(({ transcript }) => transcript);
        return {
                id: randomUUID(), interview_id: interview.id, generated_at: interview.ended_at, generator: 'earshot 0.1.0', candidate: interview.candidate,
                posting: interview.posting, rubric: RUBRIC, versions: { rubric: 'technical-1', evaluation: 'rules-1' }, digests: {}, ...scores,
                strengths: [], weaknesses: [], key_highlights: [], immediate_improvements: [], practice_areas: [], resources_recommended: [], flags: [],
                total_speaking_time_seconds: Math.round(spokenTurns.reduce((sum, { voice_metrics }) => sum + voice_metrics.speech_ms, 0) / 1000),
                avg_response_time_seconds: 24, avg_speech_pace: 138, total_filler_words: spokenTurns.reduce((sum, { voice_metrics }) => sum + voice_metrics.filler_word_count, 0),
                questions_answered: answered.length, questions_skipped: turns.length - answered.length, best_answer: null, worst_answer: null,
                percentile_rank: 72, compared_to_count: 9, compared_lower_count: 6, compared_equal_count: 1,
                posting_averages: scores.criteria.map(({ key }, at) => ({ criterion: key, mean: 4.2 + at / 2, count: 9 })),
                human_scores: [], history: [{ kind: 'made', at: interview.ended_at, by: null, decision: null, reason: null }], attention: null, decision: null, turns, ...more,
        };
}

export function strongReport(interview) {
        const turns = STRONG.map((text, at) => turnOf(text, at, { confidence: at === 3 ? 0.71 : 0.94, isTyped: at === 4,
                evaluation: { overall_score: [8.6, 6.4, 8.1, 4.2, 6][at], feedback_summary: at === 0 ? 'A strong answer with figures from before and after.'
                        : at === 3 ? 'The action described is another team’s.' : 'A good answer.' } }));
        const [problem, evidence, communication, ownership, testing] = CRITERIA;
        return reportOf(interview, turns, { overall_score: 7.1, avg_technical_score: 7.4, avg_clarity_score: 8.4, avg_confidence_score: null, avg_behavioral_score: 4.2, criteria: [
                criterionOf(problem, turns, 8.6, [7.2, 9.1], [[1, 'names_cause', 'two thirds of the time went into a code generator that ran for every module.'],
                        [1, 'weighs_options', 'We could have bought faster machines, but I wanted to fix the cause first.'],
                        [1, 'checks_effect', 'I kept the measurement in the pipeline so that we would notice if it crept back.']]),
                criterionOf(evidence, turns, 6.4, [6.1, 7.2], [[1, 'method', 'I took a flame graph before and after, on the same commit.'], [1, 'repeatable', 'I took a flame graph before and after, on the same commit.'], [1, 'figures', 'We cut the build time from forty minutes to nine.']]),
                criterionOf(communication, turns, 8.4, [7.8, 8.8], [[3, 'plain_words', 'I wrote it up as a one page note so support could read it.'], [3, 'structure', 'First what changes for a customer, then what they may ask, then who to call.']]),
                criterionOf(ownership, turns, 4.2, [3.1, 6.4], [[4, 'own_action', 'I updated the status page.'], [5, 'result', 'We tried it for a quarter and nobody missed a page.']], ['Says what they did themselves to put it right']),
                criterionOf(testing, turns, 6.6, null, [[2, 'risk', 'I test the money path.']], ['Says how much testing is enough']),
        ] }, {
                summary: 'Strong, specific example of performance work with figures from before and after. Explains technical changes well to people outside the team. Ownership evidence is thin: in answer 4 the action described is another team’s.',
                strengths: ['Measures before and after, on the same commit.', 'Writes for readers outside the team.'],
                weaknesses: ['Own part in the outage stays open.'], immediate_improvements: ['Name the own action first, then the team’s.'],
                practice_areas: ['Incidents: own decisions under pressure'], best_answer: 1, worst_answer: 4, flags: ['turn 2: lists_keywords'],
        });
}

export function weakReport(interview) {
        const turns = WEAK.map((text, at) => turnOf(text, at));
        const [problem, evidence, communication, ownership, testing] = CRITERIA;
        return reportOf(interview, turns, { overall_score: 2.4, criteria: [
                criterionOf(problem, turns, 2, [1, 3.4], [[1, 'names_cause', 'we used a cache in the end']], ['Measures before changing anything', 'Checks the effect afterwards']),
                criterionOf(evidence, turns, null, null, [], ['Gives figures from before and after', 'Says how it was measured']),
                criterionOf(communication, turns, null, null, []), criterionOf(ownership, turns, null, null, [], ['Says what they did themselves']),
                criterionOf(testing, turns, 3.2, null, [[2, 'risk', 'I usually test everything that is important.']]),
        ] }, { summary: 'Answers stay general. One question was skipped.' });
}

export function unscoredReport(interview) {
        const turns = STRONG.slice(0, 2).map((text, at) => ({ ...turnOf(text, at), evaluation: null }));
        return reportOf(interview, turns, { overall_score: null, null_reason: 'The candidate did not agree to machine evaluation. A person reads the answers.',
                criteria: CRITERIA.map((criterion) => criterionOf(criterion, turns, null, null, [])) }, { summary: '' });
}

export function makePosting(changes = {}) {
        return {
                id: randomUUID(), title: 'Backend Engineer', language: 'en', persona: 'friendly', type: 'technical', difficulty: 'medium', instructions: '',
                description: 'You keep the booking service of a freight company fast and correct.\nC and PostgreSQL, on our own servers, in a team of six.',
                focus_areas: ['database performance', 'incidents'], feedback: 'none', limits: { max_answer_seconds: 300, max_turns: 8, max_minutes: 35 },
                interviews: 6, speech_is_understood: true,
                question_set: QUESTIONS.slice(0, 2).map(([text, competency]) => ({ text, competency, difficulty: 'medium', expected: ['What was measured', 'What changed'] })),
                rubric: null, retention_days: 180, created_at: '2026-11-02T09:12:00Z', updated_at: '2026-11-02T09:12:00Z', ...changes,
        };
}

export function makeInterview(posting, changes = {}) {
        const { name, ...more } = changes;
        return {
                id: randomUUID(), status: 'scheduled', posting: { id: posting.id, title: posting.title },
                candidate: { name, email: `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.org` }, created_at: '2026-11-16T08:30:00Z', scheduled_at: null,
                expires_at: '2031-12-01T22:59:00Z', started_at: null, ended_at: null, turns_answered: 0, max_turns: posting.limits.max_turns, current_turn: null,
                last_event_at: more.ended_at ?? more.started_at ?? null, overall_score: null, report: 'none', decision: null, decided_at: null, ...more,
        };
}

/** What has been said after so many seconds. */
export function linesOf(count, start = '2026-11-20T09:00:00Z') {
        const lines = QUESTIONS.flatMap(([question], at) => [['interviewer', question], ['candidate', STRONG[at]]])
                .map(([speaker, text], at) => ({ at: new Date(Date.parse(start) + at * 61e3).toISOString(), speaker, text, turn: Math.floor(at / 2) + 1,
                        ...speaker === 'candidate' && { stages: { upload_ms: 420, store_ms: 12, decode_ms: 61, stt_ms: 1840, question_ms: 3, tts_first_byte_ms: 95, evaluation_ms: null, whole_ms: 2016, own_ms: 81 } } }));
        return lines.slice(0, count);
}

const spread = (count, values, more = {}) => {
        const [mean, least, lower_quartile, median, upper_quartile, most] = values ?? Array(6).fill(null);
        return { count, is_shown: values !== null, mean, least, lower_quartile, median, upper_quartile, most, ...more };
};
const bins = (from, width, counts) => counts.map((count, at) => ({ from: from + at * width, to: from + (at + 1) * width, count }));
const LEVEL_KEYS = ['below', 'partly', 'meets', 'exceeds'];
const byLevel = (counts) => Object.fromEntries(LEVEL_KEYS.map((key, at) => [key, counts[at]]));

/** Figures as the server counts them: of many interviews, of a few, or of none. @param {'many' | 'few' | 'none'} amount */
export function makeAnalytics(amount) {
        const none = { invited: 0, started: 0, finished: 0, left: 0, running: 0, waiting: 0, expired: 0, cancelled: 0 };
        const head = { posting: null, from: null, to: null, counted_at: '2026-11-21T08:30:00.000Z', is_counting: false, shown_least: 5 };
        if (amount !== 'many') {
                const ended = amount === 'few' ? 3 : 0;
                return { ...head, interviews: amount === 'few' ? { ...none, invited: 6, started: 4, finished: 3, running: 1, waiting: 2 } : none,
                        minutes: spread(ended, null, { histogram: [] }), hours: spread(ended, null, { histogram: [] }),
                        criteria: amount === 'few' ? CRITERIA.slice(0, 2).map(([key, name]) => ({ key, name, without_score: 0, levels: null, ...spread(3, null) })) : [],
                        agreement: { interviews: 0, scores: 0, is_shown: false, kappa: null, same_level: null, one_level_apart_at_most: null, levels: [] },
                        decisions: { count: Math.min(1, ended), is_shown: false, levels: [] }, questions: { interviews: ended, is_shown: false, items: [] }, stages: [], report: spread(ended, null) };
        }
        const scores = [[7.2, 3.1, 6.1, 7.4, 8.3, 9.6, [0, 9, 33, 22]], [5.1, 0.8, 3.6, 5.2, 6.4, 8.8, [9, 26, 24, 3]], [6.3, 2.5, 5.4, 6.4, 7.2, 9.1, [2, 15, 38, 9]], [6.8, 1.9, 5.6, 7.0, 8.1, 10, [4, 10, 31, 18]]];
        return { ...head, interviews: { invited: 96, started: 78, finished: 64, left: 9, running: 3, waiting: 7, expired: 9, cancelled: 4 },
                minutes: spread(64, [19.4, 8, 15, 19, 23, 34], { histogram: bins(5, 5, [3, 11, 24, 17, 7, 2]) }),
                hours: spread(64, [61.2, 1, 18, 43, 92, 310], { histogram: bins(0, 48, [36, 14, 7, 4, 2, 0, 1]) }),
                criteria: [...scores.map(([mean, least, lower, median, upper, most, levels], at) => ({ key: CRITERIA[at][0], name: CRITERIA[at][1], without_score: at, levels: byLevel(levels),
                        ...spread(64 - at, [mean, least, lower, median, upper, most]) })), { key: CRITERIA[4][0], name: CRITERIA[4][1], without_score: 60, levels: null, ...spread(3, null) }],
                agreement: { interviews: 31, scores: 148, is_shown: true, kappa: 0.74, same_level: 0.696, one_level_apart_at_most: 0.973,
                        levels: [[11, 5, 1, 0], [4, 29, 8, 1], [0, 9, 41, 7], [0, 2, 8, 22]].map((row, at) => ({ machine: LEVEL_KEYS[at], ...byLevel(row) })) },
                decisions: { count: 52, is_shown: true, levels: [['below', 0, 1, 7], ['partly', 2, 5, 11], ['meets', 13, 4, 2], ['exceeds', 6, 0, 0], [null, 0, 1, 0]]
                        .map(([overall, advance, hold, reject]) => ({ overall, advance, hold, reject })) },
                questions: { interviews: 73, is_shown: true, items: [[73, 0, 0, 0, 0], [70, 1, 0, 2, 0], [64, 2, 1, 4, 0], [61, 0, 1, 2, 0], [55, 3, 0, 1, 3]]
                        .map(([answered, skipped, failed, left, cut], at) => ({ number: at + 1, answered, skipped, failed, left, cut })) },
                stages: [['decode', 90, 120, 160, 240, 900], ['evaluation', 1500, 1300, 2100, 3800, 9400], ['own', 30, 24, 41, 66, 430], ['question', 700, 610, 1100, 1700, 5200], ['stt', 800, 620, 1300, 2100, 6400],
                        ['tts_first_byte', 260, 210, 380, 520, 1900], ['whole', 1900, 1600, 2400, 3300, 11000]].map(([stage, mean, ...rest]) => ({ stage, ...spread(324, [mean, rest[0] / 2, ...rest]) })),
                report: spread(64, [960, 310, 480, 740, 1100, 4200]) };
}
