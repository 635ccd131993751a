// The interviewer's face: its mouth follows the sound of the question, part by part, is still where it should be, and costs nothing but
// itself where the server knows no shapes. Against a scripted server. Needs build/www.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { approach, atRest, lips, shapeAt, trackOf, trackOfPeaks } from '../../www/src/candidate/mouth.js';
import { startFake, visemesOf } from '../fake/api.mjs';
import { speechLikeWav } from '../fake/site.mjs';
import { checkState, openBrowser, openPage } from './browser.mjs';

let site;
let fake;
let browser;

before(async () => {
        [browser, site] = await Promise.all([openBrowser(), startFake()]);
        fake = site.fake;
});

after(async () => {
        await browser?.close();
        await site?.close();
});

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** At the first question, which does not sound by itself. */
async function atQuestion(walk, { behaviour = {}, settings = {}, ...options } = {}) {
        fake.atTurn(1, { behaviour: { pace_ms: 1, ...behaviour } });
        const opened = await openPage(browser, { reducedMotion: 'no-preference', ...options });
        try {
                const { page } = opened;
                await page.addInitScript((values) => {
                        if (!localStorage.getItem('earshot-settings'))
                                localStorage.setItem('earshot-settings', JSON.stringify(values));
                        window.face = () => document.querySelector('ear-avatar');
                        window.voice = () => face().parts.voice;
                        window.drawn = () => face().querySelector('.avatar-lips').getAttribute('d');
                        /** Whether the mouth is closed, and works no more. */
                        window.isAtRest = () => face().shape === 'X' && face().frame === 0;
                }, { countdown: false, autoplay: false, ...settings });
                await page.goto(site.invite());
                await press(page, 'Continue with question 1');
                await page.locator('.answer[data-state="idle"]').waitFor();
                await page.evaluate(() => {
                        /** What the mouth is told while a sound goes on: which, where it is, the shape, and how the lips are then. */
                        window.seen = [];
                        const { shapeNow } = face();
                        face().shapeNow = function shapeNoted(now) {
                                const shape = shapeNow.call(this, now);
                                if (this.since_ms === now)
                                        seen.push({ address: this.visemes?.address, ms: this.at_ms, shape, path: drawn() });
                                return shape;
                        };
                });
                await walk(page, opened);
                assert.deepEqual(opened.complaints, []);
        } finally {
                await opened.context.close();
        }
}

const LEAD_MS = 50;

/** Of what was seen of a sound: each shape is the one that the server told for its time. */
function assertFollows(seen, address, part, least) {
        const track = trackOf(visemesOf(part));
        // Until its shapes were told the mouth moved evenly.
        const told = seen.filter((one) => one.address === address && one.ms > 500);
        assert.ok(new Set(told.map(({ shape }) => shape)).size >= least, `many shapes were seen: ${JSON.stringify(told.map(({ ms, shape }) => [ms, shape]))}`);
        for (const { ms, shape } of told)
                assert.equal(shape, shapeAt(track, ms + LEAD_MS), `at ${ms} ms of ${address}`);
        assert.ok(new Set(told.map(({ path }) => path)).size > least, 'they are drawn');
}

const question = (turn, part) => `/api/candidate/turns/${turn}/question/audio${part === undefined ? '' : `?part=${part}`}`;

describe('the mouth', () => {
        it('follows the sound, also after a pause, a jump and a stop', () => atQuestion(async (page, opened) => {
                await press(page, 'Hear the question');
                await page.waitForFunction(() => seen.at(-1)?.ms > 1200);
                await page.evaluate(() => voice().audio.pause());
                await page.waitForFunction(() => face().shape === 'X');
                await page.evaluate(() => {
                        voice().audio.currentTime = 0.6;
                        return voice().audio.play();
                });
                await page.waitForFunction(() => seen.some(({ ms }, at) => at > 0 && ms < seen[at - 1].ms) && seen.at(-1).ms > 1500);
                await press(page, 'Stop speaking');
                await page.waitForFunction(() => isAtRest());
                assert.equal(await page.evaluate(() => drawn()), lips(atRest()), 'an interruption closes the mouth');
                assertFollows(await page.evaluate(() => seen), question(1), 0, 4);
                await page.evaluate(() => { seen.length = 0; });
                await press(page, 'Hear the question');
                await page.waitForFunction(() => seen.at(-1)?.ms > 2500);
                await page.waitForFunction(() => isAtRest());
                assertFollows(await page.evaluate(() => seen), question(1), 0, 6);
                assert.deepEqual(fake.visemeCalls, ['1', '1'], 'a question may be spoken anew');
        }));

        it('follows each part from its beginning, and knows the next one before it sounds', () => atQuestion(async (page) => {
                await press(page, 'Type instead');
                await page.getByLabel('Your answer in writing').fill('I would measure first.');
                await press(page, 'Send answer');
                await page.waitForFunction(() => seen.some(({ address, ms }) => address.endsWith('part=1') && ms > 2500));
                await page.waitForFunction(() => isAtRest());
                const seen = await page.evaluate(() => window.seen);
                assertFollows(seen, question(2, 0), 0, 6);
                assertFollows(seen, question(2, 1), 1, 6);
                assert.deepEqual(fake.visemeCalls, ['1', '2 0', '2 1']);
        }, { behaviour: { parts: 2 }, settings: { autoplay: true } }));

        it('is still where less motion is asked for, and asks for nothing', () => atQuestion(async (page) => {
                await press(page, 'Hear the question');
                await page.waitForFunction(() => voice().audio.currentTime > 1);
                assert.ok(await page.evaluate(() => isAtRest()));
                assert.equal(await page.evaluate(() => drawn()), lips(atRest()));
                assert.deepEqual(fake.visemeCalls, []);
                await page.emulateMedia({ reducedMotion: 'no-preference' });
                await page.waitForFunction(() => seen.length > 3);
                await page.emulateMedia({ reducedMotion: 'reduce' });
                await page.waitForFunction(() => isAtRest());
                assert.equal(await page.evaluate(() => voice().state), 'speaking');
        }, { reducedMotion: 'reduce' }));

        it('is turned off and on by a switch, which is remembered', () => atQuestion(async (page, opened) => {
                await page.getByText('Options', { exact: true }).click();
                const face = page.locator('.avatar-lips');
                await page.getByLabel('Show a face that moves').uncheck();
                await page.locator('.avatar-letter').getByText('S').waitFor();
                assert.equal(await face.count(), 0);
                await press(page, 'Hear the question');
                await page.waitForFunction(() => voice().audio.currentTime > 0.1);
                await page.waitForFunction(() => isAtRest());
                assert.deepEqual(fake.visemeCalls, []);
                await page.reload();
                await press(page, 'Continue with question 1');
                await page.locator('.avatar-letter').waitFor();
                assert.equal(await face.count(), 0);
                await press(page, 'Hear the question');
                await page.waitForFunction(() => voice().state === 'speaking');
                await page.getByText('Options', { exact: true }).click();
                await page.getByLabel('Show a face that moves').check();
                await face.waitFor();
                await page.waitForFunction((rest) => drawn() !== rest, lips(atRest()));
                await press(page, 'Stop speaking');
                await page.waitForFunction(() => isAtRest());
                await page.getByLabel('Show a face that moves').uncheck();
                await checkState(opened, 'turn-letter');
        }));

        it('moves by loudness where the server tells nothing of use, and evenly until it knows', () => atQuestion(async (page) => {
                const senseless = { is_made: true, duration_ms: 'x', visemes: [null, 7, { viseme: 'Z', start_ms: 0, end_ms: 9 }, { viseme: 'A', start_ms: 9, end_ms: 3 }] };
                for (const told of ['missing', 'broken', senseless, { is_made: true, duration_ms: 3000, visemes: [] }]) {
                        fake.behaviour.visemes = told;
                        await page.evaluate(() => { seen.length = 0; });
                        await press(page, 'Hear the question');
                        await page.waitForFunction(() => face().visemes?.track && seen.length > 3);
                        const shapes = await page.evaluate(() => face().visemes.track.map(({ shape }) => shape).join(''));
                        assert.match(shapes, /^[XBCD]+$/, JSON.stringify(told));
                        assert.match(shapes, /X.*D.*X/, JSON.stringify(told));
                        await press(page, 'Stop speaking');
                        await page.waitForFunction(() => isAtRest());
                }
                fake.behaviour.visemes = { is_made: false, duration_ms: null, visemes: [] };
                fake.visemeCalls = [];
                await press(page, 'Hear the question');
                await page.waitForFunction(() => seen.some(({ shape }) => shape === 'D'));
                assert.equal(await page.evaluate(() => face().visemes.track), null);
                fake.behaviour.visemes = undefined;
                await page.waitForFunction(() => face().visemes.track);
                assert.deepEqual(await page.evaluate(() => face().visemes.track), trackOf(visemesOf(0)));
                assert.ok(fake.visemeCalls.length > 1);
        }));

        it('hinders nobody: without shapes and without the sound the answer goes on', () => atQuestion(async (page) => {
                await press(page, 'Hear the question');
                await page.getByText('The question could not be played').waitFor();
                await page.waitForFunction(() => isAtRest());
                await press(page, 'Type instead');
                await page.getByLabel('Your answer in writing').fill('I would measure first.');
                await press(page, 'Send answer');
                await page.getByRole('heading', { level: 1, name: /^A service answers slowly/ }).waitFor();
        }, { behaviour: { visemes: 'missing', sound: 'missing' } }));
});

describe('its shapes', () => {
        it('are nine that differ, and lie between two of them on the way', () => {
                const drawn = new Set([...'ABCDEFGHX'].map((shape) => {
                        const pose = atRest();
                        while (!approach(pose, shape, 20))
                                assert.ok(pose.every(Number.isFinite));
                        const there = pose.join();
                        approach(pose, shape, 20);
                        assert.equal(pose.join(), there, 'it stays');
                        return lips(pose);
                }));
                assert.equal(drawn.size, 9);
        });

        const shape = (viseme, start_ms, end_ms) => ({ viseme, start_ms, end_ms });
        for (const [name, told, expected] of [
                ['as they are told', { duration_ms: 300, visemes: [shape('X', 0, 100), shape('D', 100, 300)] }, '0X 100D 300X'],
                ['in the order of time', { duration_ms: 300, visemes: [shape('D', 100, 300), shape('X', 0, 100)] }, '0X 100D 300X'],
                ['unknown where nothing is told', { duration_ms: 900, visemes: [shape('A', 200, 300), shape('B', 500, 600)] }, '0 200A 300 500B 600'],
                ['without what makes no sense', { duration_ms: 300, visemes: [shape('A', 0, 300), shape('toString', 5, 9), shape('B', -4, 3), 'C', null] }, '0A 300X'],
                ['of a sound of unknown length', { duration_ms: null, visemes: [shape('A', 0, 300)] }, '0A 300X'],
                ['none', { duration_ms: 300, visemes: [] }, null], ['of nothing', null, null], ['of a list', [], null], ['of words', 'A', null],
        ])
                it(`are read ${name}`, () => assert.equal(trackOf(told)?.map((one) => `${one.start_ms}${one.shape}`).join(' ') ?? null, expected));

        it('are those of their time', () => {
                const track = trackOf({ duration_ms: 900, visemes: [shape('A', 200, 300), shape('B', 300, 600)] });
                for (const [ms, expected] of [[-5, 'X'], [0, ''], [199, ''], [200, 'A'], [299.9, 'A'], [300, 'B'], [600, ''], [5000, '']])
                        assert.equal(shapeAt(track, ms), expected, `at ${ms} ms`);
        });

        it('open the wider the louder it is', () => {
                const track = (peaks) => trackOfPeaks(peaks, 50).map((one) => `${one.start_ms}${one.shape}`).join(' ');
                assert.equal(track([0, 0.01, 0.3, 0.3, 0.15, 0.06, 0]), '0X 100D 200C 250B 300X');
                assert.equal(track([0.001, 0.0004, 0]), '0B 50X', 'noise is no speech');
                assert.equal(track([]), '');
        });
});
