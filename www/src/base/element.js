// What every element of ours shares: it renders into the page itself (one stylesheet, working labels, find in page),
// and whatever it listens to ends when it leaves the page.
import { LitElement } from 'lit';
import { LANGUAGE_CHANGED } from './i18n.js';

export class EarElement extends LitElement {
        constructor() {
                super();
                this.leaving = new AbortController();
        }

        createRenderRoot() {
                return this;
        }

        connectedCallback() {
                if (this.leaving.signal.aborted)
                        this.leaving = new AbortController();
                super.connectedCallback();
                this.listen(window, LANGUAGE_CHANGED, () => this.requestUpdate());
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                this.leaving.abort();
        }

        /** Listens until the element leaves the page.
         *  @param {EventTarget} target @param {string} type @param {(event: any) => void} listener */
        listen(target, type, listener) {
                target.addEventListener(type, listener, { signal: this.leaving.signal });
        }

        /** Renders again whenever the store says that it changed. @param {EventTarget} store */
        follow(store) {
                this.listen(store, 'change', () => this.requestUpdate());
        }

        /** Moves the focus to what the selector finds, once it is rendered. @param {string} selector */
        async focusOn(selector) {
                await this.updateComplete;
                /** @type {HTMLElement | null} */ (this.querySelector(selector))?.focus();
        }
}
