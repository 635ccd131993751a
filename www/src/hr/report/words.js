// Levels and scores in words: the word first, the number second.
import { currentLanguage, t } from '../../base/i18n.js';
import { levelAt } from './model.js';

export const LEVEL_NAMES = ['below', 'partly', 'meets', 'exceeds'];

/** @param {number} score */
export const scoreNumber = (score) => new Intl.NumberFormat(currentLanguage(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(score);

/** @param {number} score */
export const levelWord = (score) => t(`hr.level.${LEVEL_NAMES[levelAt(score)]}`);

/** @param {number} score */
export const scoreWords = (score) => `${levelWord(score)} · ${t('hr.report.of_ten', { score: scoreNumber(score) })}`;

/** Why a score is null: the server's sentence, or ours for its names. @param {string | null | undefined} reason */
export function reasonWords(reason) {
        if (reason && /\s/.test(reason))
                return reason;
        const key = `hr.no_score.${reason || 'not_shown'}`;
        const text = t(key);
        return text === key ? t('hr.no_score.unknown') : text;
}

/** @param {number} share 0 to 1 */
export const percent = (share) => new Intl.NumberFormat(currentLanguage(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
