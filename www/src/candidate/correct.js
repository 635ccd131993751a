// The dialog in which a candidate corrects what was misheard. Loaded when it is asked for.
import { html, nothing } from 'lit';
import { api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { openDialog } from '../components/dialog.js';
import { areaField } from '../components/field.js';
import { errorNotice } from '../components/notice.js';
import { toast } from '../components/status.js';

class CorrectionForm extends EarElement {
        static properties = { text: { attribute: false }, isSending: { state: true }, error: { state: true } };

        constructor() {
                super();
                this.turn = 0;
                this.text = '';
                this.isSending = false;
                /** @type {Error | null} */
                this.error = null;
                /** @type {(text?: string) => void} */
                this.done = () => {};
        }

        /** @param {Event} event */
        async send(event) {
                event.preventDefault();
                if (this.isSending)
                        return;
                this.isSending = true;
                this.error = null;
                try {
                        const { turn } = await api.put(`/api/candidate/turns/${this.turn}/transcript`, { text: this.text });
                        this.done(turn.answer.text);
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                this.isSending = false;
        }

        render() {
                return html`<form class="stack" @submit=${(/** @type {Event} */ event) => this.send(event)}>
                        <p>${t('correct.text')}</p>
                        ${areaField({ id: 'correction', label: t('correct.label'), value: this.text, rows: 8, longest: 20000, isRequired: true,
                                onInput: (value) => { this.text = value; } })}
                        ${this.error ? errorNotice(this.error) : nothing}
                        <div class="actions actions-end">
                                <button type="button" class="button" @click=${() => this.done()}>${t('common.cancel')}</button>
                                <button class="button" data-kind="primary" aria-disabled=${this.isSending}>${t('correct.send')}</button>
                        </div></form>`;
        }
}

customElements.define('ear-correction-form', CorrectionForm);

/** @param {number} turn @param {string} text as it stands @returns {Promise<string | undefined>} as it was corrected */
export async function openCorrection(turn, text) {
        const corrected = await openDialog(t('correct.title', { number: turn }), (/** @type {(text?: string) => void} */ close) =>
                html`<ear-correction-form .turn=${turn} .text=${text} .done=${close}></ear-correction-form>`);
        if (corrected !== undefined)
                toast(t('correct.done'));
        return corrected;
}
