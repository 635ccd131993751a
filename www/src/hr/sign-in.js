// The one form of signing in, on its own page and in the dialog that opens when a session has ended.
import { html, nothing } from 'lit';
import { ApiError } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { field, textField } from '../components/field.js';
import { notice } from '../components/notice.js';

/** @fires CustomEvent<import('./client.js').Who> signed-in */
export class SignIn extends EarElement {
        static properties = {
                email: { state: true },
                password: { state: true },
                isShown: { state: true },
                isBusy: { state: true },
                problem: { state: true },
        };

        constructor() {
                super();
                /** @type {import('./client.js').HrClient} */
                this.client = /** @type {any} */ (null);
                this.email = '';
                this.password = '';
                this.isShown = false;
                this.isBusy = false;
                this.problem = '';
        }

        firstUpdated() {
                if (this.closest('dialog'))
                        this.focusOn(this.email ? '#password' : '#email');
        }

        /** @param {SubmitEvent} event */
        async submit(event) {
                event.preventDefault();
                if (this.isBusy)
                        return;
                if (!this.email.trim() || !this.password) {
                        this.problem = t('hr.signin.missing');
                        return this.focusOn(this.email.trim() ? '#password' : '#email');
                }
                this.isBusy = true;
                this.problem = '';
                try {
                        const detail = await this.client.signIn(this.email.trim(), this.password);
                        this.dispatchEvent(new CustomEvent('signed-in', { detail }));
                } catch (error) {
                        this.problem = this.sentence(error);
                        this.focusOn('#password');
                }
                this.isBusy = false;
        }

        /** No word about whether the account exists. @param {unknown} error */
        sentence(error) {
                if (!(error instanceof ApiError))
                        throw error;
                if (error.status === 429)
                        return error.wait_s > 0 ? t('hr.signin.wait_for', { time: span(Math.max(1, error.wait_s)) }) : t('hr.signin.wait');
                return error.status === 401 || error.status === 422 ? t('hr.signin.wrong') : error.message;
        }

        render() {
                const toggle = this.isShown ? t('hr.signin.hide') : t('hr.signin.show');
                return html`<form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
                        ${this.problem ? notice('error', html`<p id="signin-problem">${this.problem}</p>`) : nothing}
                        ${textField({ id: 'email', label: t('hr.signin.email'), type: 'email', value: this.email, autocomplete: 'username',
                                isRequired: true, onInput: (value) => { this.email = value; } })}
                        ${field({ id: 'password', label: t('hr.signin.password'), control: html`<div class="with-button">
                                <input class="input" id="password" name="password" type=${this.isShown ? 'text' : 'password'} required
                                        autocomplete="current-password" autocapitalize="none" spellcheck="false" .value=${this.password}
                                        aria-describedby=${this.problem ? 'signin-problem' : nothing}
                                        @input=${(/** @type {InputEvent} */ event) => {
                                                this.password = /** @type {HTMLInputElement} */ (event.target).value; }}>
                                <button type="button" class="input-button" aria-pressed=${String(this.isShown)} aria-label=${t('hr.signin.show')}
                                        title=${toggle} @click=${() => { this.isShown = !this.isShown; }}>${icon(this.isShown ? 'eye-off' : 'eye')}</button>
                        </div>` })}
                        <button class="button wide" data-kind="primary" aria-disabled=${String(this.isBusy)}>
                                ${this.isBusy ? t('hr.signin.busy') : t('hr.signin.action')}</button>
                </form>`;
        }
}

customElements.define('hr-sign-in', SignIn);
