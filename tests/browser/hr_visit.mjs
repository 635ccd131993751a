// What the tests of the HR pages share: a scripted server and a browser for the file that imports this, opening an address
// as somebody who is signed in, and finding things on it.
import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { startFakeHr } from '../fake/hr_api.mjs';
import { openBrowser, openPage } from './browser.mjs';

/** @type {any} where the pages are served, once the file's tests run */
export let site;
/** @type {any} what its server holds and how it behaves; as new before each test */
export let fake;
let browser;

before(async () => {
        site = await startFakeHr();
        fake = site.fake;
        browser = await openBrowser();
});

after(async () => {
        await browser?.close();
        await site?.close();
});

beforeEach(() => fake.reset());

/** Opens an address, signed in unless told otherwise, in a fresh browser profile; the callback walks on from there. */
export async function visit(path, walk, { isSignedIn = true, ...options } = {}) {
        const opened = await openPage(browser, options);
        try {
                if (isSignedIn) {
                        fake.sessions.add('at-work');
                        await opened.context.addCookies([{ name: 'earshot_hr', value: 'at-work', url: site.url }]);
                        await opened.page.addInitScript(() => localStorage.setItem('earshot-hr-session', '1'));
                }
                await opened.page.goto(site.url + path);
                await walk(opened.page, opened);
                assert.deepEqual(opened.complaints, []);
        } finally {
                await opened.context.close();
        }
}

export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const follow = (page, name) => page.getByRole('link', { name, exact: true }).click();
export const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
export const pathOf = (page) => new URL(page.url()).pathname + new URL(page.url()).search;
export const isFocused = (page, selector) => page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
export const callsTo = (start) => fake.calls.filter((call) => call.startsWith(start));
