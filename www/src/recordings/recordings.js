import { html, nothing } from 'lit';
import { ApiError, api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { dateTime, time } from '../base/format.js';
import { t, useLanguage } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { errorNotice } from '../components/notice.js';
import '../components/player.js';
import { shell } from '../components/shell.js';

/** @typedef {{turn: number, asked_at: string | null, answered_at: string | null, question: string, question_audio: string | null,
 *             transcript: string | null, answer_audio: string | null, duration_ms: number | null}} Item */

export class RecordingsPage extends EarElement {
        static properties = { items: { state: true }, interview: { state: true }, error: { state: true } };

        constructor() {
                super();
                /** @type {Item[] | null} */
                this.items = null;
                /** @type {import('../candidate/interview.js').Interview | null} */
                this.interview = null;
                /** @type {Error | null} */
                this.error = null;
        }

        connectedCallback() {
                super.connectedCallback();
                this.load();
        }

        async load() {
                this.error = null;
                try {
                        const [recordings, interview] = await Promise.all([
                                api.get('/api/candidate/recordings'), api.get('/api/candidate/interview')]);
                        await useLanguage(interview.language ?? 'en');
                        this.interview = interview;
                        this.items = recordings.items;
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                document.title = t('title.pattern', { page: t('recordings.title'), name: this.interview?.organisation ?? 'Earshot' });
        }

        /** @param {string} label @param {unknown} content @param {string} [kind] */
        cell(label, content, kind = '') {
                return html`<td role="cell" class=${kind}><span class="cell-label" aria-hidden="true">${label}</span>${content}</td>`;
        }

        /** @param {Item} item */
        row(item) {
                const { turn: number } = item;
                return html`<tr role="row">
                        <th scope="row" role="rowheader" class="numeric"><span class="recording-number">${number}</span>
                                ${item.asked_at ? html`<span><span class="visually-hidden">${t('recordings.asked')}</span>
                                        <time datetime=${item.asked_at} title=${dateTime(item.asked_at)}>${time(item.asked_at)}</time></span>` : nothing}</th>
                        ${this.cell(t('recordings.question'), html`<p class="asked">${item.question}</p>
                                ${item.question_audio ? html`<ear-player src=${item.question_audio} label=${t('recordings.question_sound', { number })}></ear-player>` : nothing}`)}
                        ${this.cell(t('recordings.answer'), html`
                                ${item.answer_audio ? html`<ear-player src=${item.answer_audio} .length_ms=${item.duration_ms ?? 0}
                                        label=${t('recordings.answer_sound', { number })}></ear-player>`
                                        : html`<span class="pill">${t(item.transcript ? 'recordings.typed' : 'recordings.none')}</span>`}
                                ${item.transcript ? html`<p class="said">${item.transcript}</p>` : nothing}
                                ${item.answered_at ? html`<p class="muted small">${t('recordings.answered')}
                                        <time datetime=${item.answered_at}>${dateTime(item.answered_at)}</time></p>` : nothing}`)}
                </tr>`;
        }

        table() {
                const /** @type {Item[]} */ items = this.items ?? [];
                if (items.length === 0)
                        return html`<div class="card stack"><p>${t('recordings.empty')}</p>
                                <div class="actions"><a class="button" data-kind="primary" href="/i/">${t('recordings.to_interview')}</a></div></div>`;
                return html`<table class="recordings" role="table">
                        <caption class="visually-hidden">${t('recordings.caption')}</caption>
                        <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${t('recordings.time')}</th>
                                <th scope="col" role="columnheader">${t('recordings.question')}</th>
                                <th scope="col" role="columnheader">${t('recordings.answer')}</th></tr></thead>
                        <tbody role="rowgroup">${items.map((item) => this.row(item))}</tbody>
                </table>`;
        }

        content() {
                const { error } = this;
                if (error instanceof ApiError && error.status === 401)
                        return html`<div class="narrow trouble"><span class="trouble-sign">${icon('link')}</span>
                                <h1 tabindex="-1">${t('trouble.missing')}</h1><p class="lead">${t('trouble.missing_text')}</p></div>`;
                return html`<div class="stack-l">
                        <div><h1 tabindex="-1">${t('recordings.title')}</h1>
                                ${this.interview ? html`<p class="lead">${t('recordings.lead', { posting: this.interview.posting.title })}</p>` : nothing}</div>
                        ${error ? errorNotice(error, html`<button type="button" class="button" @click=${() => this.load()}>${t('common.retry')}</button>`) : nothing}
                        ${this.items ? this.table() : error ? nothing : html`<div class="skeleton" aria-busy="true"><span></span><span></span><span></span></div>`}
                </div>`;
        }

        render() {
                const isOpen = this.interview && this.interview.status !== 'completed';
                return shell({ name: this.interview?.organisation ?? 'Earshot', main: this.content(),
                        bar: isOpen ? html`<div class="bar-links"><a href="/i/">${t('recordings.to_interview')}</a></div>` : undefined });
        }
}

customElements.define('ear-recordings', RecordingsPage);
