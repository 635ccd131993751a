// Answers that travel while they are spoken, and everything around that: captions, breaks of all kinds, other tabs, questions in parts,
// answering without buttons, and the line before a full server. Against a scripted server. Needs build/www.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Captions } from '../../www/src/candidate/captions.js';
import { SpeechDetector } from '../../www/src/candidate/speech-detector.js';
import { startFake } from '../fake/api.mjs';
import { speechLikeWav } from '../fake/site.mjs';
import { checkState, openBrowser, openPage } from './browser.mjs';

const CONSENT = { recording: true, ai_evaluation: true, attention: false };

let site;
let fake;
let folder;
let sound;
let browser;

before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'earshot-speaking-'));
        sound = join(folder, 'voice.wav');
        writeFileSync(sound, speechLikeWav(90));
        browser = await openBrowser({ sound });
        site = await startFake();
        fake = site.fake;
});

after(async () => {
        await browser?.close();
        await site?.close();
        rmSync(folder, { recursive: true, force: true });
});

async function visit(walk, { settings = {}, prepare = async () => {}, path = site.invite() } = {}) {
        const opened = await openPage(browser);
        try {
                await opened.context.addInitScript((values) => {
                        if (!localStorage.getItem('earshot-settings'))
                                localStorage.setItem('earshot-settings', JSON.stringify(values));
                }, { countdown: false, autoplay: false, ...settings });
                await prepare(opened.page);
                await opened.page.goto(site.url + path.replace(site.url, ''));
                await walk(opened.page, opened);
                assert.deepEqual(opened.complaints, []);
        } finally {
                await opened.context.close();
        }
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const state = (page, name) => page.locator(`.answer[data-state="${name}"]`).waitFor();
const NEXT = /^A service answers slowly/;

async function enterTurn(page) {
        await press(page, 'Continue with question 1');
        await page.locator('ear-answer-card').waitFor();
}

async function record(page, length_ms) {
        await press(page, 'Record answer');
        await state(page, 'recording');
        await page.waitForFunction((wanted) => document.querySelector('ear-answer-card').parts.answer.recording.length_ms > wanted, length_ms);
}

/** Waits until the scripted server is in a state. */
async function until(isSo, what) {
        for (const give_up = Date.now() + 60_000; !isSo();) {
                assert.ok(Date.now() < give_up, what);
                await new Promise((resolve) => setTimeout(resolve, 20));
        }
}

const patches = () => fake.clipCalls.filter((call) => call.startsWith('PATCH'));

describe('an answer that travels while it is spoken', () => {
        it('is there when it ends: the post says only how long it is', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await record(page, 600);
                        await until(() => fake.clips.get(1)?.length > 0, 'something arrives');
                        fake.captions = [{ id: 1, text: 'I measured first.', start_ms: 0, end_ms: 900 }];
                        await page.getByText('I measured first.').waitFor();
                        fake.captions.push({ id: 2, text: 'We took a flame graph.', start_ms: 900, end_ms: 1900 });
                        const captions = page.getByRole('region', { name: 'What has been understood so far' });
                        await captions.getByText('I measured first. We took a flame graph.').waitFor();
                        assert.equal(await captions.getAttribute('aria-live'), 'off');
                        await page.getByText('Saved on the server while you speak').waitFor();
                        await checkState(opened, 'turn-travel');

                        fake.behaviour.clip = 'deaf';
                        await page.getByText('No connection. Your recording is kept on this device and sent on later.').waitFor();
                        await checkState(opened, 'turn-travel-waiting');
                        fake.behaviour.clip = '';
                        await press(page, 'Finish');
                        await page.getByText('Your recording is on the server.').waitFor();
                        await checkState(opened, 'turn-travel-done');
                        await press(page, 'Send answer');
                        await heading(page, NEXT);
                        assert.equal(fake.answers[0].audio.isUploaded, true);
                        assert.equal(fake.clipCalls[0], 'DELETE 1', 'what another recording may have left goes first');
                        assert.ok(fake.clipCalls.includes('HEAD 1'), 'after the break it asked where to go on');
                        assert.ok(patches().length > 2);
                        fake.sound = fake.answers[0].audio.bytes;
                        const heard_ms = await page.evaluate(async () => {
                                const bytes = await (await fetch('/api/candidate/turns/1/answer/audio')).arrayBuffer();
                                return (await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes)).duration * 1000;
                        });
                        assert.ok(heard_ms > 1000, `${heard_ms} ms arrived`);
                        await page.waitForFunction(() => document.querySelector('ear-answer-card').parts.answer.previous !== null);
                });
        });

        it('is posted whole where it cannot travel, and kept in memory where the browser is full', () => {
                fake.atTurn(1, { behaviour: { clip: 'missing' } });
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await record(page, 900);
                        await page.getByText('The storage of this browser is full.').waitFor();
                        await checkState(opened, 'turn-storage-full');
                        await press(page, 'Finish');
                        await state(page, 'review');
                        await press(page, 'Send answer');
                        await heading(page, NEXT);
                        assert.equal(fake.answers[0].audio.isUploaded, undefined);
                        assert.ok(fake.answers[0].audio.bytes.length > 3000);
                        assert.equal(fake.clips.size, 0);
                }, { prepare: (page) => page.addInitScript(() => {
                        const { put } = IDBObjectStore.prototype;
                        IDBObjectStore.prototype.put = function putUntilFull(value, key) {
                                if (value.bytes)
                                        throw new DOMException('There is no room.', 'QuotaExceededError');
                                return put.call(this, value, key);
                        };
                }) });
        });

        it('is deleted on the server when it is recorded again, or typed instead', () => {
                fake.atTurn(1);
                return visit(async (page) => {
                        await enterTurn(page);
                        await record(page, 700);
                        await press(page, 'Finish');
                        await until(() => patches().length > 0, 'it arrives');
                        const first = fake.clips.get(1);
                        await press(page, 'Record again');
                        await page.getByRole('dialog').getByRole('button', { name: 'Record again' }).click();
                        await state(page, 'recording');
                        await until(() => fake.clipCalls.filter((call) => call === 'DELETE 1').length === 2, 'the first one is deleted');
                        await until(() => fake.clips.has(1), 'the second one arrives');
                        assert.notDeepEqual(fake.clips.get(1).subarray(0, 400), first.subarray(0, 400));
                        await press(page, 'Finish');
                        await state(page, 'review');
                        await press(page, 'Type instead');
                        await page.getByLabel('Your answer in writing').fill('I would measure first.');
                        await press(page, 'Send answer');
                        await page.getByRole('dialog').getByRole('button', { name: 'Send answer' }).click();
                        await heading(page, NEXT);
                        await until(() => fake.clipCalls.filter((call) => call === 'DELETE 1').length === 3, 'it is deleted');
                        assert.equal(fake.answers[0].text, 'I would measure first.');
                });
        });

        it('is found again after the tab was closed in the middle, and goes on travelling', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await record(page, 1500);
                        await until(() => fake.clips.has(1), 'something arrives');
                        await page.close({ runBeforeUnload: false });
                        const again = opened.page = await opened.context.newPage();
                        await again.goto(`${site.url}/i/`);
                        await again.getByText(/^You had recorded 0:0\d of an answer when this page went away/).waitFor();
                        await checkState(opened, 'return-part');
                        const before = fake.clipCalls.length;
                        await press(again, 'Continue with question 1');
                        await again.getByText('This is what was recorded until the page went away.').waitFor();
                        await again.getByText('Your recording is on the server.').waitFor();
                        assert.equal(fake.clipCalls[before], 'HEAD 1', 'the same session goes on where it was');
                        await press(again, 'Send answer');
                        await heading(again, NEXT);
                        assert.equal(fake.answers[0].audio.isUploaded, true);
                });
        });

        it('belongs to one tab at a time, which may be changed', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await record(page, 700);
                        const other = opened.page = await opened.context.newPage();
                        await other.goto(`${site.url}/i/`);
                        await heading(other, 'Your interview is open in another tab');
                        await checkState(opened, 'tab');
                        await press(other, 'Continue here');
                        await heading(other, 'Welcome back');
                        await heading(page, 'Your interview is open in another tab');
                        await press(other, 'Continue with question 1');
                        await state(other, 'review');
                        await press(other, 'Send answer');
                        await heading(other, NEXT);
                        await other.close({ runBeforeUnload: false });
                        await heading(page, NEXT);
                        await state(page, 'idle');
                });
        });
});

describe('a question that comes in parts', () => {
        const parts = (page) => page.addInitScript(() => {
                window.sounds = [];
                const { play } = HTMLMediaElement.prototype;
                HTMLMediaElement.prototype.play = function playNoted() {
                        const part = new URL(this.src, location).searchParams.get('part');
                        if (part !== null)
                                for (const type of ['playing', 'ended'])
                                        this.addEventListener(type, () => window.sounds.push({ part, type, at: performance.now() }), { once: true });
                        return play.call(this);
                };
        });

        it('is written and spoken as it comes, one part after the other', () => {
                fake.atTurn(1, { behaviour: { parts: 3 } });
                fake.sound = speechLikeWav(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await press(page, 'Stop speaking');
                        await press(page, 'Type instead');
                        await page.getByLabel('Your answer in writing').fill('I would measure first.');
                        fake.behaviour.hold.add('next');
                        await press(page, 'Send answer');
                        await page.getByText('The next question is being asked').waitFor();
                        await heading(page, NEXT);
                        await page.waitForFunction(() => window.sounds.some(({ part, type }) => part === '2' && type === 'ended'));
                        const sounds = await page.evaluate(() => window.sounds);
                        assert.deepEqual(sounds.map(({ part, type }) => `${part} ${type}`),
                                ['0 playing', '0 ended', '1 playing', '1 ended', '2 playing', '2 ended']);
                        fake.behaviour.hold.clear();
                        await state(page, 'idle');
                        await page.getByRole('button', { name: 'Hear the question' }).waitFor();
                }, { settings: { autoplay: true }, prepare: parts });
        });

        it('is stopped by a key, and stays stopped', () => {
                fake.atTurn(1, { behaviour: { parts: 3 } });
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await press(page, 'Type instead');
                        await page.getByLabel('Your answer in writing').fill('I would measure first.');
                        fake.behaviour.hold.add('next');
                        await press(page, 'Send answer');
                        await page.getByRole('button', { name: 'Stop speaking' }).waitFor();
                        await checkState(opened, 'turn-speaking');
                        await page.keyboard.press('Escape');
                        await page.getByRole('button', { name: 'Stop speaking' }).waitFor({ state: 'detached' });
                        fake.behaviour.hold.clear();
                        await state(page, 'idle');
                        await page.getByRole('button', { name: 'Hear the question' }).waitFor();
                        assert.deepEqual(await page.evaluate(() => window.sounds.filter(({ part, type }) => part !== '0' && type === 'playing')), []);
                }, { settings: { autoplay: true }, prepare: async (page) => {
                        await parts(page);
                        fake.sound = speechLikeWav(30);
                } });
        });
});

describe('captions that are heard again', () => {
        const piece = ([id, start_ms, end_ms, text]) => ({ id, start_ms, end_ms, text });
        const FIRST = [1, 0, 8000, 'I measured a query'];
        const SECOND = [2, 8500, 12_000, 'and it was slow.'];
        // What comes, reply after reply, and what is shown then.
        for (const [name, ...replies] of [
                ['stand one after the other', [[FIRST], 'I measured a query'], [[SECOND], 'I measured a query and it was slow.']],
                ['stay until all of them was heard again', [[FIRST, SECOND], 'I measured a query and it was slow.'], [[[3, 0, 4000, 'I measured']], 'I measured a query and it was slow.'],
                        [[[4, 4500, 7900, 'the query']], 'I measured the query and it was slow.']],
                ['stay where only their end is another', [[FIRST], 'I measured a query'], [[[3, 0, 5000, 'I measured']], 'I measured a query'], [[[4, 9000, 9900, 'slowly']], 'I measured slowly']],
                ['become one', [[FIRST, SECOND], 'I measured a query and it was slow.'], [[[3, 0, 12_000, 'I measured, and it was slow.']], 'I measured, and it was slow.']],
                ['are cut at other places', [[FIRST, SECOND], 'I measured a query and it was slow.'], [[[3, 0, 9000, 'I measured a query and it']], 'I measured a query and it was slow.'],
                        [[[4, 9600, 12_000, 'was very slow.']], 'I measured a query and it was very slow.']],
                ['are heard a third time meanwhile', [[FIRST], 'I measured a query'], [[[3, 0, 4000, 'wrong']], 'I measured a query'], [[[4, 0, 8000, 'I measured the query']], 'I measured the query']],
                ['are none twice', [[FIRST], 'I measured a query'], [[[3, 20, 8020, 'I measured a query']], 'I measured a query']],
        ])
                it(name, () => {
                        const captions = new Captions();
                        for (const [items, shown] of replies) {
                                captions.take(items.map(piece));
                                assert.equal(captions.text, shown);
                        }
                        assert.equal(captions.newest, replies.at(-1)[0].at(-1)[0]);
                });
});

describe('answering without buttons', () => {
        /** Somebody who speaks for so long and is then silent. */
        const speaker = (seconds) => {
                const wav = speechLikeWav(90);
                wav.fill(0, 44 + Math.round(seconds * 16000) * 2);
                writeFileSync(sound, wav);
        };

        it('begins after the question, counts the silence, and never sends an empty answer', () => {
                fake.atTurn(1);
                fake.sound = speechLikeWav(1);
                speaker(2);
                return visit(async (page, opened) => {
                        await press(page, 'Check my sound first');
                        await page.getByText('More ways to answer').click();
                        await page.getByLabel('Answer without pressing buttons').check();
                        await page.getByLabel('Silence that ends an answer').fill('15');
                        await checkState(opened, 'check-handsfree');
                        await press(page, 'Go on with question 1');
                        await state(page, 'recording');
                        await page.getByText(/^Your answer is sent in \d+ seconds?$/).waitFor();
                        await page.keyboard.press('t');
                        await page.getByText('A longer silence is fine').first().waitFor();
                        // However long that takes.
                        await page.evaluate(() => { document.querySelector('ear-answer-card').parts.handsfree.patience_ms = 600_000; });
                        await checkState(opened, 'turn-silence');
                        assert.equal(fake.posts, 0);
                        await page.getByText('Options', { exact: true }).click();
                        await page.evaluate(() => { document.querySelector('ear-answer-card').parts.handsfree.patience_ms = 0; });
                        await page.getByLabel('Silence that ends an answer').press('Home');
                        assert.equal(await page.getByLabel('Silence that ends an answer').inputValue(), '2', 'no silence is shorter');
                        await heading(page, NEXT);
                        assert.equal(fake.posts, 1);
                        // The microphone is open still and gives nothing: nobody speaks.
                        await state(page, 'recording');
                        await page.waitForFunction(() => document.querySelector('ear-answer-card').parts.answer.recording.length_ms > 3200);
                        assert.equal(fake.posts, 1, 'silence from the beginning ends nothing');
                        await page.evaluate(() => { document.querySelector('ear-answer-card').parts.handsfree.startedAt -= 30_000; });
                        await page.getByText('We did not hear you, so nothing was sent.').waitFor();
                        await state(page, 'idle');
                        assert.equal(fake.posts, 1);
                        assert.equal(fake.clips.has(2), false, 'what was recorded of nothing is deleted');
                });
        });

        it('lets the candidate interrupt the question by speaking, and loses no word', () => {
                fake.atTurn(1);
                fake.sound = speechLikeWav(40);
                writeFileSync(sound, speechLikeWav(90));
                return visit(async (page) => {
                        await enterTurn(page);
                        await page.getByRole('button', { name: 'Stop speaking' }).waitFor();
                        await state(page, 'recording');
                        await page.getByRole('button', { name: 'Stop speaking' }).waitFor({ state: 'detached' });
                        const early_ms = await page.evaluate(() => document.querySelector('ear-answer-card').parts.answer.recording.slices[0].length_ms);
                        assert.ok(early_ms < 1500, `the recording had begun ${early_ms} ms after its own start`);
                        await page.keyboard.press('f');
                        await state(page, 'review');
                }, { settings: { autoplay: true, interrupting: true } });
        });

        const at = (db) => 10 ** (db / 20);
        /** Levels of a scene: [length in ms, loudness in dB], heard every 50 ms; those at which speech was found. */
        const listen = (scene) => {
                const detector = new SpeechDetector();
                const found = [];
                let now = 0;
                for (const [length_ms, db] of scene)
                        for (const until_ms = now + length_ms; now < until_ms; now += 50)
                                found.push([now, detector.hear(at(typeof db === 'function' ? db(now) : db), now)]);
                return found;
        };
        const syllables = (loud, quiet) => (now) => (now % 300 < 200 ? loud : quiet);
        const share = (found, from, to) => {
                const part = found.filter(([now]) => now >= from && now < to);
                return part.filter(([, isSpeech]) => isSpeech).length / part.length;
        };

        for (const [name, scene, speech, silence] of [
                ['a quiet room', [[3000, -70], [3000, syllables(-25, -50)], [3000, -70]], [3200, 6000], [6400, 9000]],
                ['a microphone that gives nothing at all', [[1000, -200], [3000, syllables(-25, -200)], [3000, -200]], [1200, 4000], [4400, 7000]],
                ['a noisy room', [[3000, -40], [3000, syllables(-18, -36)], [3000, -40]], [3200, 6000], [6400, 9000]],
                ['a fan that goes on', [[3000, -65], [20_000, -45]], null, [11_000, 23_000]],
                ['somebody who speaks at once', [[4000, syllables(-22, -50)], [3000, -62]], [200, 4000], [4400, 7000]],
                ['a faint voice', [[2000, -75], [3000, syllables(-48, -62)], [2000, -75]], [2200, 5000], [5400, 7000]],
                ['a click', [[2000, -65], [50, -10], [2000, -65]], null, [0, 4050]],
        ])
                it(`hears speech and silence in ${name}`, () => {
                        const found = listen(scene);
                        if (speech)
                                assert.ok(share(found, ...speech) > 0.9, `speech: ${share(found, ...speech)}`);
                        assert.equal(share(found, ...silence), 0);
                });
});

describe('a server that is full', () => {
        it('says so kindly, keeps the place, and lets in by itself', () => {
                const place = (waiting_position, after_s) => ({ after_s, more: { waiting_position, estimated_wait_seconds: waiting_position * 80 } });
                fake.reset({ consent: CONSENT, resume: { filename: 'a.pdf' }, behaviour: { waits: [place(3, 600), place(2, 1), { after_s: 1, more: {} }] } });
                return visit(async (page, opened) => {
                        await press(page, 'Allow microphone');
                        await page.getByText('We can hear you').waitFor();
                        await press(page, 'Start question 1');
                        await page.getByText('All places are taken right now').last().waitFor();
                        await page.getByText('about 4 minutes').waitFor();
                        assert.match(await page.locator('.line [role="timer"]').textContent(), /^(9:5\d|10:00)$/);
                        assert.equal(await page.locator('ear-meter').count(), 1, 'the microphone check goes on');
                        await checkState(opened, 'line');
                        await press(page, 'Come back later');
                        await page.getByText('Your link stays valid until').waitFor();
                        await checkState(opened, 'line-left');
                        await press(page, 'Wait here instead');
                        await heading(page, /^Tell me about a time/);
                        assert.equal(fake.behaviour.waits.length, 0);
                });
        });
});
