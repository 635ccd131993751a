// What speech and language services over the network did, for one interview or in this month: asked for when it is opened.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { dateTime } from '../base/format.js';
import { currentLocale, t } from '../base/i18n.js';
import { errorNotice, notice } from '../components/notice.js';
import { skeleton } from './page.js';
import { table } from './table.js';

/** @typedef {import('./client.js').Usage} Usage */
/** @typedef {import('./client.js').UsageItem} UsageItem */

/** @param {number} amount */
const count = (amount) => new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: 1 }).format(amount);

/** Small sums have more digits. @param {number} amount @param {string} currency */
const money = (amount, currency) => new Intl.NumberFormat(currentLocale(), { style: 'currency', currency, maximumFractionDigits: amount < 1 ? 4 : 2 })
        .format(amount);

/** What it worked on, in the measure that it is paid by. @param {UsageItem} item */
function amountOf({ purpose, tokens_in, tokens_out, tokens_estimated, audio_seconds, characters }) {
        if (purpose === 'transcription')
                return t('hr.usage.sound', { minutes: count(audio_seconds / 60) });
        if (purpose === 'speech')
                return t('hr.usage.characters', { count: count(characters) });
        return t(tokens_estimated ? 'hr.usage.tokens_estimated' : 'hr.usage.tokens', { count: count(tokens_in + tokens_out) });
}

export class UsagePart extends EarElement {
        static properties = { interview_id: { attribute: false }, usage: { state: true }, error: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                /** Empty: this month, all interviews. */
                this.interview_id = '';
                /** @type {Usage | null} */
                this.usage = null;
                /** @type {Error | null} */
                this.error = null;
                this.stop = new AbortController();
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.stop.abort();
        }

        /** @param {Event} event */
        async look(event) {
                if (!(/** @type {HTMLDetailsElement} */ (event.target)).open)
                        return;
                try {
                        this.usage = this.interview_id ? await this.client.usageOf(this.interview_id, this.stop.signal) : await this.client.usageOfMonth(this.stop.signal);
                        this.error = null;
                } catch (error) {
                        if (!this.stop.signal.aborted)
                                this.error = /** @type {Error} */ (error);
                }
        }

        /** @param {Usage} usage */
        found({ items, total, reached }) {
                if (items.length === 0)
                        return html`<p class="muted">${t('hr.usage.none')}</p>`;
                const rows = items.map((item) => [
                        t(`hr.usage.${item.purpose}`), `${item.provider} · ${item.model}`,
                        item.failed > 0 ? t('hr.usage.calls_failed', { count: count(item.calls), failed: count(item.failed) }) : count(item.calls),
                        amountOf(item), item.left_out > 0 ? count(item.left_out) : '–',
                        item.cost === null || item.currency === null ? '–' : money(item.cost, item.currency),
                ]);
                const numbers = ['calls', 'amount', 'left_out', 'cost'].map((name) => ({ label: t(`hr.usage.${name}`), isNumber: true }));
                return html`${reached.map(({ budget, limit, reached_at }) => notice('warn', html`<p>${t(`hr.usage.reached_${budget}`,
                                { limit: count(limit), time: dateTime(reached_at) })} ${t('hr.usage.reached_text')}</p>`))}
                        ${table({ caption: t('hr.usage.title'), columns: [{ label: t('hr.usage.purpose') }, { label: t('hr.usage.provider') }, ...numbers], rows })}
                        ${total.costs.length > 0 ? html`<p>${t('hr.usage.total', { cost: total.costs.map(({ amount, currency }) => money(amount, currency)).join(' + ') })}</p>` : nothing}`;
        }

        render() {
                return html`<details class="card usage" @toggle=${this.look}><summary>${t(this.interview_id ? 'hr.usage.of_interview' : 'hr.usage.of_month')}</summary>
                        <div class="stack">${this.error ? errorNotice(this.error) : this.usage ? this.found(this.usage) : skeleton(2)}</div></details>`;
        }
}

customElements.define('hr-usage', UsagePart);
