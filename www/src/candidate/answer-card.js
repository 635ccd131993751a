// The card of the answer: one face for each state of AnswerStore, and the focus that goes with it.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { clock, size, span, time } from '../base/format.js';
import { currentLanguage, t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { describedBy } from '../components/field.js';
import { errorNotice, notice } from '../components/notice.js';
import '../components/player.js';
import '../components/waveform.js';
import { silenceFace } from './handsfree-parts.js';
import { microphonePicker, microphoneProblem } from './microphone-parts.js';
import { sendingFace } from './sending.js';

/** Where the focus goes when the card changes to a state, if it was in the card, on a heading or nowhere. */
const FOCUS = /** @type {Record<string, string>} */ ({ arming: '[data-action="cancel"]', recording: '[data-action="finish"]',
        paused: '[data-action="proceed"]', review: '[data-action="send"]', typing: 'textarea', sending: '[data-face="sending"]',
        idle: '[data-action="record"]' });

/** More time is offered when there is no more left than this. */
const EXTEND_FROM_MS = 60_000;
const WAITING_MS = 1000;
/** @type {number[]} */
const NONE = [];

class AnswerCard extends EarElement {
        static properties = { parts: { attribute: false }, textError: { state: true } };

        constructor() {
                super();
                this.parts = /** @type {import('./candidate.js').Parts} */ (/** @type {unknown} */ (undefined));
                this.textError = '';
                this.shown = '';
                this.shownTurn = 0;
                this.shownText = '';
        }

        connectedCallback() {
                super.connectedCallback();
                const { answer, captions, handsfree, microphone, settings } = this.parts;
                this.follow(captions);
                this.follow(handsfree);
                this.follow(answer);
                this.follow(settings);
                this.follow(microphone);
                this.listen(microphone, 'level', () => {
                        if (answer.state === 'recording')
                                this.wave?.draw();
                });
                const ticking = setInterval(() => answer.state === 'sending' && this.requestUpdate(), WAITING_MS);
                this.leaving.signal.addEventListener('abort', () => clearInterval(ticking));
        }

        get wave() {
                return /** @type {import('../components/waveform.js').Waveform | null} */ (this.querySelector('ear-waveform.live'));
        }

        /** @param {string} before */
        moveFocus(before) {
                const { answer } = this.parts;
                const active = document.activeElement;
                const isOurs = active === null || active === document.body || this.contains(active) || active.matches('[tabindex="-1"]');
                const isNewQuestion = this.shownTurn !== answer.turn;
                this.shownTurn = answer.turn;
                if (before === '' || isNewQuestion || !isOurs)
                        return;
                /** @type {HTMLElement | null} */ (this.querySelector(FOCUS[answer.state]))?.focus();
        }

        updated() {
                const { state } = this.parts.answer;
                const captions = this.querySelector('.captions');
                // Only what is new moves it: asking for its height lays out the page.
                const { text } = this.parts.captions;
                if (captions && text !== this.shownText && document.activeElement !== captions)
                        captions.scrollTop = captions.scrollHeight;
                this.shownText = text;
                if (state === this.shown)
                        return;
                const before = this.shown;
                this.shown = state;
                this.moveFocus(before);
        }

        /** The head of the card: what state it is in, and the time. @param {string | null} kind @param {unknown} name @param {unknown} figures */
        head(kind, name, figures) {
                return html`<div class="answer-head"><span class="pill" data-kind=${kind ?? nothing}>${name}</span>
                        <span class="answer-figures">${figures}</span></div>`;
        }

        notices() {
                const { answer, microphone } = this.parts;
                return html`${answer.notice ? notice(/^answer\.(again_|kept)/.test(answer.notice) ? 'info' : 'warn',
                                html`<p>${t(answer.notice)}</p>`) : nothing}
                        ${answer.refusal ? errorNotice(answer.refusal, undefined) : nothing}
                        ${answer.refusal ? html`<p class="muted small">${t('answer.refused')}</p>` : nothing}
                        ${answer.mayRecord && ['idle', 'review'].includes(answer.state)
                                ? microphoneProblem(microphone, () => answer.state === 'idle' ? answer.record() : microphone.open().then(() => microphone.close())) : nothing}`;
        }

        button(/** @type {string} */ action, /** @type {import('../base/icons.js').IconName | null} */ drawing, /** @type {string} */ text,
                /** @type {() => void} */ press, /** @type {{isPrimary?: boolean, isQuiet?: boolean, key?: string, after?: boolean}} */ { isPrimary = false, isQuiet = false, key, after = false } = {}) {
                const mark = drawing ? icon(drawing) : nothing;
                return html`<button type="button" class="button" data-action=${action} data-kind=${isPrimary ? 'primary' : isQuiet ? 'quiet' : nothing}
                        aria-keyshortcuts=${key && this.parts.settings.values.shortcuts ? key : nothing} @click=${press}>${after ? html`${text} ${mark}` : html`${mark} ${text}`}</button>`;
        }

        idle() {
                const { answer, handsfree } = this.parts;
                const limit = span(answer.limit_ms / 1000);
                return html`${this.head(null, t('answer.title'), html`<span class="muted">${t('answer.allowed', { span: limit })}</span>`)}
                        ${this.notices()}
                        <ear-waveform .state=${'paused'} .peaks=${[]} .label=${t('answer.idle')}></ear-waveform>
                        <p class="hint">${t(answer.isPractice ? 'practice.idle' : handsfree.isOn ? 'handsfree.idle_help' : 'answer.idle_help')}</p>
                        <div class="actions answer-actions">
                                ${this.button('record', 'mic', t('answer.record'), () => answer.record(), { isPrimary: true, key: 'R' })}
                                ${this.button('type', 'keyboard', t('answer.type'), () => answer.type())}
                        </div>`;
        }

        arming() {
                const { answer, handsfree, microphone } = this.parts;
                const isWaiting = !microphone.isOpen;
                return html`${this.head('accent', t(isWaiting ? 'answer.arming_permission' : 'answer.arming'), nothing)}
                        <div class="countdown" role="img" aria-label=${isWaiting ? t('answer.arming_permission') : t('answer.countdown', { count: answer.countdown })}>
                                ${isWaiting || answer.countdown === 0 ? icon('mic') : html`<span>${answer.countdown}</span>`}</div>
                        <div class="actions answer-actions">${this.button('cancel', 'x', t('answer.cancel'), () => {
                                handsfree.hold();
                                answer.cancel();
                        }, { key: 'Escape' })}</div>`;
        }

        /** How far the recording is on its way, calmly. */
        travel() {
                const { upload, drafts } = this.parts.answer;
                if (drafts.isFull)
                        return notice('warn', html`<p>${t('upload.full')}</p>`);
                if (!upload || upload.state === 'given_up')
                        return nothing;
                const isWaiting = upload.failure !== null;
                const isAll = !isWaiting && upload.isUp && upload.isEnded;
                const text = t(isWaiting ? 'upload.waiting' : isAll ? 'upload.done' : 'upload.moving');
                return html`<div class="travel" data-state=${isWaiting ? 'waiting' : isAll ? 'done' : 'moving'}>
                        <p class="small">${icon(isWaiting ? 'wifi-off' : isAll ? 'check' : 'upload')} <span>${text}</span>
                                <span class="numeric muted">${isAll ? size(upload.total) : t('sending.progress', { sent: size(upload.sent), total: size(upload.total) })}</span></p>
                        <progress max=${Math.max(1, upload.total)} .value=${upload.sent} aria-label=${t('upload.label')}></progress>
                </div>`;
        }

        /** What has been understood so far: to be read when somebody wants to, never spoken by itself. */
        understood() {
                const { answer, captions, interview, settings } = this.parts;
                if (!settings.values.captions || answer.isPractice || !captions.isOffered || !answer.upload?.hasWorked)
                        return nothing;
                return html`<div class="captions" role="region" tabindex="0" aria-live="off" aria-label=${t('captions.label')} lang=${interview.interview?.language ?? nothing}>
                        ${captions.text ? html`<p>${captions.text}</p>` : html`<p class="muted" lang=${currentLanguage()}>${t('captions.empty')}</p>`}</div>`;
        }

        live() {
                const { answer, handsfree, microphone } = this.parts;
                const isPaused = answer.state === 'paused';
                const figures = html`<span class="timer" role="timer">${clock(answer.recording?.length_ms ?? 0)}</span>
                        <span class="muted numeric" data-urgent=${answer.left_ms < 60_000 ? '' : nothing}>${t('answer.left', { time: clock(answer.left_ms) })}</span>`;
                const pill = isPaused ? html`${icon('pause')} ${t('answer.paused')}` : html`<span class="dot pulse"></span> ${t('answer.recording')}`;
                return html`${this.head(isPaused ? null : 'danger', pill, figures)}
                        <ear-waveform class="live" .state=${isPaused ? 'paused' : 'recording'} .peaks=${answer.recording?.peaks ?? NONE}
                                .label=${t('answer.live')}></ear-waveform>
                        ${this.travel()}
                        ${isPaused ? nothing : silenceFace(handsfree, this.button('wait', 'clock', t('handsfree.wait'), () => handsfree.wait(), { key: 'T' }))}
                        ${this.understood()}
                        ${isPaused && answer.notice ? notice('warn', html`<p>${t(answer.notice)}</p>`) : nothing}
                        ${answer.isSilent && !isPaused ? notice('warn', html`<p>${t('answer.silent')}</p>
                                ${microphonePicker(microphone, (id) => answer.switchMicrophone(id))}`) : nothing}
                        <div class="actions answer-actions">
                                ${this.button('finish', 'square', t('answer.finish'), () => answer.finish(), { isPrimary: !isPaused, key: 'F' })}
                                ${isPaused ? this.button('proceed', 'mic', t('answer.continue'), () => answer.proceed(), { isPrimary: true, key: 'P' })
                                        : this.button('pause', 'pause', t('answer.pause'), () => answer.pause(), { key: 'P' })}
                                ${answer.mayExtend && answer.left_ms <= EXTEND_FROM_MS ? this.button('extend', 'plus', t('answer.extend'), () => answer.extend()) : nothing}
                        </div>`;
        }

        async again() {
                const isSure = await confirmDialog({ title: t('answer.again_title'), body: t('answer.again_body'), confirm: t('answer.again') });
                if (isSure)
                        this.parts.answer.record();
        }

        review() {
                const { answer } = this.parts;
                return html`${this.head(null, t('answer.title'), html`<span class="timer">${clock(answer.clip?.length_ms ?? 0)}</span>`)}
                        ${this.notices()}
                        <ear-player class="wide-player" .blob=${answer.clip?.blob ?? null} .peaks=${answer.clip?.peaks ?? []}
                                .length_ms=${answer.clip?.length_ms ?? 0} .label=${t('answer.player')}></ear-player>
                        ${this.travel()}
                        <p class="hint">${t(answer.isPractice ? 'practice.review' : 'answer.review_help')}</p>
                        <div class="actions answer-actions">
                                ${this.button('send', 'arrow-right', t(answer.isPractice ? 'practice.send' : 'answer.send'), () => answer.send(), { isPrimary: true, after: true })}
                                ${this.button('again', 'rotate-ccw', t('answer.again'), () => this.again())}
                                ${this.button('type', 'keyboard', t('answer.type'), () => answer.type(), { isQuiet: true })}
                        </div>`;
        }

        async sendText() {
                const { answer } = this.parts;
                this.textError = answer.text.trim() === '' ? t('answer.text_empty') : '';
                if (this.textError) {
                        this.querySelector('textarea')?.focus();
                        return;
                }
                if (answer.clip && !await confirmDialog({ title: t('answer.typed_instead_title'), confirm: t('answer.send'),
                        body: t('answer.typed_instead_body', { length: clock(answer.clip.length_ms) }) }))
                        return;
                answer.send();
        }

        typing() {
                const { answer } = this.parts;
                const words = answer.text.trim().split(/\s+/).filter(Boolean).length;
                const id = 'answer-text';
                return html`${this.head(null, t('answer.typing'), html`<span class="muted small numeric">${t('answer.words', { count: words })}</span>`)}
                        ${this.notices()}
                        <div class="field"><label for=${id}>${t('answer.text_label')}</label>
                                <textarea class="input" id=${id} .value=${answer.text} aria-invalid=${this.textError ? 'true' : nothing} maxlength="20000"
                                        aria-describedby=${describedBy(id, { error: this.textError })}
                                        @input=${(/** @type {InputEvent} */ event) => {
                                                this.textError = '';
                                                answer.setText(/** @type {HTMLTextAreaElement} */ (event.target).value);
                                        }}></textarea>
                                ${this.textError ? html`<p class="field-error" id="${id}-error" role="alert">${icon('circle-alert')} ${this.textError}</p>` : nothing}
                                <p class="hint">${answer.textSavedAt ? t('answer.text_saved', { time: time(answer.textSavedAt) }) : t(answer.isPractice ? 'practice.idle' : 'answer.idle_help')}</p>
                        </div>
                        <div class="actions answer-actions">
                                ${this.button('send', 'arrow-right', t(answer.isPractice ? 'practice.send' : 'answer.send'), () => this.sendText(), { isPrimary: true, after: true })}
                                ${answer.mayRecord ? this.button('record-instead', 'mic', t(answer.clip ? 'answer.back_to_recording' : 'answer.record_instead'),
                                        () => answer.leaveTyping()) : nothing}
                        </div>`;
        }

        render() {
                const { answer, handsfree, settings } = this.parts;
                const { state } = answer;
                const face = { idle: () => this.idle(), arming: () => this.arming(), recording: () => this.live(), paused: () => this.live(),
                        review: () => this.review(), typing: () => this.typing(), sending: () => sendingFace(answer) }[state];
                const showsKeys = settings.values.shortcuts && ['idle', 'recording', 'paused'].includes(state);
                return html`<section class="card answer" data-state=${state} aria-label=${t('answer.title')}>
                        ${face()}
                        ${showsKeys ? html`<p class="muted small answer-keys">${t(handsfree.isOn ? 'turn.shortcuts_handsfree' : 'turn.shortcuts')}</p>` : nothing}
                </section>`;
        }
}

customElements.define('ear-answer-card', AnswerCard);
