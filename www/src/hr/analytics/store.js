// The figures that are shown: asked for when the filter changes, and again while the server still counts.

/** @typedef {import('../client.js').Analytics} Analytics */

const COUNTING_MS = 1500;

/** @fires Event change */
export class FigureStore extends EventTarget {
        /** @param {import('../client.js').HrClient} client */
        constructor(client) {
                super();
                this.client = client;
                /** @type {Record<string, string>} */
                this.filter = {};
                /** @type {Analytics | null} */
                this.figures = null;
                /** @type {Error | null} */
                this.error = null;
                this.isBusy = false;
                this.stop = new AbortController();
                this.timer = 0;
        }

        /** @param {Record<string, string>} filter */
        ask(filter) {
                this.filter = filter;
                return this.again();
        }

        async again() {
                this.close();
                const { signal } = this.stop = new AbortController();
                this.isBusy = true;
                this.tell();
                try {
                        this.figures = await this.client.analytics(this.filter, signal);
                        this.error = null;
                } catch (error) {
                        if (signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                }
                if (signal.aborted)
                        return;
                this.isBusy = false;
                if (this.figures?.is_counting && !this.error)
                        this.timer = setTimeout(() => this.again(), COUNTING_MS);
                this.tell();
        }

        tell() {
                this.dispatchEvent(new Event('change'));
        }

        close() {
                this.stop.abort();
                clearTimeout(this.timer);
        }
}
