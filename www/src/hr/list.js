// A list that the server gives page by page.

/** @typedef {import('lit').ReactiveController} ReactiveController */

/** @template Item @implements {ReactiveController} */
export class List {
        /** @param {import('lit').ReactiveControllerHost} host
         *  @param {(cursor: string | null, signal: AbortSignal) => Promise<import('./client.js').Page<Item>>} work */
        constructor(host, work) {
                this.host = host;
                this.work = work;
                /** @type {Item[]} */
                this.items = [];
                /** @type {string | null} */
                this.next = null;
                /** Whether the first page is there. */
                this.isReady = false;
                this.isBusy = false;
                /** @type {Error | null} */
                this.error = null;
                this.stop = new AbortController();
                host.addController(this);
        }

        hostConnected() {}

        hostDisconnected() {
                this.stop.abort();
        }

        /** From the beginning; what is shown stays until the answer is there. */
        start() {
                this.stop.abort();
                this.stop = new AbortController();
                return this.read(null);
        }

        more() {
                return this.isBusy ? Promise.resolve() : this.read(this.next);
        }

        /** @param {string | null} cursor */
        async read(cursor) {
                const { signal } = this.stop;
                this.isBusy = true;
                this.error = null;
                this.host.requestUpdate();
                try {
                        const page = await this.work(cursor, signal);
                        if (signal.aborted)
                                return;
                        this.items = cursor ? [...this.items, ...page.items] : page.items;
                        this.next = page.next_cursor;
                        this.isReady = true;
                } catch (error) {
                        if (signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                }
                this.isBusy = false;
                this.host.requestUpdate();
        }
}
