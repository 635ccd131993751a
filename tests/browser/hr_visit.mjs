// What the tests of the HR pages share: opening an address as somebody who is signed in, and finding things on it.
import assert from 'node:assert/strict';
import { openPage } from './browser.mjs';

/** @param {() => {site: any, fake: any, browser: any}} running what the file has started */
export const tools = (running) => ({
        /** Opens an address, signed in unless told otherwise, in a fresh browser profile; the callback walks on from there. */
        async visit(path, walk, { isSignedIn = true, ...options } = {}) {
                const { site, fake, browser } = running();
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
        },
        press: (page, name) => page.getByRole('button', { name, exact: true }).click(),
        follow: (page, name) => page.getByRole('link', { name, exact: true }).click(),
        heading: (page, name) => page.getByRole('heading', { level: 1, name }).waitFor(),
        pathOf: (page) => new URL(page.url()).pathname + new URL(page.url()).search,
        isFocused: (page, selector) => page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector),
        callsTo: (start) => running().fake.calls.filter((call) => call.startsWith(start)),
});
