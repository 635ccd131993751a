// One interview: where it stands, what was said, and what can be done about it.
import { html, nothing } from 'lit';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { notice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { progressOf } from './interview-table.js';
import { HrPage, Load, failure, pageHead, skeleton } from './page.js';
import { answerRequest, requestCards } from './request-cards.js';
import './supervisor.js';
import './transcript-log.js';
import { statusPill } from './words.js';

const REPORT_LOOK_MS = 2000;

export class InterviewPage extends HrPage {
        static properties = { interview_id: { attribute: false }, error: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                this.interview_id = '';
                /** @type {Error | null} */
                this.error = null;
                this.isBusy = false;
                this.timer = 0;
                /** @type {Load<import('./client.js').Interview>} */
                this.interview = new Load(this, (signal) => this.site.client.interview(this.interview_id, signal));
                /** @type {Load<import('./client.js').Page<import('./client.js').Request>>} */
                this.requests = new Load(this, (signal) => this.site.client.requests({ interview_id: this.interview_id }, signal));
        }

        async firstUpdated() {
                this.requests.run();
                await this.interview.run();
                this.watchReport();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                clearTimeout(this.timer);
        }

        /** Reads the interview again without taking away what is shown. */
        async refresh() {
                try {
                        this.interview.value = await this.site.client.interview(this.interview_id, this.leaving.signal);
                        this.requestUpdate();
                } catch {
                        // What is shown stays; the next look may succeed.
                }
                this.watchReport();
        }

        /** Looks again while a report is being made. */
        watchReport() {
                const report = this.interview.value?.report;
                clearTimeout(this.timer);
                if ((report === 'queued' || report === 'running') && !this.leaving.signal.aborted)
                        this.timer = setTimeout(() => this.refresh(), REPORT_LOOK_MS);
        }

        /** @param {'end' | 'cancel'} action */
        async act(action) {
                const isSure = await confirmDialog({ title: t(`hr.interview.${action}_title`), body: t(`hr.interview.${action}_text`),
                        confirm: t(`hr.interview.${action}`), cancel: t('hr.interview.keep'), isDangerous: true });
                if (!isSure || this.isBusy)
                        return;
                this.isBusy = true;
                this.error = null;
                try {
                        await this.site.client.act(this.interview_id, action);
                        await this.refresh();
                        toast(t(`hr.interview.${action}_done`));
                        this.focusOn('h1');
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                this.isBusy = false;
        }

        /** @param {import('./client.js').Request} request */
        async answer(request) {
                if (!await answerRequest(this.site.client, request))
                        return;
                await Promise.all([this.requests.run(), this.refresh()]);
                this.site.client.today('').catch(() => {});
        }

        asked() {
                const items = this.requests.value?.items ?? [];
                return items.length === 0 ? nothing : html`<section class="stack" aria-labelledby="asked"><h2 id="asked">${t('hr.requests.of_candidate')}</h2>
                        ${requestCards(items, { hasInterview: false, canAnswer: this.site.session.canChange, onAnswer: (request) => this.answer(request) })}</section>`;
        }

        /** @param {import('./client.js').Interview} interview */
        async newLink(interview) {
                const { newLink } = await import('./new-link.js');
                if (await newLink(this.site.client, interview))
                        await this.refresh();
        }

        /** @param {import('./client.js').Interview} interview */
        facts({ status, posting, candidate, created_at, expires_at, scheduled_at, started_at, ended_at, rubric, ...interview }) {
                /** @type {[string, unknown][]} */
                const facts = [
                        [t('hr.interviews.status'), statusPill(status)],
                        [t('hr.interviews.posting'), posting?.id ? html`<a href="/hr/postings/${posting.id}">${posting.title}</a>` : posting?.title],
                        [t('hr.interviews.email'), candidate?.email], [t('hr.interviews.invited'), created_at && dateTime(created_at)],
                        [t('hr.interviews.scheduled'), scheduled_at && dateTime(scheduled_at)],
                        [t('hr.interviews.expires'), (status === 'scheduled' || status === 'expired') && expires_at && dateTime(expires_at)],
                        [t('hr.interviews.started'), started_at && dateTime(started_at)], [t('hr.interviews.ended'), ended_at && dateTime(ended_at)],
                        [t('hr.interviews.answered'), started_at && progressOf(/** @type {any} */ (interview))],
                        [t('hr.rubric.title'), rubric && t('hr.rubric.named', { name: rubric.name, version: rubric.version })],
                ];
                return html`<dl class="facts card">${facts.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
        }

        /** @param {import('./client.js').Interview} interview */
        reportNotice({ report, status }) {
                if (report === 'queued' || report === 'running')
                        return notice('info', html`<p role="status">${t('hr.report.making')}</p>`);
                if (report === 'failed')
                        return notice('warn', html`<p>${t('hr.report.failed_text')}</p>`,
                                html`<a class="button" href="/hr/interviews/${this.interview_id}/report">${t('hr.report.see')}</a>`);
                return status === 'scheduled' ? notice('info', html`<p>${t('hr.interview.waiting')}</p>`) : nothing;
        }

        /** @param {import('./client.js').Interview} interview */
        actions(interview) {
                const { status, report } = interview;
                const { canChange } = this.site.session;
                const isRunning = canChange && (status === 'in_progress' || status === 'paused');
                return html`${report === 'ready' ? html`<a class="button" data-kind="primary" href="/hr/interviews/${this.interview_id}/report">
                                ${icon('file-text')} ${t('hr.interviews.open_report')}</a>` : nothing}
                        ${isRunning ? html`<button type="button" class="button" @click=${() => this.act('end')}>${icon('square')} ${t('hr.interview.end')}</button>` : nothing}
                        ${canChange && (isRunning || status === 'scheduled' || status === 'expired') ? html`<button type="button" class="button"
                                @click=${() => this.newLink(interview)}>${icon('link')} ${t('hr.relink.action')}</button>` : nothing}
                        ${canChange && (isRunning || status === 'scheduled') ? html`<button type="button" class="button" @click=${() => this.act('cancel')}>${icon('ban')} ${t('hr.interview.cancel')}</button>` : nothing}`;
        }

        render() {
                return html`<div class="stack-l">${this.interview.show((interview) => {
                        const hasStarted = Boolean(interview.started_at);
                        return html`${pageHead({
                                back: interview.posting?.id ? { href: `/hr/postings/${interview.posting.id}`, label: interview.posting.title }
                                        : { href: '/hr/interviews', label: t('hr.nav.interviews') },
                                title: t('hr.interview.title', { name: interview.candidate?.name || t('hr.interviews.no_name') }),
                                actions: this.actions(interview),
                        })}
                        ${failure(this.error)}${this.reportNotice(interview)}${this.asked()}${this.facts(interview)}
                        ${interview.status === 'in_progress' || interview.status === 'paused' ? html`<section class="stack" aria-labelledby="supervisor">
                                <h2 id="supervisor">${t('hr.supervisor.title')}</h2>
                                <hr-supervisor .client=${this.site.client} .interview_id=${this.interview_id} .canChange=${this.site.session.canChange}
                                        @news=${() => this.refresh()}></hr-supervisor></section>` : nothing}
                        ${hasStarted ? html`<section class="stack" aria-labelledby="said"><h2 id="said">${t('hr.transcript.title')}</h2>
                                <div class="card"><hr-transcript-log .client=${this.site.client} .interview_id=${this.interview_id}
                                        .isLive=${interview.status === 'in_progress' || interview.status === 'paused'}
                                        @news=${() => this.refresh()}></hr-transcript-log></div></section>
                                <hr-usage .client=${this.site.client} .interview_id=${this.interview_id}></hr-usage>` : nothing}`;
                }, skeleton(6), t('hr.interview.missing'))}</div>`;
        }
}

customElements.define('hr-interview', InterviewPage);
