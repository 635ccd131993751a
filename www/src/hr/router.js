// Which page is shown. Addresses below /hr/ are paths of this one page; leaving a form with unsaved input asks first.

/** @typedef {{pattern: RegExp, name: string}} Route */

/** @fires Event change */
export class Router extends EventTarget {
        constructor() {
                super();
                /** Asks whether the page may be left; null where nothing would be lost. @type {(() => Promise<boolean>) | null} */
                this.guard = null;
                this.path = location.pathname;
                this.query = new URLSearchParams(location.search);
                this.place = 0;
                this.isPassing = false;
        }

        start() {
                this.place = history.state?.place ?? 0;
                history.replaceState({ place: this.place }, '');
                document.addEventListener('click', (event) => this.follow(event));
                window.addEventListener('popstate', (event) => this.back(event));
                window.addEventListener('beforeunload', (event) => {
                        if (this.guard)
                                event.preventDefault();
                });
        }

        /** Goes to an address of these pages, unless the guard says no. @param {string} address @param {{isReplacing?: boolean}} [how] */
        async go(address, { isReplacing = false } = {}) {
                if (this.guard && !await this.guard())
                        return false;
                this.guard = null;
                if (isReplacing)
                        history.replaceState({ place: this.place }, '', address);
                else
                        history.pushState({ place: ++this.place }, '', address);
                this.arrive();
                return true;
        }

        /** The same page with other values behind its path; '' takes a name away. @param {Record<string, string>} values */
        choose(values) {
                const query = new URLSearchParams(this.query);
                for (const [name, value] of Object.entries(values))
                        if (value)
                                query.set(name, value);
                        else
                                query.delete(name);
                return this.go(query.size > 0 ? `${this.path}?${query}` : this.path, { isReplacing: true });
        }

        arrive() {
                const wasElsewhere = this.path !== location.pathname;
                this.path = location.pathname;
                this.query = new URLSearchParams(location.search);
                if (wasElsewhere)
                        window.scrollTo(0, 0);
                this.dispatchEvent(new Event('change'));
        }

        /** @param {MouseEvent} event */
        follow(event) {
                if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
                        return;
                const link = event.target instanceof Element ? event.target.closest('a') : null;
                if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin
                                || !link.pathname.startsWith('/hr/') || link.hash)
                        return;
                event.preventDefault();
                this.go(link.pathname + link.search);
        }

        /** The browser has gone already: with a guard it is sent back until the question is answered. @param {PopStateEvent} event */
        async back(event) {
                const place = event.state?.place ?? 0;
                if (this.isPassing || !this.guard) {
                        this.isPassing = false;
                        this.place = place;
                        this.arrive();
                        return;
                }
                const steps = place - this.place;
                if (steps === 0)
                        return;
                history.go(-steps);
                if (await this.guard()) {
                        this.guard = null;
                        this.isPassing = true;
                        history.go(steps);
                }
        }
}
