// The language of a candidate's pages: the one that was chosen on this device, else the interview's, else the browser's.
import { html } from 'lit';
import { EarElement } from '../base/element.js';
import { currentLanguage, hasLanguage, t, useLanguage } from '../base/i18n.js';

const KEY = 'earshot-language';

/** Each by its own name, so that everybody finds theirs. */
export const LANGUAGES = /** @type {const} */ ([['en', 'English'], ['de', 'Deutsch'], ['es', 'Español']]);

let chosen = '';
try {
        chosen = localStorage.getItem(KEY) ?? '';
} catch {
        // The choice then lasts as long as the page.
}

/** @param {string} [language] of the interview, where it is known */
export async function settleLanguage(language) {
        const wanted = [chosen, language ?? '', ...navigator.languages].find((one) => one && hasLanguage(one)) ?? 'en';
        if (wanted.toLowerCase().split('-')[0] !== currentLanguage())
                await useLanguage(wanted);
}

/** @param {string} language */
async function choose(language) {
        chosen = language;
        try {
                localStorage.setItem(KEY, language);
        } catch {
                // As above.
        }
        await useLanguage(language);
}

class LanguageSwitch extends EarElement {
        render() {
                const current = currentLanguage();
                return html`<label class="language"><span class="visually-hidden">${t('language.title')}</span>
                        <select class="input" @change=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
                                ${LANGUAGES.map(([code, name]) => html`<option value=${code} lang=${code} .selected=${code === current}>${name}</option>`)}
                        </select></label>`;
        }
}

customElements.define('ear-language-switch', LanguageSwitch);

/** What stands in the foot of a candidate's page. */
export const candidateFoot = () => html`<div class="foot-links"><a href="/help/${currentLanguage() === 'en' ? '' : `${currentLanguage()}/`}">${t('foot.help')}</a>
        <ear-language-switch></ear-language-switch></div>`;
