// The first page: what needs a person now, each with the one thing to do about it.
import { html, nothing } from 'lit';
import { dateTime, shortDate } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { notice } from '../components/notice.js';
import { elapsedOf, progressOf } from './interview-table.js';
import { HrPage, emptyState, loadFailed, pageHead, skeleton } from './page.js';
import { Poll } from './poll.js';
import { tryInterview } from './try-interview.js';
import { levelPill } from './words.js';

/** Reports become ready, and candidates begin, while this page is open. */
const LOOK_EVERY_MS = 10_000;

/** @typedef {import('./client.js').Interview} Interview */
/** What stands in a row of each kind: what it is about, and the action. `where` shows all of them.
 *  @type {{name: 'undecided' | 'failed' | 'running' | 'due' | 'decided', icon: import('../base/icons.js').IconName, where: string,
 *          line: (interview: Interview) => unknown, href: (interview: Interview) => string}[]} */
const GROUPS = [
        { name: 'failed', icon: 'triangle-alert', where: '/hr/interviews?need=failed', line: ({ ended_at }) => t('hr.home.ended', { time: ended_at ? dateTime(ended_at) : '' }),
                href: ({ id }) => `/hr/interviews/${id}/report` },
        { name: 'undecided', icon: 'scale', where: '/hr/interviews?need=undecided&sort=ended',
                line: ({ overall_score, ended_at }) => html`${levelPill(overall_score)} ${t('hr.home.ended', { time: ended_at ? shortDate(ended_at) : '' })}`,
                href: ({ id }) => `/hr/interviews/${id}/report` },
        { name: 'running', icon: 'radio', where: '/hr/live', line: (interview) => `${progressOf(interview)} · ${elapsedOf(interview)}`, href: ({ id }) => `/hr/interviews/${id}` },
        { name: 'due', icon: 'calendar', where: '/hr/interviews?need=due&sort=expires',
                line: ({ expires_at, scheduled_at }) => [scheduled_at ? t('hr.home.planned', { time: dateTime(scheduled_at) }) : '',
                        expires_at ? t('hr.home.expires', { time: dateTime(expires_at) }) : ''].filter(Boolean).join(' · '),
                href: ({ id }) => `/hr/interviews/${id}` },
        { name: 'decided', icon: 'circle-check', where: '/hr/interviews?need=decided&sort=-decided',
                line: ({ decision, decided_at }) => html`<span class="pill">${t(`hr.decision.${decision}`)}</span> ${decided_at ? shortDate(decided_at) : nothing}`,
                href: ({ id }) => `/hr/interviews/${id}/report` },
];

export class Home extends HrPage {
        static properties = { today: { state: true }, error: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').Today | null} */
                this.today = null;
                this.tag = '';
                /** @type {Error | null} */
                this.error = null;
                this.poll = new Poll(this, (signal) => this.read(signal), LOOK_EVERY_MS);
        }

        firstUpdated() {
                this.poll.now();
        }

        /** @param {AbortSignal} signal */
        async read(signal) {
                const { tag, today } = await this.site.client.today(this.tag, signal);
                if (today) {
                        this.tag = tag;
                        this.today = today;
                }
                return Boolean(today);
        }

        async tryIt() {
                this.error = null;
                try {
                        await tryInterview(this.site);
                        this.poll.now();
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
        }

        firstSteps() {
                return html`<a class="button" data-kind="primary" href="/hr/postings/new">${icon('plus')} ${t('hr.postings.create')}</a>
                        <button type="button" class="button" @click=${() => this.tryIt()}>${icon('mic')} ${t('hr.try.action')}</button>`;
        }

        /** @param {import('./client.js').Today} today @param {typeof GROUPS[number]} group */
        group(today, { name, icon: drawing, where, line, href }) {
                const { items, has_more } = today[name];
                if (items.length === 0)
                        return nothing;
                return html`<section class="need card" data-need=${name} aria-labelledby="need-${name}">
                        <h2 id="need-${name}">${icon(drawing)} ${t(`hr.home.${name}`)} <span class="count">${has_more ? t('hr.home.more_than', { count: items.length }) : items.length}</span></h2>
                        <ul role="list">${items.map((interview) => html`<li>
                                <span class="need-who"><strong>${interview.candidate.name ?? t('hr.interviews.no_name')}</strong>
                                        <span class="muted">${interview.posting?.title}</span></span>
                                <span class="need-line small">${line(interview)}</span>
                                <a class="row-link need-action" href=${href(interview)} aria-label="${t(`hr.home.${name}_action`)}: ${interview.candidate.name ?? t('hr.interviews.no_name')}">
                                        ${t(`hr.home.${name}_action`)} ${icon('arrow-right')}</a></li>`)}</ul>
                        ${has_more ? html`<p><a href=${where}>${t('hr.home.all')}</a></p>` : nothing}
                </section>`;
        }

        body() {
                const { today } = this;
                const { canChange } = this.site.session;
                if (!today)
                        return this.poll.error ? loadFailed(this.poll.error, () => this.poll.now()) : html`<div aria-busy="true">${skeleton(6)}</div>`;
                const isQuiet = !today.requests && GROUPS.every(({ name }) => name === 'decided' || today[name].items.length === 0);
                const isNew = today.postings === 0 && today.interviews === 0;
                return html`${isNew ? emptyState('briefcase', t('hr.home.new_title'), t('hr.home.new_text'), canChange ? html`<div class="actions">${this.firstSteps()}</div>` : nothing)
                        : isQuiet ? emptyState('circle-check', t('hr.home.quiet_title'), t('hr.home.quiet_text'),
                                canChange ? html`<div class="actions">${this.firstSteps()}</div>` : nothing) : nothing}
                        ${today.requests > 0 ? notice('warn', html`<p><strong>${t('hr.home.requests', { count: today.requests })}</strong></p>`,
                                html`<a class="button row-link" href="/hr/requests">${t('hr.home.requests_action')}</a>`) : nothing}
                        ${today.waiting > 0 ? notice('info', html`<p>${t('hr.home.waiting', { count: today.waiting })}</p>`) : nothing}
                        <div class="needs">${GROUPS.map((group) => this.group(today, group))}</div>`;
        }

        render() {
                const { who, canChange } = this.site.session;
                const hasSome = (this.today?.postings ?? 0) > 0;
                return html`<div class="stack-l">${pageHead({
                        title: t('hr.home.title'), line: who?.name || nothing,
                        actions: canChange && hasSome ? html`<a class="button" data-kind="primary" href="/hr/interviews/new">${icon('user-plus')} ${t('hr.invite.action')}</a>` : nothing,
                })}
                ${this.error ? loadFailed(this.error, () => this.tryIt()) : nothing}
                ${this.today && this.poll.error ? notice('warn', html`<p>${t('hr.stale', { time: '' })} ${this.poll.error.message}</p>`,
                        html`<button type="button" class="button" @click=${() => this.poll.now()}>${icon('refresh-cw')} ${t('common.retry')}</button>`) : nothing}
                ${this.body()}</div>`;
        }
}

customElements.define('hr-home', Home);
