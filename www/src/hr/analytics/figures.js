// What each figure says: its question, the answer in a sentence, its table, and how it is drawn. From the server's answer.
import { brief } from '../../base/format.js';
import { currentLocale, t } from '../../base/i18n.js';
import { LEVEL_NAMES, levelWord, percent, scoreNumber } from '../report/words.js';
import { bars, columns, matrix, spreads } from './charts.js';

/** @typedef {import('../client.js').Analytics} Analytics */
/** @typedef {import('../client.js').Spread} Spread */
/** @typedef {{kind: string, label: string}} Key */
/** `few`: how many interviews there are, where that is too few to show them; `rows`: cells as they are, numbers as numbers; `words`: what a
 *  screen reader hears of the drawing besides the answer.
 *  @typedef {{id: string, question: string, answer: string, few?: number, columns: import('../table.js').Column[], rows: (string | number | null)[][],
 *             keys?: Key[], words: string, draw: (place: import('./charts.js').Place) => import('./charts.js').Drawing}} Figure */

const DECISIONS = ['advance', 'hold', 'reject'];
/** Stages of a turn in the order in which they happen; those that are drawn are what people wait for. */
const STAGES = ['whole', 'upload', 'store', 'decode', 'stt', 'question', 'tts_first_byte', 'own', 'evaluation'];
const DRAWN = ['whole', 'stt', 'question', 'tts_first_byte', 'evaluation', 'report'];
const ENDS = ['answered', 'skipped', 'failed', 'left', 'cut'];
const DAY_HOURS = 24;

/** @param {number} amount @param {string} unit */
const inUnit = (amount, unit) => new Intl.NumberFormat(currentLocale(), { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(amount);
/** @param {number} hours */
const inHours = (hours) => hours < 2 * DAY_HOURS ? inUnit(hours, 'hour') : inUnit(hours / DAY_HOURS, 'day');
/** @param {number[]} all */
const sum = (all) => all.reduce((total, one) => total + one, 0);
const numeric = (/** @type {string} */ label) => ({ label, isNumber: true });
/** @param {{name: string, value: string}[]} rows */
const rowWords = (rows) => rows.map(({ name, value }) => `${name}: ${value}`).join('. ');

/** @param {Analytics} figures @returns {Figure} */
export function funnel({ interviews }) {
        const { invited, started, finished, ...others } = interviews;
        const step = (/** @type {string} */ name) => t(`analytics.funnel.${name}`);
        const share = (/** @type {number} */ count) => invited === 0 ? 0 : count / invited;
        const rows = Object.entries({ invited, started, finished }).map(([name, count]) => ({
                name: step(name), value: name === 'invited' ? t('analytics.of', { count, all: invited }) : `${t('analytics.of', { count, all: invited })} · ${percent(share(count))}`,
                parts: [{ kind: 'main', share: share(count) }] }));
        rows[0].value = String(invited);
        return {
                id: 'funnel', question: t('analytics.funnel.question'),
                answer: t('analytics.funnel.answer', { count: invited, started, finished, share: percent(share(finished)) }),
                columns: [{ label: t('analytics.funnel.step') }, numeric(t('analytics.count')), numeric(t('analytics.share'))],
                rows: Object.entries({ invited, started, finished, ...others }).map(([name, count]) => [step(name), count, percent(share(count))]),
                words: rowWords(rows), draw: (place) => bars(place, rows),
        };
}

/** @param {string} id @param {import('../client.js').Histogram} histogram @param {(value: number) => string} inWords
 *  @param {{axis: string, labelOf: (value: number) => string}} scale @returns {Figure} */
function histogramOf(id, { count, is_shown, median, upper_quartile, histogram }, inWords, { axis, labelOf }) {
        const labels = [...histogram.map(({ from }) => labelOf(from)), labelOf(histogram.at(-1)?.to ?? 0)];
        return {
                id, question: t(`analytics.${id}.question`), few: is_shown ? undefined : count,
                answer: t(`analytics.${id}.answer`, { count, median: inWords(median ?? 0), upper: inWords(upper_quartile ?? 0) }),
                columns: [{ label: t('analytics.histogram.from') }, numeric(t('analytics.histogram.to')), numeric(t('analytics.count'))],
                rows: histogram.map((bin) => [inWords(bin.from), inWords(bin.to), bin.count]),
                words: histogram.map((bin) => t('analytics.histogram.bin', { from: inWords(bin.from), to: inWords(bin.to), count: bin.count })).join('. '),
                draw: (place) => columns(place, { labels, counts: histogram.map((bin) => bin.count), axis }),
        };
}

/** @param {Analytics} figures */
export const minutes = (figures) => histogramOf('minutes', figures.minutes, (value) => inUnit(value, 'minute'),
        { axis: t('analytics.minutes.axis'), labelOf: String });

/** @param {Analytics} figures */
export function hours({ hours: spread }) {
        const isInDays = (spread.histogram.at(-1)?.to ?? 0) > 3 * DAY_HOURS;
        return histogramOf('hours', spread, inHours, isInDays
                ? { axis: t('analytics.hours.axis_days'), labelOf: (value) => new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: 1 }).format(value / DAY_HOURS) }
                : { axis: t('analytics.hours.axis'), labelOf: String });
}

/** @param {Analytics} figures @returns {Figure} */
export function criteria({ criteria: all }) {
        const shown = all.filter(({ is_shown }) => is_shown).sort((a, b) => Number(b.median) - Number(a.median));
        const few = all.filter(({ is_shown }) => !is_shown);
        const [high, low] = [shown[0], shown.at(-1)];
        const scoreWords = (/** @type {number | null} */ score) => `${levelWord(score ?? 0)} (${scoreNumber(score ?? 0)})`;
        const rows = [...shown, ...few].map(({ name, count, is_shown, least, lower_quartile, median, upper_quartile, most }) => ({
                name, note: is_shown ? scoreNumber(median ?? 0) : t('analytics.criteria.few', { count }), least,
                lower: lower_quartile ?? 0, median: median ?? 0, upper: upper_quartile ?? 0, most: most ?? 0 }));
        const answer = shown.length === 0 ? t('analytics.criteria.answer_none')
                : t(shown.length === 1 ? 'analytics.criteria.answer_one' : 'analytics.criteria.answer',
                        { high: high.name, high_score: scoreWords(high.median), low: low?.name ?? '', low_score: scoreWords(low?.median ?? null) });
        return {
                id: 'criteria', question: t('analytics.criteria.question'), answer, few: all.length === 0 ? 0 : undefined,
                columns: [{ label: t('analytics.criteria.criterion') }, ...['scores', 'without', 'least', 'lower', 'median', 'upper', 'most', 'mean'].map((name) => numeric(t(`analytics.criteria.${name}`))),
                        ...LEVEL_NAMES.map((name) => numeric(t(`hr.level.${name}`)))],
                rows: [...shown, ...few].map((one) => [one.name, one.count, one.without_score, one.least, one.lower_quartile, one.median, one.upper_quartile, one.most, one.mean,
                        ...LEVEL_NAMES.map((name) => one.levels?.[name] ?? null)]),
                keys: [{ kind: 'dot', label: t('analytics.criteria.key_median') }, { kind: 'range', label: t('analytics.criteria.key_half') }, { kind: 'whole', label: t('analytics.criteria.key_all') }],
                words: rows.map(({ name, note }) => `${name}: ${note}`).join('. '), draw: (place) => spreads(place, rows),
        };
}

/** @param {Analytics} figures @returns {Figure} */
export function agreement({ agreement: { interviews, scores, is_shown, kappa, same_level, one_level_apart_at_most, levels } }) {
        const counts = levels.map((row) => LEVEL_NAMES.map((name) => row[name]));
        const word = (/** @type {string} */ name) => t(`hr.level.${name}`);
        return {
                id: 'agreement', question: t('analytics.agreement.question'), few: is_shown ? undefined : interviews,
                answer: t(kappa === null ? 'analytics.agreement.answer_plain' : 'analytics.agreement.answer', {
                        interviews, count: scores, same: percent(same_level ?? 0), within: percent(one_level_apart_at_most ?? 0), kappa: kappa ?? '' }),
                columns: [{ label: t('analytics.agreement.machine') }, ...LEVEL_NAMES.map((name) => numeric(t('analytics.agreement.person', { level: word(name) })))],
                rows: levels.map((row) => [word(row.machine), ...LEVEL_NAMES.map((name) => row[name])]),
                words: levels.flatMap((row) => LEVEL_NAMES.filter((name) => row[name] > 0).map((name) =>
                        t('analytics.agreement.cell', { machine: word(row.machine), person: word(name), count: row[name] }))).join('. '),
                draw: (place) => matrix(place, counts),
        };
}

/** @param {Analytics} figures @returns {Figure} */
export function decisions({ decisions: { count, is_shown, levels } }) {
        const KINDS = ['main', 'third', 'second'];
        const all = (/** @type {any} */ row) => sum(DECISIONS.map((name) => row[name]));
        const good = levels.filter(({ overall }) => overall === 'meets' || overall === 'exceeds');
        const bad = levels.filter(({ overall }) => overall === 'below' || overall === 'partly');
        const name = (/** @type {string | null} */ overall) => overall === null ? t('analytics.decisions.none') : t(`hr.level.${overall}`);
        const most = Math.max(1, ...levels.map(all));
        const rows = [...levels.filter(({ overall }) => overall !== null)].reverse().concat(levels.filter((row) => row.overall === null && all(row) > 0)).map((row) => ({
                name: name(row.overall), value: DECISIONS.filter((one) => row[one] > 0).map((one) => `${t(`hr.decision.${one}`)} ${row[one]}`).join(' · ') || '0',
                parts: DECISIONS.map((one, at) => ({ kind: KINDS[at], share: row[one] / most })) }));
        return {
                id: 'decisions', question: t('analytics.decisions.question'), few: is_shown ? undefined : count,
                answer: t('analytics.decisions.answer', { good: sum(good.map(all)), advanced: sum(good.map(({ advance }) => advance)),
                        others: sum(bad.map(all)), rejected: sum(bad.map(({ reject }) => reject)) }),
                columns: [{ label: t('analytics.decisions.overall') }, ...DECISIONS.map((one) => numeric(t(`hr.decision.${one}`)))],
                rows: levels.map((row) => [name(row.overall), ...DECISIONS.map((one) => row[one])]),
                keys: DECISIONS.map((one, at) => ({ kind: KINDS[at], label: t(`hr.decision.${one}`) })),
                words: rowWords(rows), draw: (place) => bars(place, rows),
        };
}

/** @param {Analytics} figures @returns {Figure} */
export function questions({ questions: { interviews, is_shown, items } }) {
        const KINDS = ['main', 'third', 'rest', 'second', 'faint'];
        const reached = (/** @type {any} */ item) => sum(ENDS.map((end) => item[end]));
        const [worst] = [...items].sort((a, b) => b.left - a.left);
        const most = Math.max(1, ...items.map(reached));
        const used = ENDS.filter((end) => items.some((item) => item[end] > 0));
        const rows = items.map((item) => ({
                name: t('analytics.questions.name', { number: item.number }),
                value: item.left > 0 ? `${reached(item)} · ${t('analytics.questions.stopped', { count: item.left })}` : String(reached(item)),
                parts: ENDS.map((end, at) => ({ kind: KINDS[at], share: item[end] / most })) }));
        return {
                id: 'questions', question: t('analytics.questions.question'), few: is_shown ? undefined : interviews,
                answer: (worst?.left ?? 0) > 0 ? t('analytics.questions.answer', { number: worst.number, count: worst.left, reached: reached(worst) })
                        : t('analytics.questions.answer_none', { count: interviews }),
                columns: [{ label: t('analytics.questions.number') }, numeric(t('analytics.questions.reached')), ...ENDS.map((end) => numeric(t(`analytics.questions.${end}`)))],
                rows: items.map((item) => [String(item.number), reached(item), ...ENDS.map((end) => item[end])]),
                keys: used.map((end) => ({ kind: KINDS[ENDS.indexOf(end)], label: t(`analytics.questions.${end}`) })),
                words: rowWords(rows), draw: (place) => bars(place, rows),
        };
}

/** @param {Analytics} figures @returns {Figure} */
export function times({ stages, report, questions: { interviews } }) {
        const name = (/** @type {string} */ stage) => t(`analytics.times.${stage === 'question' ? 'question_stage' : stage}`);
        const all = [...STAGES.flatMap((stage) => stages.filter((one) => one.stage === stage)), { stage: 'report', ...report }].filter(({ is_shown }) => is_shown);
        const drawn = all.filter(({ stage }) => DRAWN.includes(stage));
        const most = Math.max(1, ...drawn.map(({ upper_quartile }) => upper_quartile ?? 0));
        const rows = drawn.map(({ stage, median, upper_quartile }) => ({
                name: name(stage), value: brief(median ?? 0),
                parts: [{ kind: stage === 'whole' || stage === 'report' ? 'main' : 'rest', share: (median ?? 0) / most }], mark: (upper_quartile ?? 0) / most }));
        const wait = all.find(({ stage }) => stage === 'whole');
        const key = wait && report.is_shown ? 'answer' : wait ? 'answer_wait' : 'answer_report';
        return {
                id: 'times', question: t('analytics.times.question'), few: all.length === 0 ? interviews : undefined,
                answer: t(`analytics.times.${key}`, { wait: brief(wait?.median ?? 0), report: brief(report.median ?? 0) }),
                columns: [{ label: t('analytics.times.stage') }, ...['count', 'lower', 'median', 'upper', 'most'].map((one) => numeric(t(`analytics.times.${one}`)))],
                rows: all.map((one) => [name(one.stage), one.count, one.lower_quartile, one.median, one.upper_quartile, one.most]),
                keys: [{ kind: 'main', label: t('analytics.times.key_median') }, { kind: 'tick', label: t('analytics.times.key_upper') }],
                words: drawn.map(({ stage, median, upper_quartile }) => `${name(stage)}: ${t('analytics.times.value', { median: brief(median ?? 0), upper: brief(upper_quartile ?? 0) })}`).join('. '),
                draw: (place) => bars(place, rows),
        };
}

/** All of them, in the order of the page. @param {Analytics} figures */
export const figuresOf = (figures) => [funnel, minutes, hours, criteria, agreement, decisions, questions, times].map((make) => make(figures));
