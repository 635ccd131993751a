// One question at the end, which nobody has to answer. Loaded with the last page.
import { html, nothing } from 'lit';
import { api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { areaField } from '../components/field.js';
import { errorNotice, notice } from '../components/notice.js';

const RATINGS = [1, 2, 3, 4, 5];

class Experience extends EarElement {
        static properties = { rating: { state: true }, isGiven: { attribute: false }, isSending: { state: true }, error: { state: true } };

        constructor() {
                super();
                this.rating = 0;
                this.text = '';
                this.isGiven = false;
                this.isSending = false;
                /** @type {Error | null} */
                this.error = null;
        }

        /** @param {Event} event */
        async send(event) {
                event.preventDefault();
                if (this.isSending || this.rating === 0)
                        return;
                this.isSending = true;
                this.error = null;
                try {
                        await api.post('/api/candidate/experience', { rating: this.rating, text: this.text });
                        this.isGiven = true;
                } catch (error) {
                        this.error = /** @type {Error} */ (error);
                }
                this.isSending = false;
        }

        render() {
                if (this.isGiven)
                        return notice('ok', html`<p>${t('experience.thanks')}</p>`);
                return html`<form class="stack" @submit=${(/** @type {Event} */ event) => this.send(event)}>
                        <fieldset class="ratings"><legend>${t('experience.question')} <span class="muted small">${t('experience.optional')}</span></legend>
                                ${RATINGS.map((rating) => html`<label class="rating"><input type="radio" name="rating" value=${rating} .checked=${rating === this.rating}
                                        @change=${() => { this.rating = rating; }}><span>${t(`experience.${rating}`)}</span></label>`)}
                        </fieldset>
                        ${this.rating > 0 ? html`${areaField({ id: 'experience-text', label: t('experience.text'), value: this.text, rows: 3, longest: 2000,
                                onInput: (value) => { this.text = value; } })}
                                ${this.error ? errorNotice(this.error) : nothing}
                                <div class="actions"><button class="button" aria-disabled=${this.isSending}>${t('experience.send')}</button></div>` : nothing}
                        <p class="muted small">${t('experience.use')}</p></form>`;
        }
}

customElements.define('ear-experience', Experience);
