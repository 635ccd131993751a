// The interviews that run now: who, which question, how long, when something was heard last.
import { html, nothing } from 'lit';
import { time } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { notice } from '../components/notice.js';
import { elapsedOf, progressOf } from './interview-table.js';
import { HrPage, emptyState, loadFailed, pageHead, skeleton } from './page.js';
import { Poll } from './poll.js';
import { statusPill } from './words.js';

const MOST = '200';
const TICK_MS = 1000;
/** So long without anything new it is worth a look. */
const QUIET_MS = 10 * 60_000;

export class Live extends HrPage {
        static properties = { items: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').Interview[] | null} */
                this.items = null;
                this.known = '';
                this.clockTimer = 0;
                this.poll = new Poll(this, (signal) => this.read(signal));
        }

        firstUpdated() {
                this.poll.now();
                this.clockTimer = setInterval(() => this.items?.length && !document.hidden && this.requestUpdate(), TICK_MS);
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                clearInterval(this.clockTimer);
        }

        /** @param {AbortSignal} signal */
        async read(signal) {
                const { items } = await this.site.client.interviews({ need: 'running', sort: 'started', limit: MOST }, signal);
                const known = JSON.stringify(items);
                const isNew = known !== this.known;
                this.known = known;
                this.items = items;
                return isNew;
        }

        /** @param {import('./client.js').Interview} interview */
        card(interview) {
                const { id, candidate, posting, status, current_turn, last_event_at } = interview;
                const isQuiet = last_event_at && Date.now() - Date.parse(last_event_at) > QUIET_MS;
                return html`<li class="card live-card">
                        <div class="live-head"><h2><a class="row-link" href="/hr/interviews/${id}">${candidate.name ?? t('hr.interviews.no_name')}</a></h2>${statusPill(status)}</div>
                        <p class="muted">${posting?.title}</p>
                        <dl class="figures">
                                <div><dt>${t('hr.live.question')}</dt><dd>${current_turn ?? '–'}</dd></div>
                                <div><dt>${t('hr.live.elapsed')}</dt><dd><span role="timer">${elapsedOf(interview)}</span></dd></div>
                                <div><dt>${t('hr.live.last')}</dt><dd>${last_event_at ? time(last_event_at) : '–'}</dd></div>
                        </dl>
                        <p class="small muted">${progressOf(interview)}${isQuiet ? html` · ${t('hr.live.quiet')}` : nothing}</p>
                </li>`;
        }

        body() {
                if (!this.items)
                        return this.poll.error ? loadFailed(this.poll.error, () => this.poll.now()) : html`<div aria-busy="true">${skeleton(5)}</div>`;
                if (this.items.length === 0)
                        return emptyState('radio', t('hr.live.none_title'), t('hr.live.none_text'),
                                html`<a class="button" href="/hr/interviews?status=scheduled">${t('hr.live.invited')}</a>`);
                return html`<ul class="live-cards" role="list">${this.items.map((interview) => this.card(interview))}</ul>`;
        }

        render() {
                return html`<div class="stack-l">${pageHead({ title: t('hr.live.title'), line: t('hr.live.lead') })}
                        ${this.items && this.poll.error ? notice('warn', html`<p>${t('hr.stale')} ${this.poll.error.message}</p>`,
                                html`<button type="button" class="button" @click=${() => this.poll.now()}>${icon('refresh-cw')} ${t('common.retry')}</button>`) : nothing}
                        ${this.body()}</div>`;
        }
}

customElements.define('hr-live', Live);
