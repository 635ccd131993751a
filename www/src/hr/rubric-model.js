// A rubric while it is edited, as pure functions: numbers are texts as they were typed, criteria and indicators have a place
// in the page that outlives moving them.

/** @typedef {{key: string, text: string, points: number}} Indicator */
/** @typedef {{from: number, text: string}} Level */
/** @typedef {{key: string, name: string, description: string, weight: number, dimension: string, indicators: Indicator[], levels: Level[]}} Criterion */

/** `key` and `was` are those of the rubric that it began with: what was reworded is another indicator.
 *  @typedef {{id: number, key: string, was: string, text: string, points: string}} DraftIndicator */
/** @typedef {{id: number, key: string, name: string, description: string, weight: string, dimension: string,
 *             indicators: DraftIndicator[], levels: Level[]}} DraftCriterion */

export const DIMENSIONS = ['technical', 'behavioral', 'clarity', 'confidence'];
/** Where the four levels begin; a new criterion has these. */
export const LEVEL_STARTS = [0, 3, 5.5, 8];
/** The same bounds as the server's. */
export const MOST = { criteria: 20, indicators: 20, number: 1000, name: 120, text: 1000 };

const KEY_LONGEST = 60;

let lastId = 0;

/** @param {Indicator} indicator @returns {DraftIndicator} */
const draftIndicator = ({ key, text, points }) => ({ id: ++lastId, key, was: text, text, points: String(points) });

/** @param {Criterion[]} criteria @returns {DraftCriterion[]} */
export const draftRubric = (criteria) => criteria.map(({ key, name, description, weight, dimension, indicators, levels }) => ({
        id: ++lastId, key, name, description, weight: String(weight), dimension, indicators: indicators.map(draftIndicator),
        levels: levels.map(({ from, text }) => ({ from, text })) }));

export const newIndicator = () => draftIndicator({ key: '', text: '', points: 2 });

/** @param {string[]} levels the words of a new criterion's four levels @returns {DraftCriterion} */
export const newCriterion = (levels) => ({ id: ++lastId, key: '', name: '', description: '', weight: '1', dimension: 'technical',
        indicators: [newIndicator()], levels: LEVEL_STARTS.map((from, at) => ({ from, text: levels[at] })) });

/** A draft as it is kept on this device, with places in the page that are free. @param {DraftCriterion[]} kept */
export const takeUp = (kept) => kept.map((criterion) => ({ ...criterion, id: ++lastId,
        indicators: criterion.indicators.map((indicator) => ({ ...indicator, id: ++lastId })) }));

/** A key from words, not among those that are taken. @param {string} words @param {string} start @param {Set<string>} taken */
export function keyFrom(words, start, taken) {
        const plain = words.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
        const base = `${start}${plain}`.slice(0, KEY_LONGEST - 4).replace(/_+$/, '') || 'one';
        let key = base;
        for (let number = 2; taken.has(key); number++)
                key = `${base}_${number}`;
        taken.add(key);
        return key;
}

/** The indicators as the server takes them. One that still has its words keeps its key, which may be a rule's; one that was
 *  written or reworded is found by its words. @param {DraftIndicator[]} indicators @returns {Indicator[]} */
function indicatorsOf(indicators) {
        const isKept = (/** @type {DraftIndicator} */ { key, was, text }) => key !== '' && was.trim() === text.trim();
        const taken = new Set(indicators.filter(isKept).map(({ key }) => key));
        return indicators.map((indicator) => ({ key: isKept(indicator) ? indicator.key : keyFrom(indicator.text, 'says_', taken),
                text: indicator.text.trim(), points: numberOf(indicator.points) }));
}

/** @param {DraftCriterion[]} criteria @returns {Criterion[]} */
export function rubricOf(criteria) {
        const taken = new Set(criteria.map(({ key }) => key).filter(Boolean));
        return criteria.map(({ key, name, description, weight, dimension, indicators, levels }) => ({
                key: key || keyFrom(name, '', taken), name: name.trim(), description: description.trim(), weight: numberOf(weight), dimension,
                indicators: indicatorsOf(indicators), levels: levels.map(({ from, text }) => ({ from, text: text.trim() })) }));
}

/** @param {Criterion[]} one @param {Criterion[]} other */
export const isSameRubric = (one, other) => JSON.stringify(one.map(flat)) === JSON.stringify(other.map(flat));

/** Members in one order, whatever the server's is. @param {Criterion} criterion */
const flat = ({ key, name, description, weight, dimension, indicators, levels }) => [key, name, description, weight, dimension,
        indicators.map(({ key: own, text, points }) => [own, text, points]), levels.map(({ from, text }) => [from, text])];

/** What was typed as a number, to three decimals as the server keeps it; a comma is a point. NaN where it is none. @param {string} typed */
export function numberOf(typed) {
        const text = String(typed).trim().replace(',', '.');
        return /^\d+(\.\d*)?$|^\.\d+$/.test(text) ? Math.round(Number(text) * 1000) / 1000 : NaN;
}

/** @param {string} typed */
export function isAmount(typed) {
        const number = numberOf(typed);
        return number > 0 && number <= MOST.number;
}

/** The part of the whole that each criterion has, 0 to 1; null where its weight is no number yet. @param {DraftCriterion[]} criteria */
export function sharesOf(criteria) {
        const whole = criteria.reduce((sum, { weight }) => sum + (isAmount(weight) ? numberOf(weight) : 0), 0);
        return criteria.map(({ weight }) => isAmount(weight) ? numberOf(weight) / whole : null);
}

/** Whole percents that add up to 100: the largest remainders are rounded up. @param {(number | null)[]} shares */
export function percentsOf(shares) {
        const exact = shares.map((share) => (share ?? 0) * 100);
        const percents = exact.map(Math.floor);
        const missing = shares.every((share) => share === null) ? 0 : 100 - percents.reduce((sum, one) => sum + one, 0);
        [...exact.keys()].sort((a, b) => exact[b] % 1 - exact[a] % 1 || a - b).slice(0, missing).forEach((at) => percents[at]++);
        return percents.map((percent, at) => shares[at] === null ? null : percent);
}

/** @param {DraftIndicator[]} indicators */
export const pointsOf = (indicators) => Math.round(indicators.reduce((sum, { points }) => sum + (isAmount(points) ? numberOf(points) : 0), 0) * 1000) / 1000;

/** What a criterion's score would be if these indicators were heard, as the server counts it; null where none was.
 *  @param {DraftIndicator[]} indicators @param {Set<number>} heard their ids */
export function scoreOf(indicators, heard) {
        const shown = pointsOf(indicators.filter(({ id }) => heard.has(id)));
        return shown > 0 ? Math.floor(Math.min(10, 10 * shown / pointsOf(indicators)) * 10 + 0.5) / 10 : null;
}

/** The words of the level that a score reaches. @param {Level[]} levels @param {number | null} score */
export const levelOf = (levels, score) => score === null ? null : levels.findLast(({ from }) => score >= from) ?? null;

/** What can be said before the server is asked, by the ids of the controls. @param {DraftCriterion[]} criteria
 *  @param {{needed: string, amount: string, indicators: string}} words */
export function checkRubric(criteria, words) {
        /** @type {Record<string, string>} */
        const errors = {};
        criteria.forEach((criterion, at) => {
                const id = `rubric-${at}`;
                if (!criterion.name.trim())
                        errors[`${id}-name`] = words.needed;
                if (!isAmount(criterion.weight))
                        errors[`${id}-weight`] = words.amount;
                if (criterion.indicators.length === 0)
                        errors[`${id}-indicators`] = words.indicators;
                criterion.indicators.forEach(({ text, points }, place) => {
                        if (!text.trim())
                                errors[`${id}-indicators-${place}-text`] = words.needed;
                        if (!isAmount(points))
                                errors[`${id}-indicators-${place}-points`] = words.amount;
                });
                criterion.levels.forEach(({ text }, place) => {
                        if (!text.trim())
                                errors[`${id}-levels-${place}-text`] = words.needed;
                });
        });
        return errors;
}
