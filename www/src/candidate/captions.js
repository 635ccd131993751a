// What the server has understood so far of the answer that is being spoken, asked for gently while it is recorded.
import { ApiError, api } from '../base/api.js';

const EVERY_MS = 2000;
const SELDOM_MS = 10_000;
/** Pieces that end this near to each other end with the same words: pauses between two pieces are longer. */
const SAME_END_MS = 450;

/** @typedef {{id: number | string, text: string, start_ms: number, end_ms: number}} Caption */

/** @param {Caption} one @param {Caption} other */
const meet = (one, other) => one.start_ms < other.end_ms && other.start_ms < one.end_ms;

/** Those that meet, directly or by way of others, in the order of time. @param {Caption[]} items */
function places(items) {
        /** @type {Caption[][]} */
        const places = [];
        let end_ms = 0;
        for (const item of [...items].sort((a, b) => a.start_ms - b.start_ms)) {
                if (places.length === 0 || item.start_ms >= end_ms)
                        places.push([]);
                places[places.length - 1].push(item);
                end_ms = Math.max(end_ms, item.end_ms);
        }
        return places;
}

/** @fires change */
export class Captions extends EventTarget {
        constructor() {
                super();
                /** @type {Caption[]} */
                this.items = [];
                /** Heard again, but not all of what is shown in their place yet. @type {Caption[]} */
                this.waiting = [];
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

        /** The server hears places again, and may cut them otherwise then: piece after piece in the order of time, over several replies. What
         *  is shown of a place stays until all of it was heard again, and then what was understood there now stands in its place.
         *  @param {Caption[]} items in the order in which they were heard */
        take(items) {
                this.newest = items.at(-1)?.id ?? this.newest;
                const told = [...this.waiting, ...items];
                const heard = told.filter((one, at) => !told.slice(at + 1).some((newer) => meet(one, newer)));
                const heard_ms = Math.max(...heard.map((one) => one.end_ms)) + SAME_END_MS;
                const shown = this.items;
                [this.items, this.waiting] = [[], []];
                for (const place of places([...shown, ...heard])) {
                        const before = place.filter((one) => shown.includes(one));
                        const now = place.filter((one) => heard.includes(one));
                        const isHeardAgain = before.every((one) => one.end_ms <= heard_ms);
                        this.items.push(...(now.length > 0 && isHeardAgain ? now : before));
                        if (!isHeardAgain)
                                this.waiting.push(...now);
                }
        }

        stop() {
                this.run++;
        }

        clear() {
                this.stop();
                this.items = [];
                this.waiting = [];
                this.newest = null;
                this.dispatchEvent(new Event('change'));
        }
}
