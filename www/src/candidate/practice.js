// A question to practise on: the same card and keys as in the interview, and nothing leaves this device. Loaded when it is asked for.
import { html, nothing } from 'lit';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { errorNotice, notice } from '../components/notice.js';
import { AnswerStore } from './answer.js';
import { Drafts } from './drafts.js';
import './answer-card.js';
import { interviewer } from './interviewer.js';
import { lineFace } from './line.js';
import { TurnPage } from './turn.js';

/** Keeps nothing. */
class NoDrafts extends Drafts {
        async run() {
                return undefined;
        }
}

/** An answer that is never sent. */
class PracticeAnswer extends AnswerStore {
        isDone = false;

        get isPractice() {
                return true;
        }

        get isUnsent() {
                return false;
        }

        send() {
                this.voice.stop();
                this.clip = null;
                this.text = '';
                this.isDone = true;
                this.set('idle');
        }

        restart() {
                this.isDone = false;
                this.begin(1);
        }
}

/** @type {PracticeAnswer | null} */
let practised = null;

class PracticePage extends TurnPage {
        connectedCallback() {
                const { interview, microphone, voice, settings, captions } = this.parts;
                practised ??= new PracticeAnswer({ interview, microphone, voice, settings, captions, drafts: new NoDrafts() });
                practised.restart();
                this.takePart();
                this.follow(this.parts.line);
                super.connectedCallback();
        }

        /** The parts of the interview, with an answer of its own; whoever shows this page gives them again each time. */
        takePart() {
                if (practised && this.parts.answer !== practised)
                        this.parts = { ...this.parts, answer: practised };
        }

        /** The questions of the interview are none of this page's. */
        willUpdate() {
                this.takePart();
        }

        start() {
                return this.act(async () => {
                        this.parts.voice.unlock();
                        await this.parts.line.start();
                });
        }

        done() {
                const { interview } = this.parts.interview;
                const hasBegun = (interview?.turns.length ?? 0) > 0;
                return html`<div class="card stack">${notice('ok', html`<p><strong>${t('practice.done')}</strong></p><p>${t('practice.done_text')}</p>`)}
                        ${this.error ? errorNotice(this.error) : nothing}
                        ${lineFace(this.parts.line, interview?.expires_at)}
                        <div class="actions"><button type="button" class="button" data-kind="primary" data-action="start" aria-disabled=${this.isBusy} @click=${() => this.start()}>
                                ${t(hasBegun ? 'check.continue' : 'check.start', { number: interview?.current_turn ?? 1 })}</button>
                        <button type="button" class="button" @click=${() => practised?.restart()}>${icon('rotate-ccw')} ${t('practice.again')}</button></div></div>`;
        }

        updated() {
                const isDone = practised?.isDone === true;
                if (isDone && !this.wasDone)
                        this.focusOn('[data-action="start"]');
                this.wasDone = isDone;
        }

        render() {
                const { interview } = this.parts.interview;
                return html`<div class="turn">
                        <section class="turn-question" aria-label=${t('turn.interviewer')}>
                                ${interviewer(this.parts, { name: interview?.interviewer ?? t('turn.interviewer'), state: this.interviewerState, line: t('practice.line') })}
                                <h1 class="question" tabindex="-1">${t('practice.question')}</h1>
                                <p><span class="pill" data-kind="warn">${icon('shield-check')} ${t('practice.mark')}</span></p>
                        </section>
                        <div class="turn-answer">${practised?.isDone ? this.done() : html`<ear-answer-card .parts=${this.parts}></ear-answer-card>`}</div>
                        <section class="turn-foot" aria-label=${t('turn.options')}><div class="actions">
                                <button type="button" class="button" data-kind="quiet" @click=${() => this.parts.interview.go('check')}>${icon('arrow-left')} ${t('practice.back')}</button>
                        </div></section>
                </div>`;
        }
}

customElements.define('ear-practice', PracticePage);
