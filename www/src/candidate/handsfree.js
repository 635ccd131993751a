// An interview without buttons, where the candidate has chosen it: the recording begins when the question has been asked, and ends after a
// silence; and, also by choice, speaking stops the question. Over the same steps of AnswerStore that the buttons take.
import { announce } from '../components/status.js';
import { t } from '../base/i18n.js';
import { Recording } from './recording.js';
import { SpeechDetector } from './speech-detector.js';

/** Between the end of the question and the recording; also the time in which somebody may press something else. */
const BREATH_MS = 600;
/** A question that cannot be heard is read. */
const READING_MS = 6000;
/** A silence is shown from here on: shorter ones belong to speaking. */
const SHOWN_FROM_MS = 800;
/** "Take your time" makes a silence so much longer. */
const PATIENCE_MS = 15_000;
/** Nobody has spoken: the recording is taken back. */
const NOBODY_MS = 30_000;
/** Less speech than this is no answer. */
const LEAST_SPEECH_MS = 400;

/** Over a loudspeaker it takes more to be heard, and longer. */
const OVER_VOICE = { margin_db: 6, on_after_ms: 300 };
/** While nobody speaks, the recording that catches the first word is begun anew so often. */
const REARM_MS = 1500;

/** @typedef {{left_ms: number, total_ms: number, isExtended: boolean}} Silence */

/** @fires change */
export class HandsFree extends EventTarget {
        /** @param {{answer: import('./answer.js').AnswerStore, interview: import('./interview.js').InterviewStore, microphone: import('./microphone.js').Microphone,
         *           voice: import('./voice.js').Voice, settings: import('./settings.js').SettingsStore}} parts */
        constructor({ answer, interview, microphone, voice, settings }) {
                super();
                this.answer = answer;
                this.interview = interview;
                this.microphone = microphone;
                this.voice = voice;
                this.settings = settings;
                /** The silence that is being counted. @type {Silence | null} */
                this.silence = null;
                /** Whether the candidate, or something that does not work, has taken this question out of it. */
                this.isHeld = false;
                this.turn = 0;
                this.before = '';
                this.timer = 0;
                this.readyAt = 0;
                this.detector = new SpeechDetector();
                this.startedAt = 0;
                this.spokeAt = 0;
                this.spoken_ms = 0;
                this.patience_ms = 0;
                this.hasAnnounced = false;
                /** What is recorded while a question sounds that may be interrupted. @type {Recording | null} */
                this.early = null;
                this.earlyAt = 0;
                this.overVoice = new SpeechDetector(OVER_VOICE);
                this.lastAt = 0;
                /** Whether somebody spoke before the recording was the answer's. */
                this.hasHeard = false;
                for (const store of [answer, voice, settings, interview])
                        store.addEventListener('change', () => this.consider());
                answer.addEventListener('stuck', () => this.hold());
                microphone.addEventListener('level', (event) => this.hear(/** @type {CustomEvent<number>} */ (event).detail));
        }

        changed() {
                this.dispatchEvent(new Event('change'));
        }

        get isOn() {
                return this.settings.values.handsfree && this.answer.mayRecord && !this.answer.isPractice;
        }

        get mayInterrupt() {
                return this.settings.values.interrupting && this.answer.mayRecord && !this.answer.isPractice;
        }

        get mayOverhear() {
                const { answer, voice } = this;
                const isOpen = answer.state === 'idle' || (answer.isAsked && !answer.ahead);
                return this.mayInterrupt && voice.state === 'speaking' && isOpen && answer.isShown && !this.isHeld;
        }

        /** This question is answered with the buttons. */
        hold() {
                this.isHeld = true;
                clearTimeout(this.timer);
                this.timer = 0;
        }

        /** Whether a recording may begin by itself. */
        get mayBegin() {
                const { answer, interview, microphone, voice } = this;
                return this.isOn && !this.isHeld && answer.state === 'idle' && !answer.isLooking && answer.turn === interview.turn?.number && answer.isShown
                        && interview.upcoming === null && voice.isDone && microphone.problem === '' && document.querySelector('dialog[open]') === null;
        }

        /** Something changed: begins, or stops waiting to begin. */
        consider() {
                const { answer, microphone } = this;
                const wasKept = microphone.isKept;
                microphone.isKept = this.isOn || this.mayInterrupt;
                if (wasKept && !microphone.isKept && answer.isShown && !['arming', 'recording', 'paused'].includes(answer.state))
                        microphone.close();
                if (answer.turn !== this.turn || (this.before === 'sending' && answer.state === 'idle')) {
                        this.turn = answer.turn;
                        this.isHeld = false;
                        this.readyAt = performance.now() + (this.hasSound ? 0 : READING_MS);
                }
                if (answer.state === 'recording' && this.before !== 'recording')
                        this.listen();
                if (answer.state !== 'recording' && this.silence)
                        this.silence = null;
                this.before = answer.state;
                if (!this.mayBegin) {
                        clearTimeout(this.timer);
                        this.timer = 0;
                } else if (!this.timer) {
                        this.timer = setTimeout(() => {
                                this.timer = 0;
                                if (this.mayBegin)
                                        answer.record();
                        }, Math.max(BREATH_MS, this.readyAt - performance.now()));
                }
                this.overhear();
        }

        /** Whether the question is heard, not read. */
        get hasSound() {
                const { turn } = this.interview;
                return Boolean(turn?.question.audio) || this.voice.isBusy || this.voice.state === 'failed';
        }

        /** A recording has begun, or goes on. */
        listen() {
                const now = performance.now();
                if (this.before !== 'paused') {
                        this.spoken_ms = this.hasHeard ? LEAST_SPEECH_MS : 0;
                        this.hasHeard = false;
                        this.startedAt = now;
                }
                this.detector.isSpeech = false;
                this.spokeAt = now;
                this.patience_ms = 0;
                this.hasAnnounced = false;
        }

        /** "Take your time": this silence may last longer; as often as it is pressed. */
        wait() {
                if (this.answer.state !== 'recording' || !this.isOn)
                        return;
                this.patience_ms = performance.now() - this.spokeAt + PATIENCE_MS - this.settings.values.silence_s * 1000;
                this.hasAnnounced = false;
                announce(t('handsfree.extended'));
                this.count(performance.now());
        }

        /** @param {number} level */
        hear(level) {
                const now = performance.now();
                const isSpeech = this.detector.hear(level, now);
                const passed_ms = Math.min(now - this.lastAt, 200);
                this.lastAt = now;
                if (this.early)
                        this.interrupt(level, now);
                if (this.answer.ahead)
                        this.hasHeard ||= isSpeech;
                if (!this.isOn || this.answer.state !== 'recording')
                        return;
                // In a tab that nobody sees, levels come too seldom to end anything by.
                if (isSpeech || document.hidden) {
                        this.spokeAt = now;
                        this.patience_ms = 0;
                        this.hasAnnounced = false;
                }
                if (isSpeech)
                        this.spoken_ms += passed_ms;
                this.count(now);
        }

        /** @param {number} now */
        count(now) {
                const quiet_ms = now - this.spokeAt;
                const hasSpoken = this.spoken_ms >= LEAST_SPEECH_MS;
                if (!hasSpoken) {
                        if (now - this.startedAt > NOBODY_MS)
                                this.giveUp();
                        return;
                }
                const before = this.silence;
                const total_ms = this.settings.values.silence_s * 1000 + this.patience_ms;
                const left_ms = total_ms - quiet_ms;
                this.silence = quiet_ms < SHOWN_FROM_MS && this.patience_ms === 0 ? null
                        : { left_ms: Math.max(0, left_ms), total_ms: total_ms - SHOWN_FROM_MS, isExtended: this.patience_ms > 0 };
                if (this.silence && !this.hasAnnounced && left_ms < this.settings.values.silence_s * 600) {
                        this.hasAnnounced = true;
                        announce(t('handsfree.announce_silence', { count: Math.max(1, Math.round(left_ms / 1000)) }));
                }
                if (left_ms <= 0)
                        this.answer.finishAndSend();
                else if (this.silence || before)
                        this.changed();
        }

        /** Nobody spoke: an empty answer is never sent. */
        giveUp() {
                this.hold();
                this.answer.takeBack('handsfree.nobody');
        }

        /** While a question sounds that may be interrupted, the microphone is open and recorded, so that the first word is not lost. */
        async overhear() {
                const { early, microphone } = this;
                if (!this.mayOverhear) {
                        this.early = null;
                        early?.finish();
                        return;
                }
                if (early || microphone.isOpening || microphone.problem || !await microphone.open() || this.early || !this.mayOverhear)
                        return;
                this.overVoice = new SpeechDetector(OVER_VOICE);
                this.rearm();
        }

        rearm() {
                this.early?.finish();
                this.early = null;
                try {
                        this.early = new Recording(this.microphone);
                        this.early.start();
                        this.earlyAt = performance.now();
                } catch {
                        this.hold(); // then the question is heard to its end, as always
                }
        }

        /** @param {number} level @param {number} now */
        interrupt(level, now) {
                const isSpeech = this.overVoice.hear(level, now);
                const { early } = this;
                if (!early)
                        return;
                if (isSpeech) {
                        this.early = null;
                        this.hasHeard = true;
                        if (this.answer.isAsked)
                                this.answer.recordAhead(early);
                        else
                                this.answer.record(early);
                } else if (now - this.earlyAt > REARM_MS && this.overVoice.loud_ms === 0) {
                        this.rearm();
                }
        }
}
