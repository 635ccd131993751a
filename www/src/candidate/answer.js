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
// Nothing counts before send() (see Delivery). Sound travels while it is spoken (see Upload), and recording again deletes it; what was
// made is in `drafts` until the server has received it as an answer.
import { span } from '../base/format.js';
import { t } from '../base/i18n.js';
import { decode, shapeOf } from '../components/peaks.js';
import { announce } from '../components/status.js';
import { Delivery } from './delivery.js';
import { Recording } from './recording.js';
import { Recognition, canRecognise } from './recognition.js';
import { Upload, clipPath, discardUpload } from './upload.js';

const COUNTDOWN_S = 3;
const TICK_MS = 250;
const SILENCE_MS = 10_000;
/** What a candidate adds at a time, and the longest recording that the server takes. */
const EXTRA_MS = 60_000;
const LONGEST_MS = 780_000;
/** Below this the microphone hears the room, not a voice. */
const VOICE_LEVEL = 0.008;
const SAVE_TEXT_AFTER_MS = 800;

/** @typedef {'idle' | 'arming' | 'recording' | 'paused' | 'review' | 'typing' | 'sending'} AnswerState */

/** @fires change
 *  @fires stuck when a recording could not be made */
export class AnswerStore extends EventTarget {
        /** @param {{interview: import('./interview.js').InterviewStore, microphone: import('./microphone.js').Microphone,
         *           voice: import('./voice.js').Voice, drafts: import('./drafts.js').Drafts,
         *           settings: import('./settings.js').SettingsStore, captions: import('./captions.js').Captions}} parts */
        constructor({ interview, microphone, voice, drafts, settings, captions }) {
                super();
                this.interview = interview;
                this.microphone = microphone;
                this.voice = voice;
                this.drafts = drafts;
                this.settings = settings;
                this.captions = captions;
                this.delivery = new Delivery(this);
                this.turn = 0;
                /** Whether the page of the question shows. */
                this.isShown = false;
                /** Whether what was kept for this turn is being looked for. */
                this.isLooking = false;
                /** @type {AnswerState} */
                this.state = 'idle';
                this.countdown = 0;
                /** @type {Recording | null} */
                this.recording = null;
                /** @type {Recognition | null} */
                this.recognition = null;
                /** @type {import('./recording.js').Clip | null} */
                this.clip = null;
                /** What is said to a question that sounds already, while the server has not opened it yet; `take`: its name in `drafts`.
                 *  @type {{turn: number, recording: Recording, take: string} | null} */
                this.ahead = null;
                /** What of it is on its way already. @type {Upload | null} */
                this.upload = null;
                /** The name of the recording in `drafts`. */
                this.take = '';
                /** What is being written there. @type {Promise<unknown>} */
                this.keeping = Promise.resolve();
                this.text = '';
                this.textSavedAt = 0;
                /** What the card says above its buttons: the key of a text. */
                this.notice = '';
                /** Why the server did not take what was sent. @type {import('../base/api.js').ApiError | null} */
                this.refusal = null;
                this.isSilent = false;
                /** Time that was added to this recording. */
                this.extra_ms = 0;
                this.run = 0;
                this.heardAt = 0;
                this.warned = Infinity;
                this.ticks = 0;
                this.saver = 0;
                microphone.addEventListener('level', (event) => this.hear(/** @type {CustomEvent<number>} */ (event).detail));
                microphone.addEventListener('lost', () => this.lose());
                microphone.addEventListener('muted', () => this.mute());
                drafts.addEventListener('full', () => this.changed());
                interview.addEventListener('joined', () => this.upload?.doubt());
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

        /** What is being sent. */
        get sending() {
                return this.delivery.sending;
        }

        /** What became of the answer before this one. */
        get previous() {
                return this.delivery.previous;
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

        /** Whether the next question sounds already, or has, before the server says that it is open. */
        get isAsked() {
                return this.state === 'sending' && this.mayRecord && (this.voice.stream?.turn ?? 0) > this.turn;
        }

        get isUnsent() {
                if (this.state === 'sending')
                        return this.sending?.isReceived === false || this.ahead !== null;
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
                this.delivery.sending = null;
                this.upload?.stop();
                this.captions.clear();
                this.isLooking = true;
                this.set(this.mayRecord ? 'idle' : 'typing');
                const { ahead, run } = this;
                if (ahead?.turn === turn) {
                        this.ahead = null;
                        this.isLooking = false;
                        return this.record(ahead.recording, ahead.take);
                }
                await this.dropAhead();
                const draft = await this.drafts.find(this.id, turn);
                this.isLooking = false;
                if (!draft || run !== this.run || this.state === 'recording')
                        return this.changed();
                this.text = draft.text;
                if (draft.blob && this.mayRecord) {
                        this.take = draft.take;
                        // After joining anew, another device may have been here in between.
                        this.upload = this.newUpload(draft.isOurs && !this.interview.hasJoined);
                        this.upload?.add(draft.blob);
                        this.upload?.complete();
                        await this.review({ blob: draft.blob, length_ms: draft.length_ms, peaks: [] });
                        this.notice = draft.isWhole ? 'answer.kept' : 'answer.kept_part';
                        this.changed();
                } else if (draft.text) {
                        this.set('typing');
                }
        }

        /** The way of this take to the server; none where nothing is to be sent. @param {boolean} isOurs
         *  @returns {Upload | null} */
        newUpload(isOurs) {
                const { id, turn, take } = this;
                if (this.isPractice)
                        return null;
                const upload = new Upload({ path: clipPath(turn), isOurs, before: this.upload,
                        own: (isOurs) => this.drafts.note(id, turn, { take, isOurs }) });
                upload.addEventListener('change', () => this.upload === upload && this.changed());
                return upload;
        }

        /** Opens the microphone and, after the countdown, records; or goes on with a recording that has begun already, and that is kept
         *  on this device under the name `take` where it is.
         *  @param {Recording | null} [early] @param {string} [take] */
        async record(early = null, take = '') {
                if (!['idle', 'review', 'typing'].includes(this.state))
                        return;
                const run = ++this.run;
                this.voice.stop();
                this.notice = '';
                this.refusal = null;
                this.countdown = this.settings.values.countdown && !early ? COUNTDOWN_S : 0;
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
                        this.start(early, take);
        }

        /** Interrupts a question that the server has not opened yet: from now on is recorded, and it is the answer's beginning when it is
         *  open. @param {Recording | null} [early] that has begun already */
        async recordAhead(early = null) {
                const turn = this.voice.stream?.turn ?? 0;
                if (!this.isAsked || this.ahead)
                        return;
                this.voice.stop();
                const isOpen = await this.microphone.open();
                if (isOpen && this.turn === turn)
                        return this.record(early);
                if (!isOpen || !this.isAsked || this.ahead)
                        return void early?.finish();
                try {
                        const recording = early ?? new Recording(this.microphone);
                        if (!early)
                                recording.start();
                        this.ahead = { turn, recording, take: this.keep(recording, turn) };
                } catch {
                        return; // there is a button when the question is open
                }
                announce(t('answer.announce_recording'));
                this.changed();
        }

        /** The question was not opened. */
        async dropAhead() {
                const { ahead } = this;
                if (!ahead)
                        return;
                this.ahead = null;
                await ahead.recording.finish();
                await this.drafts.forget(this.id, ahead.turn);
        }

        /** Keeps a recording of a turn on this device as it grows. @param {Recording} recording @param {number} turn @returns its name */
        keep(recording, turn) {
                const { id } = this;
                const take = crypto.randomUUID();
                let index = 0;
                this.keeping = this.drafts.begin(id, turn, take, recording.type);
                recording.follow(({ blob, length_ms }) => {
                        this.keeping = this.drafts.keepSlice(id, turn, take, index++, blob, length_ms);
                });
                return take;
        }

        cancel() {
                if (this.state !== 'arming')
                        return;
                this.run++;
                this.microphone.close();
                this.set(this.clip ? 'review' : 'idle');
        }

        /** @param {Recording | null} early @param {string} take */
        start(early, take) {
                const { turn } = this;
                let recording;
                try {
                        recording = early ?? new Recording(this.microphone);
                        if (!early)
                                recording.start();
                } catch {
                        this.microphone.close();
                        return this.stuck();
                }
                this.clip = null;
                this.recording = recording;
                this.take = take || this.keep(recording, turn);
                this.upload?.stop();
                const upload = this.upload = this.newUpload(false);
                this.recognition = this.mayRecognise ? new Recognition(this.interview.interview?.language ?? 'en') : null;
                this.recognition?.start();
                this.heardAt = performance.now();
                this.warned = Infinity;
                this.isSilent = false;
                this.extra_ms = 0;
                recording.follow(({ blob }) => upload?.add(blob));
                recording.addEventListener('stop', () => this.recording === recording && this.finish());
                this.ticks = setInterval(() => this.tick(), TICK_MS);
                this.stayAwake();
                if (this.settings.values.captions && !this.isPractice)
                        this.captions.start(turn);
                this.set('recording');
                announce(t('answer.announce_recording'));
                if (recording.isOver)
                        this.finish();
        }

        /** There is no recording, for no fault of the candidate's. */
        stuck() {
                this.notice = 'answer.cannot_record';
                this.set('idle');
                this.dispatchEvent(new Event('stuck'));
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

        /** Ends the recording and shows it. */
        async finish() {
                const clip = await this.close();
                if (clip)
                        await this.review(clip);
        }

        /** Ends the recording and sends it at once. */
        async finishAndSend() {
                const clip = await this.close();
                if (!clip)
                        return;
                this.clip = clip;
                this.set('review');
                this.send();
        }

        /** Ends the recording; nothing of it is kept. @param {string} notice */
        async takeBack(notice) {
                if (!await this.close())
                        return;
                this.clip = null;
                this.discard();
                this.notice = notice;
                this.set('idle');
        }

        /** Ends the recording. @returns {Promise<import('./recording.js').Clip | null>} null where nothing was recorded */
        async close() {
                const { recording, id, turn, take } = this;
                if (!recording)
                        return null;
                this.recording = null;
                clearInterval(this.ticks);
                this.awake?.release().catch(() => {});
                this.captions.stop();
                const [clip, understood] = await Promise.all([recording.finish(), this.recognition?.finish() ?? '']);
                this.recognition = null;
                this.microphone.close();
                if (clip.blob.size === 0) {
                        this.stuck();
                        return null;
                }
                this.keeping = Promise.all([this.keeping, this.drafts.note(id, turn, { take, isWhole: true })]);
                this.upload?.complete();
                return { ...clip, understood };
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

        /** @param {import('./recording.js').Clip} clip */
        async review(clip) {
                this.clip = clip;
                this.set('review');
                try {
                        const shape = shapeOf(await decode(await clip.blob.arrayBuffer()));
                        if (this.clip === clip)
                                this.clip = { ...clip, ...shape };
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
                        await this.drafts.note(id, turn, { text });
                        this.textSavedAt = Date.now();
                        this.changed();
                }, SAVE_TEXT_AFTER_MS);
                this.changed();
        }

        /** Sends what is there; called again it sends the same bytes again, which the server knows how to take. */
        send() {
                if (this.state === 'sending')
                        return this.delivery.again();
                if (this.state !== 'review' && this.state !== 'typing')
                        return;
                clearTimeout(this.saver);
                this.voice.stop();
                const isTyped = this.state === 'typing';
                this.refusal = null;
                this.notice = '';
                this.delivery.begin(isTyped);
        }

        /** The server has asked the same question again. @param {string} notice */
        askedAgain(notice) {
                this.clip = null;
                this.text = '';
                this.upload?.stop();
                this.drafts.forget(this.id, this.turn);
                this.dropAhead();
                this.set(this.mayRecord ? 'idle' : 'typing');
                this.notice = notice;
        }

        /** The interview is over. */
        end() {
                this.run++;
                this.ahead?.recording.finish();
                this.ahead = null;
                this.microphone.stop();
                this.drafts.forgetAll(this.id);
        }

        /** What was made for a turn and not sent is deleted, here and on the server. */
        async discard(turn = this.turn, upload = this.upload) {
                const { id } = this;
                if (this.isPractice || turn === 0)
                        return;
                upload?.stop();
                await Promise.all([this.drafts.forget(id, turn), upload?.over.then(() => discardUpload(clipPath(turn)))]);
        }

        /** The page of the question goes away: what is being said is kept for later. Resolves when it is. */
        async leave() {
                this.cancel();
                this.voice.stop();
                if (this.recording)
                        await this.finish();
                await this.ahead?.recording.finish();
                this.ahead = null;
                await this.keeping;
        }

        /** Another tab goes on with the interview. */
        async handOver() {
                this.delivery.stop();
                await this.leave();
                this.upload?.stop();
                await this.upload?.over;
                this.microphone.stop();
                this.turn = 0;
                this.set('idle');
        }

        async stayAwake() {
                try {
                        this.awake = await navigator.wakeLock?.request('screen');
                } catch {
                        // The screen may then go dark; the recording goes on.
                }
        }
}
