// One answer against a real server: while it is spoken the network is pulled, the server's processes are killed, and at last the tab.
// Every recorded second is found again, and arrives. Starts a site of its own.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { childrenOf, openOwnSite } from '../fault/own_site.mjs';
import { checkState, openBrowser, openPage } from './browser.mjs';
import { envelopeInPage, envelopeOf, likeness, speakInto } from './speech.mjs';

const SAID = 'Every night the import took five hours. I measured each step, found one slow query, and added an index. After that it took forty minutes, '
        + 'and nobody had to wait in the morning. I would do it in the same way again, but I would write down the numbers first.';
/** What a page loses that dies is no older than this. */
const LOST_AT_MOST_MS = 100;
const PATIENCE_MS = 60_000;

let site;
let folder;
let sound;
let browser;
let opened;

before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'earshot-upload-'));
        sound = join(folder, 'voice.wav');
        speakInto(sound, SAID);
        [site, browser] = await Promise.all([openOwnSite({ TTS: 'none' }), openBrowser({ sound, whole: true })]);
        opened = await openPage(browser);
        opened.page.setDefaultTimeout(PATIENCE_MS);
        await opened.context.addInitScript(() => localStorage.setItem('earshot-settings', '{"countdown":false}'));
});

after(async () => {
        await browser?.close();
        const problems = await site?.stop();
        if (folder)
                rmSync(folder, { recursive: true, force: true });
        assert.deepEqual(problems ?? [], []);
});

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Waits until the server has more than so many bytes, and so much is recorded. @returns how it stands then */
const upload = async (page, least) => (await page.waitForFunction(({ sent, length_ms }) => {
        const { upload, recording } = document.querySelector('ear-answer-card').parts.answer;
        const now = { sent: upload.sent, total: upload.total, length_ms: recording.length_ms };
        return now.sent > sent && now.length_ms > length_ms && now;
}, { sent: -1, length_ms: 0, ...least })).jsonValue();

describe('an answer that is spoken while everything breaks', () => {
        it('goes on when the network and the server come back, and is found whole after the tab has died', async () => {
                const { context, page } = opened;
                // As far as the first question, without the pages before it.
                await page.goto(`${site.url}/help/`);
                await page.evaluate(async (token) => {
                        const post = async (path, body = {}) => {
                                const reply = await fetch(`/api/candidate/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
                                if (!reply.ok)
                                        throw new Error(await reply.text());
                        };
                        await post('join', { token });
                        await post('consent', { recording: true, ai_evaluation: true, attention: false });
                        await post('start');
                }, new URL(site.demo.invite_url).hash.slice(1));
                await page.goto(`${site.url}/i/`);
                await press(page, 'Continue with question 1');
                await press(page, 'Record answer');
                await page.locator('.answer[data-state="recording"]').waitFor();
                const spoken = envelopeOf(sound);

                const first = await upload(page, { sent: 0 });
                await context.setOffline(true);
                await page.getByText('No connection. Your recording is kept on this device and sent on later.').waitFor();
                await upload(page, { length_ms: first.length_ms + 1500 });
                await context.setOffline(false);
                const second = await upload(page, { sent: first.total });

                const server = childrenOf(site.pid, 'earshot-api');
                assert.ok(server.length > 0);
                server.forEach((pid) => process.kill(pid, 'SIGKILL'));
                await upload(page, { sent: second.total });

                const recorded_ms = await page.evaluate(async (wait_ms) => {
                        const { length_ms } = document.querySelector('ear-answer-card').parts.answer.recording;
                        await new Promise((resolve) => setTimeout(resolve, wait_ms));
                        return length_ms;
                }, LOST_AT_MOST_MS);
                const devtools = await context.newCDPSession(page);
                const died = new Promise((resolve) => page.once('crash', resolve));
                devtools.send('Page.crash').catch(() => {});
                await died;

                const again = opened.page = await context.newPage();
                again.setDefaultTimeout(PATIENCE_MS);
                await again.goto(`${site.url}/i/`);
                await again.getByText(/^You had recorded 0:\d\d of an answer when this page went away/).waitFor();
                await press(again, 'Continue with question 1');
                await again.getByText('Your recording is on the server.').waitFor();
                await checkState(opened, 'real-found-again');
                const posted = again.waitForRequest((request) => request.url().endsWith('/turns/1/answer'));
                await press(again, 'Send answer');
                assert.match((await posted).postData(), /name="clip"\r\n\r\nuploaded/, 'the post carries its length alone');
                await again.getByText('Received and saved').waitFor();

                const heard = await again.evaluate(envelopeInPage, '/api/candidate/turns/1/answer/audio');
                const heard_ms = heard.length * 50;
                assert.ok(heard_ms + 50 >= recorded_ms, `${heard_ms} of ${recorded_ms} ms arrived`);
                const part = spoken.slice(0, Math.floor(recorded_ms / 50));
                const alike = likeness(part, heard);
                assert.ok(alike > 0.7, `likeness ${alike}`);
        });
});
