// The drawings: plain shapes and text with classes, as wide as they are told. Each is a function of its data and its place,
// and gives its height and what is in it.
import { nothing, svg } from 'lit';
import { t } from '../../base/i18n.js';
import { placeOf } from '../report/model.js';
import { LEVEL_NAMES } from '../report/words.js';

/** @typedef {{width: number, isMirrored: boolean}} Place */
/** @typedef {{height: number, content: unknown}} Drawing */
/** @typedef {{kind: string, share: number}} Part */

const ROW = 50;
const BAR = 14;
const EDGE = 2;

/** A place counted from where lines of text begin. @param {Place} place @param {number} x */
const across = ({ width, isMirrored }, x) => isMirrored ? width - x : x;

/** @param {Place} place @param {{kind: string, from: number, to: number, y: number, height: number}} bar */
function rect(place, { kind, from, to, y, height }) {
        const ends = [across(place, from), across(place, to)];
        return svg`<rect class="chart-part" data-kind=${kind} x=${Math.min(...ends)} y=${y} width=${Math.max(1, Math.abs(ends[1] - ends[0]))} height=${height} rx="2"/>`;
}

/** Rows of a name, a value in words, and a bar of parts below them; `mark` is a share of the width.
 *  @param {Place} place @param {{name: string, value: string, parts: Part[], mark?: number}[]} rows @returns {Drawing} */
export function bars(place, rows) {
        const wide = place.width - 2 * EDGE;
        const content = rows.map(({ name, value, parts, mark }, at) => {
                const y = at * ROW;
                let from = EDGE;
                return svg`<text class="plot-name" x=${across(place, EDGE)} y=${y + 16}>${name}</text>
                        <text class="plot-value" x=${across(place, place.width - EDGE)} y=${y + 16} text-anchor="end">${value}</text>
                        <rect class="chart-track" x=${EDGE} y=${y + 25} width=${wide} height=${BAR} rx="2"/>
                        ${parts.filter(({ share }) => share > 0).map(({ kind, share }) => {
                                const to = from + share * wide;
                                const drawn = rect(place, { kind, from, to: Math.max(from + 1, to - 2), y: y + 25, height: BAR });
                                from = to;
                                return drawn;
                        })}
                        ${mark === undefined ? nothing : svg`<line class="plot-tick" x1=${across(place, EDGE + mark * wide)} x2=${across(place, EDGE + mark * wide)} y1=${y + 21} y2=${y + 29 + BAR}/>`}`;
        });
        return { height: rows.length * ROW, content };
}

const COLUMNS = 170;
const AXIS = 44;
const OVER = 20;
const NARROW_COLUMN = 44;
const COLUMN_MOST = 96;

/** Columns over an axis whose bounds are named. @param {Place} place @param {{labels: string[], counts: number[], axis: string}} histogram one label more than counts
 *  @returns {Drawing} */
export function columns(place, { labels, counts, axis }) {
        const wide = Math.min(COLUMN_MOST, (place.width - 32) / counts.length);
        const most = Math.max(...counts, 1);
        const x = (/** @type {number} */ at) => 16 + at * wide;
        const every = Math.ceil(NARROW_COLUMN / wide);
        const base = OVER + COLUMNS;
        return {
                height: base + AXIS,
                content: svg`${counts.map((count, at) => {
                        const height = count / most * COLUMNS;
                        return svg`${count > 0 ? rect(place, { kind: 'main', from: x(at) + 1, to: x(at + 1) - 1, y: base - height, height }) : nothing}
                                <text class="plot-value" x=${across(place, x(at + 0.5))} y=${base - height - 6} text-anchor="middle">${count > 0 ? count : nothing}</text>`;
                })}
                <line class="chart-axis" x1="0" x2=${place.width} y1=${base} y2=${base}/>
                ${labels.map((label, at) => at % every === 0 ? svg`<line class="chart-axis" x1=${across(place, x(at))} x2=${across(place, x(at))} y1=${base} y2=${base + 5}/>
                        <text class="plot-value" x=${across(place, x(at))} y=${base + 19} text-anchor="middle">${label}</text>` : nothing)}
                <text class="plot-value" x=${across(place, x(counts.length / 2))} y=${base + 39} text-anchor="middle">${axis}</text>`,
        };
}

const TOP = 34;
const SPREAD_ROW = 56;

/** Scores on worded levels: the lowest to the highest as a line, the middle half as a bar, the middle one as a dot.
 *  @param {Place} place @param {{name: string, note: string, least: number | null, lower: number, median: number, upper: number, most: number}[]} rows
 *  @returns {Drawing} */
export function spreads(place, rows) {
        const wide = place.width - 2 * EDGE - 16;
        const start = EDGE + 8;
        const height = TOP + rows.length * SPREAD_ROW;
        const x = (/** @type {number} */ score) => across(place, start + placeOf(score) * wide);
        const one = wide / LEVEL_NAMES.length;
        return {
                height,
                content: svg`${LEVEL_NAMES.map((name, at) => svg`
                        <rect class="plot-band" data-odd=${at % 2 === 1 ? '' : nothing} x=${Math.min(across(place, start + at * one), across(place, start + (at + 1) * one))} y=${TOP - 6} width=${one} height=${height - TOP + 2}/>
                        <text class="plot-level" x=${across(place, start + (at + 0.5) * one)} y="18" text-anchor="middle">${t(`hr.level.${name}`)}</text>`)}
                ${rows.map(({ name, note, least, lower, median, upper, most }, at) => {
                        const y = TOP + at * SPREAD_ROW;
                        const line = y + 36;
                        const track = svg`<line class="plot-track" data-empty=${least === null ? '' : nothing} x1=${start} x2=${start + wide} y1=${line} y2=${line}/>`;
                        const head = svg`<text class="plot-name" x=${across(place, start)} y=${y + 18}>${name}</text>
                                <text class="plot-value" x=${across(place, start + wide)} y=${y + 18} text-anchor="end">${note}</text>`;
                        return least === null ? svg`${head}${track}` : svg`${head}${track}
                                <line class="chart-whole" x1=${x(least)} x2=${x(most)} y1=${line} y2=${line}/>
                                <line class="plot-range" x1=${x(lower)} x2=${x(upper) + (lower === upper ? 1 : 0)} y1=${line} y2=${line}/>
                                <circle class="plot-dot" cx=${x(median)} cy=${line} r="7"/>`;
                })}`,
        };
}

const HEAD = 48;
const SIDE = 84;
const CELL_MOST = 72;

/** Levels of two readers against each other: circles by how often, those of one level with a rim. @param {Place} place @param {number[][]} counts rows are the machine's
 *  @returns {Drawing} */
export function matrix(place, counts) {
        const cell = Math.min(CELL_MOST, (place.width - SIDE) / LEVEL_NAMES.length);
        const most = Math.max(1, ...counts.flat());
        const center = (/** @type {number} */ at) => SIDE + (at + 0.5) * cell;
        const word = (/** @type {number} */ at) => t(`hr.level.${LEVEL_NAMES[at]}`);
        return {
                height: HEAD + LEVEL_NAMES.length * cell + 4,
                content: svg`<text class="plot-level" x=${across(place, SIDE + 2 * cell)} y="16" text-anchor="middle">${t('analytics.agreement.people')}</text>
                <text class="plot-level" x=${across(place, 0)} y=${HEAD - 10}>${t('analytics.agreement.machine')}</text>
                ${counts.map((row, at) => svg`
                        <text class="plot-value" x=${across(place, center(at))} y=${HEAD - 10} text-anchor="middle">${word(at)}</text>
                        <text class="plot-name" x=${across(place, 0)} y=${HEAD + (at + 0.5) * cell + 5}>${word(at)}</text>
                        ${row.map((count, other) => svg`<rect class="chart-cell" x=${Math.min(across(place, SIDE + other * cell), across(place, SIDE + (other + 1) * cell)) + 1} y=${HEAD + at * cell + 1} width=${cell - 2} height=${cell - 2} rx="4"/>
                                ${count > 0 ? svg`<circle class="chart-circle" data-same=${other === at ? '' : nothing} cx=${across(place, center(other))} cy=${HEAD + (at + 0.5) * cell} r=${9 + (cell / 2 - 13) * Math.sqrt(count / most)}/>
                                        <text class="plot-name" x=${across(place, center(other))} y=${HEAD + (at + 0.5) * cell + 5} text-anchor="middle">${count}</text>` : nothing}`)}`)}`,
        };
}

