// One figure: its question, the answer, the drawing or the same as a table, and the table as a file.
import { html, nothing, svg } from 'lit';
import { EarElement } from '../../base/element.js';
import { currentLocale, t } from '../../base/i18n.js';
import { icon } from '../../base/icons.js';
import { saveCsv } from '../csv.js';
import { table } from '../table.js';

/** Tables with more columns take the room of two figures. */
const COLUMNS_BESIDE = 4;

/** @param {string | number | null} cell */
const shown = (cell) => cell === null ? '–' : typeof cell === 'number' ? new Intl.NumberFormat(currentLocale()).format(cell) : cell;

export class FigureCard extends EarElement {
        static properties = { figure: { attribute: false }, least: { attribute: false }, file: { attribute: false }, isTable: { state: true }, width: { state: true } };

        constructor() {
                super();
                /** @type {import('./figures.js').Figure} */
                this.figure = /** @type {any} */ (null);
                /** Of fewer interviews nothing is shown. */
                this.least = 0;
                /** How the file begins that the table is saved as. */
                this.file = '';
                this.isTable = false;
                this.width = 0;
        }

        connectedCallback() {
                super.connectedCallback();
                this.sizes = new ResizeObserver(() => {
                        this.width = Math.floor(this.querySelector('.chart-place')?.clientWidth ?? 0) || this.width;
                });
                this.sizes.observe(this);
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.sizes?.disconnect();
        }

        save() {
                const { id, columns, rows } = this.figure;
                saveCsv(`${this.file}-${id}.csv`, [columns.map(({ label }) => label), ...rows.map((cells) => cells.map((cell) => cell === null ? '' : String(cell)))]);
        }

        drawing() {
                const { id, question, answer, words, keys, draw } = this.figure;
                if (this.width === 0)
                        return nothing;
                const { height, content } = draw({ width: this.width, isMirrored: getComputedStyle(this).direction === 'rtl' });
                return html`<svg class="plot" width=${this.width} height=${height} viewBox="0 0 ${this.width} ${height}" role="img" aria-labelledby="figure-${id}-title" aria-describedby="figure-${id}-text">
                        ${svg`<title id="figure-${id}-title">${question}</title><desc id="figure-${id}-text">${answer} ${words}.</desc>${content}`}</svg>
                        ${keys ? html`<ul class="plot-key" role="list">${keys.map(({ kind, label }) => html`<li><span class="chart-key" data-kind=${kind}></span>${label}</li>`)}</ul>` : nothing}`;
        }

        tools() {
                const { question } = this.figure;
                return html`<div class="figure-tools"><button type="button" class="button" data-kind="quiet" aria-pressed=${String(this.isTable)} aria-label=${t('analytics.as_table_of', { question })}
                                @click=${() => { this.isTable = !this.isTable; }}>${t('analytics.as_table')}</button>
                        <button type="button" class="button" data-kind="quiet" aria-label=${t('analytics.csv_of', { question })} @click=${() => this.save()}>${icon('download')} ${t('analytics.csv')}</button></div>`;
        }

        render() {
                const { id, question, answer, few, columns, rows } = this.figure;
                const isShown = few === undefined;
                return html`<section class="card figure" aria-labelledby="figure-${id}">
                        <h2 id="figure-${id}">${question}</h2>
                        <p class=${isShown ? 'figure-answer' : 'muted'}>${isShown ? answer : few > 0 ? t('analytics.few', { count: few, least: this.least }) : t('analytics.none')}</p>
                        <div class="chart-place">${isShown ? this.isTable ? html`<div class="figure-table" tabindex="0" role="region" aria-label=${t('analytics.as_table_of', { question })}>${table({ caption: question, columns, rows: rows.map((cells) => cells.map(shown)) })}</div>`
                                : this.drawing() : nothing}</div>
                        ${isShown ? this.tools() : nothing}
                </section>`;
        }

        updated() {
                this.toggleAttribute('data-wide', this.isTable && this.figure.columns.length > COLUMNS_BESIDE);
                if (this.width === 0)
                        this.width = Math.floor(this.querySelector('.chart-place')?.clientWidth ?? 0);
        }
}

customElements.define('hr-figure', FigureCard);
