// The HR side: constructs the router, the session and the client, and shows the page of the address. What
// lists and shows is there at once; forms, reports and figures are loaded when they are asked for.
import '../components/words.js';
import './words.js';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { EarElement } from '../base/element.js';
import { t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { openDialog } from '../components/dialog.js';
import { notice } from '../components/notice.js';
import { shell } from '../components/shell.js';
import { openStatus, toast } from '../components/status.js';
import { HrClient } from './client.js';
import { dropAllDrafts } from './draft-store.js';
import './home.js';
import './interview.js';
import './interviews.js';
import './jobs.js';
import './usage.js';
import { isApple, pressKey, showKeys } from './keys.js';
import './live.js';
import { emptyState, loadFailed, skeleton } from './page.js';
import './posting.js';
import './postings.js';
import './requests.js';
import { Router } from './router.js';
import { Session } from './session.js';
import './sign-in.js';

/** @typedef {{pattern: RegExp, load?: () => Promise<unknown>, show: (site: import('./page.js').Site, id: string) => unknown}} Page */

const loadEditors = () => import('./editors.js');

/** @type {Page[]} */
const PAGES = [
        { pattern: /^\/hr\/?$/, show: (site) => html`<hr-home .site=${site}></hr-home>` },
        { pattern: /^\/hr\/requests$/, show: (site) => html`<hr-requests .site=${site}></hr-requests>` },
        { pattern: /^\/hr\/jobs$/, load: () => import('./nights.js'), show: (site) => html`<hr-jobs .site=${site}></hr-jobs>` },
        { pattern: /^\/hr\/analytics$/, load: () => import('./analytics/analytics.js'), show: (site) => html`<hr-analytics .site=${site}></hr-analytics>` },
        { pattern: /^\/hr\/live$/, show: (site) => html`<hr-live .site=${site}></hr-live>` },
        { pattern: /^\/hr\/postings$/, show: (site) => html`<hr-postings .site=${site}></hr-postings>` },
        { pattern: /^\/hr\/postings\/new$/, load: loadEditors,
                show: (site) => html`<hr-posting-form .site=${site}></hr-posting-form>` },
        { pattern: /^\/hr\/postings\/([^/]+)\/edit$/, load: loadEditors,
                show: (site, id) => html`<hr-posting-form .site=${site} .posting_id=${id}></hr-posting-form>` },
        { pattern: /^\/hr\/postings\/([^/]+)$/, show: (site, id) => html`<hr-posting .site=${site} .posting_id=${id}></hr-posting>` },
        { pattern: /^\/hr\/interviews$/, show: (site) => html`<hr-interviews .site=${site}></hr-interviews>` },
        { pattern: /^\/hr\/interviews\/new$/, load: loadEditors, show: (site) => html`<hr-invite .site=${site}></hr-invite>` },
        { pattern: /^\/hr\/interviews\/([^/]+)$/, show: (site, id) => html`<hr-interview .site=${site} .interview_id=${id}></hr-interview>` },
        { pattern: /^\/hr\/interviews\/([^/]+)\/report$/, load: () => import('./report/report.js'),
                show: (site, id) => html`<hr-report .site=${site} .interview_id=${id}></hr-report>` },
];

const LINKS = /** @type {const} */ ([['/hr/', 'house', 'hr.nav.home'], ['/hr/postings', 'briefcase', 'hr.nav.postings'], ['/hr/interviews', 'users', 'hr.nav.interviews'], ['/hr/live', 'radio', 'hr.nav.live'],
        ['/hr/requests', 'mail', 'hr.nav.requests'], ['/hr/analytics', 'chart-column', 'hr.nav.analytics'], ['/hr/jobs', 'list-checks', 'hr.nav.jobs']]);

/** How often the number of open requests is looked at, wherever one is. */
const COUNT_EVERY_MS = 60_000;

export class HrApp extends EarElement {
        static properties = { shown: { state: true }, error: { state: true }, requests: { state: true }, isOffline: { state: true } };

        constructor() {
                super();
                const router = new Router();
                const client = new HrClient(() => this.signInAgain());
                const session = new Session(client);
                /** @type {import('./page.js').Site} */
                this.site = { router, client, session };
                /** The address whose page is loaded. */
                this.shown = '';
                /** @type {Error | null} */
                this.error = null;
                /** Requests of candidates that nobody has answered. */
                this.requests = 0;
                this.isOffline = !navigator.onLine;
        }

        connectedCallback() {
                super.connectedCallback();
                const { client, router, session } = this.site;
                router.start();
                this.listen(router, 'change', () => this.load());
                this.listen(document, 'keydown', (event) => session.state === 'in' && pressKey(event, () => this.openMenu()));
                this.follow(session);
                this.listen(session, 'change', () => this.count());
                this.listen(client.events, 'today', ({ detail }) => { this.requests = detail?.requests ?? 0; });
                setInterval(() => !document.hidden && this.count(), COUNT_EVERY_MS);
                for (const name of ['online', 'offline'])
                        this.listen(window, name, () => { this.isOffline = name === 'offline'; });
                this.load();
                session.open();
        }

        /** The page of today asks by itself. */
        async count() {
                const { client, router, session } = this.site;
                if (session.state === 'in' && !/^\/hr\/?$/.test(router.path))
                        await client.today('').catch(() => {});
        }

        find() {
                const path = this.site.router.path;
                for (const page of PAGES) {
                        const found = page.pattern.exec(path.length > 4 ? path.replace(/\/$/, '') : path);
                        if (found)
                                return { page, id: decodeURIComponent(found[1] ?? '') };
                }
                return null;
        }

        async load() {
                const { path } = this.site.router;
                this.error = null;
                try {
                        await this.find()?.page.load?.();
                } catch {
                        this.error = new Error(t('hr.part_missing'));
                }
                if (path === this.site.router.path)
                        this.shown = path;
                this.requestUpdate();
        }

        async openMenu() {
                if (document.querySelector('dialog[open]'))
                        return;
                try {
                        const { openMenu } = await import('./command-menu.js');
                        await openMenu(this.site);
                } catch {
                        toast(t('hr.part_missing'));
                }
        }

        /** Over the page, which stays as it is. */
        async signInAgain() {
                const { client, session } = this.site;
                if (session.state !== 'in')
                        return false;
                const who = await openDialog(t('hr.signin.again_title'), (/** @type {(who: import('./client.js').Who) => void} */ close) => html`
                        <p>${t('hr.signin.again_text')}</p>
                        <hr-sign-in .client=${client} .email=${session.who?.email ?? ''}
                                @signed-in=${(/** @type {CustomEvent} */ event) => close(event.detail)}></hr-sign-in>`);
                if (who)
                        session.become('in', who);
                else
                        session.ended();
                return Boolean(who);
        }

        async signOut() {
                const { router, session } = this.site;
                if (router.guard && !await router.guard())
                        return;
                router.guard = null;
                try {
                        await session.signOut();
                        dropAllDrafts();
                        await router.go('/hr/', { isReplacing: true });
                        document.title = `${t('hr.signin.title')} · Earshot`;
                        this.focusOn('h1');
                } catch (error) {
                        toast(/** @type {Error} */ (error).message);
                }
        }

        /** @param {import('./client.js').Who} who */
        signedIn(who) {
                this.site.session.become('in', who);
                this.focusOn('h1');
        }

        signInPage() {
                const { client, session } = this.site;
                document.title = `${t('hr.signin.title')} · Earshot`;
                return html`<div class="sign-in card">
                        <div><h1 tabindex="-1">${t('hr.signin.title')}</h1>
                        <p class="muted">${session.hasEnded ? t('hr.signin.ended') : t('hr.signin.lead')}</p></div>
                        <hr-sign-in .client=${client}
                                @signed-in=${(/** @type {CustomEvent} */ event) => this.signedIn(event.detail)}></hr-sign-in>
                        <p class="muted small">${t('hr.signin.help')}</p>
                </div>`;
        }

        page() {
                const { router } = this.site;
                const found = this.find();
                if (!found) {
                        document.title = `${t('hr.nowhere.title')} · Earshot`;
                        return html`<h1 class="visually-hidden" tabindex="-1">${t('hr.nowhere.title')}</h1>
                                ${emptyState('search', t('hr.nowhere.title'), t('hr.nowhere.text'),
                                        html`<a class="button" data-kind="primary" href="/hr/">${t('hr.nowhere.action')}</a>`)}`;
                }
                if (this.error)
                        return loadFailed(this.error, () => location.reload());
                return this.shown === router.path ? keyed(router.path, found.page.show(this.site, found.id)) : skeleton(4);
        }

        side() {
                const { path } = this.site.router;
                const isCurrent = (/** @type {string} */ href) => href === '/hr/' ? path === href || path === '/hr' : path.startsWith(href);
                return html`<nav class="side" aria-label=${t('hr.nav.title')}><ul role="list">
                        ${LINKS.map(([href, drawing, key]) => html`<li><a href=${href}
                                aria-current=${isCurrent(href) ? (path === href ? 'page' : 'true') : nothing}>${icon(drawing)}<span>${t(key)}</span>${href === '/hr/requests' && this.requests > 0 ? html`<span class="count" aria-label=${t('hr.requests.open_count', { count: this.requests })}>${this.requests}</span>` : nothing}</a></li>`)}
                </ul><button type="button" class="side-keys" @click=${() => this.openMenu()}>${icon('search')} ${t('hr.menu.open')} <kbd>${isApple ? '⌘' : 'Ctrl'} K</kbd></button>
                        <button type="button" class="side-keys" @click=${showKeys}>${icon('keyboard')} ${t('hr.keys.title')}</button></nav>`;
        }

        render() {
                const { session } = this.site;
                if (session.state === 'unknown')
                        return shell({ name: 'Earshot', main: skeleton(4) });
                if (session.state === 'failed')
                        return shell({ name: 'Earshot', main: html`<div class="narrow stack-l"><h1>${t('hr.title')}</h1>
                                ${loadFailed(session.error ?? new Error(), () => session.open())}</div>` });
                if (session.state === 'out')
                        return shell({ name: 'Earshot', href: '/', main: this.signInPage() });
                const who = session.who;
                return shell({
                        name: who?.organisation || 'Earshot', href: '/hr/', side: this.side(),
                        main: html`${this.isOffline ? html`<div class="offline">${notice('warn', html`<p role="status">${t('hr.offline')}</p>`)}</div>` : nothing}${this.page()}`,
                        bar: html`<div class="account"><span class="account-name">${who?.name || who?.email}</span>
                                <button type="button" class="button" data-kind="quiet" @click=${() => this.signOut()}>
                                        ${icon('log-out')}<span class="account-out">${t('hr.signout')}</span></button></div>`,
                });
        }
}

customElements.define('hr-app', HrApp);
openStatus();
document.body.append(document.createElement('hr-app'));
