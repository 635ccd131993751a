// The candidate's pages: which one shows, the steps in the bar, and where the focus goes when it changes.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { currentLanguage, t } from '../base/i18n.js';
import { icon } from '../base/icons.js';
import { notice } from '../components/notice.js';
import { shell } from '../components/shell.js';
import { candidateFoot, settleLanguage } from './language.js';
import './end.js';
import './resume.js';
import './trouble.js';
import './welcome.js';

/** @typedef {import('./conversation.js').Parts} Parts */

const STEPS = /** @type {const} */ (['welcome', 'resume', 'check', 'interview', 'end']);
const SLOW_AFTER_MS = 5000;
/** Pages that need what is loaded after the first one, and those of them that belong to one tab at a time. */
const LATER = new Set(['check', 'practice', 'return', 'interview']);
const OWNED = new Set(['return', 'interview']);

export class CandidatePages extends EarElement {
        static properties = { isSlow: { state: true }, isOffline: { state: true }, hasFailed: { state: true }, parts: { state: true } };

        /** @param {import('./interview.js').InterviewStore} [interview] */
        constructor(interview) {
                super();
                this.interview = /** @type {import('./interview.js').InterviewStore} */ (interview);
                /** Null until they are loaded. @type {Parts | null} */
                this.parts = null;
                /** Whether they could not be loaded. */
                this.hasFailed = false;
                this.isLoading = false;
                this.wasElsewhere = false;
                this.isRenewing = false;
                this.isSlow = false;
                this.isOffline = !navigator.onLine;
                this.shown = '';
                this.language = '';
                /** The language of the window's title. */
                this.titled = '';
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.interview);
                // What is needed later is loaded as soon as somebody is there, and while they read.
                for (const name of ['pointermove', 'pointerdown', 'keydown', 'click'])
                        window.addEventListener(name, () => this.loadRest(), { once: true, signal: this.leaving.signal });
                setTimeout(() => { this.isSlow = true; }, SLOW_AFTER_MS);
                for (const name of ['online', 'offline'])
                        this.listen(window, name, () => {
                                this.isOffline = !navigator.onLine;
                                if (this.hasFailed)
                                        this.loadRest();
                        });
        }

        async loadRest() {
                if (this.parts || this.isLoading)
                        return;
                this.isLoading = true;
                this.hasFailed = false;
                try {
                        const { openConversation } = await import('./conversation.js');
                        this.parts ??= openConversation(this.interview);
                } catch {
                        this.hasFailed = true;
                        this.isLoading = false;
                        return;
                }
                const { ownership } = this.parts;
                this.listen(ownership, 'change', () => this.own());
                this.own();
        }

        /** The lock of the interview was given to this tab, or taken from it. */
        async own() {
                const { interview } = this;
                const ownership = this.parts?.ownership;
                if (ownership?.state === 'elsewhere')
                        this.wasElsewhere = true;
                if (ownership?.state === 'mine' && this.wasElsewhere) {
                        this.wasElsewhere = false;
                        this.isRenewing = true;
                        await interview.refresh();
                        this.isRenewing = false;
                }
                this.requestUpdate();
        }

        get page() {
                const { interview, parts } = this;
                if (interview.trouble)
                        return 'trouble';
                if (!interview.interview)
                        return 'loading';
                if (!LATER.has(interview.step))
                        return interview.step;
                if (!parts)
                        return this.hasFailed ? 'unloaded' : 'loading';
                if (!OWNED.has(interview.step))
                        return interview.step;
                if (parts.ownership.state === 'mine')
                        return this.isRenewing ? 'loading' : interview.step;
                return parts.ownership.state === 'elsewhere' ? 'tab' : 'loading';
        }

        content() {
                const { interview, parts } = this;
                switch (this.page) {
                case 'trouble': return html`<ear-trouble .interview=${interview}></ear-trouble>`;
                case 'welcome': return html`<ear-welcome .interview=${interview}></ear-welcome>`;
                case 'resume': return html`<ear-resume .interview=${interview}></ear-resume>`;
                case 'check': return html`<ear-check .parts=${parts}></ear-check>`;
                case 'practice': return html`<ear-practice .parts=${parts}></ear-practice>`;
                case 'return': return html`<ear-return .parts=${parts}></ear-return>`;
                case 'interview': return html`<ear-turn .parts=${parts}></ear-turn>`;
                case 'end': return html`<ear-end .interview=${interview}></ear-end>`;
                case 'tab': return this.sign('monitor', 'tab.title', 'tab.text', 'trouble.continue', () => parts?.ownership.take());
                case 'unloaded': return this.sign('wifi-off', 'unloaded.title', 'unloaded.text', 'common.retry', () => location.reload());
                default: return html`<div class="narrow loading" aria-busy="true"><h1 tabindex="-1">${t('loading')}</h1>
                        <div class="skeleton" aria-hidden="true"><span></span><span></span><span></span></div>
                        ${this.isSlow ? html`<p class="muted">${t('loading_slow')}</p>` : ''}</div>`;
                }
        }

        willUpdate() {
                const { interview } = this.interview;
                if (interview && LATER.has(this.interview.step) && !this.hasFailed)
                        this.loadRest();
                if (interview && OWNED.has(this.interview.step))
                        this.parts?.ownership.claim(interview.id);
        }

        /** @param {import('../base/icons.js').IconName} drawing @param {string} title @param {string} text @param {string} action
         *  @param {() => void} press */
        sign(drawing, title, text, action, press) {
                return html`<div class="narrow trouble"><span class="trouble-sign">${icon(drawing)}</span>
                        <h1 tabindex="-1">${t(title)}</h1><p class="lead">${t(text)}</p>
                        <div class="actions"><button type="button" class="button" data-kind="primary" @click=${press}>${t(action)}</button></div></div>`;
        }

        render() {
                const { interview } = this;
                const step = interview.step === 'return' ? 'interview' : interview.step === 'practice' ? 'check' : interview.step;
                const steps = this.page === 'trouble' || this.page === 'loading' ? undefined
                        : { labels: STEPS.map((name) => t(`step.${name}`)), current: STEPS.indexOf(step) };
                return shell({ name: interview.interview?.organisation ?? 'Earshot', steps, foot: candidateFoot(),
                        main: html`<div class="narrow banner" role="status">${this.isOffline ? notice('warn', html`<p>${t('offline.banner')}</p>`) : nothing}</div>${this.content()}`,
                        hasFoot: this.page !== 'loading' });
        }

        /** A new page begins with its heading: it gets the focus and names the window. */
        async updated() {
                const { interview } = this;
                const language = interview.interview?.language ?? '';
                if (language && language !== this.language) {
                        this.language = language;
                        await settleLanguage(language);
                        await this.updateComplete;
                }
                const isFirst = this.shown === '';
                const page = `${this.page}${interview.trouble?.kind ?? ''}${interview.isPaused ? 'paused' : ''}`;
                const isNew = page !== this.shown;
                if (!isNew && currentLanguage() === this.titled)
                        return;
                this.shown = page;
                this.titled = currentLanguage();
                await new Promise((resolve) => requestAnimationFrame(resolve));
                const heading = this.querySelector('h1');
                document.title = t('title.pattern', { page: heading?.textContent?.trim() ?? '',
                        name: interview.interview?.organisation ?? 'Earshot' });
                if (isNew && !isFirst) {
                        heading?.focus({ preventScroll: true });
                        window.scrollTo(0, 0);
                }
        }
}

customElements.define('ear-candidate', CandidatePages);
