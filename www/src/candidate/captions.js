// What the server has understood so far of the answer that is being spoken, asked for gently while it is recorded.
import { ApiError, api } from '../base/api.js';

const EVERY_MS = 2000;
const SELDOM_MS = 10_000;

/** @typedef {{id: number | string, text: string, start_ms: number, end_ms: number}} Caption */

/** @fires change */
export class Captions extends EventTarget {
        constructor() {
                super();
                /** @type {Caption[]} */
                this.items = [];
                /** The newest of those that were told. @type {Caption['id'] | null} */
                this.newest = null;
                /** Whether this server has any. */
                this.isOffered = true;
                this.run = 0;
        }

        get text() {
                return this.items.map((item) => item.text).join(' ');
        }

        /** Asks until stop() for a turn, whose earlier recordings are forgotten. @param {number} turn */
        async start(turn) {
                this.clear();
                const { run } = this;
                for (let wait_ms = EVERY_MS; this.isOffered;) {
                        await new Promise((resolve) => setTimeout(resolve, wait_ms));
                        if (run !== this.run)
                                return;
                        try {
                                const { items } = await api.get(`/api/candidate/turns/${turn}/captions${this.newest === null ? '' : `?after=${this.newest}`}`);
                                if (run !== this.run)
                                        return;
                                wait_ms = EVERY_MS;
                                if (items.length > 0) {
                                        this.take(items);
                                        this.dispatchEvent(new Event('change'));
                                }
                        } catch (error) {
                                if (!(error instanceof ApiError))
                                        throw error;
                                this.isOffered = error.isPassing;
                                wait_ms = Math.min(wait_ms * 2, SELDOM_MS);
                        }
                }
        }

        /** Where the server has heard a place again, what it understood there now stands in place of what it did before.
         *  @param {Caption[]} items */
        take(items) {
                const isHeardAgain = (/** @type {Caption} */ old) => items.some((one) => one.start_ms < old.end_ms && old.start_ms < one.end_ms);
                this.newest = items.at(-1)?.id ?? this.newest;
                this.items = [...this.items.filter((old) => !isHeardAgain(old)), ...items].sort((a, b) => a.start_ms - b.start_ms);
        }

        stop() {
                this.run++;
        }

        clear() {
                this.stop();
                this.items = [];
                this.newest = null;
                this.dispatchEvent(new Event('change'));
        }
}
