// The catalogues of texts: every language says everything that English says, with the same values in it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PROJECT } from './browser.mjs';

const LOCALES = join(PROJECT, 'www/locales');
// What a candidate reads; HR's pages and the API's are English.
const COMPLETE = ['candidate', 'common', 'help', 'status'];
const LANGUAGES = readdirSync(LOCALES).filter((language) => language !== 'en');

const read = (language, name) => JSON.parse(readFileSync(join(LOCALES, language, `${name}.json`), 'utf8'));
const namesOf = (message) => new Set((typeof message === 'string' ? message : Object.values(message).join(' ')).match(/\{\w+\}/g) ?? []);
const categories = (language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();

describe('catalogues', () => {
        it('are there in German and Spanish', () => assert.deepEqual(LANGUAGES.toSorted(), ['de', 'es']));

        for (const language of LANGUAGES)
                for (const name of COMPLETE)
                        it(`${language}/${name} has the keys, the values and the plural forms of its language`, () => {
                                const english = read('en', name);
                                const other = read(language, name);
                                assert.deepEqual(Object.keys(other), Object.keys(english), 'the same keys in the same order');
                                for (const [key, message] of Object.entries(english)) {
                                        assert.deepEqual(namesOf(other[key]), namesOf(message), key);
                                        assert.equal(typeof other[key], typeof message, key);
                                        if (typeof message === 'object')
                                                assert.deepEqual(Object.keys(other[key]).toSorted(), categories(language), `${key} in ${language}`);
                                        for (const text of typeof other[key] === 'string' ? [other[key]] : Object.values(other[key]))
                                                assert.ok(text.trim() !== '' && !/!|\bOops\b/.test(text), key);
                                }
                        });

        it('hold no English in another language', () => {
                for (const language of LANGUAGES)
                        for (const name of COMPLETE) {
                                const english = read('en', name);
                                const other = read(language, name);
                                for (const [key, message] of Object.entries(english))
                                        if (typeof message === 'string' && / \w+ \w+/.test(message))
                                                assert.notEqual(other[key], message, `${language} ${key}`);
                        }
        });

        it('have the plural forms of English', () => {
                for (const name of readdirSync(join(LOCALES, 'en')))
                        for (const [key, message] of Object.entries(JSON.parse(readFileSync(join(LOCALES, 'en', name), 'utf8'))))
                                if (typeof message === 'object')
                                        assert.deepEqual(Object.keys(message).toSorted(), categories('en'), key);
        });

        it('name every text that the pages of candidates ask for', () => {
                const known = new Set(COMPLETE.flatMap((name) => Object.keys(read('en', name))));
                const folders = ['candidate', 'recordings', 'status'].map((name) => join(PROJECT, 'www/src', name));
                for (const folder of folders)
                        for (const file of readdirSync(folder).filter((one) => existsSync(join(folder, one)) && one.endsWith('.js')))
                                for (const [, key] of readFileSync(join(folder, file), 'utf8').matchAll(/\bt\('([\w.]+)'/g))
                                        assert.ok(known.has(key), `${file}: ${key}`);
        });
});
