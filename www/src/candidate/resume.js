// The resume: chosen or dropped, sent, and shown as it was read, so that a misread one can be replaced.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { size } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { errorNotice, notice } from '../components/notice.js';
import { announce } from '../components/status.js';

const ACCEPTED = '.pdf,.docx,.odt,.rtf,.txt,.md';
/** The server takes a little more (16 MiB). */
const LARGEST_BYTES = 16e6;

class Resume extends EarElement {
        static properties = {
                interview: { attribute: false }, file: { state: true }, progress: { state: true },
                error: { state: true }, isOver: { state: true },
        };

        constructor() {
                super();
                this.interview = /** @type {import('./interview.js').InterviewStore} */ (/** @type {unknown} */ (undefined));
                /** The one on its way. @type {File | null} */
                this.file = null;
                this.progress = 0;
                /** @type {Error | null} */
                this.error = null;
                this.isOver = false;
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.interview);
        }

        /** @param {File | undefined} file */
        async send(file) {
                if (!file || this.file)
                        return;
                this.error = null;
                if (file.size === 0 || file.size > LARGEST_BYTES) {
                        this.error = new Error(file.size === 0 ? t('resume.empty') : t('resume.too_large', { size: size(LARGEST_BYTES) }));
                        return;
                }
                this.file = file;
                this.progress = 0;
                try {
                        await this.interview.sendResume(file, (sent, total) => { this.progress = sent / total; });
                        announce(t('resume.read', { filename: file.name }));
                } catch (error) {
                        this.error = this.interview.sort(error);
                }
                this.file = null;
                this.focusOn(this.error ? '.dropzone' : '.resume-read h2');
        }

        /** @param {DragEvent} event */
        drop(event) {
                event.preventDefault();
                this.isOver = false;
                this.send(event.dataTransfer?.files[0]);
        }

        picker() {
                const has = this.interview.interview?.resume;
                return html`<div class="dropzone" tabindex="-1" data-over=${this.isOver ? '' : nothing}
                        @dragover=${(/** @type {DragEvent} */ event) => { event.preventDefault(); this.isOver = true; }}
                        @dragleave=${() => { this.isOver = false; }} @drop=${(/** @type {DragEvent} */ event) => this.drop(event)}>
                        <input type="file" id="resume-file" class="visually-hidden" accept=${ACCEPTED} aria-describedby="resume-hint"
                                @change=${(/** @type {Event} */ event) => {
                                        const input = /** @type {HTMLInputElement} */ (event.target);
                                        this.send(input.files?.[0]);
                                        input.value = '';
                                }}>
                        <label class="button" for="resume-file">${icon('upload')} ${t(has ? 'resume.replace' : 'resume.choose')}</label>
                        <p class="hint" id="resume-hint">${t('resume.drop', { size: size(LARGEST_BYTES) })}</p>
                </div>`;
        }

        sending() {
                const { file } = this;
                const text = t(this.progress < 1 ? 'resume.sending' : 'resume.reading', { filename: file?.name ?? '' });
                return html`<div class="dropzone" role="group" aria-busy="true">
                        <p><strong>${text}</strong></p>
                        <progress max="1" .value=${this.progress} aria-label=${text}></progress>
                </div>`;
        }

        result() {
                const resume = this.interview.interview?.resume;
                if (!resume || this.file)
                        return nothing;
                return html`<div class="resume-read stack">
                        <div class="resume-name">${icon('file-text')}<div>
                                <h2 tabindex="-1">${t('resume.read', { filename: resume.filename })}</h2>
                                ${resume.pages ? html`<p class="muted">${t('resume.pages', { count: resume.pages })},
                                        ${t('resume.characters', { count: resume.characters ?? 0 })}</p>` : nothing}
                        </div></div>
                        ${resume.warnings?.length ? notice('warn', html`<p><strong>${t('resume.warnings')}</strong></p>
                                <ul>${resume.warnings.map((warning) => html`<li>${warning}</li>`)}</ul>`) : nothing}
                        ${resume.text ? html`<details><summary>${t('resume.text')}</summary>
                                <div class="resume-text" tabindex="0" role="region" aria-label=${resume.filename}>${resume.text}</div></details>` : nothing}
                </div>`;
        }

        render() {
                const has = this.interview.interview?.resume;
                return html`<div class="narrow stack-l">
                        <div><h1 tabindex="-1">${t('resume.title')}</h1><p class="lead">${t('resume.lead')}</p></div>
                        <div class="card stack-l">
                                ${this.result()}
                                ${this.error ? html`${errorNotice(this.error)}<p class="muted small">${t('resume.safe')}</p>` : nothing}
                                ${this.file ? this.sending() : this.picker()}
                                <div class="actions">
                                        <button type="button" class="button" data-kind=${has ? 'primary' : nothing} aria-disabled=${this.file !== null}
                                                @click=${() => !this.file && this.interview.go('check')}>
                                                ${t(has ? 'resume.continue' : 'resume.skip')} ${icon('arrow-right')}</button>
                                </div>
                        </div>
                </div>`;
        }
}

customElements.define('ear-resume', Resume);
