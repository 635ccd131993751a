// There is no interview to show: why, and what to do about it.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';

const ICONS = /** @type {const} */ ({ missing: 'link', wrong: 'link', expired: 'clock', revoked: 'x', over: 'x',
        elsewhere: 'monitor', failed: 'wifi-off' });

class TroublePage extends EarElement {
        static properties = { interview: { attribute: false }, isBusy: { state: true } };

        constructor() {
                super();
                this.interview = /** @type {import('./interview.js').InterviewStore} */ (/** @type {unknown} */ (undefined));
                this.isBusy = false;
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.interview);
        }

        async again() {
                this.isBusy = true;
                await this.interview.open();
                this.isBusy = false;
        }

        action() {
                const { trouble, token } = this.interview;
                const kind = trouble?.kind;
                if (kind === 'failed' || (kind === 'elsewhere' && token))
                        return html`<button type="button" class="button" data-kind="primary" aria-disabled=${this.isBusy} @click=${() => this.again()}>
                                ${t(kind === 'failed' ? 'common.retry' : 'trouble.continue')}</button>`;
                return nothing;
        }

        render() {
                const { trouble, token } = this.interview;
                if (!trouble)
                        return nothing;
                const { kind, error } = trouble;
                const text = kind === 'elsewhere' && !token ? 'trouble.elsewhere_lost' : `trouble.${kind}_text`;
                const action = this.action();
                return html`<div class="narrow trouble" data-kind=${kind}>
                        <span class="trouble-sign">${icon(ICONS[kind])}</span>
                        <h1 tabindex="-1">${t(`trouble.${kind}`)}</h1>
                        <p class="lead">${t(text)}</p>
                        ${(kind === 'failed' || kind === 'over') && error ? html`<p>${error.message}</p>` : nothing}
                        ${error?.request_id ? html`<p class="muted small">${t('common.request_id')} <code>${error.request_id}</code></p>` : nothing}
                        ${action === nothing ? nothing : html`<div class="actions">${action}</div>`}
                </div>`;
        }
}

customElements.define('ear-trouble', TroublePage);
