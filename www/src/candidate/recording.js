// One recording of an open microphone, in slices as it is made.

const TYPES = ['audio/webm;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4', 'audio/ogg;codecs=opus'];
const BITS_PER_SECOND = 48_000;
/** What was not handed over yet dies with the page, so it is no more than this. */
const SLICE_MS = 40;

/** @typedef {{blob: Blob, length_ms: number, peaks: number[], understood?: string}} Clip */
/** A piece, and how long the recording is until its end. @typedef {{blob: Blob, length_ms: number}} Slice */

/** @fires slice a CustomEvent with each Slice of it
 *  @fires stop when the browser ended it by itself */
export class Recording extends EventTarget {
        /** @param {import('./microphone.js').Microphone} microphone */
        constructor(microphone) {
                super();
                if (!microphone.stream)
                        throw new Error('A recording needs an open microphone.');
                const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
                this.recorder = new MediaRecorder(microphone.stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
                /** @type {Slice[]} */
                this.slices = [];
                /** @type {number[]} */
                this.peaks = [];
                this.before_ms = 0;
                this.since = 0;
                this.listening = new AbortController();
                this.stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }));
                // What is said counts from when it is really recorded.
                this.recorder.addEventListener('start', () => { this.since = performance.now(); }, { once: true });
                this.recorder.addEventListener('dataavailable', ({ data }) => {
                        if (data.size === 0)
                                return;
                        const slice = { blob: data, length_ms: this.length_ms };
                        this.slices.push(slice);
                        this.dispatchEvent(new CustomEvent('slice', { detail: slice }));
                });
                this.recorder.addEventListener('stop', () => this.dispatchEvent(new Event('stop')));
                microphone.addEventListener('level', (event) => {
                        if (this.recorder.state === 'recording')
                                this.peaks.push(/** @type {CustomEvent<number>} */ (event).detail);
                }, { signal: this.listening.signal });
        }

        get type() {
                return this.recorder.mimeType || 'audio/webm';
        }

        /** Whether nothing more can come: also when the browser has ended it. */
        get isOver() {
                return this.recorder.state === 'inactive';
        }

        get length_ms() {
                return this.before_ms + (this.since ? performance.now() - this.since : 0);
        }

        start() {
                this.recorder.start(SLICE_MS);
        }

        pause() {
                this.before_ms = this.length_ms;
                this.since = 0;
                this.recorder.pause();
        }

        resume() {
                this.since = performance.now();
                this.recorder.resume();
        }

        /** Hands each slice to the taker, those that were made before, too. @param {(slice: Slice) => void} take */
        follow(take) {
                this.slices.forEach(take);
                this.addEventListener('slice', (event) => take(/** @type {CustomEvent<Slice>} */ (event).detail));
        }

        /** Ends it and gives what was recorded. @returns {Promise<Clip>} */
        async finish() {
                const length_ms = this.length_ms;
                this.since = 0;
                this.before_ms = length_ms;
                if (!this.isOver)
                        this.recorder.stop();
                await this.stopped;
                this.listening.abort();
                return { blob: new Blob(this.slices.map((slice) => slice.blob), { type: this.type }), length_ms, peaks: this.peaks };
        }
}
