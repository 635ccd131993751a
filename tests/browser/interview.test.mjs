// One whole interview against a running site, in a browser whose microphone plays flite's speech, down to the text of the
// downloaded PDF. The site is named by EARSHOT_DEMO_JSON, the path of the demo.json that it wrote when it started.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SCREENSHOTS, checkState, openBrowser, openPage } from './browser.mjs';
import { envelopeInPage, envelopeOf, likeness, shareHeard, speakInto } from './speech.mjs';

const DEMO = process.env.EARSHOT_DEMO_JSON;
const REPORT_WITHIN_MS = 60_000;
const NEXT_QUESTION_WITHIN_MS = 120_000;
/** Below this the embedded recogniser did not hear flite, whatever it is worth with people. */
const LEAST_HEARD = 0.4;
const LEAST_LIKENESS = 0.7;

const ANSWERS = [
        'In my last project the nightly import took five hours. My task was to make it faster. First I measured every step and found one '
                + 'slow query. I added an index and sent the rows in batches. As a result the import took forty minutes.',
        'I was responsible for the payment service. When it failed I looked at the log, found the cause, and wrote a test that showed the '
                + 'problem. Then I changed the code, and the errors went down by ninety percent.',
        'Our team did not agree about the design. I listened to both sides, wrote down the costs, and proposed a small experiment. After '
                + 'two weeks we had numbers, and we decided together.',
];
const RESUME_LINES = ['Backend engineer', 'Experience: database import, payment service, monitoring', 'Skills: C, PostgreSQL, Linux, testing'];

/** A PDF of one page with a few lines of text. */
function smallPdf(lines) {
        const text = `BT /F1 14 Tf 60 760 Td 20 TL ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
        const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
                '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
                `<< /Length ${text.length} >>\nstream\n${text}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
        let pdf = '%PDF-1.4\n';
        const offsets = objects.map((object, index) => {
                const at = pdf.length;
                pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
                return `${String(at).padStart(10, '0')} 00000 n \n`;
        });
        const start = pdf.length;
        return Buffer.from(`${pdf}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
                + `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
}

/** Requests of an HR script: signed in by cookie. */
async function signIn({ base_url, hr_email, hr_password }) {
        const reply = await fetch(`${base_url}/api/session`, { method: 'POST', body: JSON.stringify({ email: hr_email, password: hr_password }),
                headers: { 'Content-Type': 'application/json', Origin: base_url } });
        assert.equal(reply.status, 200, await reply.clone().text());
        const cookie = reply.headers.get('set-cookie').split(';')[0];
        return (path, options = {}) => fetch(base_url + path, { ...options, headers: { 'Content-Type': 'application/json', Origin: base_url, Cookie: cookie } });
}

/** The demo invitation, or a new one on the same posting where that one was used already. */
async function openInvitation(demo, ask) {
        const token = new URL(demo.invite_url).hash.slice(1);
        const joined = await fetch(`${demo.base_url}/api/candidate/join`, { method: 'POST', body: JSON.stringify({ token }),
                headers: { 'Content-Type': 'application/json', Origin: demo.base_url } });
        if (joined.ok && (await joined.json()).interview.status === 'scheduled')
                return demo.invite_url;
        const { items } = await (await ask('/api/postings')).json();
        assert.ok(items.length > 0, 'there is no posting to invite to');
        const made = await ask('/api/interviews', { method: 'POST',
                body: JSON.stringify({ posting_id: items[0].id, candidate: { name: 'Noor Example', email: 'noor@example.org' } }) });
        assert.equal(made.status, 201, await made.clone().text());
        return (await made.json()).invite_url;
}

async function pollReport(ask, id) {
        const until = Date.now() + REPORT_WITHIN_MS;
        for (;;) {
                const reply = await ask(`/api/interviews/${id}/report`);
                if (reply.status === 200)
                        return reply.json();
                assert.equal(reply.status, 202, await reply.text());
                assert.ok(Date.now() < until, 'the report was not ready in time');
                await new Promise((resolve) => setTimeout(resolve, 300));
        }
}

const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

/** In the page: how a player stands. */
const lookAt = (player) => ({ position_ms: player.position_ms, length_ms: player.length_ms, heard_ms: player.audio.currentTime * 1000,
        isWav: player.audio.src.startsWith('blob:'), shown: player.querySelector('.player-time').textContent });

/** In the page, before its scripts: notes where the sound began each time that some began. */
function noteStarts() {
        const { play } = HTMLMediaElement.prototype;
        HTMLMediaElement.prototype.play = function playNoted() {
                this.addEventListener('playing', () => { window.began_ms = this.currentTime * 1000; });
                return play.call(this);
        };
}

/** The press makes sound begin at a position, and the position shown goes on from there. */
async function playsFrom(page, from_ms, press) {
        await page.evaluate(() => { window.began_ms = undefined; });
        await press();
        const began_ms = await (await page.waitForFunction(() => window.began_ms !== undefined && [window.began_ms])).evaluate(([at]) => at);
        assert.ok(Math.abs(began_ms - from_ms) < 300, `begins at ${from_ms}: ${began_ms}`);
        await page.waitForFunction((began) => [...document.querySelectorAll('ear-player')].some((one) => one.isPlaying
                && one.position_ms > began + 200 && one.position_ms < began + 2000), began_ms);
}

const folded = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

describe('one whole interview', { skip: DEMO ? false : 'EARSHOT_DEMO_JSON names no running site' }, () => {
        let folder;
        let browser;
        let opened;
        let demo;
        let ask;
        let sound;
        /** What the candidate saw: {question, transcript} of each turn. */
        const turns = [];
        let interview;

        before(async () => {
                mkdirSync(SCREENSHOTS, { recursive: true });
                folder = mkdtempSync(join(tmpdir(), 'earshot-interview-'));
                sound = join(folder, 'voice.wav');
                speakInto(sound, 'Hello, this is a test of my microphone. Can you hear me?');
                demo = JSON.parse(readFileSync(DEMO, 'utf8'));
                ask = await signIn(demo);
                const invitation = await openInvitation(demo, ask);
                browser = await openBrowser({ sound, whole: true });
                opened = await openPage(browser);
                await opened.page.goto(invitation);
        });

        after(async () => {
                await browser?.close();
                if (folder)
                        rmSync(folder, { recursive: true, force: true });
        });

        const press = (name) => opened.page.getByRole('button', { name, exact: true }).click();

        it('the candidate agrees, adds a resume, and is heard', async () => {
                const { page } = opened;
                await page.getByRole('heading', { level: 1, name: /^Interview/ }).waitFor();
                await checkState(opened, 'real-welcome');
                await page.getByLabel('My spoken answers may be recorded').check();
                await page.getByLabel('My answers may be evaluated by a machine').check();
                await press('Continue');
                await page.locator('#resume-file').setInputFiles({ name: 'resume.pdf', mimeType: 'application/pdf', buffer: smallPdf(RESUME_LINES) });
                await page.getByRole('heading', { name: 'resume.pdf was read' }).waitFor();
                await page.getByText('1 page,').waitFor();
                await page.getByText('Show the text that was read').click();
                await page.getByText('payment service').waitFor();
                await press('Continue');
                await press('Allow microphone');
                await page.getByText('We can hear you').waitFor();
                await press('Start question 1');
                await page.getByText('Question 1 of at most').waitFor({ timeout: NEXT_QUESTION_WITHIN_MS });
        });

        it('three questions are heard, answered aloud and understood', async () => {
                const { page } = opened;
                await page.getByText('Options', { exact: true }).click();
                await page.locator('[data-option="countdown"]').uncheck();
                for (const [index, answer] of ANSWERS.entries()) {
                        const number = index + 1;
                        await page.getByText(`Question ${number} of at most`).waitFor({ timeout: NEXT_QUESTION_WITHIN_MS });
                        await page.locator('.answer[data-state="idle"]').waitFor({ timeout: NEXT_QUESTION_WITHIN_MS });
                        const question = await page.getByRole('heading', { level: 1 }).textContent();
                        const length_ms = speakInto(sound, answer);
                        await press('Record answer');
                        await page.locator('.answer[data-state="recording"]').waitFor();
                        if (number === 1) {
                                await page.waitForTimeout(3000);
                                await page.screenshot({ path: join(SCREENSHOTS, 'real-recording.png') });
                        }
                        await page.waitForTimeout(length_ms - (number === 1 ? 3000 : 0));
                        await press('Finish');
                        await page.locator('.answer[data-state="review"]').waitFor();
                        const reply = page.waitForResponse((response) => response.url().endsWith(`/turns/${number}/answer`));
                        await press('Send answer');
                        const events = (await (await reply).text()).split('\n').filter(Boolean).map((line) => JSON.parse(line));
                        const names = events.map((event) => event.event);
                        assert.equal(names[0], 'received', names.join());
                        assert.equal(names.at(-1), 'done', names.join());
                        assert.ok(names.includes('next'), JSON.stringify(events));
                        const { text } = events.find((event) => event.event === 'transcript');
                        assert.ok(shareHeard(answer, text) >= LEAST_HEARD, `said: ${answer}\nunderstood: ${text}`);
                        const metrics = events.find((event) => event.event === 'voice_metrics');
                        assert.ok(Math.abs(metrics.duration_ms - length_ms) < 3000, `${metrics.duration_ms} of ${length_ms} ms were recorded`);
                        turns.push({ question, transcript: text, envelope: envelopeOf(sound) });
                }
                await page.getByText('Question 4 of at most').waitFor({ timeout: NEXT_QUESTION_WITHIN_MS });
        });

        it('a closed page comes back to where it was, and the interview is ended', async () => {
                const { page } = opened;
                await page.goto('about:blank');
                await page.goto(`${demo.base_url}/i/`);
                await page.getByText('You answered 3 questions.').waitFor();
                await press('Continue with question 4');
                interview = await page.evaluate(async () => (await fetch('/api/candidate/interview')).json());
                await press('End interview now');
                await page.getByRole('dialog').getByRole('button', { name: 'End interview now' }).click();
                await page.getByRole('heading', { level: 1, name: /^Thank you/ }).waitFor();
                await checkState(opened, 'real-end');
        });

        it('the own recordings hold what was said', async () => {
                const { page } = opened;
                await page.goto(`${demo.base_url}/me/`);
                await page.getByRole('slider', { name: 'Your answer to question 3' }).waitFor();
                for (const [index, { envelope, question }] of turns.entries()) {
                        await page.getByText(question, { exact: true }).first().waitFor();
                        const heard = await page.evaluate(envelopeInPage, `/api/candidate/turns/${index + 1}/answer/audio`);
                        assert.ok(Math.max(...heard) > 0.02, `answer ${index + 1} is silent`);
                        const alike = likeness(envelope, heard);
                        assert.ok(alike > LEAST_LIKENESS, `answer ${index + 1} is like what was spoken: ${alike}`);
                }
                await checkState(opened, 'real-recordings');
        });

        it('HR downloads a report that quotes the candidate, as JSON and as PDF', async () => {
                const report = await pollReport(ask, interview.id);
                assert.equal(report.interview_id, interview.id);
                assert.equal(report.questions_answered, 3);
                assert.equal(folded(report.turns[0].transcript.text), folded(turns[0].transcript));
                for (const turn of report.turns)
                        for (const { quote } of turn.evaluation?.evidence ?? [])
                                assert.ok(folded(turn.transcript.text).includes(folded(quote)), `"${quote}" was said`);
                const pdf = await ask(`/api/interviews/${interview.id}/report.pdf`);
                assert.equal(pdf.status, 200);
                assert.equal(pdf.headers.get('content-type'), 'application/pdf');
                const path = join(folder, 'report.pdf');
                writeFileSync(path, Buffer.from(await pdf.arrayBuffer()));
                const text = folded(execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }));
                assert.ok(text.includes(folded(interview.candidate.name)), 'the candidate is named');
                for (const { question, transcript } of turns) {
                        const start = folded(question).split(' ').slice(0, 5).join(' ');
                        assert.ok(text.includes(start), `the question stands in it: ${start}`);
                        const share = shareHeard(transcript, text);
                        assert.ok(share > 0.9, `the words of the transcript stand in it: ${share}`);
                }
                assert.deepEqual(opened.complaints, []);
        });

        it('the own recordings can be moved in', async () => {
                const { page } = opened;
                await page.addInitScript(noteStarts);
                await page.goto(`${demo.base_url}/me/`);
                const slider = page.getByRole('slider', { name: 'Your answer to question 3' });
                await slider.scrollIntoViewIfNeeded();
                const player = await slider.evaluateHandle((one) => one.closest('ear-player'));
                await player.evaluate((one) => new Promise((done) => {
                        const look = () => one.peaks.length > 0 ? done() : setTimeout(look, 50);
                        look();
                }));
                const { length_ms } = await player.evaluate(lookAt);
                await slider.press('End');
                await slider.press('ArrowLeft');
                assert.equal(await slider.getAttribute('aria-valuetext'), `${clock(length_ms - 5000)} of ${clock(length_ms)}`);
                await slider.press('Home');
                await slider.press('ArrowRight');
                await playsFrom(page, 5000, () => press('Play: Your answer to question 3'));
                const box = await slider.boundingBox();
                await playsFrom(page, length_ms / 2, () => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2));
                await press('Pause: Your answer to question 3');
                assert.deepEqual(opened.complaints, []);
        });

        for (const canMove of [true, false])
                it(`HR hears a quote from its second, where the browser ${canMove ? 'can' : 'cannot'} move in a recording without an index`, async () => {
                        const hr = await openPage(browser);
                        const { page } = hr;
                        await page.addInitScript(noteStarts);
                        if (!canMove)
                                await page.addInitScript(() => {
                                        const { get } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'seekable');
                                        Object.defineProperty(HTMLMediaElement.prototype, 'seekable',
                                                { get() { return this.src.startsWith('blob:') ? get.call(this) : { length: 0 }; } });
                                });
                        const report = await pollReport(ask, interview.id);
                        const evidence = report.criteria.flatMap((one) => one.evidence ?? []).sort((a, b) => b.start_ms - a.start_ms)[0];
                        assert.ok(evidence.start_ms > 1000, `the report has a quote: ${JSON.stringify(evidence)}`);
                        const length_ms = report.turns.find(({ turn }) => turn === evidence.turn).voice_metrics.duration_ms;
                        await page.goto(`${demo.base_url}/hr/interviews/${interview.id}`);
                        await page.getByLabel('E-mail address').fill(demo.hr_email);
                        await page.getByLabel('Password', { exact: true }).fill(demo.hr_password);
                        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
                        await page.getByText(turns[2].transcript).first().waitFor();
                        await page.goto(`${demo.base_url}/hr/interviews/${interview.id}/report`);

                        const button = page.locator('.quote', { hasText: evidence.quote }).filter({ hasText: clock(evidence.start_ms) })
                                .first().getByRole('button');
                        await playsFrom(page, evidence.start_ms, () => button.click());
                        const player = await page.waitForSelector('ear-player');
                        await page.locator('.quote[data-playing]').waitFor({ state: 'detached' });
                        const stopped = await player.evaluate(lookAt);
                        assert.ok(Math.abs(stopped.heard_ms - evidence.end_ms) < 500, `stops at ${evidence.end_ms}: ${stopped.heard_ms}`);
                        assert.equal(stopped.isWav, !canMove);
                        await page.waitForFunction(() => document.querySelector('ear-player').peaks.length > 0);
                        const known = await player.evaluate(lookAt);
                        assert.ok(Math.abs(known.length_ms - length_ms) < 300, `${known.length_ms} of ${length_ms} ms`);
                        assert.equal(known.shown, `${clock(known.position_ms)} / ${clock(known.length_ms)}`);
                        await page.getByLabel('Speed').selectOption('2');
                        await playsFrom(page, evidence.start_ms, () => button.click());
                        assert.equal(await player.evaluate(({ audio }) => audio.playbackRate), 2);
                        assert.deepEqual(hr.complaints, []);
                        await hr.context.close();
                });
});
