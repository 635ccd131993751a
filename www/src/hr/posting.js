// One posting: what it asks, and the interviews that were made from it.
import { html, nothing } from 'lit';
import { span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { notice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { interviewTable } from './interview-table.js';
import { List } from './list.js';
import { HrPage, Load, emptyState, failure, loadFailed, pageHead, skeleton } from './page.js';
import { moreOf } from './postings.js';
import { criteriaList } from './criteria-list.js';
import './batches.js';
import './documents.js';
import { languageName, postingLine } from './words.js';

export class PostingPage extends HrPage {
        static properties = { posting_id: { attribute: false }, error: { state: true } };

        constructor() {
                super();
                this.posting_id = '';
                /** @type {Error | null} */
                this.error = null;
                /** @type {Load<import('./client.js').Posting>} */
                this.posting = new Load(this, (signal) => this.site.client.posting(this.posting_id, signal));
                /** @type {List<import('./client.js').Interview>} */
                this.list = new List(this, (cursor, signal) => this.site.client.interviews({ posting_id: this.posting_id, cursor }, signal));
        }

        firstUpdated() {
                this.posting.run();
                this.list.start();
        }

        /** @param {import('./client.js').Posting} posting */
        async deletePosting(posting) {
                const isSure = await confirmDialog({ title: t('hr.posting.delete_title', { title: posting.title }), body: t('hr.posting.delete_text'),
                        confirm: t('hr.posting.delete'), isDangerous: true });
                if (!isSure)
                        return;
                this.error = null;
                try {
                        await this.site.client.deletePosting(posting.id);
                        await this.site.router.go('/hr/postings', { isReplacing: true });
                        toast(t('hr.posting.deleted'));
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
        }

        inviteLink() {
                return this.site.session.canChange ? html`<a class="button" data-kind="primary" href="/hr/interviews/new?posting_id=${this.posting_id}">
                        ${icon('user-plus')} ${t('hr.invite.action')}</a>` : nothing;
        }

        interviews() {
                const { list } = this;
                if (!list.isReady)
                        return list.error ? loadFailed(list.error, () => list.start()) : html`<div aria-busy="true">${skeleton(3)}</div>`;
                if (list.items.length === 0)
                        return emptyState('users', t('hr.posting.nobody_title'), t('hr.posting.nobody_text'), this.inviteLink());
                return html`${interviewTable(list.items, { hasPosting: false })}${moreOf(list)}`;
        }

        /** @param {import('./client.js').Posting} posting */
        about(posting) {
                const { limits } = posting;
                const facts = [
                        [t('hr.field.feedback'), t(`hr.feedback.${posting.feedback}`)],
                        [t('hr.field.limits'), t('hr.posting.limits', { turns: limits.max_turns, minutes: limits.max_minutes,
                                answer: span(limits.max_answer_seconds) })],
                        [t('hr.field.retention_days'), t('hr.posting.kept', { count: posting.retention_days ?? 0 })],
                        ...posting.focus_areas?.length ? [[t('hr.field.focus_areas'), posting.focus_areas.join(', ')]] : [],
                        ...posting.instructions ? [[t('hr.field.instructions'), posting.instructions]] : [],
                ];
                return html`<section class="stack" aria-labelledby="about"><h2 id="about">${t('hr.posting.about')}</h2>
                        <div class="card stack-l">
                                ${posting.description ? html`<p class="as-written">${posting.description}</p>` : nothing}
                                <dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
                        </div></section>
                <section class="stack" aria-labelledby="questions"><h2 id="questions">${t('hr.posting.questions')}</h2>
                        ${posting.question_set?.length ? html`<div class="card"><ol class="questions">${posting.question_set.map((question) => html`<li>
                                <p class="question-text">${question.text}</p>
                                <p class="muted small">${[question.competency, question.difficulty && t(`hr.difficulty.${question.difficulty}`)]
                                        .filter(Boolean).join(' · ')}</p>
                                ${question.expected?.length ? html`<ul class="small muted">${question.expected.map((point) => html`<li>${point}</li>`)}</ul>` : nothing}
                        </li>`)}</ol></div>` : html`<p class="muted">${t('hr.posting.no_questions')}</p>`}</section>
                ${this.rubric(posting)}
                <section class="stack" aria-labelledby="documents"><h2 id="documents">${t('hr.documents.title')}</h2>
                        <hr-documents .client=${this.site.client} .posting_id=${posting.id} .canChange=${this.site.session.canChange}></hr-documents></section>`;
        }

        /** @param {import('./client.js').Posting} posting */
        rubric({ rubric, rubric_version, type }) {
                if (!rubric_version)
                        return nothing;
                const { is_default, name, version, interviews } = rubric_version;
                return html`<section class="stack" aria-labelledby="rubric"><h2 id="rubric">${t('hr.rubric.title')}</h2>
                        <div class="card stack"><p>${is_default ? t('hr.rubric.default_version', { name, version }) : t('hr.rubric.version', { version })}
                                <span class="muted">· ${t('hr.rubric.used', { count: interviews })}</span></p>
                                ${rubric ? criteriaList(rubric) : html`<p class="muted">${t('hr.rubric.is_default', { type: t(`hr.type.${type}`) })}</p>`}</div></section>`;
        }

        render() {
                const { canChange } = this.site.session;
                return html`<div class="stack-l">${this.posting.show((posting) => html`
                        ${pageHead({
                                back: { href: '/hr/postings', label: t('hr.nav.postings') },
                                title: posting.title, line: postingLine(posting),
                                actions: canChange ? html`${this.inviteLink()}
                                        <a class="button" href="/hr/postings/${posting.id}/edit">${icon('pencil')} ${t('hr.posting.edit')}</a>
                                        <a class="button" href="/hr/postings/new?copy=${posting.id}">${icon('copy')} ${t('hr.posting.copy')}</a>` : nothing,
                        })}
                        ${failure(this.error)}
                        ${posting.speech_is_understood === false ? notice('warn', html`<p>${t('hr.posting.typed_only', { language: languageName(posting.language) })}</p>`) : nothing}
                        <section class="stack" aria-labelledby="interviews"><h2 id="interviews">${t('hr.interviews.title')}</h2>${this.interviews()}
                                <hr-batches .client=${this.site.client} .posting_id=${posting.id} .canChange=${canChange}></hr-batches></section>
                        ${this.about(posting)}
                        ${canChange ? html`<div class="page-end"><button type="button" class="button" data-kind="quiet-danger" @click=${() => this.deletePosting(posting)}>
                                ${icon('archive')} ${t('hr.posting.delete')}</button></div>` : nothing}`, skeleton(6), t('hr.posting.missing'))}</div>`;
        }
}

customElements.define('hr-posting', PostingPage);
