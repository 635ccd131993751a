// The candidate's pages: which one shows, the steps in the bar, and where the focus goes when it changes.
import { html, nothing } from 'lit';
import { EarElement } from '../base/element.js';
import { currentLanguage, t } from '../base/i18n.js';
import { notice } from '../components/notice.js';
import { shell } from '../components/shell.js';
import { candidateFoot, settleLanguage } from './language.js';
import './check.js';
import './end.js';
import './resume.js';
import './return.js';
import './trouble.js';
import './turn.js';
import './welcome.js';

/** @typedef {{interview: import('./interview.js').InterviewStore, microphone: import('./microphone.js').Microphone,
 *             voice: import('./voice.js').Voice, drafts: import('./drafts.js').Drafts,
 *             settings: import('./settings.js').SettingsStore, answer: import('./answer.js').AnswerStore}} Parts */

const STEPS = /** @type {const} */ (['welcome', 'resume', 'check', 'interview', 'end']);
const SLOW_AFTER_MS = 5000;

export class CandidatePages extends EarElement {
        static properties = { isSlow: { state: true }, isOffline: { state: true } };

        /** @param {Parts} [parts] */
        constructor(parts) {
                super();
                this.parts = /** @type {Parts} */ (parts);
                this.isSlow = false;
                this.isOffline = !navigator.onLine;
                this.shown = '';
                this.language = '';
                /** The language of the window's title. */
                this.titled = '';
        }

        connectedCallback() {
                super.connectedCallback();
                this.follow(this.parts.interview);
                setTimeout(() => { this.isSlow = true; }, SLOW_AFTER_MS);
                for (const name of ['online', 'offline'])
                        this.listen(window, name, () => { this.isOffline = !navigator.onLine; });
        }

        get page() {
                const { interview } = this.parts;
                if (interview.trouble)
                        return 'trouble';
                return interview.interview ? interview.step : 'loading';
        }

        content() {
                const { parts } = this;
                switch (this.page) {
                case 'trouble': return html`<ear-trouble .interview=${parts.interview}></ear-trouble>`;
                case 'welcome': return html`<ear-welcome .interview=${parts.interview}></ear-welcome>`;
                case 'resume': return html`<ear-resume .interview=${parts.interview}></ear-resume>`;
                case 'check': return html`<ear-check .parts=${parts}></ear-check>`;
                case 'practice':
                        if (customElements.get('ear-practice'))
                                return html`<ear-practice .parts=${parts}></ear-practice>`;
                        import('./practice.js').then(() => this.requestUpdate());
                        return nothing;
                case 'return': return html`<ear-return .parts=${parts}></ear-return>`;
                case 'interview': return html`<ear-turn .parts=${parts}></ear-turn>`;
                case 'end': return html`<ear-end .interview=${parts.interview}></ear-end>`;
                default: return html`<div class="narrow loading" aria-busy="true"><h1 tabindex="-1">${t('loading')}</h1>
                        <div class="skeleton" aria-hidden="true"><span></span><span></span><span></span></div>
                        ${this.isSlow ? html`<p class="muted">${t('loading_slow')}</p>` : ''}</div>`;
                }
        }

        render() {
                const { interview } = this.parts;
                const step = interview.step === 'return' ? 'interview' : interview.step === 'practice' ? 'check' : interview.step;
                const steps = this.page === 'trouble' || this.page === 'loading' ? undefined
                        : { labels: STEPS.map((name) => t(`step.${name}`)), current: STEPS.indexOf(step) };
                return shell({ name: interview.interview?.organisation ?? 'Earshot', steps, foot: candidateFoot(),
                        main: html`<div class="narrow banner" role="status">${this.isOffline ? notice('warn', html`<p>${t('offline.banner')}</p>`) : nothing}</div>${this.content()}`,
                        hasFoot: this.page !== 'loading' });
        }

        /** A new page begins with its heading: it gets the focus and names the window. */
        async updated() {
                const { interview } = this.parts;
                const language = interview.interview?.language ?? '';
                if (language && language !== this.language) {
                        this.language = language;
                        await settleLanguage(language);
                        await this.updateComplete;
                }
                const isFirst = this.shown === '';
                if (this.page === 'practice' && !customElements.get('ear-practice'))
                        return;
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
