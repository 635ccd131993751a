// A posting, new or changed. The form says what it expects; the server's errors are shown by their fields; what is typed is
// kept in this browser until it is saved; leaving with unsaved changes asks first.
import { html, nothing } from 'lit';
import { dateTime, time } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { areaField, selectField, textField } from '../components/field.js';
import { notice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { CreateKey } from './client.js';
import { dropDraft, keepDraft, readDraft } from './draft-store.js';
import { askToLeave, choiceCards, errorSummary, errorsOf } from './form.js';
import { HrPage, Load, pageHead, skeleton } from './page.js';
import { LIMITS, PANEL_MOST, RETENTION, SUPERVISOR, bodyOf, changesOf, check, draftAgain, draftOf, nameOf } from './posting-draft.js';
import './question-set.js';
import { draftRubric } from './rubric-model.js';
import { rubricPart } from './rubric-part.js';
import './voice-sample.js';
import { DIFFICULTIES, FEEDBACKS, LANGUAGES, TYPES, choicesOf, languageName } from './words.js';

/** @typedef {import('./posting-draft.js').Draft} Draft */

/** So long after the last key that a draft is not written with every letter. */
const KEEP_AFTER_MS = 400;

export class PostingForm extends HrPage {
        static properties = { posting_id: { attribute: false }, draft: { state: true }, errors: { state: true }, isBusy: { state: true }, kept: { state: true },
                keptAt: { state: true } };

        constructor() {
                super();
                this.posting_id = '';
                /** @type {Draft | null} */
                this.draft = null;
                /** As the server has it. @type {import('./client.js').Posting | null} */
                this.posting = null;
                /** The number that a change of the rubric gets. */
                this.next = 1;
                /** @type {Record<string, string>} */
                this.errors = {};
                this.isBusy = false;
                this.key = new CreateKey();
                /** What the server has, as the form would send it. @type {Record<string, any>} */
                this.saved = {};
                /** A draft of an earlier visit that nobody has decided on. @type {import('./draft-store.js').Kept<Draft> | null} */
                this.kept = null;
                this.keptAt = '';
                this.keepTimer = 0;
                /** @type {Load<void>} */
                this.loaded = new Load(this, (signal) => this.load(signal));
                /** @type {Load<{items: {id: string, name: string, style: string}[]}>} */
                this.personas = new Load(this, (signal) => this.site.client.personas(signal));
                /** @type {Load<{items: {type: string, criteria: import('./rubric-model.js').Criterion[]}[]}>} */
                this.rubrics = new Load(this, (signal) => this.site.client.defaultRubrics(signal));
        }

        firstUpdated() {
                this.loaded.run();
                this.personas.run();
                this.rubrics.run();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                clearTimeout(this.keepTimer);
                if (this.site.router.guard === this.guard)
                        this.site.router.guard = null;
        }

        /** The posting that a new one begins as a copy of. */
        get copied() {
                return this.posting_id ? '' : this.site.router.query.get('copy') ?? '';
        }

        get draftName() {
                return this.posting_id || (this.copied ? `copy-${this.copied}` : 'new');
        }

        get defaults() {
                return this.rubrics.value?.items.find(({ type }) => type === this.draft?.type)?.criteria;
        }

        /** @param {AbortSignal} signal */
        async load(signal) {
                const { client } = this.site;
                const source = this.posting_id || this.copied;
                const posting = source ? await client.posting(source, signal) : null;
                this.draft = draftOf(posting ?? {});
                if (this.posting_id) {
                        const { items } = await client.rubricVersions(this.posting_id, signal);
                        this.posting = posting;
                        this.next = 1 + Math.max(0, ...items.filter(({ is_default }) => !is_default).map(({ version }) => version));
                } else if (posting) {
                        this.draft = { ...this.draft, title: t('hr.posting.copy_of', { title: posting.title }) };
                }
                this.saved = bodyOf(this.draft);
                this.kept = readDraft(this.draftName);
                if (this.kept && JSON.stringify(bodyOf(draftAgain(this.kept.content))) === JSON.stringify(this.saved))
                        this.discard();
        }

        guard = askToLeave;

        /** @param {Partial<Draft>} change */
        edit(change) {
                this.become({ .../** @type {Draft} */ (this.draft), ...change });
                clearTimeout(this.keepTimer);
                this.keepTimer = setTimeout(() => this.keep(), KEEP_AFTER_MS);
        }

        /** @param {Draft} draft */
        become(draft) {
                this.draft = draft;
                this.site.router.guard = JSON.stringify(bodyOf(draft)) === JSON.stringify(this.saved) ? null : this.guard;
        }

        keep() {
                if (this.site.router.guard !== this.guard || !this.draft)
                        return dropDraft(this.draftName);
                keepDraft(this.draftName, { basis: JSON.stringify(this.saved), content: this.draft });
                this.kept = null;
                this.keptAt = new Date().toISOString();
        }

        discard() {
                dropDraft(this.draftName);
                this.kept = null;
        }

        takeUpDraft() {
                if (!this.kept)
                        return;
                this.become(draftAgain(this.kept.content));
                this.keptAt = this.kept.saved_at;
                this.kept = null;
                this.focusOn('#title');
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
                        const body = bodyOf(draft, this.defaults);
                        const { id } = await this.site.client.savePosting(this.posting_id, this.posting_id ? changesOf(body, this.saved) : body, this.key);
                        clearTimeout(this.keepTimer);
                        this.discard();
                        this.site.router.guard = null;
                        await this.site.router.go(`/hr/postings/${id ?? this.posting_id}`, { isReplacing: true });
                        toast(t('hr.form.saved'));
                } catch (error) {
                        this.errors = errorsOf(error, (field) => field in LIMITS ? `limits.${field}` : field);
                        this.focusOn('#errors');
                }
                this.isBusy = false;
        }

        async preview() {
                const draft = /** @type {Draft} */ (this.draft);
                const personas = this.personas.value?.items ?? [];
                const { showPreview } = await import('./preview.js');
                await showPreview(bodyOf(draft), { organisation: this.site.session.who?.organisation ?? '',
                        interviewer: (personas.find(({ id }) => id === draft.persona) ?? personas[0])?.name ?? '' });
        }

        /** @param {Draft} draft */
        aboutRole(draft) {
                return html`<section class="card stack-l" aria-labelledby="part-role"><h2 id="part-role">${t('hr.form.role')}</h2>
                        ${textField({ id: 'title', label: t('hr.field.title'), value: draft.title, hint: t('hr.form.title_hint'), error: this.errors.title,
                                isRequired: true, longest: 200, onInput: (title) => this.edit({ title }) })}
                        ${areaField({ id: 'description', label: t('hr.field.description'), value: draft.description, rows: 6, longest: 20000,
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
                // The personas' own voices speak English; other languages have one voice.
                const isEnglish = draft.language.split('-')[0] === 'en';
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
                                choices: personas.map(({ id, name, style }) => ({ value: id, label: name, hint: style,
                                        more: isEnglish ? html`<hr-voice-sample .persona=${id} .name=${name}></hr-voice-sample>` : nothing })),
                                onInput: (persona) => this.edit({ persona, panel: draft.panel.filter((id) => id !== persona) }) }) : nothing}
                        ${this.panel(draft, personas, chosen)}
                        ${choiceCards({ name: 'feedback', legend: t('hr.field.feedback'), hint: t('hr.form.feedback_hint'), value: draft.feedback,
                                error: this.errors.feedback, onInput: (feedback) => this.edit({ feedback }),
                                choices: FEEDBACKS.map((name) => ({ value: name, label: t(`hr.feedback.${name}`), hint: t(`hr.feedback.${name}_hint`) })) })}
                        ${areaField({ id: 'instructions', label: t('hr.field.instructions'), value: draft.instructions, rows: 3,
                                longest: 4000, hint: t('hr.form.instructions_hint'), error: this.errors.instructions,
                                onInput: (instructions) => this.edit({ instructions }) })}
                </section>`;
        }

        /** Who takes turns with the one who leads. @param {Draft} draft @param {{id: string, name: string}[]} personas @param {string} lead */
        panel(draft, personas, lead) {
                const none = { value: '', label: t('hr.form.panel_none') };
                const set = (/** @type {number} */ place, /** @type {string} */ id) => {
                        const panel = [...draft.panel];
                        panel[place] = id;
                        this.edit({ persona: lead, panel: panel.filter((one, at) => one && panel.indexOf(one) === at) });
                };
                return personas.length < 2 ? nothing : html`<fieldset class="choices" id="personas"><legend>${t('hr.form.panel')}</legend><p class="hint">${t('hr.form.panel_hint')}</p>
                        <div class="columns">${Array.from({ length: Math.min(PANEL_MOST, draft.panel.length + 1) }, (_, place) => selectField({
                                id: `personas-${place}`, label: t(`hr.form.panel_${place + 2}`), value: draft.panel[place] ?? '',
                                choices: [none, ...personas.filter(({ id }) => id !== lead && (id === draft.panel[place] || !draft.panel.includes(id)))
                                        .map(({ id, name }) => ({ value: id, label: name }))], onInput: (id) => set(place, id) }))}</div></fieldset>`;
        }

        /** @param {Draft} draft */
        supervisor(draft) {
                return html`<section class="card stack-l" aria-labelledby="part-supervisor"><div class="stack"><h2 id="part-supervisor">${t('hr.supervisor.title')}</h2>
                        <p class="muted">${t('hr.form.supervisor_lead')}</p></div>
                        <div class="columns">${Object.entries(SUPERVISOR).map(([name, [lowest, highest]]) => textField({
                                id: `supervisor-${name}`, label: t(`hr.field.supervisor_${name}`), type: 'number', value: draft.supervisor[name],
                                hint: t('hr.form.between', { lowest, highest }), error: this.errors[`supervisor-${name}`],
                                onInput: (value) => this.edit({ supervisor: { ...draft.supervisor, [name]: value } }) }))}</div>
                </section>`;
        }

        /** @param {Draft} draft */
        limits(draft) {
                return html`<section class="card stack-l" aria-labelledby="part-limits"><h2 id="part-limits">${t('hr.field.limits')}</h2>
                        <div class="columns">${Object.entries(LIMITS).map(([name, [lowest, highest]]) => textField({
                                id: `limits-${name}`, label: t(`hr.field.${name}`), type: 'number', value: draft.limits[name],
                                hint: t('hr.form.between', { lowest, highest }), error: this.errors[`limits-${name}`], isRequired: true,
                                onInput: (value) => this.edit({ limits: { ...draft.limits, [name]: value } }) }))}</div>
                        <div class="columns">${textField({ id: 'retention_days', label: t('hr.field.retention_days'), type: 'number', value: draft.retention_days, isRequired: true,
                                hint: t('hr.form.retention_hint', { lowest: RETENTION[0], highest: RETENTION[1] }), error: this.errors.retention_days,
                                onInput: (retention_days) => this.edit({ retention_days }) })}</div>
                </section>`;
        }

        /** @param {import('./rubric-model.js').Criterion[]} criteria */
        own(criteria) {
                this.edit({ rubric: draftRubric(criteria) });
                this.focusOn('.fold');
        }

        /** What was typed on an earlier visit and not saved. */
        keptDraft() {
                if (!this.kept)
                        return nothing;
                const isOlder = this.kept.basis !== JSON.stringify(this.saved);
                return notice('info', html`<p><strong>${t('hr.draft.there', { time: dateTime(this.kept.saved_at) })}</strong> ${isOlder ? t('hr.draft.changed_since') : nothing}</p>`,
                        html`<button type="button" class="button" data-kind="primary" @click=${() => this.takeUpDraft()}>${t('hr.draft.take_up')}</button>
                                <button type="button" class="button" @click=${() => this.discard()}>${t('hr.draft.discard')}</button>`);
        }

        /** @param {Draft} draft */
        form(draft) {
                const back = this.posting_id ? `/hr/postings/${this.posting_id}` : '/hr/postings';
                return html`<form class="stack-l" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
                        ${errorSummary(this.errors, nameOf)}
                        ${this.keptDraft()}${this.aboutRole(draft)}${this.interview(draft)}${this.limits(draft)}${this.supervisor(draft)}
                        <section class="card stack-l" aria-labelledby="part-questions"><div class="stack">
                                <h2 id="part-questions">${t('hr.posting.questions')}</h2><p class="muted">${t('hr.questions.lead')}</p></div>
                                <hr-question-set .questions=${draft.questions} .errors=${this.errors} .difficulty=${draft.difficulty}
                                        @questions=${(/** @type {CustomEvent} */ event) => this.edit({ questions: event.detail })}></hr-question-set>
                        </section>
                        ${rubricPart({ draft, defaults: this.defaults, errors: this.errors, posting: this.posting, next: this.next, client: this.site.client,
                                isChanged: JSON.stringify(bodyOf(draft, this.defaults).rubric) !== JSON.stringify(this.saved.rubric),
                                onRubric: (rubric) => this.edit({ rubric }), onOwn: (criteria) => this.own(criteria) })}
                        <div class="save-bar"><div class="actions">
                                <button class="button" data-kind="primary" aria-disabled=${String(this.isBusy)}>
                                        ${this.posting_id ? t('hr.form.save') : t('hr.postings.create')}</button>
                                <a class="button" href=${back}>${t('common.cancel')}</a>
                                ${this.keptAt ? html`<p class="kept-note muted small">${t('hr.draft.kept_at', { time: time(this.keptAt) })}</p>` : nothing}</div></div>
                </form>`;
        }

        render() {
                const title = this.posting_id ? t('hr.posting.edit') : t('hr.posting.new');
                return html`<div class="stack-l form-page">${pageHead({
                        back: this.posting_id ? { href: `/hr/postings/${this.posting_id}`, label: this.draft?.title || t('hr.nav.postings') }
                                : { href: '/hr/postings', label: t('hr.nav.postings') },
                        title, line: this.posting_id ? t('hr.form.edit_line') : nothing,
                        actions: this.draft ? html`<button type="button" class="button" @click=${() => this.preview()}>${icon('eye')} ${t('hr.preview.action')}</button>` : nothing,
                })}${this.loaded.show(() => this.form(/** @type {Draft} */ (this.draft)), skeleton(8))}</div>`;
        }
}

customElements.define('hr-posting-form', PostingForm);
