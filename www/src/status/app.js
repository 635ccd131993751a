// Whether the service works now, part by part, for anybody who asks.
import words from 'locales:status';
import { html, nothing } from 'lit';
import { ApiError, api } from '../base/api.js';
import { EarElement } from '../base/element.js';
import { time } from '../base/format.js';
import { provide, t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { candidateFoot, settleLanguage } from '../candidate/language.js';
import { shell } from '../components/shell.js';
import '../components/words.js';

const AGAIN_MS = 30_000;
const PARTS = /** @type {const} */ (['database', 'storage', 'speech']);
const KINDS = /** @type {Record<string, ['ok' | 'danger' | null, import('../base/icons.js').IconName]>} */ ({
        ok: ['ok', 'check'], failed: ['danger', 'x'], not_used: [null, 'check'] });

class StatusPage extends EarElement {
        static properties = { state: { state: true }, parts: { state: true }, askedAt: { state: true } };

        constructor() {
                super();
                /** @type {'checking' | 'all_well' | 'some_ill' | 'unreachable'} */
                this.state = 'checking';
                /** @type {Record<string, string>} */
                this.parts = {};
                this.askedAt = 0;
        }

        connectedCallback() {
                super.connectedCallback();
                this.look();
                const again = setInterval(() => document.visibilityState === 'visible' && this.look(), AGAIN_MS);
                this.leaving.signal.addEventListener('abort', () => clearInterval(again));
        }

        async look() {
                try {
                        this.parts = { service: 'ok', ...await api.get('/readyz') };
                        this.state = 'all_well';
                } catch (error) {
                        // The problem names the parts, where the service itself answered.
                        const checks = error instanceof ApiError ? /** @type {any} */ (error.problem).checks : undefined;
                        this.parts = checks ? { service: 'ok', ...checks } : { service: 'failed' };
                        this.state = checks ? 'some_ill' : 'unreachable';
                }
                this.askedAt = Date.now();
        }

        /** Who waits knows that others do, too. */
        line() {
                const waiting = /** @type {any} */ (this.parts).interviews?.waiting ?? 0;
                return waiting === 0 ? nothing : html`<p>${t('status.waiting', { count: waiting })}</p>`;
        }

        /** @param {string} part */
        row(part) {
                const state = this.parts[part];
                if (!(state in KINDS))
                        return nothing;
                const [kind, drawing] = KINDS[state];
                return html`<div><dt>${t(`status.${part}`)}</dt><dd><span class="pill" data-kind=${kind ?? nothing}>${icon(drawing)} ${t(`status.${state}`)}</span></dd></div>`;
        }

        render() {
                const isWell = this.state === 'all_well';
                return shell({ name: 'Earshot', href: '/', foot: candidateFoot(), main: html`<div class="narrow stack-l" aria-busy=${this.state === 'checking'}>
                        <div role="status"><h1 tabindex="-1">${t(`status.${this.state}`)}</h1>
                                ${this.state === 'checking' ? nothing : html`<p class="lead">${t(isWell ? 'status.lead_well' : 'status.lead_ill')}</p>`}</div>
                        ${this.state === 'checking' ? nothing : html`<dl class="facts card" aria-label=${t('status.caption')}>
                                ${['service', ...PARTS].map((part) => this.row(part))}</dl>
                                ${this.line()}
                                <p class="muted small">${t('status.asked', { time: time(this.askedAt) })}</p>`}
                </div>` });
        }

        updated() {
                document.title = `${t('status.title')} · Earshot`;
        }
}

customElements.define('ear-status', StatusPage);
provide(words);
await settleLanguage();
document.body.prepend(new StatusPage());
