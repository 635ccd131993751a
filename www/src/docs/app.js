// The page that shows the API's document: its calls in their groups, each with what it takes and gives, and a form to try it.
import '../components/words.js';
import './words.js';
import { html, nothing, render } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { textField } from '../components/field.js';
import { errorNotice } from '../components/notice.js';
import { shell } from '../components/shell.js';
import { ApiDocument } from './document.js';
import './operation.js';
import { prose } from './schema.js';

export class DocsApp extends EarElement {
        static properties = { document: { state: true }, error: { state: true }, text: { state: true }, token: { state: true } };

        constructor() {
                super();
                /** @type {ApiDocument | null} */
                this.document = null;
                /** @type {Error | null} */
                this.error = null;
                this.text = '';
                this.token = '';
        }

        connectedCallback() {
                super.connectedCallback();
                this.listen(window, 'hashchange', () => this.openNamed());
                this.load();
        }

        async load() {
                this.error = null;
                try {
                        this.document = new ApiDocument(await api.get('/openapi.json', { signal: this.leaving.signal }));
                        await this.updateComplete;
                        this.openNamed();
                } catch (error) {
                        if (!this.leaving.signal.aborted)
                                this.error = /** @type {Error} */ (error);
                }
        }

        /** Opens the call that the address names. */
        async openNamed() {
                const name = decodeURIComponent(location.hash.slice(1));
                await Promise.all([...this.querySelectorAll('docs-operation')].map((one) => /** @type {EarElement} */ (one).updateComplete));
                const named = document.getElementById(name)?.closest('docs-operation');
                /** @type {import('./operation.js').DocsOperation | null | undefined} */ (named)?.open();
        }

        side(/** @type {any[]} */ groups) {
                return html`<nav class="groups" aria-label=${t('docs.nav')}><ul>${groups.map((group) => html`<li><a href="#${group.name}">${group.name}
                        <span class="visually-hidden">${t('docs.calls', { count: group.calls.length })}</span></a></li>`)}</ul></nav>`;
        }

        tools() {
                return html`<div class="tools">
                        ${textField({ id: 'find', label: t('docs.filter'), type: 'search', hint: t('docs.filter_hint'), value: this.text,
                                onInput: (value) => { this.text = value; } })}
                        ${textField({ id: 'token', label: t('docs.key'), type: 'password', hint: t('docs.key_hint'), value: this.token, autocomplete: 'off',
                                onInput: (value) => { this.token = value.trim(); } })}
                </div>`;
        }

        group(/** @type {any} */ group) {
                return html`<section class="group stack" aria-labelledby=${group.name}><div><h2 id=${group.name} tabindex="-1">${group.name}</h2>
                        <p class="muted">${group.description}</p></div>
                        <div class="operations">${repeat(group.calls, (/** @type {any} */ call) => call.operation.operationId, (call) => html`<docs-operation
                                .document=${this.document} .call=${call} .token=${this.token}></docs-operation>`)}</div></section>`;
        }

        main(/** @type {any[]} */ groups) {
                if (this.error)
                        return errorNotice(this.error, html`<button class="button" @click=${() => this.load()}>${t('common.retry')}</button>`);
                const { info } = /** @type {ApiDocument} */ (this.document).source;
                return html`<div class="stack about">${prose(info.description)}
                                <p><a href="/openapi.json">${t('docs.json')}</a></p></div>
                        ${this.tools()}
                        ${groups.length === 0 ? html`<div class="stack" role="status"><p>${t('docs.no_match', { text: this.text })}</p>
                                <div class="actions"><button class="button" @click=${() => { this.text = ''; }}>${t('docs.no_match_action')}</button></div></div>` : nothing}
                        ${repeat(groups, (group) => group.name, (group) => this.group(group))}`;
        }

        render() {
                // Other elements than those that come, and as high as the window: nothing that is seen moves when they do.
                if (!this.document && !this.error)
                        return keyed('waiting', shell({ name: 'Earshot', href: '/',
                                main: html`<div class="waiting stack-l"><h1>${t('docs.heading')}</h1><p class="muted" role="status">${t('docs.waiting')}</p></div>` }));
                const groups = this.document?.groups(this.text) ?? [];
                return keyed('come', shell({ name: 'Earshot', href: '/', side: groups.length > 0 ? this.side(groups) : undefined,
                        main: html`<div class="stack-l"><h1>${t('docs.heading')}</h1>${this.main(groups)}</div>` }));
        }
}

customElements.define('docs-app', DocsApp);
render(html`<docs-app></docs-app>`, document.body);
