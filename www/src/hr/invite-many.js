// Invitations for a list of candidates: pasted or from a file, each row checked before anything is made, one link each.
import { html, nothing } from 'lit';
import { ApiError } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { areaField } from '../components/field.js';
import { announce } from '../components/status.js';
import { CreateKey } from './client.js';
import { ROWS_MOST, readCandidates, saveCsv } from './csv.js';
import { copyText, mailLink } from './invitation-link.js';
import { table } from './table.js';

const FILE_MOST = 1_000_000;
/** How often a row is tried again that the server could not take just then. */
const TRIES = 3;

/** @typedef {import('./csv.js').Row & {key: CreateKey, url: string, problem: string}} Draft */

/** @fires CustomEvent<boolean> unkept: links were made that nobody has copied or downloaded, or all of them are kept */
export class InviteMany extends EarElement {
        static properties = { terms: { attribute: false }, title: { attribute: false }, text: { state: true }, fileError: { state: true }, drafts: { state: true },
                state: { state: true } };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                /** What all of them share; null while it is not right. @type {() => {posting_id: string, expires_at: string, scheduled_at?: string} | null} */
                this.terms = () => null;
                this.title = '';
                /** Until when the links work that were made. */
                this.until = '';
                this.text = '';
                this.fileError = '';
                /** @type {Draft[]} */
                this.drafts = [];
                /** @type {'list' | 'making' | 'made'} */
                this.state = 'list';
        }

        get read() {
                return readCandidates(this.text);
        }

        /** @param {Event} event */
        async open(event) {
                const input = /** @type {HTMLInputElement} */ (event.target);
                const file = input.files?.[0];
                if (!file)
                        return;
                this.fileError = file.size > FILE_MOST ? t('hr.many.file_large') : '';
                const text = this.fileError ? '' : await file.text();
                if (text.includes('\uFFFD') || text.includes('\0'))
                        this.fileError = t('hr.many.file_binary');
                if (!this.fileError)
                        this.text = text;
                input.value = '';
        }

        async make() {
                const terms = this.state === 'making' ? null : this.terms();
                if (!terms)
                        return;
                this.until = terms.expires_at;
                if (this.drafts.length === 0)
                        this.drafts = this.read.rows.filter(({ error }) => !error).map((row) => ({ ...row, key: new CreateKey(), url: '', problem: '' }));
                this.state = 'making';
                this.dispatchEvent(new CustomEvent('unkept', { detail: true }));
                for (const draft of this.drafts.filter(({ url }) => !url)) {
                        await this.makeOne(draft, terms);
                        if (this.leaving.signal.aborted)
                                return;
                        this.requestUpdate();
                }
                this.state = 'made';
                announce(t('hr.many.made', { count: this.drafts.filter(({ url }) => url).length }));
                this.focusOn('#made');
        }

        /** Its key makes a repeated request safe. @param {Draft} draft @param {any} terms */
        async makeOne(draft, terms) {
                const body = { ...terms, candidate: { name: draft.name, ...draft.email ? { email: draft.email } : {} } };
                draft.problem = '';
                for (let left = TRIES; left > 0; left--) {
                        try {
                                draft.url = new URL((await this.client.invite(body, draft.key)).invite_url, location.origin).href;
                                return;
                        } catch (error) {
                                if (!(error instanceof ApiError))
                                        throw error;
                                draft.problem = error.problem.errors?.[0]?.detail ?? error.message;
                                if (!error.isPassing || left === 1)
                                        return;
                                await new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(30, error.wait_s || 2)));
                        }
                }
        }

        get made() {
                return this.drafts.filter(({ url }) => url);
        }

        kept() {
                this.dispatchEvent(new CustomEvent('unkept', { detail: false }));
        }

        download() {
                saveCsv(t('hr.many.filename'), [['name', 'email', 'link'], ...this.made.map(({ name, email, url }) => [name, email, url])]);
                this.kept();
        }

        async copyAll() {
                if (await copyText(this.made.map(({ name, url }) => `${name}\t${url}`).join('\n'), t('hr.many.copied', { count: this.made.length })))
                        this.kept();
        }

        list() {
                const { rows, isTooLong } = this.read;
                const good = rows.filter(({ error }) => !error).length;
                return html`${areaField({ id: 'many-text', label: t('hr.many.text'), hint: t('hr.many.hint'), value: this.text, rows: 6, longest: FILE_MOST,
                                onInput: (text) => { this.text = text; } })}
                        <div class="field"><label class="button small-button file-button" for="many-file">${icon('upload')} ${t('hr.many.file')}</label>
                                <input class="visually-hidden" type="file" id="many-file" accept=".csv,.tsv,.txt,text/csv,text/plain" @change=${(/** @type {Event} */ event) => this.open(event)}>
                                ${this.fileError ? html`<p class="field-error" role="alert">${icon('circle-alert')} ${this.fileError}</p>` : nothing}</div>
                        ${rows.length > 0 ? html`<div class="many-rows" tabindex="0" role="region" aria-label=${t('hr.many.read')}>${table({ caption: t('hr.many.read'),
                                columns: [{ label: t('hr.many.line') }, { label: t('hr.interviews.candidate') }, { label: t('hr.interviews.email') }, { label: t('hr.many.check') }],
                                rows: rows.map(({ line, name, email, error }) => [line, name || '–', email || html`<span class="muted">–</span>`, error
                                        ? html`<span class="field-error">${icon('circle-alert')} ${t(`hr.many.error_${error}`)}</span>`
                                        : html`<span class="row-fine">${icon('check')} ${t('hr.many.fine')}</span>`]) })}</div>
                        <p role="status">${t('hr.many.ready', { count: good })} ${rows.length > good ? t('hr.many.left_out', { count: rows.length - good }) : nothing}
                                ${isTooLong ? t('hr.many.too_long', { count: ROWS_MOST }) : nothing}</p>` : nothing}
                        <div class="actions"><button type="button" class="button" data-kind="primary" aria-disabled=${String(good === 0)}
                                @click=${() => good > 0 && this.make()}>${t('hr.many.create', { count: good })}</button></div>`;
        }

        links() {
                const missing = this.drafts.length - this.made.length;
                const isMaking = this.state === 'making';
                return html`<h2 id="made" tabindex="-1">${isMaking ? t('hr.many.making', { count: this.made.length, all: this.drafts.length })
                                : t('hr.many.made', { count: this.made.length })}</h2>
                        ${isMaking ? html`<progress class="progress" max=${this.drafts.length} .value=${this.made.length} aria-label=${t('hr.many.progress')}></progress>`
                                : html`<p>${t('hr.many.once')}</p>
                        <div class="actions">
                                ${this.made.length > 0 ? html`<button type="button" class="button" data-kind="primary" @click=${() => this.download()}>${icon('download')} ${t('hr.many.download')}</button>
                                        <button type="button" class="button" @click=${() => this.copyAll()}>${icon('copy')} ${t('hr.many.copy')}</button>` : nothing}
                                ${missing > 0 ? html`<button type="button" class="button" @click=${() => this.make()}>${icon('refresh-cw')} ${t('hr.many.again', { count: missing })}</button>` : nothing}
                                <a class="button" href="/hr/interviews">${t('hr.many.done')}</a></div>`}
                        <div class="many-rows" tabindex="0" role="region" aria-label=${t('hr.many.links')}>${table({ caption: t('hr.many.links'),
                                columns: [{ label: t('hr.interviews.candidate') }, { label: t('hr.interviews.email') }, { label: t('hr.invite.link') }],
                                rows: this.drafts.map((draft) => [draft.name, draft.email || html`<span class="muted">–</span>`, this.linkCell(draft)]) })}</div>`;
        }

        /** @param {Draft} draft */
        linkCell({ name, email, url, problem }) {
                if (!url)
                        return problem ? html`<span class="field-error">${icon('circle-alert')} ${problem}</span>` : html`<span class="muted">${t('hr.many.waits')}</span>`;
                return html`<span class="icon-buttons"><button type="button" class="icon-button" aria-label=${t('hr.many.copy_of', { name })} title=${t('hr.many.copy_of', { name })}
                                @click=${() => copyText(url, t('hr.invite.copied'))}>${icon('copy')}</button>
                        ${email ? html`<a class="icon-button" aria-label=${t('hr.many.mail_to', { name })} title=${t('hr.many.mail_to', { name })}
                                href=${mailLink({ url, name, email, title: this.title, until: this.until })}>${icon('mail')}</a>` : nothing}</span>`;
        }

        render() {
                return html`<div class="stack-l">${this.state === 'list' ? this.list() : this.links()}</div>`;
        }
}

customElements.define('hr-invite-many', InviteMany);
