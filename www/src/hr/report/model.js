// What the pages of a report need to know about it, as pure functions. Members that an older report lacks are no reason
// to fail.

/** @typedef {{turn: number, criterion: string, indicator: string, quote: string, start_ms: number | null, end_ms: number | null}} Evidence */
/** @typedef {{key: string, name: string, weight: number, score: number | null, interval: [number, number] | null, level: any, level_text?: string,
 *             evidence: Evidence[], not_shown?: string[], null_reason?: string}} Criterion */
/** @typedef {{word: string, start_ms: number, end_ms: number}} Word */
/** @typedef {{turn: number, question: any, status?: string, is_spoken?: boolean, transcript: {text: string, original_text?: string, words?: Word[],
 *             confidence?: number | null, provider?: string} | null, voice_metrics: any, evaluation: any}} Turn */
/** `at`: where the line begins in all lines joined by spaces.
 *  @typedef {{text: string, greeting?: string, at: number, start_ms: number, end_ms: number}} Line */

/** Where Below, Partly, Meets and Exceeds begin: the same for every criterion, as the server counts. */
export const LEVELS = [0, 3, 5.5, 8];
/** Below this the text is not to be relied on without listening. */
export const LOW_CONFIDENCE = 0.75;
const BREAK_MS = 800;
const LONGEST_LINE = 26;
const SHORTEST_LINE = 6;

/** What an indicator is in words, and its points. @param {any} rubric @param {string} criterion @param {string} indicator */
export function indicatorOf(rubric, criterion, indicator) {
        const criteria = Array.isArray(rubric) ? rubric : rubric?.criteria ?? [];
        const found = criteria.find((/** @type {any} */ one) => one.key === criterion)?.indicators
                ?.find((/** @type {any} */ one) => one.key === indicator);
        return { text: found?.text ?? '', points: /** @type {number | null} */ (found?.points ?? null) };
}

/** Which level a score reaches, counted from 0. @param {number} score */
export const levelAt = (score) => LEVELS.findLastIndex((from, at) => at === 0 || score >= from);

/** Where a score stands on an axis whose levels are equally wide, 0 to 1. @param {number} score */
export function placeOf(score) {
        const at = levelAt(score);
        const share = (score - LEVELS[at]) / ((LEVELS[at + 1] ?? 10) - LEVELS[at]);
        return (at + Math.min(1, Math.max(0, share))) / LEVELS.length;
}

/** The question of a turn, whether it is text or an object. @param {any} question */
export const questionText = (question) => typeof question === 'string' ? question : question?.text ?? '';

/** Whether an answer was spoken, so that there is sound to play. @param {Turn} turn */
export const isSpoken = (turn) => turn.is_spoken ?? (Boolean(turn.transcript) && turn.transcript?.provider !== 'typed'
        && (Boolean(turn.voice_metrics) || (turn.transcript?.words?.length ?? 0) > 0));

/** An answer as lines of a few words with their times: cut after a sentence, at a pause, or when a line gets long. An answer
 *  without word times is one line. @param {Turn} turn @returns {Line[]} */
export function linesOf(turn) {
        const text = turn.transcript?.text ?? '';
        const words = (turn.transcript?.words ?? []).filter(({ start_ms }) => typeof start_ms === 'number' && start_ms >= 0);
        // A text that was corrected afterwards no longer agrees with the words that were timed.
        if (words.length === 0 || words.length !== text.split(/\s+/).filter(Boolean).length)
                return text ? [{ text: text.split(/\s+/).join(' ').trim(), at: 0, start_ms: 0, end_ms: Infinity }] : [];
        const shown = text.split(/\s+/).filter(Boolean);
        /** @type {Line[]} */
        const lines = [];
        let first = 0;
        let from = 0;
        words.forEach((word, at) => {
                const count = at - first + 1;
                const gap = (words[at + 1]?.start_ms ?? Infinity) - word.end_ms;
                if (gap !== Infinity && !(/[.!?]$/.test(shown[at]) && count >= 3) && !(gap >= BREAK_MS && count >= SHORTEST_LINE) && count < LONGEST_LINE)
                        return;
                const line = shown.slice(first, at + 1).join(' ');
                lines.push({ text: line, at: from, start_ms: words[first].start_ms, end_ms: word.end_ms });
                from += line.length + 1;
                first = at + 1;
        });
        return lines;
}

/** @param {string} text */
const folded = (text) => text.toLowerCase();

/** Where a phrase stands in a text: [from, to) pairs. @param {string} text @param {string} phrase @returns {[number, number][]} */
export function findAll(text, phrase) {
        /** @type {[number, number][]} */
        const found = [];
        const wanted = folded(phrase.trim());
        const searched = folded(text);
        if (!wanted || searched.length !== text.length)
                return found;
        for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + wanted.length))
                found.push([at, at + wanted.length]);
        return found;
}

/** The parts of quotes that fall on a line, in its own positions, apart from each other. @param {Line} line @param {[number, number][]} quotes
 *  @returns {[number, number][]} */
export function partsOn({ at, text }, quotes) {
        /** @type {[number, number][]} */
        const parts = [];
        for (const [from, to] of [...quotes].sort((a, b) => a[0] - b[0])) {
                const start = Math.max(from - at, parts.at(-1)?.[1] ?? 0);
                const end = Math.min(to - at, text.length);
                if (start < end)
                        parts.push([start, end]);
        }
        return parts;
}

/** A text cut where marks begin and end. @param {string} text @param {[number, number][]} marks @returns {{text: string, isMarked: boolean}[]} */
export function cut(text, marks) {
        const pieces = [];
        let at = 0;
        for (const [from, to] of marks) {
                if (from > at)
                        pieces.push({ text: text.slice(at, from), isMarked: false });
                pieces.push({ text: text.slice(from, to), isMarked: true });
                at = to;
        }
        if (at < text.length)
                pieces.push({ text: text.slice(at), isMarked: false });
        return pieces;
}

/** Why there are no scores at all; '' where there are some. @param {any} report */
export function noScoreReason(report) {
        if (report.overall_score !== null && report.overall_score !== undefined)
                return '';
        if ((report.criteria ?? []).some((/** @type {Criterion} */ one) => one.score !== null && one.score !== undefined))
                return '';
        const reasons = [report.null_reason, ...(report.turns ?? []).map((/** @type {Turn} */ turn) => turn.evaluation?.null_reason)];
        return String(reasons.find(Boolean) ?? 'unknown');
}

/** What a reader has to know before the scores. @param {any} report */
export function concernsOf(report) {
        const turns = /** @type {Turn[]} */ (report.turns ?? []);
        return {
                unclear: turns.filter(({ transcript }) => typeof transcript?.confidence === 'number' && transcript.confidence >= 0
                        && transcript.confidence < LOW_CONFIDENCE && transcript.text !== ''),
                missing: turns.filter(({ transcript, status }) => status !== 'asked' && !transcript?.text).map(({ turn }) => turn),
                skipped: Number(report.questions_skipped ?? 0),
                no_scores: noScoreReason(report),
        };
}

/** How sure the transcript is over all spoken answers, weighed by their length; null where nothing is known. @param {any} report */
export function meanConfidence(report) {
        let sum = 0;
        let words = 0;
        for (const { transcript } of /** @type {Turn[]} */ (report.turns ?? [])) {
                if (typeof transcript?.confidence !== 'number' || transcript.confidence < 0)
                        continue;
                const count = transcript.text.split(/\s+/).length;
                sum += transcript.confidence * count;
                words += count;
        }
        return words > 0 ? sum / words : null;
}

/** The turn of best_answer or worst_answer, a number or an object with it; 0 for none. @param {any} answer */
export const turnOf = (answer) => Number((typeof answer === 'object' ? answer?.turn : answer) ?? 0);

/** "turn 3: lists_keywords" -> {turn: 3, name: "lists_keywords"} @param {any} flag */
export function flagOf(flag) {
        const parts = /^turn (\d+): (.+)$/.exec(textOf(flag));
        const resume = /^resume: (.+)$/.exec(textOf(flag));
        if (resume)
                return { turn: 0, name: `resume_${resume[1]}` };
        return parts ? { turn: Number(parts[1]), name: parts[2] } : { turn: Number(flag?.turn ?? 0), name: textOf(flag) };
}

/** A line of a list that may hold texts or objects with a text. @param {any} entry */
export const textOf = (entry) => typeof entry === 'string' ? entry : entry?.text ?? entry?.detail ?? entry?.kind ?? '';

/** Whether a person's score is so far from the machine's that a reason is asked for. @param {number | null | undefined} own @param {number | null | undefined} machine */
export function needsReason(own, machine) {
        if (typeof own !== 'number' || typeof machine !== 'number')
                return (typeof own === 'number') !== (typeof machine === 'number');
        return Math.abs(own - machine) >= 1 - 1e-9;
}

/** Of each criterion the score of a person that holds. @param {any} report @returns {Map<string, {score: number | null, reason: string | null, by: string | null, at: string}>} */
export const holdingScores = (report) => new Map((report.human_scores ?? []).flatMap((/** @type {any} */ { by, at, scores }) =>
        scores.filter((/** @type {any} */ { holds }) => holds).map((/** @type {any} */ one) => [one.criterion, { ...one, by, at }])));

/** The mean of the posting's other reports, of one criterion; null where there is none. @param {any} report @param {string} key
 *  @returns {{mean: number, count: number} | null} */
export const averageOf = (report, key) => (report.posting_averages ?? []).find((/** @type {any} */ { criterion }) => criterion === key) ?? null;
