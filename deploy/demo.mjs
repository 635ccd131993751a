// make demo: fills a running Earshot with believable data, through its public API alone: postings, and interviews that are
// answered aloud by flite, or in writing. The site is named by DATA_DIR/demo.json. What is there already is not made again; a run that was
// cut off is gone on with (the answers to Idempotency-Key are kept for a day).
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { docx } from '../tests/api/docx.mjs';
import { CANDIDATES, JUDGED, POSTINGS } from './demo/data.mjs';

const AT_ONCE = 2;
const TRIES = 3; // how often an answer is asked again before a turn fails
const REPORT_WITHIN_MS = 120_000;

/** A sentence for whoever ran this. */
class Refusal extends Error {}

function readDemoFile() {
        const path = join(process.env.DATA_DIR || 'var', 'demo.json');
        try {
                return JSON.parse(readFileSync(path, 'utf8'));
        } catch (error) {
                throw new Refusal(error.code === 'ENOENT'
                        ? `Nothing runs from here: ${path} is not there. Start it with make run, or name another DATA_DIR.`
                        : `${path} cannot be read: ${error.message}.`);
        }
}

/** Requests to the site with these headers; `expected` are the statuses that are no failure. */
function caller(base, headers) {
        return async (method, path, { json, body, more = {}, expected = [200, 201, 202, 204] } = {}) => {
                const reply = await fetch(base + path, { method, body: json === undefined ? body : JSON.stringify(json),
                        headers: { Accept: 'application/json', ...headers, ...more, ...(json !== undefined && { 'Content-Type': 'application/json' }) },
                }).catch((error) => {
                        throw new Refusal(`${base} does not answer (${error.cause?.code ?? error.message}). Start it with make run.`);
                });
                const text = await reply.text();
                if (!expected.includes(reply.status)) {
                        const detail = /^\{/.test(text) ? JSON.parse(text).detail : text.slice(0, 200);
                        throw new Refusal(`${method} ${path} was answered with ${reply.status}: ${detail}`);
                }
                return { status: reply.status, headers: reply.headers, data: text === '' ? null : JSON.parse(text) };
        };
}

async function signIn({ base_url, hr_email, hr_password }) {
        const { headers } = await caller(base_url, { Origin: base_url })('POST', '/api/session', { json: { email: hr_email, password: hr_password } });
        return caller(base_url, { Origin: base_url, Cookie: headers.get('set-cookie').split(';')[0] });
}

async function listAll(hr, path) {
        const items = [];
        for (let cursor = '', more = true; more;) {
                const { data } = await hr('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
                items.push(...data.items);
                cursor = data.next_cursor;
                more = cursor !== null;
        }
        return items;
}

async function makePosting(hr, posting, index) {
        const { data } = await hr('POST', '/api/postings', { json: posting, more: { 'Idempotency-Key': `demo-posting-${index + 1}` } });
        return data;
}

/** The candidate's own requests, by the invitation; null where the interview is over. */
async function joinInterview(base, token) {
        const { status, data } = await caller(base, { Origin: base })('POST', '/api/candidate/join', { json: { token }, expected: [200, 401] });
        return status === 200 ? caller(base, { Authorization: `Bearer ${data.token}` }) : null;
}

async function speak(folder, candidate, index) {
        const path = join(folder, `${candidate.kind}-${index}.wav`);
        const words = ['-voice', candidate.voice, '--setf', `duration_stretch=${candidate.stretch}`, '-t', candidate.answers[index]];
        await promisify(execFile)('flite', [...words, '-o', path]).catch((error) => {
                throw new Refusal(`flite cannot speak an answer: ${error.message.trim()}. make packages installs it.`);
        });
        return new Blob([readFileSync(path)], { type: 'audio/wav' });
}

async function prepare(ask, candidate) {
        const form = new FormData();
        form.append('file', new Blob([docx(candidate.resume)]), `${candidate.name}.docx`);
        await ask('POST', '/api/candidate/consent', { json: { recording: candidate.voice !== undefined, ai_evaluation: true, attention: false } });
        await ask('POST', '/api/candidate/resume', { body: form });
        await ask('POST', '/api/candidate/start', { json: {} });
}

async function answerAll(ask, candidate, questions, folder) {
        for (let sent = 0; sent < candidate.answers.length * TRIES; sent++) {
                const { data: state } = await ask('GET', '/api/candidate/interview');
                const turn = state.turns.find((one) => one.number === state.current_turn);
                const index = turn ? questions.findIndex((question) => question.text === turn.question.text) : -1;
                if (state.status !== 'in_progress' || index < 0 || index >= candidate.answers.length)
                        return;
                const form = new FormData();
                if (candidate.voice === undefined)
                        form.append('text', candidate.answers[index]);
                else
                        form.append('audio', await speak(folder, candidate, index), 'answer.wav');
                await ask('POST', `/api/candidate/turns/${turn.number}/answer`, { body: form });
                console.log(`  ${candidate.name}: question ${index + 1} of ${questions.length} answered`);
        }
}

/** One whole interview, from wherever it stands. */
async function interview(site, posting, candidate, folder) {
        const { hr, base } = site;
        const { data: made } = await hr('POST', '/api/interviews', {
                json: { posting_id: posting.id, candidate: { name: candidate.name, email: candidate.email } },
                more: { 'Idempotency-Key': `demo-interview-${candidate.kind}` } });
        const ask = await joinInterview(base, made.invite_token);
        if (ask === null)
                return;
        const { data: state } = await ask('GET', '/api/candidate/interview');
        if (state.status === 'scheduled')
                await prepare(ask, candidate);
        await answerAll(ask, candidate, posting.question_set, folder);
        if (isWhole(candidate, posting))
                await ask('POST', '/api/candidate/end', { json: {} });
}

const isWhole = (candidate, posting) => candidate.answers.length === posting.question_set.length;

async function waitForReport(hr, id) {
        for (const until = Date.now() + REPORT_WITHIN_MS; Date.now() < until; await sleep(250)) {
                const { status, data } = await hr('GET', `/api/interviews/${id}/report`);
                if (status === 200)
                        return data;
        }
        throw new Refusal('A report was not ready in two minutes. Run make demo again later; var/log says what the runner does.');
}

/** Works on all items, some at once; the first failure ends it after those that are under way. */
async function workOn(items, work) {
        const waiting = [...items];
        let failure = null;
        await Promise.all(Array.from({ length: AT_ONCE }, async () => {
                while (waiting.length > 0 && failure === null)
                        await work(waiting.shift()).catch((error) => { failure ??= error; });
        }));
        if (failure !== null)
                throw failure;
}

/** The interviews of the demo by kind, as HR's list has them. */
function byKind(interviews) {
        return new Map(CANDIDATES.flatMap((candidate) => {
                const found = interviews.find((one) => one.candidate.name === candidate.name && one.status !== 'cancelled');
                return found ? [[candidate.kind, found]] : [];
        }));
}

const isThere = (candidate, posting, found) => found?.status === (isWhole(candidate, posting) ? 'completed' : 'in_progress');

async function print(site, posting, found) {
        const { hr, base } = site;
        const overall = {};
        console.log(`\nPostings: ${base}/hr/postings\nInterviews for "${posting.title}":\n`);
        console.log(`  ${'overall'.padEnd(8)} ${'candidate'.padEnd(16)} ${'made as'.padEnd(12)} page`);
        for (const candidate of CANDIDATES) {
                const one = found.get(candidate.kind);
                const page = `${base}/hr/interviews/${one.id}`;
                let score = '-';
                if (isWhole(candidate, posting)) {
                        overall[candidate.kind] = (await waitForReport(hr, one.id)).overall_score;
                        score = overall[candidate.kind]?.toFixed(1) ?? 'none';
                }
                console.log(`  ${score.padStart(7)}  ${candidate.name.padEnd(16)} ${candidate.kind.padEnd(12)} ${page}`
                        + (isWhole(candidate, posting) ? '/report' : ''));
        }
        if (!(overall.strong > overall.middling && overall.middling > overall.weak))
                throw new Refusal('The scores are not in the order in which the answers were written: strong, middling, weak.');
}

/** A person's scores of the criteria that the rubric has, and the decision, each once. */
async function judge(hr, id, { decision, reason, scores }) {
        const report = await waitForReport(hr, id);
        const given = Object.entries(scores).filter(([key]) => report.criteria.some((one) => one.key === key))
                .map(([criterion, score]) => ({ criterion, score, reason }));
        if (report.human_scores.length === 0)
                await hr('POST', `/api/interviews/${id}/human-scores`, { json: { scores: given } });
        const { data: now } = await hr('GET', `/api/interviews/${id}`);
        if (now.decision === null)
                await hr('POST', `/api/interviews/${id}/decision`, { json: { decision, reason } });
}

async function main() {
        const demo = readDemoFile();
        const site = { base: demo.base_url, hr: await signIn(demo) };
        const there = await listAll(site.hr, '/api/postings');
        const postings = [];
        for (const [index, posting] of POSTINGS.entries())
                postings.push(there.find((one) => one.title === posting.title) ?? await makePosting(site.hr, posting, index));
        const list = async () => byKind(await listAll(site.hr, `/api/interviews?posting_id=${postings[0].id}`));
        const before = await list();
        const missing = CANDIDATES.filter((candidate) => !isThere(candidate, postings[0], before.get(candidate.kind)));
        if (missing.length === 0)
                console.log('The demo data are there already; nothing was changed.');
        const folder = mkdtempSync(join(tmpdir(), 'earshot-demo-'));
        try {
                await workOn(missing, (candidate) => interview(site, postings[0], candidate, folder));
        } finally {
                rmSync(folder, { recursive: true });
        }
        const after = await list();
        for (const judged of JUDGED)
                await judge(site.hr, after.get(judged.kind).id, judged);
        await print(site, postings[0], after);
        console.log(`\nFigures: ${site.base}/hr/analytics`);
        console.log(`\nSign in at ${site.base}/hr/ as ${demo.hr_email}, password ${demo.hr_password}`);
}

await main().catch((error) => {
        if (!(error instanceof Refusal))
                throw error;
        console.error(`make demo: ${error.message}`);
        process.exitCode = 1;
});
