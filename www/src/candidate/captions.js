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
                                const after = this.items.at(-1)?.id;
                                const { items } = await api.get(`/api/candidate/turns/${turn}/captions${after === undefined ? '' : `?after=${after}`}`);
                                if (run !== this.run)
                                        return;
                                wait_ms = EVERY_MS;
                                if (items.length > 0) {
                                        this.items.push(...items);
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

        stop() {
                this.run++;
        }

        clear() {
                this.stop();
                this.items = [];
                this.dispatchEvent(new Event('change'));
        }
}
