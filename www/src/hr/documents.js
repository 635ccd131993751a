// Company and role documents of a posting: what questions and evaluations are grounded in.
import { html, nothing } from 'lit';
import { ApiError } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { errorNotice, notice } from '../components/notice.js';
import { toast } from '../components/status.js';
import { Load, skeleton } from './page.js';

const ACCEPTED = '.pdf,.docx,.odt,.rtf,.md,.txt';

export class Documents extends EarElement {
        static properties = { posting_id: { attribute: false }, canChange: { attribute: false }, error: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.posting_id = '';
                this.canChange = false;
                /** @type {Error | null} */
                this.error = null;
                this.isBusy = false;
                /** @type {Load<import('./client.js').Page<import('./client.js').Document>>} */
                this.documents = new Load(this, (signal) => this.client.documents(this.posting_id, signal));
        }

        firstUpdated() {
                this.documents.run();
        }

        /** One after the other: each is read in a process of its own. @param {Event} event */
        async add(event) {
                const input = /** @type {HTMLInputElement} */ (event.target);
                const files = [...input.files ?? []];
                input.value = '';
                this.isBusy = true;
                this.error = null;
                let name = '';
                try {
                        for (const file of files) {
                                name = file.name;
                                const { filename, passages } = await this.client.addDocument(this.posting_id, file);
                                toast(t('hr.documents.added', { name: filename, count: passages }));
                        }
                } catch (error) {
                        if (!(error instanceof ApiError))
                                throw error;
                        this.error = Object.assign(new Error(t('hr.documents.refused', { name, text: error.message })), { request_id: error.request_id });
                }
                this.isBusy = false;
                await this.documents.run();
        }

        /** @param {import('./client.js').Document} document */
        async takeOut({ id, filename }) {
                if (!await confirmDialog({ title: t('hr.documents.remove_title', { name: filename }), body: t('hr.documents.remove_text'), confirm: t('hr.documents.remove'), isDangerous: true }))
                        return;
                this.error = null;
                try {
                        await this.client.removeDocument(this.posting_id, id);
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                await this.documents.run();
                this.focusOn('#document-file');
        }

        /** @param {import('./client.js').Document} document */
        row(document) {
                const { filename, pages, passages, warnings } = document;
                return html`<li><span>${icon('file-text')}</span><span class="document-name"><strong>${filename}</strong>
                                <span class="row-more">${[pages > 0 ? t('hr.documents.pages', { count: pages }) : '', t('hr.documents.passages', { count: passages })].filter(Boolean).join(' · ')}</span></span>
                        ${this.canChange ? html`<button type="button" class="icon-button" aria-label=${t('hr.documents.remove_one', { name: filename })} title=${t('hr.documents.remove_one', { name: filename })}
                                @click=${() => this.takeOut(document)}>${icon('trash-2')}</button>` : nothing}
                        ${warnings.length > 0 ? html`<div class="document-warnings">${notice('warn', warnings.map((text) => html`<p>${text}</p>`))}</div>` : nothing}</li>`;
        }

        render() {
                return html`<div class="card stack">
                        <p class="muted">${t('hr.documents.lead')}</p>
                        ${this.error ? errorNotice(this.error) : nothing}
                        ${this.documents.show(({ items }) => items.length === 0 ? html`<p class="muted">${t('hr.documents.none')}</p>`
                                : html`<ul class="documents" role="list">${items.map((document) => this.row(document))}</ul>`, skeleton(2))}
                        ${this.canChange ? html`<div class="field"><label class="button small-button file-button" for="document-file" aria-disabled=${String(this.isBusy)}>
                                        ${icon('upload')} ${this.isBusy ? t('hr.documents.reading') : t('hr.documents.add')}</label>
                                <input class="visually-hidden" type="file" multiple id="document-file" accept=${ACCEPTED} ?disabled=${this.isBusy} aria-describedby="document-hint"
                                        @change=${(/** @type {Event} */ event) => this.add(event)}>
                                <p class="hint" id="document-hint">${t('hr.documents.kinds')}</p></div>` : nothing}
                </div>`;
        }
}

customElements.define('hr-documents', Documents);
