// What was said in an interview, line by line. While it runs the server is asked every 2 s, less often when nothing is new,
// not at all while the page is hidden.
import { html, nothing } from 'lit';
import { ApiError } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { brief, time } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { checkField } from '../components/field.js';
import { loadFailed, skeleton } from './page.js';

const SOONEST_MS = 2000;
const LATEST_MS = 15_000;
const SLOWER = 1.5;

/** Where the time between an answer and the next question went, in the order in which it mostly passes. */
const STAGES = ['upload_ms', 'store_ms', 'decode_ms', 'stt_ms', 'question_ms', 'tts_first_byte_ms', 'evaluation_ms', 'whole_ms', 'own_ms'];

/** @typedef {Record<string, number | null>} Stages */
/** @typedef {{at: string, speaker: 'candidate' | 'interviewer' | 'system', text: string, turn: number | null, stages?: Stages}} Line */

/** @param {Stages | undefined} stages */
function stagesOf(stages) {
        const measured = STAGES.filter((name) => typeof stages?.[name] === 'number');
        if (!stages || measured.length === 0)
                return nothing;
        const whole_ms = stages.whole_ms;
        return html`<details class="stages"><summary>${typeof whole_ms === 'number' ? t('hr.stages.title', { whole: brief(whole_ms) }) : t('hr.stages.unknown')}</summary>
                <dl>${measured.map((name) => html`<div><dt>${t(`hr.stages.${name}`)}</dt><dd>${brief(/** @type {number} */ (stages[name]))}</dd></div>`)}</dl></details>`;
}

/** @fires CustomEvent<string> news: something was said or the interview's status, which it carries, is another */
export class TranscriptLog extends EarElement {
        static properties = { interview_id: { attribute: false }, isLive: { attribute: false }, lines: { state: true },
                error: { state: true }, isFollowing: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.interview_id = '';
                this.isLive = false;
                /** @type {Line[] | null} */
                this.lines = null;
                /** @type {Error | null} */
                this.error = null;
                this.isFollowing = true;
                this.tag = '';
                this.wait_ms = SOONEST_MS;
                this.timer = 0;
        }

        connectedCallback() {
                super.connectedCallback();
                this.listen(document, 'visibilitychange', () => {
                        clearTimeout(this.timer);
                        if (!document.hidden && this.isLive) {
                                this.wait_ms = SOONEST_MS;
                                this.read();
                        }
                });
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                clearTimeout(this.timer);
        }

        firstUpdated() {
                this.read();
        }

        async read() {
                clearTimeout(this.timer);
                const { signal } = this.leaving;
                try {
                        const { tag, transcript } = await this.client.transcript(this.interview_id, this.tag, signal);
                        this.error = null;
                        if (transcript) {
                                this.tag = tag;
                                this.wait_ms = SOONEST_MS;
                                this.take(transcript);
                        } else {
                                this.wait_ms = Math.min(LATEST_MS, this.wait_ms * SLOWER);
                        }
                } catch (error) {
                        if (signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                        this.wait_ms = LATEST_MS;
                        if (!(error instanceof ApiError && error.isPassing))
                                return;
                }
                if (this.isLive && !document.hidden && !signal.aborted)
                        this.timer = setTimeout(() => this.read(), this.wait_ms);
        }

        /** @param {{items: Line[], status: string}} transcript */
        async take({ items, status }) {
                const isFirst = this.lines === null;
                this.lines = items;
                this.isLive = status === 'in_progress' || status === 'paused';
                if (!isFirst)
                        this.dispatchEvent(new CustomEvent('news', { detail: status }));
                await this.updateComplete;
                const log = this.querySelector('.log');
                if (log && this.isLive && this.isFollowing)
                        log.scrollTop = log.scrollHeight;
        }

        render() {
                if (!this.lines)
                        return this.error ? loadFailed(this.error, () => this.read()) : html`<div aria-busy="true">${skeleton(4)}</div>`;
                if (this.lines.length === 0)
                        return html`<p class="muted">${this.isLive ? t('hr.transcript.waiting') : t('hr.transcript.empty')}</p>`;
                return html`<div class="log" role="log" aria-label=${t('hr.transcript.title')} tabindex="0" data-live=${this.isLive ? '' : nothing}>
                        <ol role="list">${this.lines.map((line) => html`<li class="said" data-speaker=${line.speaker}>
                                <p class="said-by">${t(`hr.speaker.${line.speaker}`)}${line.at ? html` <time datetime=${line.at}>${time(line.at)}</time>` : nothing}</p>
                                <p class="said-text">${line.text}</p>${stagesOf(line.stages)}</li>`)}</ol></div>
                ${this.isLive ? html`<div class="log-foot">${checkField({ id: 'follow', label: t('hr.transcript.follow'), isChecked: this.isFollowing,
                        onChange: (isChecked) => { this.isFollowing = isChecked; } })}
                        ${this.error ? html`<p class="field-error">${icon('wifi-off')} ${this.error.message}</p>` : nothing}</div>` : nothing}`;
        }
}

customElements.define('hr-transcript-log', TranscriptLog);
