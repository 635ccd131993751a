// Somebody comes back in the middle: where they were, and what still lies on this device.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { errorNotice, notice } from '../components/notice.js';

class Return extends EarElement {
        static properties = { parts: { attribute: false }, hasDraft: { state: true }, error: { state: true } };

        constructor() {
                super();
                this.parts = /** @type {import('./candidate.js').Parts} */ (/** @type {unknown} */ (undefined));
                this.hasDraft = false;
                /** @type {Error | null} */
                this.error = null;
        }

        connectedCallback() {
                super.connectedCallback();
                const { drafts, interview } = this.parts;
                this.follow(interview);
                drafts.find(interview.interview?.id ?? '', interview.turn?.number ?? 0).then((draft) => {
                        this.hasDraft = draft !== null && (draft.blob !== null || draft.text !== '');
                });
        }

        async start() {
                this.parts.voice.unlock();
                this.error = null;
                try {
                        await this.parts.interview.start();
                } catch (error) {
                        this.error = this.parts.interview.sort(error);
                }
        }

        render() {
                const { interview } = this.parts;
                const { turns, current_turn } = /** @type {import('./interview.js').Interview} */ (interview.interview);
                const answered = turns.filter((turn) => ['received', 'transcribed', 'answered'].includes(turn.status)).length;
                const number = current_turn ?? turns.length;
                return html`<div class="narrow stack-l">
                        <div><h1 tabindex="-1">${t('return.title')}</h1>
                                <p class="lead">${t('return.answered', { count: answered })} ${t('return.next', { number })}</p></div>
                        <div class="card stack">
                                ${this.hasDraft ? notice('info', html`<p>${t('return.kept')}</p>`) : nothing}
                                <p>${icon('clock')} ${t('return.left', { span: span(interview.remaining_seconds) })}</p>
                                ${this.error ? errorNotice(this.error) : nothing}
                                <div class="actions">
                                        <button type="button" class="button" data-kind="primary" @click=${() => this.start()}>
                                                ${t('return.continue', { number })} ${icon('arrow-right')}</button>
                                        <button type="button" class="button" @click=${() => interview.go('check')}>${icon('mic')} ${t('return.check')}</button>
                                </div>
                        </div>
                </div>`;
        }
}

customElements.define('ear-return', Return);
