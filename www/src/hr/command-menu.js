// One field that leads anywhere: pages, postings and interviews by name. Opened by Ctrl K or Command K.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { openDialog } from '../components/dialog.js';
import { statusPill } from './words.js';

const SEARCH_AFTER_MS = 200;
const MOST = 8;

/** @typedef {{href: string, label: string, more?: unknown, icon: import('../base/icons.js').IconName, kind: string}} Command */

/** @param {boolean} canChange @returns {Command[]} */
const pages = (canChange) => /** @type {Command[]} */ ([
        { href: '/hr/', label: t('hr.nav.home'), icon: 'house' }, { href: '/hr/postings', label: t('hr.nav.postings'), icon: 'briefcase' },
        { href: '/hr/interviews', label: t('hr.nav.interviews'), icon: 'users' }, { href: '/hr/live', label: t('hr.nav.live'), icon: 'radio' },
        { href: '/hr/requests', label: t('hr.nav.requests'), icon: 'mail' },
        { href: '/hr/analytics', label: t('hr.nav.analytics'), icon: 'chart-column' },
        { href: '/hr/jobs', label: t('hr.nav.jobs'), icon: 'list-checks' },
        ...canChange ? [{ href: '/hr/postings/new', label: t('hr.posting.new'), icon: 'plus' }, { href: '/hr/interviews/new', label: t('hr.invite.title'), icon: 'user-plus' }] : [],
]).map((page) => ({ ...page, kind: 'pages' }));

/** Whether every word is in the text. @param {string} text @param {string} words */
export const fits = (text, words) => words.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

/** @fires CustomEvent<string> chosen an address */
export class CommandMenu extends EarElement {
        static properties = { words: { state: true }, found: { state: true }, at: { state: true }, isBusy: { state: true }, error: { state: true } };

        constructor() {
                super();
                /** @type {import('./page.js').Site} */
                this.site = /** @type {any} */ (null);
                this.words = '';
                /** @type {Command[]} */
                this.found = [];
                this.at = 0;
                this.isBusy = false;
                /** @type {Error | null} */
                this.error = null;
                /** @type {import('./client.js').Posting[] | null} */
                this.postings = null;
                this.timer = 0;
        }

        firstUpdated() {
                this.look('');
                this.focusOn('input');
        }

        disconnectedCallback() {
                super.disconnectedCallback();
                clearTimeout(this.timer);
        }

        /** @param {string} words */
        look(words) {
                this.words = words;
                this.at = 0;
                this.error = null;
                const near = pages(this.site.session.canChange).filter(({ label }) => fits(label, words));
                this.found = near;
                clearTimeout(this.timer);
                this.isBusy = words.trim().length > 0;
                if (this.isBusy)
                        this.timer = setTimeout(() => this.search(words.trim(), near), SEARCH_AFTER_MS);
        }

        /** @param {string} words @param {Command[]} near */
        async search(words, near) {
                const { client } = this.site;
                const { signal } = this.leaving;
                try {
                        this.postings ??= (await client.postings({ limit: '200' }, signal)).items;
                        const { items } = await client.interviews({ q: words, limit: String(MOST) }, signal);
                        if (words !== this.words.trim() || signal.aborted)
                                return;
                        this.found = [...near,
                                ...this.postings.filter(({ title }) => fits(title, words)).slice(0, MOST).map(({ id, title }) => /** @type {Command} */ ({
                                        href: `/hr/postings/${id}`, label: title, icon: 'briefcase', kind: 'postings' })),
                                ...items.map(({ id, candidate, posting, status, report }) => /** @type {Command} */ ({ href: `/hr/interviews/${id}${report === 'ready' ? '/report' : ''}`,
                                        label: candidate.name ?? t('hr.interviews.no_name'), more: html`${posting?.title} ${statusPill(status)}`,
                                        icon: report === 'ready' ? 'file-text' : 'user', kind: 'interviews' }))];
                } catch (error) {
                        if (signal.aborted)
                                return;
                        this.error = /** @type {Error} */ (error);
                }
                this.isBusy = false;
        }

        /** @param {KeyboardEvent} event */
        press(event) {
                const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                if (step && this.found.length > 0) {
                        this.at = (this.at + step + this.found.length) % this.found.length;
                        this.updateComplete.then(() => this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
                } else if (event.key === 'Enter' && this.found[this.at]) {
                        this.choose(this.found[this.at]);
                } else {
                        return;
                }
                event.preventDefault();
        }

        /** @param {Command} command */
        choose({ href }) {
                this.dispatchEvent(new CustomEvent('chosen', { detail: href }));
        }

        render() {
                const { found } = this;
                return html`<div class="search">${icon('search')}<input class="input" role="combobox" aria-expanded=${String(found.length > 0)} aria-controls="commands" aria-autocomplete="list"
                        aria-label=${t('hr.menu.look')} placeholder=${t('hr.menu.look')} autocomplete="off" spellcheck="false" maxlength="200"
                        aria-activedescendant=${found.length > 0 ? `command-${this.at}` : nothing}
                        @input=${(/** @type {InputEvent} */ event) => this.look(/** @type {HTMLInputElement} */ (event.target).value)}
                        @keydown=${(/** @type {KeyboardEvent} */ event) => this.press(event)}></div>
                <div class="commands" id="commands" role="listbox" aria-label=${t('hr.menu.title')} ?hidden=${found.length === 0}>${found.map((command, at) => html`
                        <div class="command" role="option" id="command-${at}" aria-selected=${String(at === this.at)} @click=${() => this.choose(command)}
                                @pointermove=${() => { this.at = at; }}>${icon(command.icon)}<span>${command.label}</span>
                                <span class="muted small">${command.more ?? t(`hr.menu.${command.kind}`)}</span></div>`)}</div>
                <p class="muted small" role="status">${this.error ? this.error.message : this.isBusy ? t('hr.menu.busy') : found.length === 0 ? t('hr.menu.none')
                        : t('hr.menu.hint')}</p>`;
        }
}

customElements.define('hr-command-menu', CommandMenu);

/** @param {import('./page.js').Site} site */
export async function openMenu(site) {
        const href = await openDialog(t('hr.menu.title'), (/** @type {(href: string) => void} */ close) => html`<hr-command-menu .site=${site}
                @chosen=${(/** @type {CustomEvent<string>} */ event) => close(event.detail)}></hr-command-menu>`);
        if (href)
                await site.router.go(href);
}
