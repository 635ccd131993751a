// One question: on the left who asks and what, on the right the card of the answer.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { confirmDialog } from '../components/dialog.js';
import { errorNotice, notice } from '../components/notice.js';
import { announce } from '../components/status.js';
import './answer-card.js';
import { handsfreeFields } from './handsfree-parts.js';
import { interviewer } from './interviewer.js';
import { isBeingWorkedOn } from './interview.js';
import { canRecognise } from './recognition.js';
import { stageOf } from './sending.js';
import { SteppingIn } from './stepping-in.js';
import { canSpeak } from './voice.js';

export class TurnPage extends EarElement {
        static properties = { parts: { attribute: false }, error: { state: true }, isBusy: { state: true } };

        constructor() {
                super();
                this.parts = /** @type {import('./candidate.js').Parts} */ (/** @type {unknown} */ (undefined));
                /** @type {Error | null} */
                this.error = null;
                this.isBusy = false;
                this.number = 0;
                this.steppingIn = new SteppingIn(this);
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.parts.interview);
                this.follow(this.parts.answer);
                this.follow(this.parts.voice);
                this.follow(this.parts.settings);
                this.listen(document, 'keydown', (event) => this.press(event));
                this.parts.answer.isShown = true;
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.parts.answer.isShown = false;
                this.parts.answer.leave();
        }

        willUpdate() {
                const { interview } = this.parts;
                if (interview.turn && interview.turn.number !== this.number)
                        this.arrive(interview.turn);
        }

        /** A question that this page has not shown yet. @param {import('./interview.js').Turn} turn */
        arrive(turn) {
                const { answer, voice, settings, interview } = this.parts;
                const isFirst = this.number === 0;
                this.number = turn.number;
                if (settings.playsQuestions && interview.isAloud && !voice.hasAsked(turn.number) && !isBeingWorkedOn(turn))
                        voice.ask(turn.question, interview.interview?.language ?? 'en');
                if (isBeingWorkedOn(turn))
                        answer.delivery.watch(turn);
                else if (answer.turn !== turn.number)
                        answer.begin(turn.number);
                if (!isFirst) {
                        announce(t('turn.next_announce', { number: turn.number, text: turn.question.text }));
                        this.focusOn('h1');
                        this.steppingIn.look();
                }
        }

        /** R, P, F and Esc, unless somebody is writing or has turned them off. @param {KeyboardEvent} event */
        press(event) {
                const { answer, handsfree, settings, voice } = this.parts;
                const target = /** @type {HTMLElement} */ (event.target);
                if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || document.querySelector('dialog[open]'))
                        return;
                if (event.key === 'Escape') {
                        if (answer.state === 'arming')
                                handsfree.hold();
                        answer.cancel();
                        if (voice.state === 'speaking')
                                voice.stop();
                        return;
                }
                if (!settings.values.shortcuts || target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select'))
                        return;
                const key = event.key.toLowerCase();
                if (key === 'r' && answer.isAsked)
                        answer.recordAhead();
                else if (key === 'r' && answer.state === 'idle' && answer.mayRecord)
                        answer.record();
                else if (key === 'p' && answer.state === 'recording')
                        answer.pause();
                else if (key === 'p' && answer.state === 'paused')
                        answer.proceed();
                else if (key === 'f' && (answer.state === 'recording' || answer.state === 'paused'))
                        answer.finish();
                else if (key === 't')
                        handsfree.wait();
        }

        /** @param {() => Promise<void>} action */
        async act(action) {
                if (this.isBusy)
                        return;
                this.isBusy = true;
                this.error = null;
                try {
                        await action();
                } catch (error) {
                        this.error = this.parts.interview.sort(error);
                }
                this.isBusy = false;
        }

        async takeBreak() {
                const { answer, interview, microphone } = this.parts;
                await this.act(async () => {
                        await interview.pause();
                        answer.leave();
                        microphone.stop();
                });
        }

        async correct() {
                const { answer } = this.parts;
                const { previous } = answer;
                if (!previous?.transcript)
                        return;
                const { openCorrection } = await import('./correct.js');
                previous.transcript = await openCorrection(previous.turn, previous.transcript) ?? previous.transcript;
                answer.changed();
        }

        async skip() {
                const isSure = await confirmDialog({ title: t('turn.skip_title'),
                        body: `${t('turn.skip_body')} ${this.parts.answer.isUnsent ? t('turn.end_unsent') : ''}`,
                        confirm: t('turn.skip'), cancel: t('turn.stay') });
                if (isSure)
                        await this.act(async () => {
                                const { answer, interview } = this.parts;
                                await answer.leave();
                                const { turn, upload } = answer;
                                await interview.skip();
                                await answer.discard(turn, upload);
                        });
        }

        async end() {
                const isSure = await confirmDialog({ title: t('turn.end_title'),
                        body: `${t('turn.end_body')} ${this.parts.answer.isUnsent ? t('turn.end_unsent') : ''}`,
                        confirm: t('turn.end'), cancel: t('turn.stay') });
                if (isSure)
                        await this.act(async () => {
                                const { answer, drafts, interview, microphone } = this.parts;
                                await answer.leave();
                                await interview.end();
                                await answer.discard();
                                microphone.stop();
                                answer.set('idle');
                                await drafts.forgetAll(answer.id);
                        });
        }

        /** @returns {import('./interviewer.js').InterviewerState} */
        get interviewerState() {
                const { answer, voice } = this.parts;
                if (voice.state === 'speaking')
                        return 'speaking';
                if (answer.ahead)
                        return 'listening';
                if (answer.sending)
                        return stageOf(answer.sending, false) === 'thinking' ? 'thinking' : 'hearing';
                return answer.state === 'recording' ? 'listening' : 'idle';
        }

        voiceButton() {
                const { interview, voice, answer } = this.parts;
                const question = interview.turn?.question;
                const language = interview.interview?.language ?? 'en';
                if (voice.state === 'speaking')
                        return html`<button type="button" class="button" @click=${() => voice.stop()}>${icon('square')} ${t('turn.stop')}</button>`;
                if (!question || interview.upcoming || !(question.audio || (interview.isAloud && canSpeak(language))))
                        return nothing;
                const isFirst = voice.state === 'blocked' && answer.state === 'idle';
                return html`<button type="button" class="button" data-emphasis=${isFirst ? '' : nothing}
                        aria-disabled=${answer.state === 'recording'}
                        @click=${() => this.hear(question, language)}>${icon('volume-2')} ${t('turn.hear')}</button>
                        ${voice.state === 'blocked' ? html`<p class="hint">${t('turn.sound_blocked')}</p>` : nothing}
                        ${voice.state === 'failed' ? html`<p class="hint">${t('turn.sound_failed')}</p>` : nothing}`;
        }

        /** @param {import('./interview.js').Question} question @param {string} language */
        hear(question, language) {
                const { answer, voice } = this.parts;
                answer.cancel();
                if (answer.state !== 'recording')
                        voice.ask(question, language);
        }

        option(/** @type {import('./settings.js').Choice} */ name) {
                const { settings } = this.parts;
                return html`<label class="option"><input type="checkbox" .checked=${settings.values[name]} data-option=${name}
                        @change=${(/** @type {Event} */ event) => settings.set(name, /** @type {HTMLInputElement} */ (event.target).checked)}>
                        ${t(`turn.option_${name}`)}</label>`;
        }

        previous() {
                const { previous } = this.parts.answer;
                if (!previous || this.parts.interview.upcoming)
                        return nothing;
                if (!previous.transcript)
                        return previous.isTyped ? nothing : notice('info', html`<p>${t('turn.unheard', { number: previous.turn })}</p>`);
                return html`<details class="previous"><summary>${t('turn.previous', { number: previous.turn })}</summary>
                        <p lang=${this.parts.interview.interview?.language ?? nothing}>${previous.transcript}</p>
                        ${previous.isTyped ? nothing : html`<button type="button" class="button" @click=${() => this.correct()}>${icon('pencil')} ${t('correct.open')}</button>`}
                        ${previous.evaluation ? html`<p class="muted">${previous.evaluation.feedback_summary ?? ''}</p>` : nothing}</details>`;
        }

        render() {
                const { interview, answer, settings } = this.parts;
                const { turn, upcoming } = interview;
                const state = interview.interview;
                const shown = upcoming ? { number: upcoming.turn, text: upcoming.text } : { number: turn?.number ?? 0, text: turn?.question.text ?? '' };
                const minutes = interview.remaining_seconds;
                const canBreak = ['idle', 'review', 'typing'].includes(answer.state);
                return html`<div class="turn">
                        <section class="turn-question" aria-label=${t('turn.interviewer')}>
                                ${interviewer(this.parts, { name: turn?.question.persona?.name ?? state?.interviewer ?? t('turn.interviewer'), state: this.interviewerState,
                                        line: t('turn.number', { number: shown.number, total: state?.limits.max_turns ?? 0 }) })}
                                ${!upcoming && turn?.question.greeting ? html`<p class="muted turn-greeting">${turn.question.greeting}</p>` : nothing}
                                <h1 class="question" tabindex="-1" lang=${state?.language ?? nothing} aria-busy=${upcoming ? 'true' : nothing}>${shown.text}</h1>
                                <div class="turn-voice">${this.voiceButton()}</div>
                                ${state?.person_present ? html`<p class="muted small person-present">${icon('eye')} ${t('turn.person_present', { name: state.organisation ?? '' })}</p>` : nothing}
                        </section>
                        <div class="turn-answer">
                                <ear-answer-card .parts=${this.parts}></ear-answer-card>
                                ${this.error ? errorNotice(this.error) : nothing}
                                ${this.previous()}
                        </div>
                        <section class="turn-foot" aria-label=${t('turn.options')}>
                                <div class="actions">
                                        <button type="button" class="button" data-kind="quiet" aria-disabled=${answer.state === 'sending'}
                                                @click=${() => answer.state !== 'sending' && this.skip()}>${icon('skip-forward')} ${t('turn.skip')}</button>
                                        ${state?.allow?.pause ? html`<button type="button" class="button" data-kind="quiet" aria-disabled=${!canBreak}
                                                @click=${() => canBreak && this.takeBreak()}>${icon('pause')} ${t('turn.break')}</button>` : nothing}
                                        <button type="button" class="button" data-kind="quiet" aria-disabled=${answer.state === 'sending'}
                                                @click=${() => answer.state !== 'sending' && this.end()}>${icon('log-out')} ${t('turn.end')}</button>
                                        <span class="muted small turn-left">${minutes > 0 ? t('turn.left', { span: span(minutes) }) : nothing}</span>
                                </div>
                                <details class="turn-options"><summary>${t('turn.options')}</summary>
                                        ${this.option('autoplay')}${this.option('avatar')}${answer.mayRecord ? html`${this.option('countdown')}${this.option('shortcuts')}${this.option('captions')}
                                                ${interview.asksForRecognition && canRecognise ? this.option('recognition') : nothing}
                                                ${handsfreeFields(settings)}` : nothing}
                                </details>
                                ${settings.values.shortcuts && answer.mayRecord ? html`<p class="visually-hidden">${t('turn.shortcuts')}</p>` : nothing}
                        </section>
                </div>`;
        }
}

customElements.define('ear-turn', TurnPage);
