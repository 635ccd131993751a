// A posting, new or changed. The form says what it expects; the server's errors are shown by their fields; leaving with
// unsaved changes asks first.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { areaField, selectField, textField } from '../components/field.js';
import { toast } from '../components/status.js';
import { CreateKey } from './client.js';
import { askToLeave, choiceCards, errorSummary, errorsOf, linesOfText } from './form.js';
import { HrPage, Load, pageHead, skeleton } from './page.js';
import { draftQuestion } from './question-set.js';
import { DIFFICULTIES, FEEDBACKS, LANGUAGES, TYPES, choicesOf, languageName } from './words.js';

/** The same as the server's: [lowest, highest, what it begins with]. @type {Record<string, [number, number, number]>} */
const LIMITS = { max_answer_seconds: [30, 780, 300], max_turns: [1, 50, 10], max_minutes: [5, 180, 35] };

/** @typedef {{title: string, description: string, language: string, persona: string, type: string, difficulty: string, feedback: string,
 *             instructions: string, focus_areas: string, limits: Record<string, string>,
 *             questions: import('./question-set.js').DraftQuestion[]}} Draft */

/** @param {Partial<import('./client.js').Posting>} posting @returns {Draft} */
const draftOf = (posting) => ({
        title: posting.title ?? '', description: posting.description ?? '', language: posting.language ?? 'en', persona: posting.persona ?? '',
        type: posting.type ?? 'mixed', difficulty: posting.difficulty ?? 'medium', feedback: posting.feedback ?? 'none',
        instructions: posting.instructions ?? '', focus_areas: (posting.focus_areas ?? []).join('\n'),
        limits: Object.fromEntries(Object.entries(LIMITS).map(([name, [, , usual]]) =>
                [name, String(/** @type {any} */ (posting.limits)?.[name] ?? usual)])),
        questions: (posting.question_set ?? []).map(draftQuestion),
});

/** @param {Draft} draft */
function bodyOf({ limits, questions, focus_areas, title, persona, ...rest }) {
        return {
                ...rest, title: title.trim(), ...persona ? { persona } : {}, focus_areas: linesOfText(focus_areas),
                limits: Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, Number(value)])),
                question_set: questions.map(({ text, competency, difficulty, expected }) => ({
                        text: text.trim(), ...competency.trim() ? { competency: competency.trim() } : {}, difficulty, expected: linesOfText(expected) })),
        };
}

/** What can be said before the server is asked. @param {Draft} draft */
function check(draft) {
        /** @type {Record<string, string>} */
        const errors = {};
        if (!draft.title.trim())
                errors.title = t('hr.form.needed');
        for (const [name, [lowest, highest]] of Object.entries(LIMITS)) {
                const value = Number(draft.limits[name]);
                if (!Number.isInteger(value) || value < lowest || value > highest)
                        errors[`limits-${name}`] = t('hr.form.between', { lowest, highest });
        }
        draft.questions.forEach(({ text }, at) => {
                if (!text.trim())
                        errors[`question_set-${at}-text`] = t('hr.form.needed');
        });
        return errors;
}

/** What the error summary calls a control. @param {string} id */
function nameOf(id) {
        const question = /^question_set-(\d+)/.exec(id);
        if (question)
                return t('hr.questions.number', { number: Number(question[1]) + 1 });
        const name = id.replace(/^limits-/, '');
        const text = t(`hr.field.${name}`);
        return text === `hr.field.${name}` ? id : text;
}

export class PostingForm extends HrPage {
        static properties = { posting_id: { attribute: false }, draft: { state: true }, errors: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                this.posting_id = '';
                /** @type {Draft | null} */
                this.draft = null;
                /** @type {Record<string, string>} */
                this.errors = {};
                this.isBusy = false;
                this.key = new CreateKey();
                this.saved = '';
                /** @type {Load<void>} */
                this.loaded = new Load(this, (signal) => this.load(signal));
                /** @type {Load<{items: {id: string, name: string, style: string}[]}>} */
                this.personas = new Load(this, (signal) => this.site.client.personas(signal));
        }

        firstUpdated() {
                this.loaded.run();
                this.personas.run();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                if (this.site.router.guard === this.guard)
                        this.site.router.guard = null;
        }

        /** @param {AbortSignal} signal */
        async load(signal) {
                this.draft = draftOf(this.posting_id ? await this.site.client.posting(this.posting_id, signal) : {});
                this.saved = JSON.stringify(bodyOf(this.draft));
        }

        guard = askToLeave;

        /** @param {Partial<Draft>} change */
        edit(change) {
                this.draft = { .../** @type {Draft} */ (this.draft), ...change };
                this.site.router.guard = JSON.stringify(bodyOf(this.draft)) === this.saved ? null : this.guard;
        }

        /** @param {SubmitEvent} event */
        async submit(event) {
                event.preventDefault();
                const draft = this.draft;
                if (!draft || this.isBusy)
                        return;
                this.errors = check(draft);
                if (Object.keys(this.errors).length > 0)
                        return this.focusOn('#errors');
                this.isBusy = true;
                try {
                        const { id } = await this.site.client.savePosting(this.posting_id, bodyOf(draft), this.key);
                        this.site.router.guard = null;
                        await this.site.router.go(`/hr/postings/${id ?? this.posting_id}`, { isReplacing: true });
                        toast(t('hr.form.saved'));
                } catch (error) {
                        this.errors = errorsOf(error, (field) => field in LIMITS ? `limits.${field}` : field);
                        this.focusOn('#errors');
                }
                this.isBusy = false;
        }

        /** @param {Draft} draft */
        aboutRole(draft) {
                return html`<section class="card stack-l" aria-labelledby="part-role"><h2 id="part-role">${t('hr.form.role')}</h2>
                        ${textField({ id: 'title', label: t('hr.field.title'), value: draft.title, hint: t('hr.form.title_hint'), error: this.errors.title,
                                isRequired: true, longest: 200, onInput: (title) => this.edit({ title }) })}
                        ${areaField({ id: 'description', label: t('hr.field.description'), value: draft.description, rows: 6,
                                hint: t('hr.form.description_hint'), error: this.errors.description, onInput: (description) => this.edit({ description }) })}
                        ${areaField({ id: 'focus_areas', label: t('hr.field.focus_areas'), value: draft.focus_areas, rows: 3,
                                hint: t('hr.form.focus_areas_hint'), error: this.errors.focus_areas, onInput: (focus_areas) => this.edit({ focus_areas }) })}
                </section>`;
        }

        /** @param {Draft} draft */
        interview(draft) {
                const languages = LANGUAGES.includes(draft.language) ? LANGUAGES : [...LANGUAGES, draft.language];
                const personas = this.personas.value?.items ?? [];
                const chosen = draft.persona || personas[0]?.id || '';
                return html`<section class="card stack-l" aria-labelledby="part-interview"><h2 id="part-interview">${t('hr.form.interview')}</h2>
                        <div class="columns">
                                ${selectField({ id: 'type', label: t('hr.field.type'), value: draft.type, error: this.errors.type,
                                        choices: choicesOf(TYPES, 'hr.type'), onInput: (type) => this.edit({ type }) })}
                                ${selectField({ id: 'difficulty', label: t('hr.field.difficulty'), value: draft.difficulty, error: this.errors.difficulty,
                                        choices: choicesOf(DIFFICULTIES, 'hr.difficulty'), onInput: (difficulty) => this.edit({ difficulty }) })}
                                ${selectField({ id: 'language', label: t('hr.field.language'), value: draft.language, error: this.errors.language,
                                        choices: languages.map((code) => ({ value: code, label: languageName(code) })),
                                        onInput: (language) => this.edit({ language }) })}
                        </div>
                        ${personas.length > 0 ? choiceCards({ name: 'persona', legend: t('hr.field.persona'), value: chosen, error: this.errors.persona,
                                choices: personas.map(({ id, name, style }) => ({ value: id, label: name, hint: style })),
                                onInput: (persona) => this.edit({ persona }) }) : nothing}
                        ${choiceCards({ name: 'feedback', legend: t('hr.field.feedback'), hint: t('hr.form.feedback_hint'), value: draft.feedback,
                                error: this.errors.feedback, onInput: (feedback) => this.edit({ feedback }),
                                choices: FEEDBACKS.map((name) => ({ value: name, label: t(`hr.feedback.${name}`), hint: t(`hr.feedback.${name}_hint`) })) })}
                        ${areaField({ id: 'instructions', label: t('hr.field.instructions'), value: draft.instructions, rows: 3,
                                hint: t('hr.form.instructions_hint'), error: this.errors.instructions,
                                onInput: (instructions) => this.edit({ instructions }) })}
                </section>`;
        }

        /** @param {Draft} draft */
        limits(draft) {
                return html`<section class="card stack-l" aria-labelledby="part-limits"><h2 id="part-limits">${t('hr.field.limits')}</h2>
                        <div class="columns">${Object.entries(LIMITS).map(([name, [lowest, highest]]) => textField({
                                id: `limits-${name}`, label: t(`hr.field.${name}`), type: 'number', value: draft.limits[name],
                                hint: t('hr.form.between', { lowest, highest }), error: this.errors[`limits-${name}`], isRequired: true,
                                onInput: (value) => this.edit({ limits: { ...draft.limits, [name]: value } }) }))}</div>
                </section>`;
        }

        /** @param {Draft} draft */
        form(draft) {
                const back = this.posting_id ? `/hr/postings/${this.posting_id}` : '/hr/postings';
                return html`<form class="stack-l" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
                        ${errorSummary(this.errors, nameOf)}
                        ${this.aboutRole(draft)}${this.interview(draft)}${this.limits(draft)}
                        <section class="card stack-l" aria-labelledby="part-questions"><div class="stack">
                                <h2 id="part-questions">${t('hr.posting.questions')}</h2><p class="muted">${t('hr.questions.lead')}</p></div>
                                <hr-question-set .questions=${draft.questions} .errors=${this.errors} .difficulty=${draft.difficulty}
                                        @questions=${(/** @type {CustomEvent} */ event) => this.edit({ questions: event.detail })}></hr-question-set>
                        </section>
                        <div class="save-bar"><div class="actions">
                                <button class="button" data-kind="primary" aria-disabled=${String(this.isBusy)}>
                                        ${this.posting_id ? t('hr.form.save') : t('hr.postings.create')}</button>
                                <a class="button" href=${back}>${t('common.cancel')}</a></div></div>
                </form>`;
        }

        render() {
                const title = this.posting_id ? t('hr.posting.edit') : t('hr.posting.new');
                return html`<div class="stack-l form-page">${pageHead({
                        back: this.posting_id ? { href: `/hr/postings/${this.posting_id}`, label: this.draft?.title || t('hr.nav.postings') }
                                : { href: '/hr/postings', label: t('hr.nav.postings') },
                        title, line: this.posting_id ? t('hr.form.edit_line') : nothing,
                })}${this.loaded.show(() => this.form(/** @type {Draft} */ (this.draft)), skeleton(8))}</div>`;
        }
}

customElements.define('hr-posting-form', PostingForm);
