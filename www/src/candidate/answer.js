// The answer to the open question, from the first press to the next question.
//
//   idle --record--> arming --start--> recording <--pause/proceed--> paused
//     ^                |cancel            |finish (also at the limit, or when the microphone goes away)
//     |                v                  v
//     +--------------idle              review --send--> sending --take: next, ended--> (the next question's) idle
//     |                                  |  ^              |--take: asked_again--> idle
//   type/--> typing --------send---------|--+--------------|--back: before it was received--> review or typing
//                                     record again
//
// Nothing leaves this device before send(); what was made is in `drafts` until the server has received it.
import { ApiError, api } from '../base/api.js';
import { span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { decode, shapeOf } from '../components/peaks.js';
import { announce } from '../components/status.js';
import { Recording } from './microphone.js';
import { Recognition, canRecognise } from './recognition.js';

const COUNTDOWN_S = 3;
const TICK_MS = 250;
const SILENCE_MS = 10_000;
/** What a candidate adds at a time, and the longest recording that the server takes. */
const EXTRA_MS = 60_000;
const LONGEST_MS = 780_000;
/** Below this the microphone hears the room, not a voice. */
const VOICE_LEVEL = 0.008;
const SAVE_TEXT_AFTER_MS = 800;
const RETRY_AFTER_S = [2, 4, 8, 16, 30];

/** @typedef {'idle' | 'arming' | 'recording' | 'paused' | 'review' | 'typing' | 'sending'} AnswerState */
/** @typedef {{turn: number, sent: number, total: number, isReceived: boolean, isWatched: boolean, transcript: string | null, isTyped: boolean,
 *             metrics: any, evaluation: any, startedAt: number, tries: number, failure: ApiError | null, retryAt: number, hasOutcome: boolean}} Sending */

const FILE_ENDINGS = /** @type {const} */ ([['webm', 'webm'], ['mp4', 'mp4'], ['ogg', 'ogg'], ['wav', 'wav']]);

/** Why an answer could not be used. */
const UNHEARD = ['silence', 'too_short', 'unclear'];

const WATCH_MS = 1500;
const WATCH_AT_MOST_MS = 10_000;

/** @param {number} turn @param {boolean} isTyped @returns {Sending} */
const newSending = (turn, isTyped) => ({ turn, isTyped, sent: 0, total: 0, isReceived: false, isWatched: false, transcript: null, metrics: null,
        evaluation: null, startedAt: Date.now(), tries: 0, failure: null, retryAt: 0, hasOutcome: false });

export class AnswerStore extends EventTarget {
        /** @param {{interview: import('./interview.js').InterviewStore, microphone: import('./microphone.js').Microphone,
         *           voice: import('./voice.js').Voice, drafts: import('./drafts.js').Drafts,
         *           settings: import('./settings.js').SettingsStore}} parts */
        constructor({ interview, microphone, voice, drafts, settings }) {
                super();
                this.interview = interview;
                this.microphone = microphone;
                this.voice = voice;
                this.drafts = drafts;
                this.settings = settings;
                this.turn = 0;
                /** @type {AnswerState} */
                this.state = 'idle';
                this.countdown = 0;
                /** @type {Recording | null} */
                this.recording = null;
                /** @type {Recognition | null} */
                this.recognition = null;
                /** @type {import('./microphone.js').Clip | null} */
                this.clip = null;
                this.text = '';
                this.textSavedAt = 0;
                /** What the card says above its buttons: the key of a text. */
                this.notice = '';
                /** Why the server did not take what was sent. @type {ApiError | null} */
                this.refusal = null;
                this.isSilent = false;
                /** Time that was added to this recording. */
                this.extra_ms = 0;
                /** @type {Sending | null} */
                this.sending = null;
                /** What became of the answer before this one. @type {Sending | null} */
                this.previous = null;
                this.run = 0;
                this.heardAt = 0;
                this.warned = Infinity;
                this.ticks = 0;
                this.saver = 0;
                this.retrier = 0;
                /** @type {AbortController | null} */
                this.request = null;
                microphone.addEventListener('level', (event) => this.hear(/** @type {CustomEvent<number>} */ (event).detail));
                microphone.addEventListener('lost', () => this.lose());
                microphone.addEventListener('muted', () => this.mute());
                window.addEventListener('online', () => this.sending?.failure && this.send());
                document.addEventListener('visibilitychange', () => this.state === 'recording' && this.stayAwake());
                window.addEventListener('beforeunload', (event) => this.isUnsent && event.preventDefault());
        }

        changed() {
                this.dispatchEvent(new Event('change'));
        }

        /** @param {AnswerState} state */
        set(state) {
                this.state = state;
                this.changed();
        }

        get mayRecord() {
                return this.interview.interview?.consent?.recording === true;
        }

        /** Whether this browser may write down what is said, as the candidate has allowed. */
        get mayRecognise() {
                return canRecognise && !this.isPractice && this.interview.asksForRecognition && this.settings.values.recognition;
        }

        get limit_ms() {
                return Math.min(LONGEST_MS, (this.interview.interview?.limits.max_answer_seconds ?? 300) * 1000 + this.extra_ms);
        }

        /** More time can be had as often as it is wanted, unless the posting's limit is essential. */
        get mayExtend() {
                return this.interview.interview?.allow?.extra_time === true && this.limit_ms < LONGEST_MS;
        }

        extend() {
                if (!this.mayExtend)
                        return;
                this.extra_ms += EXTRA_MS;
                this.warned = Infinity;
                announce(t('answer.announce_extended', { time: span(this.left_ms / 1000) }));
                this.changed();
        }

        get left_ms() {
                return Math.max(0, this.limit_ms - (this.recording?.length_ms ?? 0));
        }

        /** Whether nothing of it counts. */
        get isPractice() {
                return false;
        }

        get isUnsent() {
                if (this.state === 'sending')
                        return this.sending?.isReceived === false;
                return ['recording', 'paused', 'review'].includes(this.state) || (this.state === 'typing' && this.text.trim() !== '');
        }

        get id() {
                return this.interview.interview?.id ?? '';
        }

        /** Turns to another question; what was kept on this device for it comes back. @param {number} turn */
        async begin(turn) {
                this.turn = turn;
                this.run++;
                this.clip = null;
                this.text = '';
                this.textSavedAt = 0;
                this.notice = '';
                this.refusal = null;
                this.sending = null;
                this.set(this.mayRecord ? 'idle' : 'typing');
                const run = this.run;
                const draft = await this.drafts.find(this.id, turn);
                if (!draft || run !== this.run || this.state === 'recording')
                        return;
                this.text = draft.text;
                if (draft.blob && this.mayRecord) {
                        await this.review({ blob: draft.blob, length_ms: draft.length_ms, peaks: [] });
                        this.notice = 'answer.kept';
                        this.changed();
                } else if (draft.text) {
                        this.set('typing');
                }
        }

        /** Opens the microphone and, after the countdown, records. */
        async record() {
                if (!['idle', 'review', 'typing'].includes(this.state))
                        return;
                const run = ++this.run;
                this.voice.stop();
                this.notice = '';
                this.refusal = null;
                this.countdown = this.settings.values.countdown ? COUNTDOWN_S : 0;
                const before = this.clip ? 'review' : 'idle';
                this.set('arming');
                if (!await this.microphone.open()) {
                        if (run === this.run)
                                this.set(before);
                        return;
                }
                for (; this.countdown > 0 && run === this.run; this.countdown--) {
                        this.changed();
                        await new Promise((resolve) => setTimeout(resolve, 1000));
                }
                if (run === this.run)
                        await this.start();
        }

        cancel() {
                if (this.state !== 'arming')
                        return;
                this.run++;
                this.microphone.close();
                this.set(this.clip ? 'review' : 'idle');
        }

        async start() {
                const { id, turn } = this;
                await this.drafts.forget(id, turn);
                this.clip = null;
                let recording;
                try {
                        recording = new Recording(this.microphone);
                        recording.start();
                } catch {
                        this.notice = 'answer.cannot_record';
                        this.microphone.close();
                        return this.set('idle');
                }
                this.recording = recording;
                this.recognition = this.mayRecognise ? new Recognition(this.interview.interview?.language ?? 'en') : null;
                this.recognition?.start();
                this.heardAt = performance.now();
                this.warned = Infinity;
                this.isSilent = false;
                this.extra_ms = 0;
                let index = 0;
                recording.addEventListener('slice', (event) => {
                        this.drafts.keepHead(id, turn, { type: recording.type, length_ms: recording.length_ms, text: '' });
                        this.drafts.keepSlice(id, turn, index++, /** @type {CustomEvent<Blob>} */ (event).detail);
                });
                recording.addEventListener('stop', () => this.recording === recording && this.finish());
                this.ticks = setInterval(() => this.tick(), TICK_MS);
                this.stayAwake();
                this.set('recording');
                announce(t('answer.announce_recording'));
        }

        tick() {
                const { left_ms } = this;
                for (const [mark_ms, key] of /** @type {const} */ ([[60_000, 'answer.announce_60'], [20_000, 'answer.announce_20']]))
                        if (left_ms <= mark_ms && this.warned > mark_ms && this.limit_ms > mark_ms) {
                                this.warned = mark_ms;
                                announce(this.mayExtend ? `${t(key)}. ${t('answer.announce_extend')}` : t(key));
                        }
                if (this.state === 'recording') {
                        this.isSilent = performance.now() - this.heardAt > SILENCE_MS;
                        if (left_ms === 0) {
                                this.notice = 'answer.limit';
                                this.finish();
                        }
                }
                this.changed();
        }

        /** @param {number} level */
        hear(level) {
                if (level > VOICE_LEVEL)
                        this.heardAt = performance.now();
        }

        pause() {
                if (this.state !== 'recording')
                        return;
                this.recording?.pause();
                this.recognition?.pause();
                this.set('paused');
                announce(t('answer.announce_paused'));
        }

        proceed() {
                if (this.state !== 'paused')
                        return;
                this.heardAt = performance.now();
                this.notice = '';
                this.recording?.resume();
                this.recognition?.start();
                this.set('recording');
                announce(t('answer.announce_recording'));
        }

        async finish() {
                const { recording } = this;
                if (!recording)
                        return;
                this.recording = null;
                clearInterval(this.ticks);
                this.awake?.release().catch(() => {});
                const [clip, understood] = await Promise.all([recording.finish(), this.recognition?.finish() ?? '']);
                this.recognition = null;
                this.microphone.close();
                if (clip.blob.size === 0) {
                        this.notice = 'answer.cannot_record';
                        return this.set('idle');
                }
                await this.review({ ...clip, understood });
        }

        /** The device was muted by its own switch or by the system: nothing more is recorded until somebody goes on. */
        mute() {
                if (this.state !== 'recording')
                        return;
                this.pause();
                this.notice = 'answer.muted';
                this.changed();
        }

        /** Another microphone: a recording cannot change its device, so what was said is kept first. @param {string} deviceId */
        async switchMicrophone(deviceId) {
                this.notice = 'answer.switched';
                await this.finish();
                if (await this.microphone.open(deviceId))
                        this.microphone.close();
        }

        /** The microphone went away: what was said until then is kept. */
        lose() {
                if (this.recording) {
                        this.notice = 'answer.lost';
                        this.finish();
                } else if (this.state === 'arming') {
                        this.cancel();
                }
        }

        /** @param {import('./microphone.js').Clip} clip */
        async review(clip) {
                this.clip = clip;
                this.set('review');
                try {
                        this.clip = { ...clip, ...shapeOf(await decode(await clip.blob.arrayBuffer())) };
                } catch {
                        // The shape that was seen while recording stays.
                }
                this.changed();
        }

        type() {
                this.voice.stop();
                this.refusal = null;
                this.set('typing');
        }

        /** Leaves typing for the recording that there is, or for a new one; the text stays. */
        leaveTyping() {
                this.set(this.clip ? 'review' : 'idle');
        }

        /** @param {string} text */
        setText(text) {
                this.text = text;
                clearTimeout(this.saver);
                const { id, turn } = this;
                this.saver = setTimeout(async () => {
                        if (this.turn !== turn || this.state !== 'typing')
                                return;
                        await this.drafts.keepHead(id, turn, { type: this.clip?.blob.type ?? '', length_ms: this.clip?.length_ms ?? 0, text });
                        this.textSavedAt = Date.now();
                        this.changed();
                }, SAVE_TEXT_AFTER_MS);
                this.changed();
        }

        form() {
                const form = new FormData();
                if (this.sending?.isTyped) {
                        form.append('text', this.text);
                } else if (this.clip) {
                        const { type } = this.clip.blob;
                        const ending = FILE_ENDINGS.find(([name]) => type.includes(name))?.[1] ?? 'bin';
                        if (this.clip.understood)
                                form.append('browser_text', this.clip.understood);
                        form.append('audio', this.clip.blob, `answer.${ending}`);
                }
                return form;
        }

        /** Sends what is there; called again it sends the same bytes again, which the server knows how to take. */
        async send() {
                if (this.sending?.isWatched)
                        return;
                clearTimeout(this.retrier);
                clearTimeout(this.saver);
                this.request?.abort();
                this.voice.stop();
                const isAgain = this.state === 'sending' && this.sending !== null;
                /** @type {Sending} */
                const sending = isAgain && this.sending ? this.sending : newSending(this.turn, this.state === 'typing');
                this.sending = sending;
                this.refusal = null;
                this.notice = '';
                sending.failure = null;
                this.set('sending');
                const request = this.request = new AbortController();
                /** @type {ApiError | null} */
                let failure = null;
                try {
                        await api.send(`/api/candidate/turns/${sending.turn}/answer`, this.form(), {
                                signal: request.signal,
                                onProgress: (sent, total) => {
                                        Object.assign(sending, { sent, total });
                                        this.changed();
                                },
                                onEvent: (event) => {
                                        if (event.event === 'error')
                                                failure = new ApiError(event.problem?.status ?? 500, event.problem ?? {});
                                        else
                                                this.take(sending, event);
                                },
                        });
                        if (!sending.hasOutcome)
                                this.fail(sending, failure ?? new ApiError(0, { detail: t('common.error_offline') }));
                } catch (error) {
                        if (error instanceof ApiError && !sending.hasOutcome)
                                this.fail(sending, error);
                        else if (!(error instanceof ApiError) && /** @type {Error} */ (error).name !== 'AbortError')
                                throw error;
                }
        }

        /** One event of the reply. Those that this page does not know are passed over. @param {Sending} sending @param {any} event */
        take(sending, event) {
                const { interview } = this;
                switch (event.event) {
                case 'received':
                        sending.isReceived = true;
                        this.drafts.forget(this.id, sending.turn);
                        break;
                case 'transcript':
                        sending.transcript = event.text;
                        break;
                case 'voice_metrics':
                        sending.metrics = event;
                        break;
                case 'evaluation':
                        sending.evaluation = event.evaluation;
                        break;
                case 'question_delta':
                        interview.hearAhead(event.turn, event.text);
                        break;
                case 'question_audio':
                        if (this.settings.values.autoplay)
                                this.voice.enqueue(event.url, event.part === 0);
                        break;
                case 'asked_again':
                        this.settle(sending);
                        interview.ask(event.turn, event.question);
                        this.again(event.reason);
                        if (this.settings.values.autoplay && interview.isAloud)
                                this.voice.ask(event.question, interview.interview?.language ?? 'en');
                        announce(event.question.text);
                        break;
                case 'next':
                        this.settle(sending);
                        interview.ask(event.turn, event.question);
                        break;
                case 'ended':
                        this.settle(sending);
                        this.run++;
                        this.microphone.stop();
                        this.drafts.forgetAll(this.id);
                        interview.finish();
                        break;
                }
                this.changed();
        }

        /** The outcome is known. @param {Sending} sending */
        settle(sending) {
                sending.hasOutcome = true;
                this.previous = sending;
                this.sending = null;
        }

        /** The question stays, kindly. @param {string} reason */
        again(reason) {
                this.previous = null;
                this.clip = null;
                this.text = '';
                this.drafts.forget(this.id, this.turn);
                this.set(this.mayRecord ? 'idle' : 'typing');
                // For reasons that were no failure, such as a question back, the interviewer's own words say enough.
                this.notice = `answer.again_${UNHEARD.includes(reason) ? reason : 'other'}`;
        }

        /** @param {Sending} sending @param {ApiError} error */
        async fail(sending, error) {
                if (this.sending !== sending)
                        return;
                if (error.status === 401 || error.status === 404 || error.status === 410) {
                        this.sending = null;
                        this.set(sending.isTyped ? 'typing' : 'review');
                        return this.interview.fail(error);
                }
                if (error.status === 409)
                        return this.reconcile(sending, error);
                if (!error.isPassing && !sending.isReceived) {
                        this.refusal = error;
                        this.sending = null;
                        return this.set(sending.isTyped ? 'typing' : 'review');
                }
                const wait_s = Math.max(error.wait_s, RETRY_AFTER_S[Math.min(sending.tries++, RETRY_AFTER_S.length - 1)]);
                sending.failure = error;
                sending.retryAt = Date.now() + wait_s * 1000;
                this.retrier = setTimeout(() => this.sending === sending && this.send(), wait_s * 1000);
                this.changed();
        }

        /** The server already has another answer to this question, or is at another one: what it says holds.
         *  @param {Sending} sending @param {ApiError} error */
        async reconcile(sending, error) {
                await this.interview.load();
                if (this.sending !== sending)
                        return;
                this.sending = null;
                if (this.interview.isOver)
                        return this.interview.go('end');
                if (this.interview.turn?.number === sending.turn) {
                        this.refusal = error;
                        return this.set(sending.isTyped ? 'typing' : 'review');
                }
                announce(t('answer.already_sent'));
                this.interview.changed();
        }

        /** The page was closed while the server was at work on the answer: asks until it has decided what follows.
         *  @param {import('./interview.js').Turn} turn */
        async watch(turn) {
                const run = ++this.run;
                const { interview } = this;
                this.turn = turn.number;
                this.sending = { ...newSending(turn.number, false), isReceived: true, isWatched: true, transcript: turn.answer?.text ?? null };
                this.set('sending');
                for (let wait_ms = WATCH_MS; ; wait_ms = Math.min(wait_ms * 1.5, WATCH_AT_MOST_MS)) {
                        await new Promise((resolve) => setTimeout(resolve, wait_ms));
                        if (run !== this.run)
                                return;
                        await interview.refresh();
                        if (run !== this.run)
                                return;
                        if (interview.isOver)
                                return interview.go('end');
                        if (interview.turn?.number === turn.number && interview.turn.status === 'asked') {
                                await this.begin(turn.number);
                                this.notice = 'answer.again_other';
                                return this.changed();
                        }
                }
        }

        /** Back to what was made, as long as the server does not have it. */
        back() {
                if (!this.sending || this.sending.isReceived)
                        return;
                clearTimeout(this.retrier);
                this.request?.abort();
                const { isTyped } = this.sending;
                this.sending = null;
                this.set(isTyped ? 'typing' : 'review');
        }

        /** The page of the question goes away: what is being said is kept for later. */
        leave() {
                this.cancel();
                if (this.recording)
                        this.finish();
                this.voice.stop();
        }

        async stayAwake() {
                try {
                        this.awake = await navigator.wakeLock?.request('screen');
                } catch {
                        // The screen may then go dark; the recording goes on.
                }
        }
}
