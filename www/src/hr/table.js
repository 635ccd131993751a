// Tables that become labelled cards on a narrow screen. The roles are written out, because a changed display would take
// them away.
import { html, nothing } from 'lit';

/** @typedef {{label: string, isNumber?: boolean}} Column */

/** @param {{caption: string, columns: Column[], rows: unknown[][]}} parts the first cell of a row is its heading */
export const table = ({ caption, columns, rows }) => html`<table class="table" role="table">
        <caption class="visually-hidden">${caption}</caption>
        <thead role="rowgroup"><tr role="row">${columns.map(({ label, isNumber }) => html`<th scope="col" role="columnheader"
                class=${isNumber ? 'number' : nothing}>${label}</th>`)}</tr></thead>
        <tbody role="rowgroup">${rows.map((cells) => html`<tr role="row">
                ${cells.map((cell, at) => at === 0 ? html`<th scope="row" role="rowheader">${cell}</th>`
                        : html`<td role="cell" data-label=${columns[at].label} class=${columns[at].isNumber ? 'number' : nothing}>${cell}</td>`)}
        </tr>`)}</tbody>
</table>`;
