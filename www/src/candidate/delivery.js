// The way of a finished answer: what of the recording is not yet there, the post, and the server's events until the next question.
//
//   begin --> uploading the rest --all there--> posted --received--> (from here on it cannot be lost) --next, ended, asked_again--> over
//                 |not worth waiting for           |no connection, busy: again after a while
//                 v                                v
//             posted whole                     refused: back to the card with the reason
import { ApiError, api } from '../base/api.js';
import { t } from '../base/i18n.js';
import { announce } from '../components/status.js';
import { clipPath, discardUpload } from './upload.js';

const RETRY_AFTER_S = [2, 4, 8, 16, 30];
/** So often the server may say that it has another length, before the clip is posted whole. */
const DISPUTES = 2;
const WATCH_MS = 1500;
const WATCH_AT_MOST_MS = 10_000;

const FILE_ENDINGS = /** @type {const} */ ([['webm', 'webm'], ['mp4', 'mp4'], ['ogg', 'ogg'], ['wav', 'wav']]);

/** Why an answer could not be used. */
const UNHEARD = ['silence', 'too_short', 'unclear'];

/** @typedef {{turn: number, sent: number, total: number, isUp: boolean, disputes: number, isReceived: boolean, isWatched: boolean, transcript: string | null,
 *             isTyped: boolean, metrics: any, evaluation: any, startedAt: number, tries: number, failure: ApiError | null, retryAt: number,
 *             hasOutcome: boolean}} Sending `isUp`: the recording is on the server already */

/** @param {number} turn @param {boolean} isTyped @returns {Sending} */
const newSending = (turn, isTyped) => ({ turn, isTyped, sent: 0, total: 0, isUp: false, disputes: 0, isReceived: false, isWatched: false, transcript: null,
        metrics: null, evaluation: null, startedAt: Date.now(), tries: 0, failure: null, retryAt: 0, hasOutcome: false });

export class Delivery {
        /** @param {import('./answer.js').AnswerStore} answer whose clip or text it is */
        constructor(answer) {
                this.answer = answer;
                /** @type {Sending | null} */
                this.sending = null;
                /** What became of the answer before this one. @type {Sending | null} */
                this.previous = null;
                this.retrier = 0;
                /** @type {AbortController | null} */
                this.request = null;
                window.addEventListener('online', () => this.sending?.failure && this.again());
        }

        /** @param {boolean} isTyped */
        begin(isTyped) {
                this.sending = newSending(this.answer.turn, isTyped);
                this.answer.set('sending');
                this.send(this.sending);
        }

        /** Tries at once what was to be tried later. */
        again() {
                const { sending } = this;
                if (sending && !sending.isWatched)
                        this.send(sending);
        }

        /** Lets go of it; the server goes on with what it has received. */
        stop() {
                clearTimeout(this.retrier);
                this.request?.abort();
                this.sending = null;
        }

        /** @param {Sending} sending */
        form({ isTyped, isUp }) {
                const { clip, text } = this.answer;
                const form = new FormData();
                if (isTyped || !clip) {
                        form.append('text', text);
                        return form;
                }
                if (clip.understood)
                        form.append('browser_text', clip.understood);
                if (isUp) {
                        form.append('clip', 'uploaded');
                        form.append('bytes', String(clip.blob.size));
                } else {
                        const ending = FILE_ENDINGS.find(([name]) => clip.blob.type.includes(name))?.[1] ?? 'bin';
                        form.append('audio', clip.blob, `answer.${ending}`);
                }
                return form;
        }

        /** Waits until the server has the recording, where it can be waited for. @param {Sending} sending @param {AbortSignal} signal */
        async bringUp(sending, signal) {
                const { upload } = this.answer;
                if (!upload || sending.isTyped || sending.isUp || sending.isReceived || upload.isStopped || upload.state === 'given_up')
                        return;
                const follow = () => {
                        const { sent, total, failure, retryAt } = upload;
                        Object.assign(sending, { sent, total, failure, retryAt });
                };
                upload.addEventListener('change', follow, { signal });
                upload.retry();
                follow();
                sending.isUp = await upload.complete();
                if (!signal.aborted)
                        sending.failure = null;
        }

        /** @param {Sending} sending */
        async send(sending) {
                const { answer } = this;
                clearTimeout(this.retrier);
                this.request?.abort();
                const { signal } = this.request = new AbortController();
                sending.failure = null;
                answer.changed();
                /** @type {ApiError | null} */
                let failure = null;
                try {
                        await this.bringUp(sending, signal);
                        if (signal.aborted)
                                return;
                        await api.send(`/api/candidate/turns/${sending.turn}/answer`, this.form(sending), {
                                signal,
                                onProgress: (sent, total) => {
                                        if (!sending.isUp)
                                                Object.assign(sending, { sent, total });
                                        answer.changed();
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
                const { answer } = this;
                const { interview, settings, voice } = answer;
                switch (event.event) {
                case 'received':
                        this.received(sending);
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
                        if (settings.playsQuestions)
                                voice.enqueue(event.turn, event.url, { isFirst: event.part === 0, isLast: event.last });
                        break;
                case 'asked_again':
                        this.settle(sending);
                        this.previous = null;
                        interview.ask(event.turn, event.question);
                        if (settings.playsQuestions && interview.isAloud)
                                voice.ask(event.question, interview.interview?.language ?? 'en');
                        // For reasons that were no failure, such as a question back, the interviewer's own words say enough.
                        answer.askedAgain(`answer.again_${UNHEARD.includes(event.reason) ? event.reason : 'other'}`);
                        announce(event.question.text);
                        break;
                case 'next':
                        this.settle(sending);
                        voice.close(event.turn);
                        interview.ask(event.turn, event.question);
                        break;
                case 'ended':
                        this.settle(sending);
                        answer.end();
                        interview.finish();
                        break;
                }
                answer.changed();
        }

        /** From here on the server keeps it. @param {Sending} sending */
        received(sending) {
                const { answer } = this;
                sending.isReceived = true;
                const { upload } = answer;
                upload?.stop();
                answer.drafts.forget(answer.id, sending.turn);
                if (sending.isTyped)
                        upload?.over.then(() => discardUpload(clipPath(sending.turn)));
        }

        /** The outcome is known. @param {Sending} sending */
        settle(sending) {
                sending.hasOutcome = true;
                this.previous = sending;
                this.sending = null;
        }

        /** Gives it back to the card. @param {Sending} sending */
        giveBack(sending) {
                this.sending = null;
                this.answer.set(sending.isTyped ? 'typing' : 'review');
        }

        /** @param {Sending} sending @param {ApiError} error */
        async fail(sending, error) {
                const { answer } = this;
                if (this.sending !== sending)
                        return;
                if (error.status === 401 || error.status === 404 || error.status === 410) {
                        this.giveBack(sending);
                        return answer.interview.fail(error);
                }
                if (error.status === 409 && error.offset !== null && sending.isUp && !sending.isReceived) {
                        sending.isUp = false;
                        if (sending.disputes++ < DISPUTES)
                                answer.upload?.place(error.offset);
                        else
                                answer.upload?.stop();
                        return this.send(sending);
                }
                if (error.status === 409)
                        return this.reconcile(sending, error);
                if (!error.isPassing && !sending.isReceived) {
                        answer.refusal = error;
                        return this.giveBack(sending);
                }
                const wait_s = Math.max(error.wait_s, RETRY_AFTER_S[Math.min(sending.tries++, RETRY_AFTER_S.length - 1)]);
                sending.failure = error;
                sending.retryAt = Date.now() + wait_s * 1000;
                this.retrier = setTimeout(() => this.sending === sending && this.send(sending), wait_s * 1000);
                answer.changed();
        }

        /** The server already has another answer to this question, or is at another one: what it says holds.
         *  @param {Sending} sending @param {ApiError} error */
        async reconcile(sending, error) {
                const { answer } = this;
                const { interview } = answer;
                await interview.load();
                if (this.sending !== sending)
                        return;
                this.sending = null;
                if (interview.isOver)
                        return interview.go('end');
                if (interview.turn?.number === sending.turn) {
                        answer.refusal = error;
                        return this.giveBack(sending);
                }
                announce(t('answer.already_sent'));
                interview.changed();
        }

        /** The page was closed while the server was at work on the answer: asks until it has decided what follows.
         *  @param {import('./interview.js').Turn} turn */
        async watch(turn) {
                const { answer } = this;
                const { interview } = answer;
                const run = ++answer.run;
                answer.turn = turn.number;
                this.sending = { ...newSending(turn.number, false), isReceived: true, isWatched: true, transcript: turn.answer?.text ?? null };
                answer.set('sending');
                for (let wait_ms = WATCH_MS; ; wait_ms = Math.min(wait_ms * 1.5, WATCH_AT_MOST_MS)) {
                        await new Promise((resolve) => setTimeout(resolve, wait_ms));
                        if (run !== answer.run)
                                return;
                        await interview.refresh();
                        if (run !== answer.run)
                                return;
                        if (interview.isOver)
                                return interview.go('end');
                        if (interview.turn?.number === turn.number && interview.turn.status === 'asked') {
                                await answer.begin(turn.number);
                                answer.notice = 'answer.again_other';
                                return answer.changed();
                        }
                }
        }

        /** Back to what was made, as long as the server does not have it. */
        back() {
                if (!this.sending || this.sending.isReceived)
                        return;
                clearTimeout(this.retrier);
                this.request?.abort();
                this.giveBack(this.sending);
        }
}
