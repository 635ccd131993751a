// The supervisor of a running interview: what it sees, what it decided, and what a person can ask of it. Looks for news by itself.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { time } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { toast } from '../components/status.js';
import { loadFailed, skeleton } from './page.js';
import { Poll } from './poll.js';

/** @typedef {{at: string, source: string, turn: number | null, decision: string, reason: string, sentence: string, heed: string | null}} Look */
/** @typedef {{id: string, at: string, action: string, message: string, minutes: number | null, by: string | null, state: string}} Action */
/** @typedef {{is_active: boolean, status: string, paused_by: string | null, analysis_count: number, actions_taken: number, conclusion_initiated: boolean,
 *             elapsed_minutes: number, added_minutes: number, limits: {max_minutes: number}, last: Look | null, decisions: Look[], actions: Action[]}} Status */

/** What a person can do, in the order of the buttons. @type {[string, import('../base/icons.js').IconName][]} */
const ACTIONS = [['guide', 'send'], ['add_time', 'clock'], ['skip', 'skip-forward'], ['pause', 'pause'], ['conclude', 'flag'], ['end', 'square']];
const SHOWN_MOST = 8;

/** @type {Record<string, string>} */
const KINDS = { guide: 'accent', conclude: 'warn', end: 'warn' };

/** @fires CustomEvent news: the interview is no longer as it was */
export class Supervisor extends EarElement {
        static properties = { interview_id: { attribute: false }, canChange: { attribute: false }, status: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.interview_id = '';
                this.canChange = false;
                /** @type {Status | null} */
                this.status = null;
                this.tag = '';
                this.known = '';
                this.poll = new Poll(this, (signal) => this.read(signal));
        }

        firstUpdated() {
                this.poll.now();
        }

        /** @param {AbortSignal} signal */
        async read(signal) {
                const { tag, status } = await this.client.supervisor(this.interview_id, this.tag, signal);
                this.tag = tag;
                return status ? this.take(status) : false;
        }

        /** Whether it is news: the time alone is none. @param {Status} status */
        take(status) {
                const { elapsed_minutes, analysis_count, last, ...known } = status;
                const isOther = this.status !== null && this.status.status !== status.status;
                const isNew = JSON.stringify(known) !== this.known;
                this.known = JSON.stringify(known);
                this.status = status;
                if (isOther)
                        this.dispatchEvent(new CustomEvent('news', { detail: status.status }));
                return isNew;
        }

        /** @param {string} action */
        async act(action) {
                const { askForAction } = await import('./supervisor-dialog.js');
                const status = await askForAction(action, (body) => this.client.supervise(this.interview_id, body));
                if (!status)
                        return;
                this.take(status);
                this.dispatchEvent(new CustomEvent('news', { detail: status.status }));
                toast(t(`hr.supervisor.${action}.done`));
                this.poll.now();
        }

        /** @param {Status} status */
        now({ status, paused_by, conclusion_initiated, last }) {
                if (status === 'paused')
                        return t(`hr.supervisor.paused.${paused_by ?? 'candidate'}`);
                return [conclusion_initiated ? t('hr.supervisor.concluding') : '', last?.sentence ?? t('hr.supervisor.not_yet')].filter(Boolean).join(' ');
        }

        /** What was done, by whom, the newest first. @param {Status} status */
        history({ actions, decisions }) {
                const told = [
                        ...actions.map(({ at, action, message, minutes, by, state }) => ({ at, kind: 'plain', label: t(`hr.supervisor.${action}.name`, { count: minutes ?? 0 }),
                                text: message, more: [by ?? t('hr.supervisor.somebody'), t(`hr.supervisor.state.${state}`)].join(' · ') })),
                        ...decisions.filter(({ reason }) => !reason.startsWith('person')).map(({ at, decision, sentence, heed }) => ({ at, kind: KINDS[decision] ?? 'plain',
                                label: t(`hr.supervisor.decision.${decision}`), text: sentence, more: heed ? t(`hr.supervisor.heed.${heed}`) : '' })),
                ].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, SHOWN_MOST);
                return told.length === 0 ? nothing : html`<ol class="looks" role="list" aria-label=${t('hr.supervisor.history')}>${told.map((one) => html`<li>
                        <time datetime=${one.at}>${time(one.at)}</time>
                        <div><p><span class="pill" data-kind=${one.kind}>${one.label}</span> ${one.text}</p>${one.more ? html`<p class="small muted">${one.more}</p>` : nothing}</div></li>`)}</ol>`;
        }

        /** @param {Status} status */
        buttons({ status }) {
                const isRunning = status === 'in_progress' || status === 'paused';
                if (!this.canChange || !isRunning)
                        return nothing;
                return html`<div class="actions" role="group" aria-label=${t('hr.supervisor.actions')}>${ACTIONS
                        .filter(([action]) => status === 'in_progress' || (action !== 'skip' && action !== 'pause'))
                        .map(([action, name]) => html`<button type="button" class="button" data-action=${action} @click=${() => this.act(action)}>
                                ${icon(name)} ${t(`hr.supervisor.${action}.button`)}</button>`)}</div>`;
        }

        render() {
                const { status } = this;
                if (!status)
                        return this.poll.error ? loadFailed(this.poll.error, () => this.poll.now()) : html`<div class="card" aria-busy="true">${skeleton(2)}</div>`;
                const minutes = (/** @type {number} */ amount) => t('hr.supervisor.minutes', { count: Math.floor(amount) });
                return html`<div class="card stack supervisor">
                        <p class="supervisor-now">${this.now(status)}</p>
                        <dl class="figures">
                                <div><dt>${t('hr.supervisor.elapsed')}</dt><dd>${minutes(status.elapsed_minutes)}</dd></div>
                                <div><dt>${t('hr.supervisor.most')}</dt><dd>${minutes(status.limits.max_minutes)}</dd></div>
                                <div><dt>${t('hr.supervisor.looks')}</dt><dd>${status.analysis_count}</dd></div>
                                <div><dt>${t('hr.supervisor.taken')}</dt><dd>${status.actions_taken}</dd></div>
                        </dl>
                        ${this.buttons(status)}${this.history(status)}
                        ${this.poll.error ? html`<p class="field-error">${icon('wifi-off')} ${this.poll.error.message}</p>` : nothing}
                </div>`;
        }
}

customElements.define('hr-supervisor', Supervisor);
