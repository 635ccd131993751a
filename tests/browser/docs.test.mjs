// The page of the API, with the real document and a scripted server behind its calls. Needs build/www.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { operations } from '../api/contract.mjs';
import { Problem, readForm, speechLikeWav, sendSound, startSite } from '../fake/site.mjs';
import { PROJECT, checkState, openBrowser, openPage } from './browser.mjs';

const PERSONAS = { items: [{ id: 'friendly', name: 'Robin', style: 'warm', voice: 'slt' }], next_cursor: null };
const LINES = ['{"event":"received","turn":1,"bytes":5,"sha256":"00"}', '{"event":"done","turn":1}'];

let site;
let browser;
const asked = [];

before(async () => {
        const note = ({ req, url, body }) => asked.push({ method: req.method, address: url.pathname + url.search, headers: req.headers, body, req });
        site = await startSite({ root: join(PROJECT, 'build/www'), routes: [
                ['GET', /^\/api\/personas$/, (call) => void note(call) ?? PERSONAS],
                ['GET', /^\/api\/interviews$/, (call) => {
                        note(call);
                        throw new Problem(422, 'input', '"status" must be the status of an interview.');
                }],
                ['POST', /^\/api\/session$/, (call) => void note(call) ?? {}],
                ['DELETE', /^\/api\/session$/, (call) => void note(call) ?? void call.res.writeHead(204).end()],
                ['GET', /^\/api\/candidate\/turns\/1\/question\/audio$/, (call) => void sendSound(call.req, call.res, speechLikeWav(1))],
                ['POST', /^\/api\/candidate\/turns\/1\/answer$/, async (call) => {
                        note(call);
                        call.res.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
                        call.res.write(`${LINES[0]}\n`);
                        await new Promise((done) => { asked.at(-1).goOn = done; });
                        call.res.end(`${LINES[1]}\n`);
                }],
        ] });
        browser = await openBrowser();
});

after(async () => {
        await browser?.close();
        await site?.close();
});

async function visit(path, walk) {
        const opened = await openPage(browser);
        asked.length = 0;
        try {
                await opened.page.goto(site.url + path);
                await walk(opened.page, opened);
                assert.deepEqual(opened.complaints, []);
        } finally {
                await opened.context.close();
        }
}

const call = (page, name) => page.locator(`#${name}`);
const send = (page, name) => call(page, name).getByRole('button', { name: 'Send' }).click();

describe('the page of the API', () => {
        it('lists every call of the document, each in its group', () => visit('/docs/', async (page, opened) => {
                await page.getByRole('heading', { level: 2, name: 'Operations' }).waitFor();
                assert.equal(await page.locator('details.operation').count(), operations.length);
                for (const { method, path } of operations)
                        assert.equal(await page.locator('details.operation > summary', { has: page.getByText(path, { exact: true }) })
                                .filter({ has: page.locator(`[data-method=${method}]`) }).count(), 1, `${method} ${path}`);
                await checkState(opened, 'docs');
        }));

        it('opens the call that the address names, with all that it takes and gives', () => visit('/docs/#candidate_answer', async (page, opened) => {
                await page.waitForFunction(() => document.activeElement?.closest('details')?.id === 'candidate_answer');
                const answer = call(page, 'candidate_answer');
                await answer.getByText('The number of the question, from 1.').first().waitFor();
                await answer.getByText('Exactly one of a recording, a text, and').first().waitFor();
                await answer.getByText('A typed answer.').first().waitFor();
                const stream = answer.locator('.media', { hasText: 'application/x-ndjson' });
                await stream.locator('.folded > summary').first().click();
                await stream.getByText('The answer is durable.').waitFor();
                const problems = answer.getByText('problems that can come instead');
                assert.equal(await answer.getByText('507', { exact: true }).isVisible(), false);
                await problems.click();
                await answer.getByText('There is no room left to store this.').first().waitFor();
                await page.getByLabel('Find a call').fill('candidate_answer');
                await page.waitForFunction(() => document.querySelectorAll('details.operation').length < 5);
                await checkState(opened, 'docs-call');
        }));

        it('finds calls by what they do and says when there is none', () => visit('/docs/', async (page) => {
                await page.getByLabel('Find a call').fill('report.pdf');
                await page.waitForFunction(() => document.querySelectorAll('details.operation').length === 2);
                await page.getByLabel('Find a call').fill('no such call');
                await page.getByText('No call fits “no such call”.').waitFor();
                await page.getByRole('button', { name: 'Show all calls' }).click();
                await page.waitForFunction((count) => document.querySelectorAll('details.operation').length === count, operations.length);
                assert.equal(await page.getByLabel('Find a call').inputValue(), '');
        }));

        it('sends a call by keyboard alone and shows the answer as it is', () => visit('/docs/', async (page, opened) => {
                await page.getByLabel('Bearer token').fill('a-token');
                const summary = call(page, 'personas_list').locator('> summary');
                await summary.focus();
                await page.keyboard.press('Enter');
                await call(page, 'personas_list').getByRole('button', { name: 'Send' }).focus();
                await page.keyboard.press('Enter');
                await call(page, 'personas_list').getByText('"name": "Robin"').last().waitFor();
                assert.match(await call(page, 'personas_list').getByRole('status').textContent(), /200[\s\S]*OK after \d+ ms/);
                assert.equal(asked[0].headers.authorization, 'Bearer a-token');
                assert.equal(new URL(page.url()).hash, '#personas_list');
                await page.getByLabel('Find a call').fill('personas_list');
                await page.waitForFunction(() => document.querySelectorAll('details.operation').length === 1);
                await checkState(opened, 'docs-answer');
        }));

        it('puts parameters where they belong and shows problems like any other answer', () => visit('/docs/#interviews_list', async (page) => {
                const list = call(page, 'interviews_list');
                await list.getByLabel('limit').fill('5');
                await list.getByLabel('status', { exact: true }).selectOption('paused');
                await list.getByLabel('If-None-Match').fill('"abc"');
                await send(page, 'interviews_list');
                await list.getByText('must be the status of an interview').waitFor();
                assert.equal(asked[0].address, '/api/interviews?limit=5&status=paused');
                assert.equal(asked[0].headers['if-none-match'], '"abc"');
                assert.match(await list.getByRole('status').textContent(), /422/);
        }));

        it('sends what was typed, when it is JSON', () => visit('/docs/#session_create', async (page) => {
                const body = call(page, 'session_create').getByLabel('Body as JSON');
                assert.equal(JSON.parse(await body.inputValue()).email, 'hr@example.org', 'the example stands there');
                await body.fill('{"email": ');
                await send(page, 'session_create');
                await page.getByText('This is no valid JSON').waitFor();
                await page.waitForFunction(() => document.activeElement?.id === 'session_create-body');
                assert.equal(asked.length, 0);
                await body.fill('{"email":"a@example.org","password":"b"}');
                await send(page, 'session_create');
                await call(page, 'session_create').getByRole('status').getByText('200').waitFor();
                assert.equal(asked[0].body.toString(), '{"email":"a@example.org","password":"b"}');
                assert.equal(asked[0].headers['content-type'], 'application/json');
        }));

        it('needs what the path needs, then shows a stream line by line', () => visit('/docs/#candidate_answer', async (page) => {
                const answer = call(page, 'candidate_answer');
                await send(page, 'candidate_answer');
                await answer.getByText('This is needed.').waitFor();
                await page.waitForFunction(() => document.activeElement?.id === 'candidate_answer-n');
                await answer.locator('#candidate_answer-n').fill('1');
                await answer.locator('#candidate_answer-form-audio').setInputFiles({ name: 'a.wav', mimeType: 'audio/wav', buffer: Buffer.from('bytes') });
                await answer.getByLabel('Answer as').selectOption('application/x-ndjson');
                await send(page, 'candidate_answer');
                await answer.getByText(LINES[0]).waitFor();
                assert.equal(await answer.getByText(LINES[1]).count(), 0, 'the first line does not wait for the last');
                asked[0].goOn();
                await answer.getByText(LINES[1]).waitFor();
                const parts = readForm(asked[0].req, asked[0].body);
                assert.deepEqual(Object.keys(parts), ['audio']);
                assert.equal(parts.audio.bytes.toString(), 'bytes');
                assert.equal(asked[0].headers.accept, 'application/x-ndjson');
        }));

        it('plays sound and knows an answer without a body', () => visit('/docs/#candidate_question_audio', async (page) => {
                const sound = call(page, 'candidate_question_audio');
                await sound.locator('#candidate_question_audio-n').fill('1');
                await send(page, 'candidate_question_audio');
                await page.waitForFunction(() => document.querySelector('#candidate_question_audio audio')?.duration > 0.9);
                await call(page, 'session_delete').locator('> summary').click();
                await send(page, 'session_delete');
                await call(page, 'session_delete').getByText('The answer has no body.').waitFor();
        }));

        it('says when the document cannot be had, and tries again', async () => {
                const opened = await openPage(browser);
                try {
                        await opened.page.route('**/openapi.json', (route) => route.abort());
                        await opened.page.goto(`${site.url}/docs/`);
                        await opened.page.getByText('There is no connection to the server.').waitFor();
                        await opened.page.unroute('**/openapi.json');
                        await opened.page.getByRole('button', { name: 'Try again' }).click();
                        await opened.page.getByRole('heading', { level: 2, name: 'Candidate' }).waitFor();
                } finally {
                        await opened.context.close();
                }
        });
});
