// The scores as dots on worded levels, with the range the evidence leaves as a bar. A table says the same.
import { html, nothing, svg } from 'lit';
import { EarElement } from '../../base/element.js';
import { t } from '../../base/i18n.js';
import { table } from '../table.js';
import { averageOf, placeOf } from './model.js';
import { LEVEL_NAMES, reasonWords, scoreNumber, scoreWords } from './words.js';

const TOP = 34;
const ROW = 72;
const NARROW = 380;
const NARROW_ROW = 62;
const EDGE = 10;
const LINE_BELOW_NAME = 42;
const DOT = 8;
const TICK = 12;

export class DotPlot extends EarElement {
        static properties = { report: { attribute: false }, isTable: { state: true }, width: { state: true } };

        constructor() {
                super();
                /** @type {any} */
                this.report = null;
                this.isTable = false;
                this.width = 0;
        }

        connectedCallback() {
                super.connectedCallback();
                this.sizes = new ResizeObserver(() => {
                        this.width = Math.floor(this.clientWidth);
                });
                this.sizes.observe(this);
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.sizes?.disconnect();
        }

        /** @returns {import('./model.js').Criterion[]} */
        get criteria() {
                return this.report.criteria ?? [];
        }

        /** @param {import('./model.js').Criterion} criterion */
        words(criterion) {
                if (typeof criterion.score !== 'number')
                        return reasonWords(criterion.null_reason);
                const range = criterion.interval ? ` (${t('hr.report.range', { low: scoreNumber(criterion.interval[0]), high: scoreNumber(criterion.interval[1]) })})` : '';
                const average = averageOf(this.report, criterion.key);
                return scoreWords(criterion.score) + range + (average ? `; ${t('hr.report.average', { score: scoreNumber(average.mean), count: average.count })}` : '');
        }

        /** @param {import('./model.js').Criterion} criterion @param {number} at @param {number} wide */
        row(criterion, at, wide) {
                const y = TOP + at * this.step;
                const line = y + LINE_BELOW_NAME;
                const x = (/** @type {number} */ score) => this.across(EDGE + placeOf(score) * wide);
                const from = this.across(EDGE);
                const to = this.across(EDGE + wide);
                const name = svg`<text class="plot-name" x=${from} y=${y + 20}>${criterion.name}</text>`;
                const average = averageOf(this.report, criterion.key);
                const tick = average ? svg`<line class="plot-tick" x1=${x(average.mean)} x2=${x(average.mean)} y1=${line - TICK} y2=${line + TICK}/>` : nothing;
                if (typeof criterion.score !== 'number')
                        return svg`${name}<line class="plot-track" data-empty x1=${from} x2=${to} y1=${line} y2=${line}/>${tick}
                                <text class="plot-value" x=${to} y=${y + 20} text-anchor="end">${t('hr.report.no_score')}</text>`;
                const { score, interval } = criterion;
                return svg`${name}
                        <text class="plot-value" x=${to} y=${y + 20} text-anchor="end">${scoreNumber(score)}</text>
                        <line class="plot-track" x1=${from} x2=${to} y1=${line} y2=${line}/>
                        ${interval ? svg`<line class="plot-range" x1=${x(interval[0])} x2=${x(interval[1]) + (interval[0] === interval[1] ? 1 : 0)} y1=${line} y2=${line}/>` : nothing}
                        ${tick}<circle class="plot-dot" cx=${x(score)} cy=${line} r=${DOT}/>`;
        }

        /** The same place counted from where lines of text begin. @param {number} x */
        across(x) {
                return getComputedStyle(this).direction === 'rtl' ? this.width - x : x;
        }

        /** How far the rows are apart. */
        get step() {
                return this.width < NARROW ? NARROW_ROW : ROW;
        }

        drawing() {
                if (this.width === 0)
                        return nothing;
                const wide = this.width - 2 * EDGE;
                const names = LEVEL_NAMES.map((name) => t(`hr.level.${name}`));
                const height = TOP + this.criteria.length * this.step;
                return html`<svg class="plot" width=${this.width} height=${height} viewBox="0 0 ${this.width} ${height}" role="img" aria-labelledby="plot-title plot-text">
                        <title id="plot-title">${t('hr.report.plot_title')}</title>
                        <desc id="plot-text">${this.criteria.map((criterion) => `${criterion.name}: ${this.words(criterion)}`).join('. ')}.</desc>
                        ${names.map((name, at) => svg`
                                <rect class="plot-band" data-odd=${at % 2 === 1 ? '' : nothing} x=${Math.min(this.across(EDGE + at * wide / names.length), this.across(EDGE + (at + 1) * wide / names.length))} y=${TOP - 6} width=${wide / names.length} height=${height - TOP + 2}/>
                                <text class="plot-level" x=${this.across(EDGE + (at + 0.5) * wide / names.length)} y="18" text-anchor="middle">${name}</text>`)}
                        ${this.criteria.map((criterion, at) => this.row(criterion, at, wide))}
                </svg>
                <ul class="plot-key" role="list"><li><span class="key-dot"></span>${t('hr.report.key_score')}</li>
                        ${this.criteria.some(({ interval }) => interval) ? html`<li><span class="key-range"></span>${t('hr.report.key_range')}</li>` : nothing}
                        ${this.report.posting_averages?.length > 0 ? html`<li><span class="key-tick"></span>${t('hr.report.key_average', {
                                count: Math.max(...this.report.posting_averages.map((/** @type {any} */ { count }) => count)) })}</li>` : nothing}</ul>`;
        }

        asTable() {
                return table({ caption: t('hr.report.plot_title'),
                        columns: [{ label: t('hr.report.criterion') }, { label: t('hr.report.result') }, { label: t('hr.report.weight'), isNumber: true }],
                        rows: this.criteria.map((criterion) => [criterion.name, this.words(criterion), String(criterion.weight ?? '')]) });
        }

        render() {
                return html`<div class="plot-head"><h2>${t('hr.report.scores')}</h2>
                        <button type="button" class="button" data-kind="quiet" aria-pressed=${String(this.isTable)}
                                @click=${() => { this.isTable = !this.isTable; }}>${t('hr.report.as_table')}</button></div>
                ${this.isTable ? this.asTable() : this.drawing()}`;
        }
}

customElements.define('hr-dot-plot', DotPlot);
