// How the mouth moves with one sound: by the shapes that the server knows, or else by its loudness. The sound waits for none of it.
import { ApiError, api } from '../base/api.js';
import { PEAK_MS, decode, shapeOf } from '../components/peaks.js';
import { trackOf, trackOfPeaks } from './mouth.js';

/** While a sound is being made its shapes are not known; it is asked again so often, ever more seldom. */
const AGAIN_MS = 200;
const AGAIN_MORE = 1.5;
const ASKED_AT_MOST = 12;
const QUESTION = /^(\/api\/candidate\/turns\/\d+\/question)\/audio(?=$|\?)/;

/** @fires change when it is known */
export class Visemes extends EventTarget {
        /** @param {string} address of the sound */
        constructor(address) {
                super();
                this.address = address;
                /** @type {import('./mouth.js').Track | null} */
                this.track = null;
                /** Whether only listening to the sound can tell more. */
                this.isUntold = false;
                this.leaving = new AbortController();
                if (QUESTION.test(address))
                        this.ask();
        }

        async ask() {
                const path = this.address.replace(QUESTION, '$1/visemes');
                for (let asked = 0, wait_ms = AGAIN_MS; asked < ASKED_AT_MOST; asked++, wait_ms *= AGAIN_MORE) {
                        const told = await this.try(() => api.get(path, { signal: this.leaving.signal }));
                        if (this.leaving.signal.aborted)
                                return;
                        if (told !== null && told?.is_made !== false) {
                                this.know(trackOf(told));
                                break;
                        }
                        await new Promise((resolve) => setTimeout(resolve, wait_ms));
                }
                this.isUntold = this.track === null;
        }

        /** Listens to the sound itself: worth it where all of it has been loaded, so that it takes nothing from what is being heard. */
        async listen() {
                this.isUntold = false;
                const bytes = await this.try(() => api.bytes(this.address, this.leaving.signal));
                const samples = bytes && await decode(bytes).catch(() => null);
                this.know(samples ? trackOfPeaks(shapeOf(samples).peaks, PEAK_MS) : null);
        }

        /** @param {import('./mouth.js').Track | null} track */
        know(track) {
                this.track = track;
                if (track && !this.leaving.signal.aborted)
                        this.dispatchEvent(new Event('change'));
        }

        /** Null where it may be tried again, undefined where that is of no use. @template Told @param {() => Promise<Told>} action */
        async try(action) {
                try {
                        return await action();
                } catch (error) {
                        if (!(error instanceof ApiError) && /** @type {Error} */ (error).name !== 'AbortError')
                                throw error;
                        return error instanceof ApiError && error.isPassing ? null : undefined;
                }
        }

        /** Nobody hears the sound any more. */
        close() {
                this.leaving.abort();
        }
}
