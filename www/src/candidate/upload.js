// A recording on its way to the server while it is spoken: bytes in order, each piece at the offset that the server is at. Whatever
// breaks in between, it asks where the server is and goes on from there.
//
//   resting --add--> moving --all acknowledged--> resting
//                      |  ^
//        no answer, 5xx|  |after a while, on `online`, retry()
//                      v  |
//                    waiting --never worked, or refused--> given_up       (then the clip is posted whole)
//
// Before the first byte of a recording goes out, what the server may hold of another one is deleted, and that is noted on this device
// (`own`): so what is there is always the beginning of this recording.
import { ApiError, api } from '../base/api.js';

/** Small pieces are gathered for so long; a piece is no larger than this, and becomes smaller where a connection is slow or breaks. */
const GATHER_MS = 1000;
const LARGEST_PIECE = 1 << 17;
const SMALLEST_PIECE = 1 << 13;
/** A request that takes longer is a connection that is gone. */
const PATIENCE_MS = 30_000;
const RETRY_AFTER_S = [1, 2, 4, 8, 15];
/** After the end: so many failures in a row, and the clip is posted whole where no piece ever arrived, or the server cannot go on. */
const TRIES_WHEN_NEW = 2;
const TRIES_WHEN_BROKEN = 4;
const DISPUTES = 3;

/** @typedef {'resting' | 'moving' | 'waiting' | 'given_up'} UploadState */

/** @fires change */
export class Upload extends EventTarget {
        /** @param {{path: string, isOurs: boolean, own: (isOurs: boolean) => Promise<unknown>, before?: Upload | null}} options `path` of
         *  the turn's clip; `own` keeps on this device whether what the server holds is ours; `before`: the one whose last request has to
         *  be over before this one begins */
        constructor({ path, isOurs, own, before = null }) {
                super();
                this.path = path;
                this.isOurs = isOurs;
                this.own = own;
                /** The end of all requests so far. @type {Promise<unknown>} */
                this.over = before?.over ?? Promise.resolve();
                /** @type {UploadState} */
                this.state = 'resting';
                this.blob = new Blob();
                /** @type {Blob[]} */
                this.gathered = [];
                this.total = 0;
                this.sent = 0;
                /** The server can have no more of this recording. */
                this.tried = isOurs ? Infinity : 0;
                /** Whether `sent` is what the server has. */
                this.isKnown = false;
                /** Whether the server ever took a piece. */
                this.hasWorked = false;
                this.isEnded = false;
                this.piece_bytes = LARGEST_PIECE;
                this.failures = 0;
                this.disputes = 0;
                /** @type {ApiError | null} */
                this.failure = null;
                this.retryAt = 0;
                this.isStopped = false;
                this.wake = () => {};
                this.listening = new AbortController();
                addEventListener('online', () => this.retry(), { signal: this.listening.signal });
        }

        /** @param {UploadState} state */
        set(state) {
                this.state = state;
                this.dispatchEvent(new Event('change'));
        }

        get isUp() {
                return this.isOurs && this.isKnown && this.sent === this.total;
        }

        /** @param {Blob} piece */
        add(piece) {
                this.gathered.push(piece);
                this.total += piece.size;
                this.run();
        }

        run() {
                if (this.state !== 'resting' || this.isStopped)
                        return;
                this.set('moving');
                this.over = this.over.then(() => this.move());
        }

        async move() {
                while (!this.isUp && !this.isStopped) {
                        if (!this.isEnded && this.isOurs && this.isKnown && this.total - this.sent < this.piece_bytes)
                                await this.sleep(GATHER_MS);
                        try {
                                await this.step();
                                this.failures = 0;
                                this.failure = null;
                                this.set('moving');
                        } catch (error) {
                                if (this.isStopped)
                                        return;
                                if (!(error instanceof ApiError))
                                        throw error;
                                if (!await this.cope(error))
                                        return this.set('given_up');
                        }
                }
                if (!this.isStopped)
                        this.set('resting');
        }

        /** @param {number} length_ms */
        async sleep(length_ms) {
                await new Promise((resolve) => {
                        this.wake = () => resolve(undefined);
                        setTimeout(resolve, length_ms);
                });
        }

        /** @param {string} method @param {import('../base/api.js').Options} [options] */
        ask(method, options) {
                return api.ask(method, this.path, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
        }

        /** One request nearer to the end. */
        async step() {
                if (!this.isOurs) {
                        await this.ask('DELETE').catch((error) => {
                                if (error.status !== 404)
                                        throw error;
                        });
                        await this.own(true);
                        this.isOurs = true;
                        this.isKnown = true;
                        this.sent = this.tried = 0;
                        return;
                }
                if (!this.isKnown) {
                        const offset = await this.ask('HEAD').then((reply) => Number(reply.headers.get('Upload-Offset')), (error) => {
                                if (error.status !== 404)
                                        throw error;
                                return 0;
                        });
                        return this.place(offset);
                }
                this.blob = new Blob([this.blob, ...this.gathered]);
                this.gathered = [];
                const body = this.blob.slice(this.sent, this.sent + this.piece_bytes, 'application/octet-stream');
                this.tried = Math.max(this.tried, this.sent + body.size);
                const { headers } = await this.ask('PATCH', { body, headers: { 'Upload-Offset': String(this.sent) } });
                this.hasWorked = true;
                this.disputes = 0;
                this.piece_bytes = Math.min(LARGEST_PIECE, this.piece_bytes * 2);
                this.place(Number(headers.get('Upload-Offset') ?? this.sent + body.size));
        }

        /** The server has so much. More than was sent cannot be of this recording. @param {number} offset */
        place(offset) {
                this.isKnown = true;
                this.sent = Math.min(offset, this.total);
                if (offset > Math.min(this.total, this.tried))
                        this.doubt();
        }

        /** What the server holds may be of another recording: this one starts anew. */
        doubt() {
                this.isOurs = false;
                this.isKnown = false;
                this.sent = 0;
                this.own(false);
                this.run();
        }

        /** Whether it is worth going on after the error; waits before it says so. @param {ApiError} error */
        async cope(error) {
                if (error.status === 409 && error.offset !== null && this.disputes++ < DISPUTES) {
                        this.place(error.offset);
                        return true;
                }
                this.failure = error;
                if (!error.isPassing)
                        return false;
                this.failures++;
                this.piece_bytes = Math.max(SMALLEST_PIECE, this.piece_bytes / 2);
                if (this.isEnded && this.failures >= (this.hasWorked ? TRIES_WHEN_BROKEN : TRIES_WHEN_NEW) && (!this.hasWorked || !error.isOffline))
                        return false;
                const wait_s = Math.max(error.wait_s, RETRY_AFTER_S[Math.min(this.failures - 1, RETRY_AFTER_S.length - 1)] * (0.8 + Math.random() * 0.4));
                this.isKnown = false;
                this.retryAt = Date.now() + wait_s * 1000;
                this.set('waiting');
                await this.sleep(wait_s * 1000);
                return true;
        }

        /** Goes on at once, where it waits. */
        retry() {
                if (this.state === 'waiting')
                        this.wake();
        }

        /** Nothing is added any more. Resolves when the server has all of it (true), or when it is not worth waiting for (false). */
        async complete() {
                this.isEnded = true;
                this.wake();
                this.run();
                while (!this.isUp && this.state !== 'given_up' && !this.isStopped)
                        await new Promise((resolve) => this.addEventListener('change', resolve, { once: true }));
                return this.isUp;
        }

        /** Sends nothing more; what is on the server stays there. */
        stop() {
                this.isStopped = true;
                this.listening.abort();
                this.wake();
                this.dispatchEvent(new Event('change'));
        }
}

/** Deletes what the server holds of an answer that was not sent. Where that fails, the next recording of this turn deletes it, or the
 *  server does after a while. @param {string} path */
export const discardUpload = (path) => api.delete(path).catch(() => {});

/** @param {number} turn */
export const clipPath = (turn) => `/api/candidate/turns/${turn}/clip`;
