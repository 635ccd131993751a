// Times, sizes and dates as people read them.
import { currentLocale, number, t } from './i18n.js';

/** 74000 -> "1:14"; the hours only where there are some. @param {number} length_ms */
export function clock(length_ms) {
        const seconds = Math.max(0, Math.floor(length_ms / 1000));
        const minutes = Math.floor(seconds / 60);
        const tail = String(seconds % 60).padStart(2, '0');
        if (minutes < 60)
                return `${minutes}:${tail}`;
        return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${tail}`;
}

/** @param {number} bytes */
export function size(bytes) {
        const kilobytes = Math.round(bytes / 1e3);
        return kilobytes < 1000 ? `${number(kilobytes)} kB` : number(bytes / 1e6, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
}

/** Date and time with the reader's zone, which is named. @param {string} moment RFC 3339 */
export function dateTime(moment) {
        return new Intl.DateTimeFormat(currentLocale(),
                { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })
                .format(new Date(moment));
}

/** @param {string | number | Date} moment */
export function date(moment) {
        return new Intl.DateTimeFormat(currentLocale(), { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(moment));
}

/** "20 Nov 2026" @param {string | number | Date} moment */
export function shortDate(moment) {
        return new Intl.DateTimeFormat(currentLocale(), { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(moment));
}

/** @param {string | number | Date} moment */
export function time(moment) {
        return new Intl.DateTimeFormat(currentLocale(), { hour: '2-digit', minute: '2-digit' }).format(new Date(moment));
}

/** "240 ms" or, from a second on, "3.4 s". @param {number} length_ms */
export function brief(length_ms) {
        const [unit, amount] = length_ms >= 1000 ? ['second', length_ms / 1000] : ['millisecond', length_ms];
        return number(amount, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: length_ms >= 1000 ? 1 : 0 });
}

/** "1 minute", "5 minutes" or, below a minute, "20 seconds". @param {number} seconds */
export function span(seconds) {
        return seconds >= 60 ? t('common.minutes', { count: Math.round(seconds / 60) })
                : t('common.seconds', { count: Math.round(seconds) });
}
