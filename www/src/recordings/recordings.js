import { html, nothing } from 'lit';
import { ApiError, api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { date, dateTime, size, time } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import '../candidate/requests.js';
import { candidateFoot, settleLanguage } from '../candidate/language.js';
import { confirmDialog } from '../components/dialog.js';
import { errorNotice } from '../components/notice.js';
import '../components/player.js';
import { shell } from '../components/shell.js';

/** @typedef {{turn: number, asked_at: string | null, answered_at: string | null, question: string, question_audio: string | null,
 *             transcript: string | null, original_text: string | null, is_correctable: boolean, answer_audio: string | null,
 *             duration_ms: number | null, size_bytes: number, peaks: number[] | null}} Item */

/** The waveform as it was measured when the answer arrived. @param {Item} item */
const heightsOf = ({ peaks }) => peaks?.map((peak) => peak / 255) ?? [];

export class RecordingsPage extends EarElement {
        static properties = { items: { state: true }, interview: { state: true }, error: { state: true }, isErased: { state: true },
                packed: { state: true } };

        constructor() {
                super();
                /** @type {Item[] | null} */
                this.items = null;
                /** @type {import('../candidate/interview.js').Interview | null} */
                this.interview = null;
                /** @type {Error | null} */
                this.error = null;
                this.isErased = false;
                /** How much of the download is there, 0 to 1; null while there is none. @type {number | null} */
                this.packed = null;
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
                        await settleLanguage(interview.language);
                        this.interview = interview;
                        this.items = recordings.items;
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                document.title = t('title.pattern', { page: t('recordings.title'), name: this.interview?.organisation ?? 'Earshot' });
        }

        /** @param {Item} item */
        async correct(item) {
                const { openCorrection } = await import('../candidate/correct.js');
                if (await openCorrection(item.turn, item.transcript ?? '') !== undefined)
                        await this.load();
        }

        /** All of it as one file, made on this device. */
        async download() {
                if (this.packed !== null || !this.items)
                        return;
                this.packed = 0;
                this.error = null;
                try {
                        const { packRecordings } = await import('./download.js');
                        await packRecordings(this.items, this.interview?.posting.title ?? '', (share) => { this.packed = share; });
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                this.packed = null;
        }

        async erase() {
                const isSure = await confirmDialog({ title: t('erase.title'), body: t('erase.body'), confirm: t('erase.confirm'), isDangerous: true });
                if (!isSure)
                        return;
                this.error = null;
                try {
                        await api.delete('/api/candidate/data');
                        this.isErased = true;
                        await this.focusOn('h1');
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
        }

        /** What can be done with all of it. */
        rights() {
                const { interview, items } = this;
                if (!interview || !items)
                        return nothing;
                const isOver = interview.status === 'completed';
                return html`<section class="card stack rights" aria-labelledby="rights"><h2 id="rights">${t('rights.title')}</h2>
                        ${interview.ended_at && interview.retention_days ? html`<p>${t('rights.kept', { date: date(Date.parse(interview.ended_at)
                                + interview.retention_days * 86_400_000) })}</p>` : nothing}
                        <div class="actions">
                                ${items.length > 0 ? html`<button type="button" class="button" aria-disabled=${this.packed !== null} @click=${() => this.download()}>
                                        ${icon('download')} ${t('rights.download')}</button>` : nothing}
                                ${isOver ? html`<button type="button" class="button" data-action="erase" @click=${() => this.erase()}>${icon('trash-2')} ${t('rights.erase')}</button>` : nothing}
                        </div>
                        ${this.packed === null ? nothing : html`<progress max="1" .value=${this.packed} aria-label=${t('rights.packing')}></progress>`}
                        ${isOver ? nothing : html`<p class="muted small">${t('rights.erase_later')}</p>`}
                        <ear-requests .kinds=${isOver ? ['human_review', 'deletion'] : ['human_interview', 'more_time', 'deletion']}></ear-requests>
                </section>`;
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
                        ${this.cell(t('recordings.question'), html`<p class="asked" lang=${this.interview?.language ?? nothing}>${item.question}</p>
                                ${item.question_audio ? html`<ear-player src=${item.question_audio} label=${t('recordings.question_sound', { number })}></ear-player>` : nothing}`)}
                        ${this.cell(t('recordings.answer'), html`
                                ${item.answer_audio ? html`<ear-player src=${item.answer_audio} .length_ms=${item.duration_ms ?? 0} .peaks=${heightsOf(item)}
                                        label=${t('recordings.answer_sound', { number })}></ear-player>`
                                        : html`<span class="pill">${t(item.transcript ? 'recordings.typed' : 'recordings.none')}</span>`}
                                ${item.transcript ? html`<p class="said" lang=${this.interview?.language ?? nothing}>${item.transcript}</p>` : nothing}
                                ${item.original_text === null || item.original_text === undefined ? nothing : html`<details><summary>${t('recordings.original')}</summary>
                                        <p class="muted" lang=${this.interview?.language ?? nothing}>${item.original_text}</p></details>`}
                                ${item.is_correctable ? html`<button type="button" class="button" data-kind="quiet" @click=${() => this.correct(item)}>${icon('pencil')}
                                        ${t('correct.open')}<span class="visually-hidden"> ${t('recordings.answer_sound', { number })}</span></button>` : nothing}
                                ${item.answered_at ? html`<p class="muted small">${t('recordings.answered')}
                                        <time datetime=${item.answered_at}>${dateTime(item.answered_at)}</time>${item.answer_audio && item.size_bytes ? `, ${size(item.size_bytes)}` : ''}</p>` : nothing}`)}
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
                if (this.isErased)
                        return html`<div class="narrow trouble"><span class="trouble-sign" data-kind="ok">${icon('check')}</span>
                                <h1 tabindex="-1">${t('erase.done')}</h1><p class="lead">${t('erase.done_text')}</p></div>`;
                if (error instanceof ApiError && error.status === 401)
                        return html`<div class="narrow trouble"><span class="trouble-sign">${icon('link')}</span>
                                <h1 tabindex="-1">${t('trouble.missing')}</h1><p class="lead">${t('trouble.missing_text')}</p></div>`;
                return html`<div class="stack-l">
                        <div><h1 tabindex="-1">${t('recordings.title')}</h1>
                                ${this.interview ? html`<p class="lead">${t('recordings.lead', { posting: this.interview.posting.title })}</p>` : nothing}</div>
                        ${error ? errorNotice(error, html`<button type="button" class="button" @click=${() => this.load()}>${t('common.retry')}</button>`) : nothing}
                        ${this.items ? this.table() : error ? nothing : html`<div class="skeleton" aria-busy="true"><span></span><span></span><span></span></div>`}
                        ${this.items && this.interview ? this.rights() : nothing}
                </div>`;
        }

        render() {
                const isOpen = this.interview && this.interview.status !== 'completed';
                return shell({ name: this.interview?.organisation ?? 'Earshot', main: this.content(), foot: candidateFoot(),
                        bar: isOpen ? html`<div class="bar-links"><a href="/i/">${t('recordings.to_interview')}</a></div>` : undefined });
        }
}

customElements.define('ear-recordings', RecordingsPage);
