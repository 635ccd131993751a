// The candidate's pages in every state that a scripted server can put them into. Needs build/www.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startFake } from '../fake/api.mjs';
import { speechLikeWav } from '../fake/site.mjs';
import { envelopeInPage, envelopeOf, likeness, speakInto } from './speech.mjs';
import { checkState, openBrowser, openPage } from './browser.mjs';

const RESUME = { name: 'robin-castellan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 not read by the scripted server') };

let site;
let fake;
let folder;
let sound;
const browsers = {};

const browserFor = (kind, options) => browsers[kind] ??= openBrowser({ sound, ...options });

before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'earshot-pages-'));
        sound = join(folder, 'voice.wav');
        writeFileSync(sound, speechLikeWav(90));
        site = await startFake();
        fake = site.fake;
});

after(async () => {
        for (const browser of Object.values(browsers))
                await (await browser).close();
        await site?.close();
        rmSync(folder, { recursive: true, force: true });
});

/** Opens the invitation in a fresh browser profile; the callback walks on from there. */
async function visit(walk, { kind = 'ordinary', launch = {}, path = site.invite(), prepare = async () => {} } = {}) {
        const opened = await openPage(await browserFor(kind, launch));
        try {
                await prepare(opened.page);
                await opened.page.goto(path.startsWith('http') ? path : site.url + path);
                await walk(opened.page, opened);
                assert.deepEqual(opened.complaints, []);
        } finally {
                await opened.context.close();
        }
}

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const noCountdown = (page) => page.addInitScript(() => localStorage.setItem('earshot-settings', '{"countdown":false}'));

async function enterTurn(page) {
        await press(page, 'Continue with question 1');
        await heading(page, /^Tell me about a time/);
}

/** Every place at which the slider says to stand from now on; a recording that has played to its end goes back to its start. */
const watchSlider = (page) => page.getByRole('slider').evaluate((slider) => {
        window.stoodAt = [];
        const note = () => window.stoodAt.push({ now: Number(slider.ariaValueNow), most: Number(slider.ariaValueMax) });
        note();
        new MutationObserver(note).observe(slider, { attributeFilter: ['aria-valuenow'] });
});

async function recordFor(page, length_ms) {
        await press(page, 'Record answer');
        await page.locator('.answer[data-state="recording"]').waitFor();
        await page.waitForTimeout(length_ms);
        await press(page, 'Finish');
        await page.locator('.answer[data-state="review"]').waitFor();
}

describe('first pages', () => {
        it('landing page says what this is and leads to the sign-in', () => visit(async (page, opened) => {
                await heading(page, /Structured voice interviews/);
                assert.equal(await page.getByRole('link', { name: 'Sign in' }).first().getAttribute('href'), '/hr/');
                await checkState(opened, 'landing');
        }, { path: '/' }));

        it('an address that does not exist has a page of its own', async () => {
                const reply = await fetch(`${site.url}/nothing/here`);
                assert.equal(reply.status, 404);
                assert.match(await reply.text(), /There is no page at this address/);
        });

        it('the theme that was chosen holds before the first paint of the next page', () => visit(async (page) => {
                await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
                assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(15, 21, 20)');
                await page.goto(site.invite(), { waitUntil: 'commit' });
                await page.waitForFunction(() => document.body);
                assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
        }, { path: '/' }));
});

describe('links', () => {
        beforeEach(() => fake.reset());
        for (const [name, title] of [['wrong', 'This link does not work'], ['expired', 'This invitation has expired'],
                ['revoked', 'This invitation was withdrawn'], ['finished', 'Thank you, Robin Castellan'],
                ['over', 'This interview cannot be opened']])
                it(`a ${name} link has its own page`, () => visit(async (page, opened) => {
                        await heading(page, title);
                        await checkState(opened, `link-${name}`);
                }, { path: site.invite(name) }));

        it('without a link the page asks for it', () => visit(async (page, opened) => {
                await heading(page, 'Open your invitation');
                await checkState(opened, 'link-missing');
        }, { path: '/i/' }));

        it('the token leaves the address at once', () => visit(async (page) => {
                await heading(page, 'Interview: Backend Engineer');
                assert.equal(new URL(page.url()).hash, '');
                assert.ok(!(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).includes('open-'));
        }));

        it('a server that does not answer is said, and can be tried again', () => {
                fake.behaviour.load = 'broken';
                return visit(async (page, opened) => {
                        await heading(page, 'The interview could not be opened');
                        await checkState(opened, 'link-broken');
                        fake.behaviour.load = '';
                        await press(page, 'Try again');
                        await heading(page, 'Open your invitation');
                }, { path: '/i/' });
        });

        it('a session that was taken over elsewhere can be taken back', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await heading(page, 'Welcome back');
                        fake.session = 'somebody-else';
                        await press(page, 'Continue with question 1');
                        await heading(page, 'Your interview is open elsewhere');
                        await checkState(opened, 'link-elsewhere');
                        await press(page, 'Continue here');
                        await heading(page, 'Welcome back');
                });
        });
});

describe('before the first question', () => {
        beforeEach(() => fake.reset());

        it('nothing is agreed to beforehand, and each refusal says what follows', () => visit(async (page, opened) => {
                await heading(page, 'Interview: Backend Engineer');
                const recording = page.getByLabel('My spoken answers may be recorded');
                assert.equal(await recording.isChecked(), false);
                assert.equal(await page.getByLabel('My answers may be evaluated by a machine').isChecked(), false);
                await checkState(opened, 'welcome');
                await recording.check();
                await page.getByText('A person will read your answers; no machine will score them.').waitFor();
                await press(page, 'Continue');
                await heading(page, 'Add your résumé');
                assert.deepEqual(fake.interview.consent, { recording: true, ai_evaluation: false, attention: false });
        }));

        it('a resume is shown as it was read, a wrong file is refused in words, and Back keeps the choices', () => {
                fake.reset({ behaviour: { warnings: ['Page 2 holds text that a reader cannot see.'] } });
                return visit(async (page, opened) => {
                        await heading(page, 'Interview: Backend Engineer');
                        await page.getByLabel('My spoken answers may be recorded').check();
                        await press(page, 'Continue');
                        await heading(page, 'Add your résumé');
                        await checkState(opened, 'resume-empty');
                        await page.locator('#resume-file').setInputFiles({ ...RESUME, name: 'notes.txt' });
                        await page.getByText('This is not a PDF or Word document.').waitFor();
                        await checkState(opened, 'resume-refused');
                        await page.locator('#resume-file').setInputFiles(RESUME);
                        await page.getByRole('heading', { name: 'robin-castellan.pdf was read' }).waitFor();
                        await page.getByText('2 pages, 3,184 characters').waitFor();
                        await page.getByText('Show the text that was read').click();
                        await checkState(opened, 'resume-read');
                        await page.goBack();
                        await heading(page, 'Interview: Backend Engineer');
                        assert.equal(await page.getByLabel('My spoken answers may be recorded').isChecked(), true);
                });
        });

        it('the sound check asks for the microphone only after a press, shows the level, and plays back', () => {
                fake.reset({ consent: { recording: true, ai_evaluation: true, attention: false }, resume: { filename: 'a.pdf', pages: 1, characters: 9, warnings: [] } });
                return visit(async (page, opened) => {
                        await heading(page, 'Check your sound');
                        assert.equal(await page.evaluate(() => window.asked), 0);
                        await checkState(opened, 'check-before');
                        await press(page, 'Allow microphone');
                        await page.getByText('We can hear you').waitFor();
                        await page.locator('ear-meter [data-lit]').nth(8).waitFor(); // more than eight of the 24
                        await press(page, 'Record 3 seconds and play back');
                        await page.locator('ear-player').waitFor();
                        await checkState(opened, 'check-open');
                        await press(page, 'Start question 1');
                        await heading(page, /^Tell me about a time/);
                }, { prepare: (page) => page.addInitScript(() => {
                        window.asked = 0;
                        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                        navigator.mediaDevices.getUserMedia = (wanted) => { window.asked++; return ask(wanted); };
                }) });
        });

        for (const [kind, launch, name, prepare] of [
                ['denied', { microphone: 'denied' }, 'The microphone is blocked for this page'],
                ['none', { microphone: 'none' }, 'No microphone was found'],
                ['ordinary', {}, 'The microphone could not be opened', (page) => page.addInitScript(() => {
                        navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('in use', 'NotReadableError'); };
                })],
                ['ordinary', {}, 'This browser cannot record', (page) => page.addInitScript(() => { delete window.MediaRecorder; })],
        ])
                it(`"${name}" is explained and does not block`, () => {
                        fake.reset({ consent: { recording: true, ai_evaluation: true, attention: false }, resume: { filename: 'a.pdf', pages: 1, characters: 9, warnings: [] } });
                        return visit(async (page, opened) => {
                                await heading(page, 'Check your sound');
                                const allow = page.getByRole('button', { name: 'Allow microphone' });
                                if (await allow.count())
                                        await allow.click();
                                await page.getByText(name, { exact: true }).waitFor();
                                await checkState(opened, `check-${name.split(' ').slice(1, 4).join('-').toLowerCase()}`);
                                await press(page, 'Start question 1');
                                await heading(page, /^Tell me about a time/);
                                await press(page, 'Type instead');
                                await page.getByLabel('Your answer in writing').fill('I would measure first.');
                                await press(page, 'Send answer');
                                await heading(page, /^A service answers slowly/);
                                assert.equal(fake.answers[0].text, 'I would measure first.');
                        }, { kind, launch, prepare });
                });
});

describe('a question', () => {
        beforeEach(() => fake.atTurn(1));

        it('goes through every state of a spoken answer to the next question', () => visit(async (page, opened) => {
                await heading(page, 'Welcome back');
                await checkState(opened, 'return');
                await enterTurn(page);
                await page.getByText('Question 1 of at most 3').waitFor();
                await page.getByRole('button', { name: 'Stop speaking' }).waitFor();
                await page.getByRole('button', { name: 'Hear the question' }).waitFor();
                await checkState(opened, 'turn-idle');

                await press(page, 'Record answer');
                await page.getByText('Get ready').waitFor();
                await press(page, 'Cancel');
                await page.locator('.answer[data-state="idle"]').waitFor();
                await page.getByText('Options', { exact: true }).click();
                await page.locator('[data-option="countdown"]').uncheck();

                await press(page, 'Record answer');
                await page.locator('.answer[data-state="recording"]').waitFor();
                assert.equal(await page.evaluate(() => document.activeElement?.dataset.action), 'finish');
                await page.waitForTimeout(2600);
                await checkState(opened, 'turn-recording');
                await page.keyboard.press('p');
                await page.locator('.answer[data-state="paused"]').waitFor();
                const timer = await page.getByRole('timer').textContent();
                await checkState(opened, 'turn-paused');
                assert.equal(await page.getByRole('timer').textContent(), timer, 'the timer stands while paused');
                await page.keyboard.press('p');
                await page.locator('.answer[data-state="recording"]').waitFor();
                await page.keyboard.press('f');
                await page.locator('.answer[data-state="review"]').waitFor();
                assert.equal(await page.evaluate(() => document.activeElement?.dataset.action), 'send');
                await page.getByRole('slider', { name: 'Your recorded answer' }).waitFor();
                await checkState(opened, 'turn-review');
                await page.getByRole('button', { name: 'Play: Your recorded answer' }).click();
                await page.getByRole('button', { name: 'Pause: Your recorded answer' }).waitFor();
                await watchSlider(page);
                await page.getByRole('slider').press('ArrowRight');
                await page.waitForFunction(() => window.stoodAt.some(({ now, most }) => now >= Math.min(5, most)));

                fake.behaviour.hold.add('question_audio');
                await press(page, 'Send answer');
                await page.getByText('What was understood').waitFor();
                await page.getByText('Speech turned into text').waitFor();
                await checkState(opened, 'turn-sending');
                fake.behaviour.hold.clear();
                await heading(page, /^A service answers slowly/);
                await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
                await page.getByText('Your answer to question 1').click();
                await page.getByText('We took a flame graph').waitFor();
                await checkState(opened, 'turn-next');
                assert.ok(fake.answers[0].audio.bytes.length > 8000);
                assert.match(fake.answers[0].audio.type, /^audio\/webm/);
        }));

        it('what arrives is what was spoken', async () => {
                speakInto(sound, 'Every night the import took five hours. I measured each step, found one slow query, and added an index.');
                const spoken = envelopeOf(sound);
                await visit(async (page) => {
                        await enterTurn(page);
                        await recordFor(page, spoken.length * 50);
                        await press(page, 'Send answer');
                        await heading(page, /^A service answers slowly/);
                        fake.sound = fake.answers[0].audio.bytes;
                        const heard = await page.evaluate(envelopeInPage, '/api/candidate/turns/1/answer/audio');
                        assert.ok(Math.max(...heard) > 0.05, 'it is not silent');
                        const alike = likeness(spoken, heard);
                        assert.ok(alike > 0.75, `likeness ${alike}`);
                        const shuffled = [...spoken.slice(spoken.length / 2), ...spoken.slice(0, spoken.length / 2)];
                        assert.ok(likeness(shuffled, heard) < 0.75, 'another text is not taken for it');
                }, { prepare: noCountdown });
                writeFileSync(sound, speechLikeWav(90));
        });

        it('a recording can be replaced, after one question', () => visit(async (page, opened) => {
                await enterTurn(page);
                await recordFor(page, 800);
                await press(page, 'Record again');
                await page.getByText('This replaces your recording.').waitFor();
                await checkState(opened, 'dialog');
                await page.getByRole('dialog').getByRole('button', { name: 'Record again' }).click();
                await page.locator('.answer[data-state="recording"]').waitFor();
        }, { prepare: noCountdown }));

        it('a connection that breaks loses nothing: the same bytes are sent again', () => visit(async (page, opened) => {
                await enterTurn(page);
                await recordFor(page, 1200);
                fake.behaviour.answer = 'hang_up';
                await press(page, 'Send answer');
                await page.getByText('No connection. Your recording is kept on this device.').waitFor();
                await checkState(opened, 'turn-offline');
                await press(page, 'Back to my answer');
                await page.locator('.answer[data-state="review"]').waitFor();
                await press(page, 'Send answer');
                await page.getByText('No connection. Your recording is kept on this device.').waitFor();
                fake.behaviour.answer = 'cut';
                await press(page, 'Try again now');
                await heading(page, /^A service answers slowly/);
                assert.equal(fake.answers.length, 2, 'once cut off after it was received, once answered');
                assert.deepEqual(fake.answers[0].audio.bytes, fake.answers[1].audio.bytes);
        }, { prepare: noCountdown }));

        it('a server that is busy is tried again by itself', () => visit(async (page) => {
                await enterTurn(page);
                await recordFor(page, 600);
                fake.behaviour.answer = 'busy';
                await press(page, 'Send answer');
                await page.getByText('The server is busy.').waitFor();
                await page.getByText('req-0001').waitFor();
                fake.behaviour.answer = 'normal';
                await heading(page, /^A service answers slowly/);
        }, { prepare: noCountdown }));

        it('an answer that is refused stays, with the reason', () => visit(async (page, opened) => {
                await enterTurn(page);
                await recordFor(page, 600);
                fake.behaviour.answer = 'refuse';
                await press(page, 'Send answer');
                await page.getByText('This recording could not be opened.').waitFor();
                await page.locator('.answer[data-state="review"]').waitFor();
                await checkState(opened, 'turn-refused');
        }, { prepare: noCountdown }));

        it('an answer that could not be heard is asked for again, kindly', () => visit(async (page, opened) => {
                await enterTurn(page);
                await recordFor(page, 600);
                fake.behaviour.answer = 'silence';
                await press(page, 'Send answer');
                await page.getByText('does not count against you').waitFor();
                await page.locator('.answer[data-state="idle"]').waitFor();
                await checkState(opened, 'turn-again');
        }, { prepare: noCountdown }));

        it('an answer that could never be heard is not passed over in silence', () => visit(async (page, opened) => {
                await enterTurn(page);
                await recordFor(page, 600);
                fake.behaviour.answer = 'unheard';
                await press(page, 'Send answer');
                await heading(page, /^A service answers slowly/);
                await page.getByText('It counts as not answered, not as a bad answer.').waitFor();
                await checkState(opened, 'turn-unheard');
        }, { prepare: noCountdown }));

        it('what was recorded or typed is still there after the page was closed', () => visit(async (page, { context }) => {
                await enterTurn(page);
                await recordFor(page, 1500);
                await page.close({ runBeforeUnload: false });
                const again = await context.newPage();
                again.setDefaultTimeout(60_000);
                await again.goto(`${site.url}/i/`);
                await again.getByText('of an answer that was not sent').waitFor();
                await press(again, 'Continue with question 1');
                await again.getByText('This was kept on your device.').waitFor();
                await press(again, 'Type instead');
                await again.getByLabel('Your answer in writing').fill('Typed and kept.');
                await again.getByText('Kept on this device at').waitFor();
                await again.reload();
                await press(again, 'Continue with question 1');
                await press(again, 'Type instead');
                assert.equal(await again.getByLabel('Your answer in writing').inputValue(), 'Typed and kept.');
        }, { prepare: noCountdown }));

        it('an answer that the server is still at work on is waited for after coming back', () => {
                fake.interview.turns[0].status = 'received';
                return visit(async (page, opened) => {
                        await press(page, 'Continue with question 1');
                        await page.getByText('Listening to what you said').waitFor();
                        assert.equal(await page.getByRole('button', { name: 'Record answer' }).count(), 0);
                        await checkState(opened, 'turn-watched');
                        fake.interview.turns[0].status = 'answered';
                        fake.advance();
                        await heading(page, /^A service answers slowly/);
                        await page.getByRole('button', { name: 'Record answer' }).waitFor();
                        assert.equal(fake.posts, 0);
                });
        });

        it('an interview that was withdrawn meanwhile says so', () => visit(async (page) => {
                await enterTurn(page);
                await recordFor(page, 600);
                fake.behaviour.answer = 'cancelled';
                await press(page, 'Send answer');
                await heading(page, 'This invitation was withdrawn');
        }, { prepare: noCountdown }));

        it('a session that is taken over while an answer is recorded keeps the recording', () => visit(async (page) => {
                await enterTurn(page);
                await recordFor(page, 900);
                fake.session = 'somebody-else';
                await press(page, 'Send answer');
                await heading(page, 'Your interview is open elsewhere');
                await press(page, 'Continue here');
                await enterTurn(page);
                await page.locator('.answer[data-state="review"]').waitFor();
                await press(page, 'Send answer');
                await heading(page, /^A service answers slowly/);
        }, { prepare: noCountdown }));

        it('going back to an earlier step while recording keeps what was said', () => visit(async (page) => {
                await heading(page, 'Welcome back');
                await press(page, 'Check my sound first');
                await press(page, 'Go on with question 1');
                await press(page, 'Record answer');
                await page.locator('.answer[data-state="recording"]').waitFor();
                await page.waitForTimeout(1200);
                await page.goBack();
                await heading(page, 'Check your sound');
                await page.goForward();
                await page.locator('.answer[data-state="review"]').waitFor();
        }, { prepare: noCountdown }));

        it('the whole answer can be given by keyboard', () => visit(async (page) => {
                await page.getByRole('button', { name: 'Continue with question 1', exact: true }).waitFor();
                await page.keyboard.press('Tab');
                for (let presses = 0; presses < 20 && await page.evaluate(() => !/Continue with/.test(document.activeElement?.textContent ?? '')); presses++)
                        await page.keyboard.press('Tab');
                await page.keyboard.press('Enter');
                await heading(page, /^Tell me about a time/);
                await page.keyboard.press('r');
                await page.locator('.answer[data-state="recording"]').waitFor();
                await page.waitForTimeout(800);
                await page.keyboard.press('Enter');
                await page.locator('.answer[data-state="review"]').waitFor();
                await page.keyboard.press('Enter');
                await heading(page, /^A service answers slowly/);
        }, { prepare: noCountdown }));

        it('a question whose sound may not play offers a button for it', () => visit(async (page, opened) => {
                await enterTurn(page);
                await page.getByText('The browser did not play the question by itself.').waitFor();
                await checkState(opened, 'turn-blocked');
        }, { prepare: (page) => page.addInitScript(() => {
                HTMLMediaElement.prototype.play = async () => { throw new DOMException('blocked', 'NotAllowedError'); };
        }) }));

        it('without consent to recording every answer is typed', () => {
                fake.atTurn(1, { consent: { recording: false, ai_evaluation: false, attention: false } });
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await page.getByLabel('Your answer in writing').waitFor();
                        assert.equal(await page.getByRole('button', { name: 'Record instead' }).count(), 0);
                        await press(page, 'Send answer');
                        await page.getByText('Write your answer first.').waitFor();
                        await page.getByLabel('Your answer in writing').fill('I measured first, then I changed one thing.');
                        await checkState(opened, 'turn-typing');
                        await press(page, 'Send answer');
                        await heading(page, /^A service answers slowly/);
                });
        });

        it('a silent microphone is noticed', () => visit(async (page, opened) => {
                await enterTurn(page);
                await press(page, 'Record answer');
                await page.locator('.answer[data-state="recording"]').waitFor();
                await page.evaluate(() => { document.querySelector('ear-answer-card').parts.answer.heardAt -= 9_000; });
                await page.getByText('We cannot hear you.').waitFor();
                await checkState(opened, 'turn-silent');
        }, { prepare: async (page) => {
                await noCountdown(page);
                await page.addInitScript(() => {
                        navigator.mediaDevices.getUserMedia = async () => new MediaStreamAudioDestinationNode(new AudioContext()).stream;
                });
        } }));

        it('the time limit finishes the recording and sends nothing', () => {
                fake.atTurn(1, { limits: { max_answer_seconds: 2, max_turns: 3, max_minutes: 35 } });
                return visit(async (page) => {
                        await enterTurn(page);
                        await press(page, 'Record answer');
                        await page.getByText('The time for this answer is up').waitFor();
                        await page.locator('.answer[data-state="review"]').waitFor();
                        assert.equal(fake.posts, 0);
                }, { prepare: noCountdown });
        });

        it('a microphone that is unplugged keeps what was said', () => visit(async (page) => {
                await enterTurn(page);
                await press(page, 'Record answer');
                await page.locator('.answer[data-state="recording"]').waitFor();
                await page.waitForTimeout(1500);
                await page.evaluate(() => window.unplug());
                await page.getByText('What you said until then is kept').waitFor();
                await page.locator('.answer[data-state="review"]').waitFor();
        }, { prepare: async (page) => {
                await noCountdown(page);
                await page.addInitScript(() => {
                        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                        navigator.mediaDevices.getUserMedia = async (wanted) => {
                                const stream = await ask(wanted);
                                window.unplug = () => {
                                        const [track] = stream.getTracks();
                                        track.stop();
                                        track.dispatchEvent(new Event('ended'));
                                };
                                return stream;
                        };
                });
        } }));

        it('questions can be skipped, and the interview ended, each after one question', () => visit(async (page, opened) => {
                await enterTurn(page);
                await press(page, 'Skip this question');
                await page.getByRole('dialog').getByRole('button', { name: 'Skip this question' }).click();
                await heading(page, /^A service answers slowly/);
                assert.equal(fake.interview.turns[0].status, 'skipped');
                await press(page, 'End interview now');
                await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click();
                await press(page, 'End interview now');
                await page.getByRole('dialog').getByRole('button', { name: 'End interview now' }).click();
                await heading(page, 'Thank you, Robin Castellan');
                assert.equal(fake.interview.status, 'completed');
                await checkState(opened, 'end');
        }));

        it('the last answer ends the interview', () => {
                fake.atTurn(3);
                return visit(async (page) => {
                        await press(page, 'Continue with question 3');
                        await heading(page, /^Describe a decision/);
                        await recordFor(page, 700);
                        await press(page, 'Send answer');
                        await heading(page, 'Thank you, Robin Castellan');
                        await page.getByText('3 answers are saved').waitFor();
                        await page.getByRole('link', { name: 'See your recordings' }).click();
                        await heading(page, 'Your recordings');
                }, { prepare: noCountdown });
        });
});

describe('own recordings', () => {
        it('show every question and answer with sound, text and time', () => {
                fake.atTurn(3);
                fake.interview.turns[1].answer.audio = null;
                return visit(async (page, opened) => {
                        await heading(page, 'Welcome back');
                        await page.goto(`${site.url}/me/`);
                        await heading(page, 'Your recordings');
                        assert.equal(await page.getByRole('row').count(), 3);
                        await page.getByText('Typed', { exact: true }).waitFor();
                        const slider = page.getByRole('slider', { name: 'Your answer to question 1' });
                        await slider.waitFor();
                        assert.match(await slider.getAttribute('aria-valuetext'), /of 0:03/);
                        await checkState(opened, 'recordings');
                        await page.getByRole('button', { name: 'Play: Your answer to question 1' }).click();
                        await page.getByRole('button', { name: 'Pause: Your answer to question 1' }).waitFor();
                });
        });

        it('say so when there are none, and ask for the link without a session', async () => {
                fake.reset();
                await visit(async (page, opened) => {
                        await heading(page, 'Interview: Backend Engineer');
                        await page.goto(`${site.url}/me/`);
                        await page.getByText('There are no answers yet.').waitFor();
                        await checkState(opened, 'recordings-empty');
                });
                await visit(async (page, opened) => {
                        await heading(page, 'Open your invitation');
                        await checkState(opened, 'recordings-missing');
                }, { path: '/me/' });
        });
});
