// One call: what it is for, who may make it, what it takes and gives, and a form to try it. Its inside is made when it is opened.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { code, fieldRow, folded, inline, partList, prose } from './schema.js';
import './try.js';

/** @param {Record<string, any>} operation */
function accessOf(operation) {
        if (operation['x-least-role'])
                return t('docs.access.hr', { role: operation['x-least-role'] });
        return t(operation.security.length > 0 ? 'docs.access.candidate' : 'docs.access.public');
}

export class DocsOperation extends EarElement {
        static properties = { document: { attribute: false }, call: { attribute: false }, token: { attribute: false }, isOpen: { state: true } };

        constructor() {
                super();
                /** @type {import('./document.js').ApiDocument | null} */
                this.document = null;
                /** @type {import('./document.js').Call | null} */
                this.call = null;
                this.token = '';
                this.isOpen = false;
        }

        /** Opens it and brings it into view. */
        async open() {
                this.isOpen = true;
                await this.updateComplete;
                this.querySelector('summary')?.focus();
                this.scrollIntoView({ block: 'start' });
        }

        /** @param {Event} event */
        toggled(event) {
                this.isOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
                if (this.isOpen)
                        history.replaceState(null, '', `#${this.call?.operation.operationId}`);
        }

        /** @param {Record<string, any>} content @param {boolean} [isOpen] whether its fields are seen at once */
        content(content, isOpen = false) {
                const document = /** @type {import('./document.js').ApiDocument} */ (this.document);
                return Object.entries(content).map(([type, media]) => {
                        const parts = media.schema ? document.partsOf(media.schema) : [];
                        const examples = 'example' in media ? [['', media.example]]
                                : Object.values(media.examples ?? {}).map((/** @type {any} */ one) => [one.summary, one.value]);
                        const description = document.follow(media.schema)?.description;
                        return html`<div class="media"><p class="small"><code>${type}</code> ${description ? inline(description) : nothing}</p>
                                ${parts.length === 0 ? nothing : isOpen ? partList(document, parts)
                                        : folded(html`${t('docs.fields')} <span class="visually-hidden">${type}</span>`, () => partList(document, parts))}
                                ${examples.map(([name, value]) => folded(name ? `${t('docs.example')}: ${name}` : t('docs.example'), () => code(value)))}</div>`;
                });
        }

        response(/** @type {string} */ status, /** @type {any} */ given) {
                const document = /** @type {import('./document.js').ApiDocument} */ (this.document);
                const response = document.follow(given);
                const headers = Object.entries(response.headers ?? {}).filter(([name]) => name !== 'X-Request-Id');
                return html`<li><p><span class="pill status" data-kind=${status < '300' ? 'ok' : status < '400' ? 'accent' : 'warn'}>${status}</span>
                                ${inline(response.description)}</p>
                        ${headers.length > 0 ? html`<p class="small muted">${headers.map(([name, one], index) => html`${index > 0 ? ' · ' : nothing}<code>${name}</code>
                                ${document.follow(one).description}`)}</p>` : nothing}
                        ${this.content(response.content ?? {})}</li>`;
        }

        /** What comes when it works is seen at once; the problems, many and alike, when they are asked for. @param {Record<string, any>} responses */
        responses(responses) {
                const all = Object.entries(responses);
                const good = all.filter(([status]) => status < '400');
                const problems = all.filter(([status]) => status >= '400');
                return html`<ul class="responses">${good.map(([status, one]) => this.response(status, one))}</ul>
                        ${problems.length > 0 ? folded(t('docs.problems', { count: problems.length }),
                                () => html`<ul class="responses">${problems.map(([status, one]) => this.response(status, one))}</ul>`) : nothing}`;
        }

        inside(/** @type {import('./document.js').Call} */ { method, path, operation }) {
                const document = /** @type {import('./document.js').ApiDocument} */ (this.document);
                const parameters = (operation.parameters ?? []).map((/** @type {any} */ one) => document.follow(one));
                return html`<div class="operation-body stack">
                        ${prose(operation.description)}
                        <p class="small"><strong>${t('docs.access.title')}</strong> ${accessOf(operation)}</p>
                        ${parameters.length > 0 ? html`<section><h4>${t('docs.parameters')}</h4><ul class="schema-fields">${parameters.map((/** @type {any} */ one) =>
                                fieldRow(document, { name: one.name, schema: { ...one.schema, description: one.description }, isRequired: one.required ?? false,
                                        place: t(`docs.${one.in}`), depth: 0 }))}</ul></section>` : nothing}
                        ${operation.requestBody ? html`<section><h4>${t('docs.body')}</h4>${this.content(operation.requestBody.content, true)}</section>` : nothing}
                        <section><h4>${t('docs.responses')}</h4>${this.responses(operation.responses)}</section>
                        <section class="try"><h4>${t('docs.try.title')}</h4>
                                <docs-try .document=${document} .method=${method} .path=${path} .operation=${operation} .token=${this.token}></docs-try></section>
                </div>`;
        }

        render() {
                if (!this.call)
                        return nothing;
                const { method, path, operation } = this.call;
                return html`<details class="operation" id=${operation.operationId} .open=${this.isOpen} @toggle=${this.toggled}>
                        <summary><span class="method" data-method=${method}>${method.toUpperCase()}</span><code class="path">${path}</code>
                                <h3>${operation.summary}</h3>${icon('chevron-down')}</summary>
                        ${this.isOpen ? this.inside(this.call) : nothing}
                </details>`;
        }
}

customElements.define('docs-operation', DocsOperation);
