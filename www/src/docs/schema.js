// Schemas and prose of the document as templates.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';

/** Ours are four deep at most; a document that refers to itself ends here. */
const DEEPEST = 8;

/** `words` become code. @param {string} text */
export const inline = (text) => text.split('`').map((piece, index) => index % 2 === 1 ? html`<code>${piece}</code>` : piece);

/** @param {string | undefined} text */
export const prose = (text) => (text ?? '').split('\n\n').filter(Boolean).map((one) => html`<p>${inline(one)}</p>`);

/** What can be opened, with a mark that turns. Its inside is made when it is opened first. */
export class DocsFold extends EarElement {
        static properties = { heading: { attribute: false }, content: { attribute: false }, isOpen: { attribute: false } };

        constructor() {
                super();
                /** @type {unknown} */
                this.heading = '';
                /** @type {() => unknown} */
                this.content = () => nothing;
                this.isOpen = false;
        }

        /** @param {Event} event */
        toggled(event) {
                this.isOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
        }

        render() {
                return html`<details class="folded" .open=${this.isOpen} @toggle=${this.toggled}>
                        <summary>${icon('chevron-right')}<span>${this.heading}</span></summary>
                        ${this.isOpen ? html`<div class="folded-body">${this.content()}</div>` : nothing}</details>`;
        }
}

customElements.define('docs-fold', DocsFold);

/** @param {unknown} heading @param {() => unknown} content */
export const folded = (heading, content) => html`<docs-fold .heading=${heading} .content=${content}></docs-fold>`;

/** @param {unknown} example */
export const code = (example) => html`<pre class="code">${typeof example === 'string' ? example : JSON.stringify(example, null, 2)}</pre>`;

/** One field with what it may be. @param {import('./document.js').ApiDocument} document
 *  @param {{name: string, schema: any, isRequired: boolean, place?: string, depth: number}} field */
export function fieldRow(document, { name, schema, isRequired, place, depth }) {
        const followed = document.follow(schema);
        const parts = depth < DEEPEST ? document.partsOf(schema) : [];
        return html`<li class="schema-field">
                <p class="schema-line"><code class="schema-name">${name}</code> <span class="schema-type">${document.typeOf(schema)}</span>
                        ${place ? html`<span class="pill">${place}</span>` : nothing}
                        <span class=${isRequired ? 'schema-required' : 'muted'}>${t(isRequired ? 'docs.required' : 'docs.optional')}</span></p>
                ${followed?.description ? html`<p class="schema-text">${inline(followed.description)}</p>` : nothing}
                ${document.boundsOf(schema).length > 0 ? html`<p class="schema-text muted">${document.boundsOf(schema).join(' · ')}</p>` : nothing}
                ${parts.length > 0 ? folded(html`${t('docs.fields')} <span class="visually-hidden">${name}</span>`, () => partList(document, parts, depth + 1)) : nothing}
        </li>`;
}

/** The fields of each part. @param {import('./document.js').ApiDocument} document @param {{name: string, schema: any}[]} parts
 *  @param {number} [depth] @returns {unknown} */
export const partList = (document, parts, depth = 0) => parts.map(({ name, schema }) => html`
        ${parts.length > 1 ? html`<p class="part-name"><code>${name}</code> ${inline(schema.description ?? '')}</p>` : nothing}
        <ul class="schema-fields">${Object.entries(schema.properties).map(([field, one]) => fieldRow(document,
                { name: field, schema: one, isRequired: schema.required?.includes(field) ?? false, depth }))}</ul>`);
