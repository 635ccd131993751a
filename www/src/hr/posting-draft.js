// A posting while it is edited, as pure functions: from the server's form to that of the fields, back, and what is wrong with it.
import { t } from '../base/i18n.js';
import { linesOfText } from './form.js';
import { draftQuestion } from './question-set.js';
import { MOST, checkRubric, draftRubric, isSameRubric, rubricOf, takeUp } from './rubric-model.js';

/** The same as the server's: [lowest, highest, what it begins with]. @type {Record<string, [number, number, number]>} */
export const LIMITS = { max_answer_seconds: [30, 780, 300], max_turns: [1, 50, 10], max_minutes: [5, 180, 35] };
/** @type {[number, number, number]} */
export const RETENTION = [1, 3650, 180];
const FOCUS_AREAS_MOST = 20;
/** What the service's settings decide where nothing is given: [lowest, highest]. @type {Record<string, [number, number]>} */
export const SUPERVISOR = { conclusion_minutes: [1, 179], max_minutes: [2, 180], analysis_interval_seconds: [5, 3600], grace_minutes: [1, 43_200] };
/** Who asks besides the one who leads. */
export const PANEL_MOST = 2;

/** `rubric` null: the default of the type.
 *  @typedef {{title: string, description: string, language: string, persona: string, type: string, difficulty: string, feedback: string,
 *             instructions: string, focus_areas: string, limits: Record<string, string>, retention_days: string,
 *             supervisor: Record<string, string>, panel: string[],
 *             questions: import('./question-set.js').DraftQuestion[], rubric: import('./rubric-model.js').DraftCriterion[] | null}} Draft */

/** @param {Partial<import('./client.js').Posting>} posting @returns {Draft} */
export const draftOf = (posting) => ({
        title: posting.title ?? '', description: posting.description ?? '', language: posting.language ?? 'en', persona: posting.persona ?? '',
        type: posting.type ?? 'mixed', difficulty: posting.difficulty ?? 'medium', feedback: posting.feedback ?? 'none',
        instructions: posting.instructions ?? '', focus_areas: (posting.focus_areas ?? []).join('\n'),
        limits: Object.fromEntries(Object.entries(LIMITS).map(([name, [, , usual]]) =>
                [name, String(/** @type {any} */ (posting.limits)?.[name] ?? usual)])),
        retention_days: String(posting.retention_days ?? RETENTION[2]),
        supervisor: Object.fromEntries(Object.keys(SUPERVISOR).map((name) => [name, String(/** @type {any} */ (posting.supervisor)?.[name] ?? '')])),
        panel: (posting.personas ?? []).slice(1),
        questions: (posting.question_set ?? []).map(draftQuestion),
        rubric: posting.rubric ? draftRubric(posting.rubric) : null,
});

/** One that was kept on this device. @param {Draft} kept @returns {Draft} */
export const draftAgain = (kept) => ({ ...draftOf({}), ...kept, questions: (kept.questions ?? []).map((question) =>
        draftQuestion({ ...question, expected: linesOfText(question.expected) })), rubric: kept.rubric ? takeUp(kept.rubric) : null });

/** What the server takes. @param {Draft} draft
 *  @param {import('./rubric-model.js').Criterion[]} [defaults] of the type: a rubric that says the same is no own one */
export function bodyOf({ limits, questions, focus_areas, title, persona, panel, supervisor, rubric, retention_days, ...rest }, defaults) {
        const criteria = rubric ? rubricOf(rubric) : [];
        return {
                ...rest, title: title.trim(), ...persona ? { persona } : {}, focus_areas: linesOfText(focus_areas),
                limits: Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, Number(value)])),
                retention_days: Number(retention_days),
                supervisor: Object.fromEntries(Object.entries(supervisor).map(([name, value]) => [name, value.trim() === '' ? null : Number(value)])),
                personas: persona && panel.length > 0 ? [persona, ...panel] : [],
                question_set: questions.map(({ text, competency, difficulty, expected }) => ({
                        text: text.trim(), ...competency.trim() ? { competency: competency.trim() } : {}, difficulty, expected: linesOfText(expected) })),
                rubric: defaults && isSameRubric(criteria, defaults) ? [] : criteria,
        };
}

/** The members that are not as they were: what another person changed meanwhile is left as it is.
 *  @param {Record<string, any>} body @param {Record<string, any>} was */
export const changesOf = (body, was) => Object.fromEntries(Object.entries(body).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])));

/** @param {string} typed @param {[number, number, number] | [number, number]} bounds */
const isWithin = (typed, [lowest, highest]) => typed.trim() !== '' && Number.isInteger(Number(typed)) && Number(typed) >= lowest && Number(typed) <= highest;

/** What can be said before the server is asked, by the ids of the controls. @param {Draft} draft */
export function check(draft) {
        /** @type {Record<string, string>} */
        const errors = {};
        if (!draft.title.trim())
                errors.title = t('hr.form.needed');
        if (linesOfText(draft.focus_areas).length > FOCUS_AREAS_MOST)
                errors.focus_areas = t('hr.form.lines_most', { count: FOCUS_AREAS_MOST });
        for (const [name, bounds] of Object.entries(LIMITS))
                if (!isWithin(draft.limits[name], bounds))
                        errors[`limits-${name}`] = t('hr.form.between', { lowest: bounds[0], highest: bounds[1] });
        if (!isWithin(draft.retention_days, RETENTION))
                errors.retention_days = t('hr.form.between', { lowest: RETENTION[0], highest: RETENTION[1] });
        for (const [name, [lowest, highest]] of Object.entries(SUPERVISOR))
                if (draft.supervisor[name].trim() !== '' && !isWithin(draft.supervisor[name], [lowest, highest]))
                        errors[`supervisor-${name}`] = t('hr.form.between', { lowest, highest });
        const [conclusion, most] = [draft.supervisor.conclusion_minutes, draft.supervisor.max_minutes];
        if (conclusion && most && Number(conclusion) >= Number(most))
                errors['supervisor-conclusion_minutes'] ??= t('hr.supervisor.less');
        draft.questions.forEach(({ text }, at) => {
                if (!text.trim())
                        errors[`question_set-${at}-text`] = t('hr.form.needed');
        });
        if (draft.rubric?.length === 0)
                errors.rubric = t('hr.rubric.none');
        return { ...errors, ...checkRubric(draft.rubric ?? [], { needed: t('hr.form.needed'), amount: t('hr.rubric.amount', { most: MOST.number }),
                indicators: t('hr.rubric.no_indicators') }) };
}

/** What the error summary calls a control. @param {string} id */
export function nameOf(id) {
        const question = /^question_set-(\d+)/.exec(id);
        const criterion = /^rubric-(\d+)(?:-(indicators|levels)-(\d+))?/.exec(id);
        if (question)
                return t('hr.questions.number', { number: Number(question[1]) + 1 });
        if (criterion)
                return [t('hr.rubric.number', { number: Number(criterion[1]) + 1 }), criterion[2] === 'indicators' ? t('hr.rubric.indicator', { number: Number(criterion[3]) + 1 })
                        : criterion[2] === 'levels' ? t('hr.rubric.level', { number: Number(criterion[3]) + 1 }) : ''].filter(Boolean).join(', ');
        const name = id.replace(/^limits-/, '').replace(/^supervisor-/, 'supervisor_');
        const text = t(`hr.field.${name}`);
        return text === `hr.field.${name}` ? id : text;
}
