// What every page of this side shares: its heading takes the focus, its title becomes the window's, and what it loads is
// shown as waiting, there, or failed with a way on.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { errorNotice } from '../components/notice.js';

/** @typedef {{router: import('./router.js').Router, session: import('./session.js').Session, client: import('./client.js').HrClient}} Site */

/** @typedef {import('lit').ReactiveController} ReactiveController */

const SLOW_MS = 5000;

/** The first page of a visit leaves the focus where the browser puts it. */
let isFirstPage = true;

export class HrPage extends EarElement {
        constructor() {
                super();
                /** @type {Site} */
                this.site = /** @type {any} */ (null);
                this.hasArrived = false;
                this.wasFirst = isFirstPage;
                isFirstPage = false;
        }

        updated() {
                const heading = this.querySelector('h1');
                if (!heading)
                        return;
                document.title = `${heading.textContent?.trim()} · Earshot`;
                if (this.hasArrived)
                        return;
                this.hasArrived = true;
                heading.tabIndex = -1;
                if (!this.wasFirst)
                        heading.focus({ preventScroll: true });
        }
}

/** Something that a page asks the server for.
 *  @template Value
 *  @implements {ReactiveController} */
export class Load {
        /** @param {import('lit').ReactiveControllerHost} host @param {(signal: AbortSignal) => Promise<Value>} work */
        constructor(host, work) {
                this.host = host;
                this.work = work;
                /** @type {'waiting' | 'ready' | 'failed'} */
                this.state = 'waiting';
                /** @type {Value | undefined} */
                this.value = undefined;
                /** @type {Error} */
                this.error = new Error();
                this.isSlow = false;
                this.stop = new AbortController();
                this.slowTimer = 0;
                host.addController(this);
        }

        hostConnected() {}

        hostDisconnected() {
                this.stop.abort();
                clearTimeout(this.slowTimer);
        }

        async run() {
                this.stop.abort();
                const { signal } = this.stop = new AbortController();
                this.state = 'waiting';
                this.isSlow = false;
                clearTimeout(this.slowTimer);
                this.slowTimer = setTimeout(() => {
                        this.isSlow = true;
                        this.host.requestUpdate();
                }, SLOW_MS);
                this.host.requestUpdate();
                try {
                        const value = await this.work(signal);
                        if (signal.aborted)
                                return;
                        this.value = value;
                        this.state = 'ready';
                } catch (error) {
                        if (signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                        this.state = 'failed';
                }
                clearTimeout(this.slowTimer);
                this.host.requestUpdate();
        }

        /** @param {(value: Value) => unknown} ready @param {unknown} [waiting] what keeps the place meanwhile
         *  @param {string} [heading] of the page, where it would have none without the value */
        show(ready, waiting = skeleton(3), heading = '') {
                if (this.state === 'ready')
                        return ready(/** @type {Value} */ (this.value));
                if (this.state === 'failed')
                        return html`${heading ? html`<h1>${heading}</h1>` : nothing}${loadFailed(this.error, () => this.run())}`;
                return html`<div aria-busy="true">${waiting}
                        <p class="muted" role="status">${this.isSlow ? t('hr.slow') : nothing}</p></div>`;
        }
}

/** @param {Error} error @param {() => void} again */
export const loadFailed = (error, again) => errorNotice(error, html`
        <button type="button" class="button" @click=${again}>${icon('refresh-cw')} ${t('common.retry')}</button>`);

/** Grey lines in the place of text that is on its way. @param {number} lines */
export const skeleton = (lines) => html`<div class="skeleton" aria-hidden="true">${Array.from({ length: lines }, () => html`<span></span>`)}</div>`;

/** What will be here, and the one action that fills it. @param {import('../base/icons.js').IconName} drawing @param {string} title
 *  @param {string} text @param {unknown} [action] */
export const emptyState = (drawing, title, text, action) => html`<div class="empty card">
        <span class="empty-icon">${icon(drawing)}</span><h2>${title}</h2><p class="muted">${text}</p>${action ?? nothing}
</div>`;

/** The head of a page: where it belongs, its heading, a line below, its actions.
 *  @param {{back?: {href: string, label: string}, title: unknown, line?: unknown, actions?: unknown}} parts */
export const pageHead = ({ back, title, line, actions }) => html`<div class="page-head">
        <div class="page-title">
                ${back ? html`<a class="back" href=${back.href}>${icon('arrow-left')} ${back.label}</a>` : nothing}
                <h1>${title}</h1>
                ${line ? html`<p class="page-line">${line}</p>` : nothing}
        </div>
        ${actions ? html`<div class="actions">${actions}</div>` : nothing}
</div>`;

/** A pane in which a request that was pressed for failed. @param {Error | null} error */
export const failure = (error) => error ? errorNotice(error) : nothing;
