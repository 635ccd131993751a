// The words and colours of what an interview and a posting can be.
import words from 'locales:hr';
import { html } from 'lit';
import { currentLanguage, provide, t } from '../base/i18n.js';

provide(words);

export const STATUSES = ['scheduled', 'in_progress', 'paused', 'completed', 'expired', 'cancelled', 'erased'];
export const TYPES = ['mixed', 'behavioral', 'technical', 'system_design', 'cultural_fit'];
export const DIFFICULTIES = ['easy', 'medium', 'hard'];
export const FEEDBACKS = ['none', 'end', 'live'];
export const DECISIONS = ['advance', 'hold', 'reject'];
export const LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'sv', 'tr', 'uk', 'ar', 'he', 'hi', 'ja', 'ko', 'zh'];

/** @type {Record<string, string>} */
const STATUS_KINDS = { in_progress: 'accent', paused: 'warn', completed: 'ok' };

/** @param {string} status */
export const statusPill = (status) => html`<span class="pill" data-kind=${STATUS_KINDS[status] ?? 'plain'}>${status === 'in_progress'
        ? html`<span class="dot"></span>` : ''}${t(`hr.status.${status}`)}</span>`;

/** @param {string} code */
export function languageName(code) {
        try {
                return new Intl.DisplayNames(currentLanguage(), { type: 'language' }).of(code) ?? code;
        } catch {
                return code;
        }
}

/** Words for a choice of names: [{value, label}]. @param {string[]} names @param {string} key */
export const choicesOf = (names, key) => names.map((name) => ({ value: name, label: t(`${key}.${name}`) }));

/** @param {import('./client.js').Posting} posting */
export const postingLine = (posting) => [t(`hr.type.${posting.type}`), t(`hr.difficulty.${posting.difficulty}`),
        languageName(posting.language)].join(' · ');
