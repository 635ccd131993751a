// A conversation with a real server whose providers are scripted: words appear while they are spoken, the next question sounds while it is
// still being worded, and a key or the candidate's voice interrupts it. Starts a site of its own.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openOwnSite } from '../fault/own_site.mjs';
import { start as startProviders } from '../fake/providers.mjs';
import { checkState, openBrowser, openPage } from './browser.mjs';
import { envelopeInPage, envelopeOf, likeness, speakPiecesInto } from './speech.mjs';

const PATIENCE_MS = 60_000;
const THANKS = 'Thank you for telling me that.';
const SAID = 'I measured each step before I changed one of them.';
/** What a recogniser dreams when it does not know any more. */
const LOOP = 'I think so. I think so. I think so. I think so. I think so.';
const REPLY = 'I would begin with the slowest query, and I would look at its plan.';
/** The reply has ended by then. */
const REPLY_MS = 5000;

let site;
let providers;
let folder;
let sound;
let browser;
let opened;

before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'earshot-listening-'));
        sound = join(folder, 'voice.wav');
        providers = await startProviders(0);
        const url = providers.url;
        [site, browser] = await Promise.all([openOwnSite({
                STT: 'openai', STT_OPENAI_URL: url, LLM: 'openai', LLM_OPENAI_URL: url, TTS: 'openai', TTS_OPENAI_URL: url, SPEECH_PROCESSES: '1', BREAKER_FAILURES: '0',
        }), openBrowser({ sound, whole: true })]);
        opened = await openPage(browser);
        opened.page.setDefaultTimeout(PATIENCE_MS);
        await opened.context.addInitScript(() => {
                localStorage.setItem('earshot-settings', '{"countdown":false}');
                // What the page's sound does, in order: what, and the question's address. One of them may be held as soon as it sounds.
                window.heard = [];
                window.held = '';
                const { play } = HTMLMediaElement.prototype;
                const known = new WeakSet();
                HTMLMediaElement.prototype.play = function playNoted() {
                        const note = ({ type }) => this.getAttribute('src')?.startsWith('/api/') && window.heard.push(`${type} ${this.getAttribute('src')}`);
                        if (!known.has(this))
                                for (const type of ['loadeddata', 'playing', 'pause', 'ended'])
                                        this.addEventListener(type, note, true); // before the page's own takes another address
                        if (!known.has(this))
                                this.addEventListener('playing', () => this.getAttribute('src') === window.held && this.pause());
                        known.add(this);
                        return play.call(this);
                };
        });
});

after(async () => {
        await browser?.close();
        const problems = await site?.stop();
        await providers?.stop();
        if (folder)
                rmSync(folder, { recursive: true, force: true });
        assert.deepEqual(problems ?? [], []);
});

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const state = (page, name) => page.locator(`.answer[data-state="${name}"]`).waitFor();
const question = (turn, part) => `/api/candidate/turns/${turn}/question/audio${part === undefined ? '' : `?part=${part}`}`;
const heard = (page) => page.evaluate(() => window.heard);
const happens = (page, what) => page.waitForFunction((wanted) => window.heard.includes(wanted), what);

function gate() {
        let open;
        const until = new Promise((done) => { open = done; });
        return { until, open };
}

/** Words the next question as the prompt asks for it, of which the second half is held back until the gate opens. */
function holdBack() {
        const { until, open } = gate();
        const chosen = ({ said }) => /The chosen (?:follow-up )?question, as data:\n<<\S*\n([^]*?)\n/.exec(said)?.[1];
        const wording = { function: 'llm', when: 'Now the words to be spoken.', content: (request) => `${THANKS} ${chosen(request)}` };
        return { open, step: { ...wording, behave: 'gate', cut: 0.5, until } };
}

describe('a conversation', () => {
        it('shows words while they are spoken, and only those that stay', async () => {
                const { page } = opened;
                speakPiecesInto(sound, [600, SAID, 800, 'That was all that I did there.', 30_000]);
                providers.script([{ function: 'stt', times: 1, text: `${SAID} ${LOOP}` }, { function: 'stt', text: 'That was all.' }]);
                // As far as the first question, without the pages before it.
                await page.goto(`${site.url}/help/`);
                await page.evaluate(async (token) => {
                        for (const [path, body] of [['join', { token }], ['consent', { recording: true, ai_evaluation: true, attention: false }], ['start', {}]]) {
                                const reply = await fetch(`/api/candidate/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
                                if (!reply.ok)
                                        throw new Error(await reply.text());
                        }
                }, new URL(site.demo.invite_url).hash.slice(1));
                await page.goto(`${site.url}/i/`);
                await press(page, 'Continue with question 1');
                await happens(page, `playing ${question(1)}`);
                await page.keyboard.press('r');
                await happens(page, `pause ${question(1)}`);
                await state(page, 'recording');
                const captions = page.getByRole('region', { name: 'What has been understood so far' });
                await captions.getByText(SAID).waitFor();
                assert.equal((await captions.innerText()).replace(' That was all.', ''), `${SAID} I think so.`);
                assert.equal(await page.locator('.answer').getAttribute('data-state'), 'recording');
                await page.keyboard.press('f');
                await state(page, 'review');
        });

        it('is interrupted by voice before the question is whole, and loses no word', async () => {
                const { page } = opened;
                await page.getByText('Options', { exact: true }).click();
                await page.getByLabel('Speaking interrupts the question').check();
                speakPiecesInto(sound, [600, REPLY, 30_000]);
                const { open, step } = holdBack();
                providers.script([step]);
                await press(page, 'Send answer');
                await happens(page, `playing ${question(2, 0)}`);
                assert.equal(await page.evaluate(() => document.querySelector('ear-answer-card').parts.interview.turn.number), 1, 'the rest is not made yet');
                await page.getByText('Go on speaking: your answer to this question is being recorded.').waitFor();
                await happens(page, `pause ${question(2, 0)}`);
                assert.equal(await page.locator('.answer').getAttribute('data-state'), 'sending');
                await checkState(opened, 'real-interrupted');
                open();
                await state(page, 'recording');
                await page.waitForFunction((length_ms) => document.querySelector('ear-answer-card').parts.answer.recording.length_ms > length_ms, REPLY_MS);
                await page.keyboard.press('f');
                await state(page, 'review');
                assert.deepEqual((await heard(page)).filter((one) => one.startsWith('playing')), [`playing ${question(1)}`, `playing ${question(2, 0)}`],
                        'what was interrupted is not heard again');
        });

        it('sounds part by part, each loaded before the one before it has ended', async () => {
                const { page } = opened;
                await page.getByLabel('Speaking interrupts the question').uncheck();
                const { open, step } = holdBack();
                providers.script([step]);
                // The first part is held until the second is there, however long that takes.
                await page.evaluate((address) => { window.held = address; }, question(3, 0));
                await press(page, 'Send answer');
                await happens(page, `pause ${question(3, 0)}`);
                assert.equal(await page.evaluate(() => document.querySelector('ear-answer-card').parts.interview.turn.number), 2);
                open();
                await happens(page, `loadeddata ${question(3, 1)}`);
                await page.evaluate(() => {
                        window.held = '';
                        document.querySelector('ear-answer-card').parts.voice.audio.play();
                });
                await happens(page, `playing ${question(3, 1)}`);
                await state(page, 'idle');
                const sounds = (await heard(page)).filter((one) => one.includes('/turns/3/'));
                const [zero, one] = [question(3, 0), question(3, 1)];
                const [played, loaded, ended, followed] = [`playing ${zero}`, `loadeddata ${one}`, `ended ${zero}`, `playing ${one}`].map((what) => sounds.indexOf(what));
                assert.ok(played >= 0 && played < ended && loaded >= 0 && loaded < ended && ended < followed, JSON.stringify(sounds));

                const told = await page.evaluate(envelopeInPage, '/api/candidate/turns/2/answer/audio');
                const spoken = envelopeOf(sound).slice(600 / 50, REPLY_MS / 50);
                assert.ok(likeness(spoken, told) > 0.7, `the interrupting answer is whole: ${likeness(spoken, told)}`);
        });
});
