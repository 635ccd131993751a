// Tables that become labelled cards on a narrow screen. The roles are written out, because a changed display would take
// them away.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';

/** `sort`: what the column is sorted by, where it can be; `order`: how it is now.
 *  @typedef {{label: string, isNumber?: boolean, sort?: string, order?: 'ascending' | 'descending' | 'none'}} Column */

/** @param {Column} column @param {((sort: string) => void) | undefined} onSort */
const head = ({ label, isNumber, sort, order = 'none' }, onSort) => html`<th scope="col" role="columnheader" class=${isNumber ? 'number' : nothing}
        aria-sort=${sort && onSort ? order : nothing}>${label}${sort && onSort ? html`<button type="button" class="sort" data-order=${order}
                aria-label=${t('hr.sort.by', { label })} @click=${() => onSort(order === 'ascending' ? `-${sort}` : sort)}>
                ${icon(order === 'ascending' ? 'arrow-up' : order === 'descending' ? 'arrow-down' : 'arrow-up-down')}</button>` : nothing}</th>`;

/** @param {{caption: string, columns: Column[], rows: unknown[][], onSort?: (sort: string) => void}} parts the first cell of a row is its heading */
export const table = ({ caption, columns, rows, onSort }) => html`<table class="table" role="table">
        <caption class="visually-hidden">${caption}</caption>
        <thead role="rowgroup"><tr role="row">${columns.map((column) => head(column, onSort))}</tr></thead>
        <tbody role="rowgroup">${rows.map((cells) => html`<tr role="row">
                ${cells.map((cell, at) => at === 0 ? html`<th scope="row" role="rowheader">${cell}</th>`
                        : html`<td role="cell" data-label=${columns[at].label} class=${columns[at].isNumber ? 'number' : nothing}>${cell}</td>`)}
        </tr>`)}</tbody>
</table>`;
