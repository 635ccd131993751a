// The words and colours of what an interview and a posting can be.
import words from 'locales:hr';
import { html } from 'lit';
import { currentLanguage, provide, t } from '../base/i18n.js';
import { levelAt } from './report/model.js';
import { LEVEL_NAMES, scoreNumber } from './report/words.js';

provide(words);

export const STATUSES = ['scheduled', 'in_progress', 'paused', 'completed', 'expired', 'cancelled', 'erased'];
/** What a person may have to do about an interview, as the server names it. */
export const NEEDS = ['undecided', 'running', 'due', 'failed', 'decided'];
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

const LEVEL_KINDS = ['plain', 'plain', 'accent', 'ok'];

/** A report's score: the word first, the number second. @param {number | null} score */
export const levelPill = (score) => score === null ? html`<span class="pill" data-kind="plain">${t('hr.report.no_score')}</span>`
        : html`<span class="pill" data-kind=${LEVEL_KINDS[levelAt(score)]}>${t(`hr.level.${LEVEL_NAMES[levelAt(score)]}`)} <span class="pill-more">${scoreNumber(score)}</span></span>`;

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
