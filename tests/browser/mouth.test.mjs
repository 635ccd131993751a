// The interviewer's face: its mouth follows the sound of the question, part by part, is still where it should be, and costs nothing but
// itself where the server knows no shapes. Against a scripted server. Needs build/www.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MOUTHS, framesOf, lengthOf, trackOf, trackOfPeaks } from '../../www/src/candidate/mouth.js';
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
async function atQuestion(walk, { behaviour = {}, settings = {}, sound, ...options } = {}) {
        fake.atTurn(1, { behaviour: { pace_ms: 1, ...behaviour } });
        fake.sound = sound ?? fake.sound;
        const opened = await openPage(browser, { reducedMotion: 'no-preference', ...options });
        try {
                const { page } = opened;
                await page.addInitScript((values) => {
                        if (!localStorage.getItem('earshot-settings'))
                                localStorage.setItem('earshot-settings', JSON.stringify(values));
                        window.face = () => document.querySelector('ear-avatar');
                        window.voice = () => face().parts.voice;
                        /** The shape that is seen, and whether it is the only one. */
                        window.mouth = () => {
                                const seen = [...document.querySelectorAll('.avatar-mouth')].map((one) => [one.dataset.shape, Number(getComputedStyle(one).opacity)]).filter(([, opacity]) => opacity > 0);
                                return seen.length === 1 ? seen[0][0] : '';
                        };
                        window.isAtRest = () => face().animations.length === 0 && mouth() === 'X';
                        /** What was seen while a sound went on: which, where it was, the shape. */
                        window.seen = [];
                        const watch = () => {
                                const ms = face()?.at_ms ?? null;
                                if (ms !== null && ms !== seen.at(-1)?.ms)
                                        seen.push({ address: voice().audio.getAttribute('src'), ms, shape: mouth() });
                                requestAnimationFrame(watch);
                        };
                        requestAnimationFrame(watch);
                }, { countdown: false, autoplay: false, ...settings });
                await page.goto(site.invite());
                await press(page, 'Continue with question 1');
                await page.locator('.answer[data-state="idle"]').waitFor();
                await walk(page, opened);
                assert.deepEqual(opened.complaints, []);
        } finally {
                await opened.context.close();
        }
}

/** From the beginning and the end of a shape: it comes a little before its sound, and two clocks are never quite the same. */
const EDGE_MS = 150;

/** So many shapes of a sound were seen, nearly always at the times that the server told. A machine that has stopped for a moment may have
 *  shown some pictures of another time. */
function assertFollows(seen, address, part, least) {
        const shapeAt = (ms) => visemesOf(part).visemes.find((one) => one.start_ms + EDGE_MS < ms && ms < one.end_ms - EDGE_MS)?.viseme;
        // Until its shapes were told the mouth moved evenly.
        const told = seen.filter((one) => one.address === address && one.ms > 500 && shapeAt(one.ms));
        const right = told.filter(({ ms, shape }) => shape === shapeAt(ms));
        const all = JSON.stringify(told.map(({ ms, shape }) => `${Math.round(ms)} ${shape}`));
        assert.ok(new Set(right.map(({ shape }) => shape)).size >= least, all);
        assert.ok(right.length > 0.8 * told.length, all);
}

const question = (turn, part) => `/api/candidate/turns/${turn}/question/audio${part === undefined ? '' : `?part=${part}`}`;

/** Waits until so much of a sound was heard. */
const heard = (page, address, ms) => page.waitForFunction(([which, least]) => seen.some((one) => one.address === which && one.ms > least), [address, ms]);
const atRest = (page) => page.waitForFunction(() => isAtRest());

describe('the mouth', () => {
        it('follows the sound, also after a pause, a jump and a stop', () => atQuestion(async (page) => {
                await press(page, 'Hear the question');
                await heard(page, question(1), 1900);
                await page.evaluate(() => voice().audio.pause());
                await atRest(page);
                await page.evaluate(() => {
                        voice().audio.currentTime = 0.6;
                        return voice().audio.play();
                });
                await page.waitForFunction(() => seen.some(({ ms }, at) => at > 0 && ms < seen[at - 1].ms) && seen.at(-1).ms > 1400);
                await press(page, 'Stop speaking');
                await atRest(page);
                assertFollows(await page.evaluate(() => seen), question(1), 0, 2);
                await page.evaluate(() => { seen.length = 0; });
                await press(page, 'Hear the question');
                await heard(page, question(1), 2700);
                await atRest(page);
                assertFollows(await page.evaluate(() => seen), question(1), 0, 4);
                assert.deepEqual(fake.visemeCalls, ['1', '1'], 'a question may be spoken anew');
        }));

        it('follows each part from its beginning, and knows the next one before it sounds', () => atQuestion(async (page) => {
                await press(page, 'Type instead');
                await page.getByLabel('Your answer in writing').fill('I would measure first.');
                await press(page, 'Send answer');
                await heard(page, question(2, 1), 2700);
                await atRest(page);
                const seen = await page.evaluate(() => window.seen);
                assertFollows(seen, question(2, 0), 0, 4);
                assertFollows(seen, question(2, 1), 1, 4);
                assert.deepEqual(fake.visemeCalls, ['1', '2 0', '2 1']);
        }, { behaviour: { parts: 2 }, settings: { autoplay: true } }));

        it('is still where less motion is asked for, and asks for nothing', () => atQuestion(async (page) => {
                await press(page, 'Hear the question');
                await page.waitForFunction(() => voice().audio.currentTime > 0.6);
                assert.ok(await page.evaluate(() => isAtRest()));
                assert.deepEqual(fake.visemeCalls, []);
                await page.emulateMedia({ reducedMotion: 'no-preference' });
                await page.waitForFunction(() => face().animations.length === 9);
                await page.emulateMedia({ reducedMotion: 'reduce' });
                await atRest(page);
                assert.equal(await page.evaluate(() => voice().state), 'speaking');
        }, { reducedMotion: 'reduce', sound: speechLikeWav(30) }));

        it('is turned off and on by a switch, which is remembered', () => atQuestion(async (page, opened) => {
                await page.getByText('Options', { exact: true }).click();
                const face = page.locator('.avatar-mouth[data-shape="X"]');
                await page.getByLabel('Show a face that moves').uncheck();
                await page.locator('.avatar-letter').getByText('S').waitFor();
                assert.equal(await face.count(), 0);
                await press(page, 'Hear the question');
                await page.waitForFunction(() => voice().audio.currentTime > 0.1);
                assert.equal(await page.evaluate(() => face().animations.length), 0);
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
                await page.waitForFunction(() => face().animations.length === 9);
                await press(page, 'Stop speaking');
                await atRest(page);
                await page.getByLabel('Show a face that moves').uncheck();
                await checkState(opened, 'turn-letter');
        }, { sound: speechLikeWav(30) }));

        it('moves by loudness where the server tells nothing of use, and evenly until it knows', () => atQuestion(async (page) => {
                const senseless = { is_made: true, duration_ms: 'x', visemes: [null, 7, { viseme: 'Z', start_ms: 0, end_ms: 9 }, { viseme: 'A', start_ms: 9, end_ms: 3 }] };
                for (const told of ['missing', 'broken', senseless, { is_made: true, duration_ms: 3000, visemes: [] }]) {
                        fake.behaviour.visemes = told;
                        await press(page, 'Hear the question');
                        await page.waitForFunction(() => face().visemes?.track);
                        const shapes = await page.evaluate(() => face().visemes.track.map(({ shape }) => shape).join(''));
                        assert.match(shapes, /^[XBCD]+$/, JSON.stringify(told));
                        assert.match(shapes, /X.*D.*X/, JSON.stringify(told));
                        await press(page, 'Stop speaking');
                        await atRest(page);
                }
                fake.behaviour.visemes = { is_made: false, duration_ms: null, visemes: [] };
                fake.visemeCalls = [];
                await press(page, 'Hear the question');
                await page.waitForFunction(() => mouth() === 'D');
                assert.equal(await page.evaluate(() => face().visemes.track), null);
                fake.behaviour.visemes = undefined;
                await page.waitForFunction(() => face().visemes.track);
                assert.deepEqual(await page.evaluate(() => face().visemes.track), trackOf(visemesOf(0)));
                assert.ok(fake.visemeCalls.length > 1);
        }));

        it('hinders nobody: without shapes and without the sound the answer goes on', () => atQuestion(async (page) => {
                await press(page, 'Hear the question');
                await page.getByText('The question could not be played').waitFor();
                await atRest(page);
                await press(page, 'Type instead');
                await page.getByLabel('Your answer in writing').fill('I would measure first.');
                await press(page, 'Send answer');
                await page.getByRole('heading', { level: 1, name: /^A service answers slowly/ }).waitFor();
        }, { behaviour: { visemes: 'missing', sound: 'missing' } }));
});

describe('its shapes', () => {
        it('are nine that differ', () => {
                assert.equal(MOUTHS.map(({ shape }) => shape).join(''), 'ABCDEFGHX');
                assert.equal(new Set(MOUTHS.map(({ path }) => path)).size, 9);
        });

        const shape = (viseme, start_ms, end_ms) => ({ viseme, start_ms, end_ms });
        const written = (track) => track?.map((one) => `${one.start_ms}${one.shape}`).join(' ') ?? null;
        for (const [name, told, expected] of [
                ['as they are told', { duration_ms: 300, visemes: [shape('X', 0, 100), shape('D', 100, 300)] }, '0X 100D 300X'],
                ['without what rounding leaves between them', { duration_ms: 300, visemes: [shape('X', 5, 100), shape('D', 110, 300)] }, '0X 100D 300X'],
                ['where alike neighbours are one', { duration_ms: 300, visemes: [shape('D', 0, 100), shape('D', 100, 300)] }, '0D 300X'],
                ['and moves evenly where nothing is told', { duration_ms: 900, visemes: [shape('A', 200, 300), shape('B', 550, 600)] }, '0X 120B 200A 300X 420B 540C 550B 600X 720B 840C 900X'],
                ['of a sound of unknown length', { duration_ms: null, visemes: [shape('A', 0, 300)] }, '0A 300X'],
                ['none, where they are in no order', { duration_ms: 300, visemes: [shape('D', 100, 300), shape('X', 0, 100)] }, null],
                ['none, where one has no name of theirs', { duration_ms: 300, visemes: [shape('A', 0, 300), shape('toString', 300, 900)] }, null],
                ['none, where one never ends', { duration_ms: 300, visemes: [shape('A', 0, 1e12)] }, null],
                ['none, where one has no times', { duration_ms: 300, visemes: [{ viseme: 'A' }] }, null],
                ['none, where there is none', { duration_ms: 300, visemes: [] }, null], ['none, of nothing', null, null], ['none, of a list', [], null], ['none, of words', 'A', null],
        ])
                it(`are read ${name}`, () => assert.equal(written(trackOf(told)), expected));

        it('open the wider the louder it is', () => {
                const track = (peaks) => written(trackOfPeaks(peaks, 50));
                assert.equal(track([0, 0.01, 0.3, 0.3, 0.15, 0.06, 0]), '0X 100D 200C 250B 300X 350X');
                assert.equal(track([0.001, 0.0004, 0]), '0B 50X 150X', 'noise is no speech');
                assert.equal(track([]), '0X');
        });

        it('are one mouth at any time', () => {
                for (const track of [trackOf(visemesOf(0)), trackOf({ duration_ms: 2000, visemes: [shape('A', 0, 61), shape('B', 61, 70), shape('A', 70, 71), shape('X', 500, 1500)] }), trackOfPeaks([0.3, 0, 0.1], 50)]) {
                        const seen = [...framesOf(track).values()];
                        for (let ms = 0; ms <= lengthOf(track); ms += 1) {
                                const at = ms / lengthOf(track);
                                const sum = seen.reduce((total, frames) => {
                                        const next = frames.findIndex(({ offset }) => offset > at);
                                        const [from, to] = next < 0 ? [frames.at(-1), frames.at(-1)] : [frames[next - 1], frames[next]];
                                        return total + from.opacity + (to.offset > from.offset ? (to.opacity - from.opacity) * (at - from.offset) / (to.offset - from.offset) : 0);
                                }, 0);
                                assert.ok(Math.abs(sum - 1) < 1e-9, `${sum} at ${ms} ms of ${written(track)}`);
                        }
                        for (const frames of seen)
                                assert.ok(frames.every(({ offset }, i) => offset >= (frames[i - 1]?.offset ?? 0) && offset <= 1), written(track));
                }
        });
});
