// What the service works on behind the pages: what was given up, in words and with a way on, and what waits.
import { html, nothing } from 'lit';
import { dateTime } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { selectField } from '../components/field.js';
import { errorNotice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { List } from './list.js';
import { HrPage, emptyState, loadFailed, pageHead, skeleton } from './page.js';
import { Poll } from './poll.js';
import { moreOf } from './postings.js';
import { choicesOf } from './words.js';

/** @typedef {import('./client.js').Job} Job */

const LOOK_EVERY_MS = 10_000;
const STATES = ['failed', 'waiting'];
/** Those that have words of their own; others are the service's housekeeping. */
const KINDS = ['report', 'evaluation', 'turn', 'erasure', 'batch'];
const PILLS = { failed: 'warn', waiting: 'plain', running: 'ok' };

/** @param {Job} job */
const titleOf = ({ kind, interview, posting }) => t(`hr.job.${KINDS.includes(kind) ? kind : 'other'}`,
        { name: interview?.candidate_name ?? posting?.title ?? t('hr.interviews.no_name') });

/** How often it was tried, and what comes next. @param {Job} job */
const courseOf = ({ state, attempts, most_attempts, next_try_at, failed_at }) => {
        if (state === 'failed')
                return t('hr.job.given_up', { count: attempts, time: failed_at ? dateTime(failed_at) : '' });
        if (state === 'running')
                return t('hr.job.now', { count: attempts });
        return attempts === 0 ? t('hr.job.first', { time: next_try_at ? dateTime(next_try_at) : '' })
                : t('hr.job.again', { count: attempts, most: most_attempts, time: next_try_at ? dateTime(next_try_at) : '' });
};

export class Jobs extends HrPage {
        constructor() {
                super();
                this.state = 'failed';
                /** @type {Error | null} */
                this.error = null;
                /** @type {List<Job>} */
                this.list = new List(this, (cursor, signal) => this.site.client.jobs({ state: this.state, cursor }, signal));
                // A longer list stays as it is, or its later pages would be gone.
                this.poll = new Poll(this, async () => {
                        if (this.list.isReady && !this.list.isBusy && !this.list.next && this.list.items.length <= 50)
                                await this.list.start();
                        return false;
                }, LOOK_EVERY_MS);
        }

        firstUpdated() {
                this.listen(this.site.router, 'change', () => this.readAddress());
                this.readAddress();
                this.poll.now();
        }

        readAddress() {
                const { path, query } = this.site.router;
                if (!path.startsWith('/hr/jobs'))
                        return;
                this.state = query.get('state') ?? 'failed';
                this.list.start();
        }

        /** @param {string} state */
        choose(state) {
                this.site.router.go(state === 'failed' ? '/hr/jobs' : `/hr/jobs?state=${state}`, { isReplacing: true });
        }

        /** @param {Job} job */
        async retry(job) {
                this.error = null;
                try {
                        await this.site.client.retryJob(job.id);
                        toast(t('hr.job.queued'));
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                await this.list.start();
                this.focusOn('h1');
        }

        /** @param {Job} job */
        card(job) {
                const { interview, posting } = job;
                return html`<li class="card request">
                        <div class="request-head"><h2>${titleOf(job)}</h2><span class="pill" data-kind=${PILLS[job.state]}>${t(`hr.job.${job.state}`)}</span></div>
                        <p class="small muted">${interview ? html`<a href="/hr/interviews/${interview.id}">${interview.candidate_name ?? t('hr.interviews.no_name')}</a> · ` : nothing}${posting
                                ? html`<a href="/hr/postings/${posting.id}">${posting.title}</a> · ` : nothing}<time datetime=${job.created_at}>${dateTime(job.created_at)}</time></p>
                        ${job.problem ? html`<p class="as-written">${job.problem}</p>` : nothing}
                        <p class="small">${courseOf(job)}</p>
                        ${job.state === 'failed' && this.site.session.canChange ? html`<div class="actions"><button type="button" class="button row-link" @click=${() => this.retry(job)}
                                aria-label=${`${t('hr.job.retry')}: ${titleOf(job)}`}>${icon('rotate-ccw')} ${t('hr.job.retry')}</button></div>` : nothing}
                </li>`;
        }

        body() {
                const { list } = this;
                if (!list.isReady)
                        return list.error ? loadFailed(list.error, () => list.start()) : html`<div aria-busy="true">${skeleton(4)}</div>`;
                if (list.items.length === 0)
                        return emptyState('circle-check', t(`hr.jobs.none_${this.state || 'any'}`), t('hr.jobs.none_text'));
                return html`<ul class="requests" role="list">${list.items.map((job) => this.card(job))}</ul>${moreOf(list)}`;
        }

        render() {
                return html`<div class="stack-l">${pageHead({ title: t('hr.jobs.title'), line: t('hr.jobs.lead') })}
                        <div class="filters">${selectField({ id: 'filter-state', label: t('hr.requests.state'), value: this.state, onInput: (state) => this.choose(state),
                                choices: [...choicesOf(STATES, 'hr.job'), { value: '', label: t('hr.requests.any') }] })}</div>
                        ${this.error ? errorNotice(this.error) : nothing}
                        ${this.body()}
                        <hr-nights .client=${this.site.client} .canChange=${this.site.session.isAdmin}></hr-nights>
                        <hr-usage .client=${this.site.client}></hr-usage></div>`;
        }
}

customElements.define('hr-jobs', Jobs);
