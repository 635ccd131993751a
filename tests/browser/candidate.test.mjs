// What candidates may do besides answering, on their pages: ask a person, take a break, have more time, correct, say how it
// was, take their data with them, have it erased; and all of it in their language. Needs build/www.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startFake } from '../fake/api.mjs';
import { speechLikeWav } from '../fake/site.mjs';
import { checkState, openBrowser, openPage } from './browser.mjs';

const CONSENT = { recording: true, ai_evaluation: true, attention: false };

let site;
let fake;
let folder;
let browser;

before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'earshot-candidate-'));
        const sound = join(folder, 'voice.wav');
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

async function visit(walk, { path = site.invite(), locale = 'en-GB', prepare = async () => {} } = {}) {
        const opened = await openPage(browser, { locale, acceptDownloads: true });
        try {
                await opened.page.addInitScript(() => localStorage.setItem('earshot-settings', '{"countdown":false,"autoplay":false}'));
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

async function record(page, length_ms) {
        await press(page, 'Record answer');
        await page.locator('.answer[data-state="recording"]').waitFor();
        await page.waitForTimeout(length_ms);
        await press(page, 'Finish');
        await page.locator('.answer[data-state="review"]').waitFor();
}

async function enterTurn(page, number = 1) {
        await press(page, `Continue with question ${number}`);
        await page.locator('ear-answer-card').waitFor();
}

describe('asking a person', () => {
        beforeEach(() => fake.reset());

        it('stands beside what is planned, which does not hold anybody up', () => {
                fake.reset({ scheduled_at: '2031-02-27T09:00:00Z' });
                return visit(async (page) => {
                        await page.getByText('27 Feb 2031, 09:00 UTC. You may begin earlier.').waitFor();
                        await press(page, 'Continue');
                        await heading(page, 'Add your résumé');
                });
        });

        it('is possible from the first page, and its state is shown there', () => visit(async (page, opened) => {
                await heading(page, 'Interview: Backend Engineer');
                await press(page, 'Ask for more time');
                await page.getByLabel('Your message').fill('I read slowly.');
                await checkState(opened, 'request-dialog');
                fake.behaviour.requests = 'refused';
                await press(page, 'Send request');
                await page.getByRole('alert').getByText('You have asked for this already').waitFor();
                assert.equal(await page.getByLabel('Your message').inputValue(), 'I read slowly.');
                fake.behaviour.requests = '';
                await press(page, 'Send request');
                await page.getByText('Waiting for an answer').waitFor();
                assert.equal(await page.getByRole('button', { name: 'Ask for more time' }).count(), 0);
                Object.assign(fake.asked[0], { state: 'declined', answer: 'Please call us first.', answered_at: '2026-11-20T10:00:00Z' });
                await page.reload();
                await page.getByText('Please call us first.').waitFor();
                await checkState(opened, 'requests');
        }));
});

describe('a break', () => {
        it('stands between questions, keeps what was recorded, and ends with a press', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await record(page, 900);
                        await press(page, 'Take a break');
                        await heading(page, 'You are taking a break');
                        assert.equal(fake.interview.status, 'paused');
                        await page.getByText('of an answer that was not sent').waitFor();
                        await checkState(opened, 'break');
                        await enterTurn(page);
                        assert.equal(fake.interview.status, 'in_progress');
                        await page.locator('.answer[data-state="review"]').waitFor();
                });
        });

        it('is not offered where the posting has none', () => {
                fake.atTurn(1, { allow: { pause: false, extra_time: false } });
                return visit(async (page) => {
                        await enterTurn(page);
                        assert.equal(await page.getByRole('button', { name: 'Take a break' }).count(), 0);
                });
        });
});

describe('what was not sent', () => {
        beforeEach(() => fake.atTurn(1));
        const leave = async (page) => {
                await enterTurn(page);
                await record(page, 900);
                await page.close({ runBeforeUnload: false });
        };

        it('can be heard and sent right after coming back', () => visit(async (page, { context }) => {
                await leave(page);
                const again = await context.newPage();
                await again.goto(`${site.url}/i/`);
                await again.locator('ear-return ear-player').waitFor();
                await again.getByRole('button', { name: 'Send answer' }).click();
                await again.getByRole('heading', { level: 1, name: /^A service answers slowly/ }).waitFor();
                assert.equal(fake.answers.length, 1);
                assert.ok(fake.answers[0].audio.bytes.length > 1000);
        }));

        it('can be deleted, after one question', () => visit(async (page, opened) => {
                await leave(page);
                const again = opened.page = await opened.context.newPage();
                await again.goto(`${site.url}/i/`);
                await again.locator('ear-return ear-player').waitFor();
                await checkState(opened, 'return-kept');
                await again.getByRole('button', { name: 'Delete it' }).click();
                await again.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
                await again.locator('ear-return ear-player').waitFor({ state: 'detached' });
                await again.reload();
                await again.getByRole('heading', { level: 1, name: 'Welcome back' }).waitFor();
                assert.equal(await again.locator('ear-return ear-player').count(), 0);
                assert.equal(fake.answers.length, 0);
        }));
});

describe('the time of an answer', () => {
        it('can be prolonged again and again', () => {
                fake.atTurn(1, { limits: { max_answer_seconds: 30, max_turns: 3, max_minutes: 35 } });
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await press(page, 'Record answer');
                        await page.getByText(/^0:[23]\d left$/).waitFor();
                        await checkState(opened, 'turn-extend');
                        await press(page, 'Add 1 minute');
                        await page.getByText(/^1:[12]\d left$/).waitFor();
                        assert.equal(await page.getByRole('button', { name: 'Add 1 minute' }).count(), 0, 'not while there is enough');
                        await page.getByRole('status').getByText('One minute was added', { exact: false }).first().waitFor({ state: 'attached' });
                });
        });

        it('is essential where the posting says so', () => {
                fake.atTurn(1, { limits: { max_answer_seconds: 30, max_turns: 3, max_minutes: 35 }, allow: { pause: true, extra_time: false } });
                return visit(async (page) => {
                        await enterTurn(page);
                        await press(page, 'Record answer');
                        await page.getByText(/^0:[23]\d left$/).waitFor();
                        assert.equal(await page.getByRole('button', { name: 'Add 1 minute' }).count(), 0);
                });
        });
});

describe('the microphone', () => {
        it('that is muted by the system pauses the recording and says why', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await press(page, 'Record answer');
                        await page.locator('.answer[data-state="recording"]').waitFor();
                        await page.waitForTimeout(700);
                        await page.evaluate(() => window.track.dispatchEvent(new Event('mute')));
                        await page.locator('.answer[data-state="paused"]').waitFor();
                        await page.getByText('The microphone was muted by its switch').waitFor();
                        await checkState(opened, 'turn-muted');
                        await press(page, 'Continue');
                        await page.locator('.answer[data-state="recording"]').waitFor();
                }, { prepare: (page) => page.addInitScript(() => {
                        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
                        navigator.mediaDevices.getUserMedia = async (wanted) => {
                                const stream = await ask(wanted);
                                [window.track] = stream.getTracks();
                                return stream;
                        };
                }) });
        });
});

describe('the practice question', () => {
        it('is the same as a real one, and nothing of it leaves the device', () => {
                fake.reset({ consent: CONSENT, resume: { filename: 'a.pdf' } });
                return visit(async (page, opened) => {
                        await heading(page, 'Check your sound');
                        await page.getByText('Your connection is fast enough').waitFor();
                        await press(page, 'Try a practice question');
                        await heading(page, /^How did you come here today/);
                        assert.match(page.url(), /step=practice$/);
                        const sent = [];
                        page.on('request', (request) => request.url().includes('/api/') && sent.push(request.url()));
                        await checkState(opened, 'practice-idle');
                        await page.keyboard.press('r');
                        await page.locator('.answer[data-state="recording"]').waitFor();
                        await page.waitForTimeout(700);
                        await page.keyboard.press('f');
                        await page.locator('.answer[data-state="review"]').waitFor();
                        await checkState(opened, 'practice-review');
                        await press(page, 'Finish practice');
                        await page.getByText('That is how it works').waitFor();
                        assert.equal(await page.evaluate(() => document.activeElement?.dataset.action), 'start');
                        await checkState(opened, 'practice-done');
                        await press(page, 'Practise once more');
                        await page.getByRole('button', { name: 'Record answer' }).waitFor();
                        assert.deepEqual(sent, []);
                        await page.goBack();
                        await heading(page, 'Check your sound');
                        await page.goForward();
                        await press(page, 'Type instead');
                        await page.getByLabel('Your answer in writing').fill('By bicycle.');
                        await press(page, 'Finish practice');
                        await press(page, 'Start question 1');
                        await heading(page, /^Tell me about a time/);
                        await page.getByRole('button', { name: 'Record answer' }).waitFor();
                        assert.equal(fake.posts, 0);
                });
        });
});

describe('what the browser itself understands', () => {
        // Says a sentence for each start, and ends by itself once, as browsers do.
        const engine = (page) => page.addInitScript(() => {
                let starts = 0;
                globalThis.SpeechRecognition = class {
                        start() {
                                const place = starts++;
                                globalThis.recognised = { lang: this.lang, starts };
                                setTimeout(() => {
                                        const results = [Object.assign([{ transcript: ` sentence ${place}` }], { isFinal: true })];
                                        this.onresult({ resultIndex: 0, results });
                                        if (place === 0)
                                                this.onend();
                                }, 50);
                        }

                        stop() {
                                setTimeout(() => this.onend(), 20);
                        }
                };
        });
        const speech = { questions: 'server', answers: 'browser' };
        const started = (page) => page.evaluate(() => globalThis.recognised?.starts ?? 0);

        it('is sent beside the recording once the candidate has allowed it', () => {
                fake.reset({ consent: CONSENT, resume: { filename: 'a.pdf' }, speech });
                return visit(async (page, opened) => {
                        await heading(page, 'Check your sound');
                        await page.getByLabel('Let this browser write down what I say').check();
                        await checkState(opened, 'check-recognition');
                        await press(page, 'Start question 1');
                        await page.locator('ear-answer-card').waitFor();
                        await record(page, 600);
                        await press(page, 'Send answer');
                        await heading(page, /^A service answers slowly/);
                        assert.equal(fake.answers[0].browser_text, 'sentence 0 sentence 1');
                        assert.ok(fake.answers[0].audio.bytes.length > 0);
                        assert.equal(await page.evaluate(() => globalThis.recognised.lang), 'en');
                }, { prepare: engine });
        });

        it('is nothing without that, nor where the server does not ask for it', async () => {
                for (const [asked, allowed] of [['browser', false], ['server', true]]) {
                        fake.atTurn(1, { speech: { questions: 'server', answers: asked } });
                        await visit(async (page) => {
                                await enterTurn(page);
                                await record(page, 400);
                                await press(page, 'Send answer');
                                await heading(page, /^A service answers slowly/);
                                assert.equal(fake.answers[0].browser_text, undefined);
                                assert.equal(await started(page), 0);
                        }, { prepare: async (page) => {
                                await engine(page);
                                await page.addInitScript((recognition) => localStorage.setItem('earshot-settings', JSON.stringify({ countdown: false, autoplay: false, recognition })), allowed);
                        } });
                }
        });
});

describe('what was understood', () => {
        it('can be corrected with the next question', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await record(page, 700);
                        await press(page, 'Send answer');
                        await heading(page, /^A service answers slowly/);
                        await page.getByText('Your answer to question 1').click();
                        await press(page, 'Report a mistake');
                        const text = page.getByLabel('What you said');
                        assert.match(await text.inputValue(), /^I measured first/);
                        await checkState(opened, 'correct-dialog');
                        await text.fill('word '.repeat(90));
                        await press(page, 'Save correction');
                        await page.getByRole('alert').getByText('at most 80 words').waitFor();
                        await text.fill('I measured it first.');
                        await press(page, 'Save correction');
                        await page.getByText('I measured it first.').waitFor();
                        assert.equal(fake.interview.turns[0].answer.text, 'I measured it first.');
                });
        });

        it('a question back is answered in the question, and counts as nothing', () => {
                fake.atTurn(1, { behaviour: { answer: 'question_back' } });
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await record(page, 700);
                        await press(page, 'Send answer');
                        await heading(page, /^By slow I mean slower than its users expect/);
                        await page.getByText('The interviewer has answered you').waitFor();
                        await page.getByRole('button', { name: 'Record answer' }).waitFor();
                        await checkState(opened, 'turn-question-back');
                });
        });
});

describe('the end', () => {
        it('says what happens when, and asks one question that may be left out', () => {
                fake.reset({ status: 'completed', consent: CONSENT, ended_at: '2026-11-20T09:30:00Z' });
                return visit(async (page, opened) => {
                        await heading(page, 'Thank you, Robin Castellan');
                        await page.getByText('Until 21 Nov 2026, 09:30').waitFor();
                        await page.getByText('On 19 May 2027').waitFor();
                        await page.getByLabel('Good', { exact: true }).check();
                        await page.getByLabel('What should be better?').fill('More time to think.');
                        await checkState(opened, 'end-experience');
                        await press(page, 'Send feedback');
                        await page.getByText('Your feedback was saved.').waitFor();
                        assert.deepEqual(fake.experience, { rating: 4, text: 'More time to think.' });
                }, { path: site.invite('finished') });
        });
});

describe('own data', () => {
        const atRecordings = async (page) => {
                await page.waitForFunction(() => document.querySelector('h1')?.textContent !== 'Opening your interview');
                await page.goto(`${site.url}/me/`);
                await heading(page, 'Your recordings');
        };

        it('are drawn without loading a recording, can be corrected, and taken along', () => {
                fake.atTurn(3);
                return visit(async (page, opened) => {
                        const loaded = [];
                        page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
                        await atRecordings(page);
                        await page.getByRole('slider', { name: 'Your answer to question 1' }).waitFor();
                        assert.deepEqual(loaded.filter((path) => /answer\/audio/.test(path)), []);
                        await page.getByRole('button', { name: 'Report a mistake Your answer to question 1' }).click();
                        await page.getByLabel('What you said').fill('I measured it first.');
                        await press(page, 'Save correction');
                        await page.getByText('As it was understood before your correction').click();
                        await page.getByText('I measured first. We took a flame graph').waitFor();
                        await checkState(opened, 'recordings-corrected');
                        const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download everything (ZIP)')]);
                        const path = join(folder, 'interview.zip');
                        await download.saveAs(path);
                        const names = execFileSync('python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(z.namelist()))', path],
                                { encoding: 'utf8' }).trim().split('\n');
                        assert.deepEqual(names, ['transcript.txt', '01-question.wav', '01-answer.wav', '02-question.wav', '02-answer.wav']);
                        assert.ok(readFileSync(path).includes('I measured it first.'));
                });
        });

        it('can be erased when the interview is over, after one question', () => {
                fake.atTurn(2);
                return visit(async (page, opened) => {
                        await heading(page, 'Welcome back');
                        await atRecordings(page);
                        assert.equal(await page.getByRole('button', { name: 'Delete everything now' }).count(), 0);
                        Object.assign(fake.interview, { status: 'completed', ended_at: '2026-11-20T09:30:00Z' });
                        await page.reload();
                        await press(page, 'Delete everything now');
                        await checkState(opened, 'erase-dialog');
                        await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
                        await press(page, 'Delete everything now');
                        await page.getByRole('dialog').getByRole('button', { name: 'Delete everything' }).click();
                        await heading(page, 'Everything was deleted');
                        assert.equal(fake.interview.status, 'erased');
                        await checkState(opened, 'erased');
                });
        });
});

describe('languages', () => {
        const GERMAN = /^Gespräch: Backend Engineer/;

        it('are the interview\'s first, and can be changed on every page', () => {
                fake.reset({ language: 'de' });
                return visit(async (page, opened) => {
                        await heading(page, GERMAN);
                        assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
                        await checkState(opened, 'welcome-german');
                        await page.getByLabel('Sprache').selectOption('es');
                        await heading(page, 'Entrevista: Backend Engineer');
                        await page.waitForFunction(() => document.title.startsWith('Entrevista'));
                        await checkState(opened, 'welcome-spanish');
                        await page.reload();
                        await heading(page, 'Entrevista: Backend Engineer');
                });
        });

        it('are the browser\'s before the interview is known', () => visit(async (page) => {
                await heading(page, 'Abra su invitación');
        }, { path: '/i/', locale: 'es-ES' }));

        it('leave no English on the way through an interview', () => {
                fake.reset({ language: 'de', consent: CONSENT, resume: { filename: 'a.pdf' } });
                return visit(async (page, opened) => {
                        await heading(page, 'Prüfen Sie Ihren Ton');
                        await press(page, 'Mikrofon erlauben');
                        await page.getByText('Wir hören Sie', { exact: true }).waitFor();
                        await checkState(opened, 'check-german');
                        await press(page, 'Frage 1 beginnen');
                        await page.getByRole('button', { name: 'Antwort aufnehmen' }).click();
                        await page.locator('.answer[data-state="recording"]').waitFor();
                        await checkState(opened, 'turn-german');
                        const texts = await page.evaluate(() => document.querySelector('.turn').innerText);
                        assert.doesNotMatch(texts.replace(/Tell me about[^?]*\?[^?]*\?/, ''), /\b(the|your|answer|question|recording)\b/i);
                });
        });

        it('that are longer, and that run from right to left, fit', () => {
                fake.atTurn(1);
                return visit(async (page, opened) => {
                        await enterTurn(page);
                        await press(page, 'Record answer');
                        await page.locator('.answer[data-state="recording"]').waitFor();
                        await page.locator('.turn-options summary').click();
                        // Every text 40 % longer, as in a language that needs the room.
                        await page.evaluate(() => {
                                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                                for (let node = walker.nextNode(); node; node = walker.nextNode())
                                        if (node.data.trim() && !node.parentElement.closest('script, style, [role=timer]'))
                                                node.data += ' ' + 'lorém '.repeat(Math.ceil(node.data.trim().length * 0.4 / 6)).trim();
                        });
                        await checkState(opened, 'turn-pseudo');
                        await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
                        await checkState(opened, 'turn-rtl');
                });
        });
});

describe('help', () => {
        for (const [path, title] of [['/help/', 'Help, accessibility and privacy'], ['/help/de/', 'Hilfe, Barrierefreiheit und Datenschutz'],
                ['/help/es/', 'Ayuda, accesibilidad y privacidad']])
                it(`at ${path} needs no script and is in its language`, () => visit(async (page, opened) => {
                        await heading(page, title);
                        assert.equal(await page.evaluate(() => document.documentElement.lang), path.split('/')[2] || 'en');
                        await page.getByRole('link', { name: /Privacy|Datenschutz|Privacidad/ }).first().click();
                        await checkState(opened, `help-${path.split('/')[2] || 'en'}`);
                }, { path }));

        it('is found from every page of a candidate, in their language', () => {
                fake.reset({ language: 'de' });
                return visit(async (page) => {
                        await page.getByRole('link', { name: 'Hilfe und Datenschutz' }).click();
                        await heading(page, 'Hilfe, Barrierefreiheit und Datenschutz');
                });
        });
});

describe('the state of the service', () => {
        const CHECKS = { status: 'ready', database: 'ok', storage: 'ok', speech: 'not_used', providers: { stt: [], llm: [], tts: [] } };
        const answering = (status, body) => ({ path: '/status/', prepare: (page) => page.route('**/readyz', (route) => status === 0 ? route.abort()
                : route.fulfill({ status, contentType: status === 200 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) })) });

        it('says that everything works', () => visit(async (page, opened) => {
                await heading(page, 'Everything works');
                await page.getByText('Not used here').waitFor();
                assert.equal(await page.getByText('until').count(), 0, 'nobody waits');
                await checkState(opened, 'status-well');
        }, answering(200, { ...CHECKS, interviews: { running: 1, waiting: 0 } })));

        it('says how many wait', () => visit(async (page) => {
                await page.getByText('3 candidates wait until their interviews can begin.').waitFor();
        }, answering(200, { ...CHECKS, interviews: { running: 9, waiting: 3 } })));

        it('names the part that does not', () => visit(async (page, opened) => {
                await heading(page, 'Something does not work');
                assert.equal(await page.getByText('Does not work', { exact: true }).count(), 1);
                opened.complaints.length = 0; // the browser's own word about the 503
                await checkState(opened, 'status-ill');
                opened.complaints.length = 0;
        }, answering(503, { status: 503, title: 'Service Unavailable', detail: 'The media store cannot be used.', request_id: 'r'.repeat(16),
                checks: { ...CHECKS, status: 'not_ready', storage: 'failed' } })));

        it('says when nothing answers', () => visit(async (page, opened) => {
                await heading(page, 'The service cannot be reached');
                opened.complaints.length = 0;
        }, answering(0)));
});
