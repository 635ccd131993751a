// Asks again and again: every 2 s while something is new, less often while nothing is, not at all while the page is hidden.

/** @typedef {import('lit').ReactiveController} ReactiveController */

const SOONEST_MS = 2000;
const LATEST_MS = 15_000;
const SLOWER = 1.5;

/** @implements {ReactiveController} */
export class Poll {
        /** @param {import('lit').ReactiveControllerHost} host
         *  @param {(signal: AbortSignal) => Promise<boolean>} work whether there was something new; throws when it failed
         *  @param {number} [soonest_ms] */
        constructor(host, work, soonest_ms = SOONEST_MS) {
                this.host = host;
                this.work = work;
                this.soonest_ms = soonest_ms;
                this.wait_ms = soonest_ms;
                this.timer = 0;
                /** The last look failed; what is shown is older. @type {Error | null} */
                this.error = null;
                this.stop = new AbortController();
                this.look = this.look.bind(this);
                host.addController(this);
        }

        hostConnected() {
                this.stop = new AbortController();
                document.addEventListener('visibilitychange', () => !document.hidden && this.now(), { signal: this.stop.signal });
                window.addEventListener('online', () => this.now(), { signal: this.stop.signal });
        }

        hostDisconnected() {
                this.stop.abort();
                clearTimeout(this.timer);
        }

        /** Looks at once, and then as often as at first. */
        now() {
                this.wait_ms = this.soonest_ms;
                return this.look();
        }

        async look() {
                const { signal } = this.stop;
                clearTimeout(this.timer);
                try {
                        const isNew = await this.work(signal);
                        this.wait_ms = isNew ? this.soonest_ms : Math.min(Math.max(LATEST_MS, this.soonest_ms), this.wait_ms * SLOWER);
                        this.error = null;
                } catch (error) {
                        if (signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                        this.wait_ms = Math.max(LATEST_MS, this.soonest_ms);
                }
                this.host.requestUpdate();
                if (!signal.aborted && !document.hidden) {
                        clearTimeout(this.timer);
                        this.timer = setTimeout(this.look, this.wait_ms);
                }
        }
}
