// Somebody comes back in the middle: where they were, and what still lies on this device.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { clock, span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { errorNotice, notice } from '../components/notice.js';
import '../components/player.js';
import { lineFace } from './line.js';
import { clipPath, discardUpload } from './upload.js';

class Return extends EarElement {
        static properties = { parts: { attribute: false }, draft: { state: true }, error: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                this.parts = /** @type {import('./candidate.js').Parts} */ (/** @type {unknown} */ (undefined));
                /** What was made and not sent. @type {import('./drafts.js').Draft | null} */
                this.draft = null;
                this.isBusy = false;
                /** @type {Error | null} */
                this.error = null;
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.parts.interview);
                this.follow(this.parts.line);
                this.look();
        }

        async look() {
                const { drafts, interview } = this.parts;
                const draft = await drafts.find(interview.interview?.id ?? '', interview.turn?.number ?? 0);
                this.draft = draft !== null && (draft.blob !== null || draft.text !== '') ? draft : null;
        }

        async discard() {
                const { drafts, interview } = this.parts;
                const isSure = await confirmDialog({ title: t('return.delete_title'), body: t('return.delete_body'),
                        confirm: t('return.delete'), isDangerous: true });
                if (!isSure)
                        return;
                const turn = interview.turn?.number ?? 0;
                await drafts.forget(interview.interview?.id ?? '', turn);
                discardUpload(clipPath(turn));
                await this.look();
                this.focusOn('[data-action="continue"]');
        }

        /** Goes on with the question, where what was kept waits in the card, and sends it. */
        async send() {
                const { answer, interview } = this.parts;
                await this.start();
                if (this.error || interview.step !== 'interview')
                        return;
                await answer.begin(interview.turn?.number ?? 0);
                if (answer.state === 'review' || (answer.state === 'typing' && answer.text.trim() !== ''))
                        answer.send();
        }

        /** Goes on with the question and records a new answer to it. */
        async again() {
                const { answer, interview } = this.parts;
                const isSure = await confirmDialog({ title: t('answer.again_title'), body: t('answer.again_body'), confirm: t('answer.again') });
                if (!isSure)
                        return;
                await this.start();
                if (this.error || interview.step !== 'interview')
                        return;
                await answer.begin(interview.turn?.number ?? 0);
                answer.record();
        }

        kept() {
                const { draft } = this;
                if (!draft)
                        return nothing;
                return html`<div class="stack kept">${notice('info', html`<p>${this.told(draft)}</p>`)}
                        ${draft.blob ? html`<ear-player .blob=${draft.blob} .length_ms=${draft.length_ms} .label=${t('answer.player')}></ear-player>`
                                : html`<blockquote>${draft.text}</blockquote>`}
                        <div class="actions">
                                <button type="button" class="button" data-action="send" aria-disabled=${this.isBusy} @click=${() => this.send()}>${t('answer.send')}</button>
                                ${draft.blob ? html`<button type="button" class="button" data-action="again" aria-disabled=${this.isBusy} @click=${() => this.again()}>${icon('rotate-ccw')} ${t('answer.again')}</button>` : nothing}
                                <button type="button" class="button" data-kind="quiet" @click=${() => this.discard()}>${icon('trash-2')} ${t('return.delete')}</button>
                        </div></div>`;
        }

        /** @param {import('./drafts.js').Draft} draft */
        told({ blob, isWhole, length_ms }) {
                if (!blob)
                        return t('return.kept_text');
                return t(isWhole ? 'return.kept_recording' : 'return.kept_part', { length: clock(length_ms) });
        }

        async start() {
                if (this.isBusy)
                        return;
                this.isBusy = true;
                this.parts.voice.unlock();
                this.error = null;
                try {
                        await this.parts.line.start();
                } catch (error) {
                        this.error = this.parts.interview.sort(error);
                }
                this.isBusy = false;
        }

        render() {
                const { interview, line } = this.parts;
                const { turns, current_turn, expires_at, paused_by } = /** @type {import('./interview.js').Interview} */ (interview.interview);
                const answered = turns.filter((turn) => ['received', 'transcribed', 'answered'].includes(turn.status)).length;
                const number = current_turn ?? turns.length;
                const by = paused_by === 'hr' || paused_by === 'away' ? `_${paused_by}` : '';
                return html`<div class="narrow stack-l">
                        <div><h1 tabindex="-1">${t(interview.isPaused ? `break.title${by}` : 'return.title')}</h1>
                                ${interview.isPaused ? html`<p class="lead">${t(`break.text${by}`)}</p>` : nothing}
                                <p class="lead">${t('return.answered', { count: answered })} ${t('return.next', { number })}</p></div>
                        <div class="card stack">
                                ${this.kept()}
                                <p>${icon('clock')} ${t('return.left', { span: span(interview.remaining_seconds) })}</p>
                                ${this.error ? errorNotice(this.error) : nothing}
                                ${lineFace(line, expires_at)}
                                <div class="actions">
                                        <button type="button" class="button" data-kind="primary" data-action="continue" aria-disabled=${this.isBusy} @click=${() => this.start()}>
                                                ${t('return.continue', { number })} ${icon('arrow-right')}</button>
                                        <button type="button" class="button" @click=${() => interview.go('check')}>${icon('mic')} ${t('return.check')}</button>
                                </div>
                        </div>
                </div>`;
        }
}

customElements.define('ear-return', Return);
