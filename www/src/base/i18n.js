// Text in the reader's language: t('key', {values}) looks in the catalogues that the page has provided.

/** A message: plain text with {names}, or one text for each plural category that the language has.
 *  @typedef {string | Record<string, string>} Message */
/** @typedef {Record<string, Message>} Messages */
/** @typedef {{en: Messages, load: Record<string, () => Promise<{default: Messages}>>}} Catalogue */

/** @type {Messages} */
const messages = {};
/** @type {Catalogue[]} */
const catalogues = [];
/** Said to the window when every text is another. */
export const LANGUAGE_CHANGED = 'earshot-language';

let language = 'en';
let plurals = new Intl.PluralRules('en');

export const currentLanguage = () => language;

/** Whether every catalogue so far has the language, a BCP 47 tag. @param {string} wanted */
export function hasLanguage(wanted) {
        const code = wanted.toLowerCase().split('-')[0];
        return code === 'en' || catalogues.every((catalogue) => code in catalogue.load);
}

/** How dates and numbers are written: as the reader's own region does, where it speaks the language of the page. */
export const currentLocale = () => navigator.languages.find((one) => one.split('-')[0] === language) ?? language;

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** A number as the reader's language writes it. The first format of a page takes its browser tens of milliseconds, and no language
 *  of ours writes a small whole number otherwise than this. @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
        if (!options && Number.isInteger(value) && Math.abs(value) < 1000)
                return String(value);
        const locale = currentLocale();
        const key = locale + JSON.stringify(options);
        const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
        formats.set(key, format);
        return format.format(value);
}

/** Adds a catalogue (`import words from 'locales:name'`); English is there at once. @param {Catalogue} catalogue */
export function provide(catalogue) {
        catalogues.push(catalogue);
        Object.assign(messages, catalogue.en);
}

/** Switches every catalogue to the language, where it exists; keys that it lacks stay English.
 *  @param {string} wanted a BCP 47 tag; its first part counts */
export async function useLanguage(wanted) {
        const code = wanted.toLowerCase().split('-')[0];
        const loads = catalogues.flatMap((catalogue) => catalogue.load[code] ?? []);
        if (code !== 'en' && loads.length === 0)
                return;
        for (const catalogue of catalogues)
                Object.assign(messages, catalogue.en);
        for (const loaded of await Promise.all(loads.map((load) => load())))
                Object.assign(messages, loaded.default);
        language = code;
        plurals = new Intl.PluralRules(code);
        document.documentElement.lang = code;
        document.documentElement.dir = /^(ar|fa|he|ur)$/.test(code) ? 'rtl' : 'ltr';
        window.dispatchEvent(new Event(LANGUAGE_CHANGED));
}

/** The text of a key with its {names} filled in; `count` chooses the plural form; numbers are written as the language does.
 *  @param {string} key @param {Record<string, string | number>} [values] @returns {string} */
export function t(key, values = {}) {
        const message = messages[key] ?? key;
        const text = typeof message === 'string' ? message : message[plurals.select(Number(values.count))] ?? message.other;
        return text.replace(/\{(\w+)\}/g, (whole, name) => {
                const value = values[name];
                return typeof value === 'number' ? number(value) : value ?? whole;
        });
}
