// What the benchmarks share: the line they print, a site built for release, candidates by the thousand, the site's
// own nginx with a peer beside the API.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONSENT, answer, joinInterview, createInterview, signIn, sql } from '../api/client.mjs';
import { freePort, startSite } from '../api/site.mjs';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const TOOLS = join(ROOT, 'build/release/bench');
export const RUNS = 3;
// A server that answers hundreds at once, in a run of seconds.
const START_MS = 10_000;

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
export const percentile = (values, share) =>
        [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One line: what, limit, ours, ratio, ok or OVER. `ratio` is ours by the limit's figure. */
export function line(what, limit, ours, ratio, isKept) {
        console.log(`${what.padEnd(64)} ${limit.padStart(24)} ${ours.padStart(14)} ${ratio.toFixed(2).padStart(7)}  ${isKept ? 'ok' : 'OVER'}`);
}
/** The same for a figure that may be `most` at most. */
export const lineAtMost = (what, ours, most, unit, digits = 1) =>
        line(what, `<= ${most} ${unit}`, `${ours.toFixed(digits)} ${unit}`, ours / most, ours <= most);
/** A figure that must be this share of a peer's, taken in the same run. */
export const lineAtLeastOf = (what, ours, peer, least, unit) =>
        line(what, `>= ${least.toFixed(2)} of ${peer.toFixed(0)} ${unit}`, `${ours.toFixed(0)} ${unit}`, ours / peer, ours >= least * peer);
export const lineAtMostOf = (what, ours, peer, most, unit, digits = 1) =>
        line(what, `<= ${most.toFixed(2)} of ${peer.toFixed(digits)} ${unit}`, `${ours.toFixed(digits)} ${unit}`, ours / peer, ours <= most * peer);
/** What has no limit, beside a line. */
export const note = (text) => console.log(`    ${text}`);

/** A site of the release programs with one running interview in it; `site.secret` is its SECRET_KEY. */
export async function openBenchSite(settings = {}, options = {}) {
        const secret = randomBytes(32).toString('hex');
        const site = await startSite({
                SECRET_KEY: secret, TTS: 'none', SPEECH_PROCESSES: '1', LOG_LEVEL: 'warn', API_PROCESSES: '1', API_THREADS: '64', ...settings,
        }, options);
        site.secret = secret;
        // A benchmark that fails leaves nothing running.
        process.on('exit', () => site.kill('SIGTERM'));
        site.hr = await signIn(site);
        return site;
}

/** So many candidates, each with an interview in which so many answers were given and evaluated and the next question
 *  stands: [{ token, id }]. The first one comes about as candidates come; the others are its rows once more. */
export async function makeCandidates(site, count, posting = {}, answers = []) {
        const made = await createInterview(site.hr, { posting });
        const { candidate } = await joinInterview(site, made.token);
        await candidate.post('/api/candidate/consent', CONSENT);
        await candidate.post('/api/candidate/start');
        for (const [at, text] of answers.entries()) await answer(candidate, at + 1, { text });
        while (sql(site, `SELECT count(*) FROM evaluation WHERE interview_id = '${made.interview.id}'`) !== String(answers.length)) await sleep(50);
        const tokens = execFileSync(join(TOOLS, 'tokens'), [site.secret, String(count)], { encoding: 'utf8', maxBuffer: 1 << 28 })
                .trim().split('\n').map((text) => text.split(' '));
        const all = tokens.map(([token, hash]) => ({ token, hash, id: randomUUID() }));
        const first = made.interview.id;
        const copy = (table, key) => `INSERT INTO ${table} SELECT (jsonb_populate_record(o, jsonb_build_object('${key}', f.id))).*
                FROM ${table} o, fresh f WHERE o.${key} = '${first}';`;
        sql(site, `
                CREATE TEMPORARY TABLE fresh (id uuid, hash bytea);
                COPY fresh FROM stdin;
${all.map(({ id, hash }) => `${id}\t\\\\x${hash}`).join('\n')}
\\.
                ${copy('interview', 'id')}
                ${copy('turn', 'interview_id')}
                INSERT INTO answer SELECT (jsonb_populate_record(o, jsonb_build_object('interview_id', f.id, 'id', gen_random_uuid()))).*
                FROM answer o, fresh f WHERE o.interview_id = '${first}';
                INSERT INTO evaluation (interview_id, turn_number, answer_id, body)
                SELECT f.id, o.turn_number, a.id, o.body FROM evaluation o CROSS JOIN fresh f
                JOIN answer a ON a.interview_id = f.id AND a.turn_number = o.turn_number WHERE o.interview_id = '${first}';
                INSERT INTO consent (interview_id, notice_version, recording, ai_evaluation, attention)
                SELECT f.id, c.notice_version, c.recording, c.ai_evaluation, c.attention
                FROM consent c, fresh f WHERE c.interview_id = '${first}';
                INSERT INTO candidate_session (token_hash, interview_id, expires_at)
                SELECT hash, id, now() + interval '1 day' FROM fresh;
                ANALYZE interview, turn, answer, evaluation, consent, candidate_session;`);
        return all;
}

/** The site's own nginx once more, with what `locations` says beside it: { port, stop }. */
export async function openNginx(site, locations) {
        const port = await freePort();
        const run = join(site.dataDir, 'run');
        const own = (name) => join(run, `bench-${name}`);
        let text = fs.readFileSync(join(run, 'nginx.conf'), 'utf8')
                .replace(/listen [^;]*;/g, '')
                .replace('location /_media/', `listen 127.0.0.1:${port};\n${locations}\nlocation /_media/`)
                .replace(/pid [^;]*;/, `pid "${own('nginx.pid')}";`);
        if (process.getuid() === 0) text = `user earshot;\n${text}`;
        const path = own('nginx.conf');
        fs.writeFileSync(path, text);
        const child = spawn('nginx', ['-p', `${run}/`, '-c', path], { stdio: ['ignore', 'inherit', 'inherit'] });
        process.on('exit', () => child.kill('SIGTERM'));
        await untilAnswers(port);
        return {
                port,
                async stop() {
                        child.kill('SIGTERM');
                        await new Promise((done) => child.on('exit', done));
                },
        };
}

async function untilAnswers(port) {
        for (const until = Date.now() + START_MS; ;) {
                if (await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false)) return;
                assert.ok(Date.now() < until, `something answers on port ${port}`);
                await sleep(50);
        }
}

const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));
/** Seconds of processor that the processes have used. */
export function cpuSeconds(pids) {
        return pids.reduce((sum, pid) => {
                const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
                return sum + (Number(fields[11]) + Number(fields[12])) / TICKS;
        }, 0);
}
const statOf = (pid) => {
        const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
        const end = text.lastIndexOf(')');
        const fields = text.slice(end + 2).split(' ').map(Number);
        const name = text.slice(text.indexOf('(') + 1, end);
        return { name, parent: fields[1], own: (fields[11] + fields[12]) / TICKS, reaped: (fields[13] + fields[14]) / TICKS };
};
const PARTS = { 'earshot-api': 'api', postgres: 'postgres', nginx: 'nginx', node: 'bench', turns: 'bench', providers: 'bench' };
/** Seconds of processor that this process, the site and what either started have used, by who: api, decoder, postgres,
 *  nginx, bench, other. */
export function cpuByPart(site) {
        const all = new Map();
        for (const pid of fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
                try {
                        all.set(Number(pid), statOf(pid));
                } catch {
                        // It ended meanwhile; its parent has its time.
                }
        }
        const isOurs = (pid) => pid === process.pid || pid === site.pid || (all.has(pid) && isOurs(all.get(pid).parent));
        const sums = { api: 0, decoder: 0, postgres: 0, nginx: 0, bench: 0, other: 0 };
        for (const [pid, { name, own, reaped }] of all) {
                if (!isOurs(pid)) continue;
                const part = pid !== site.pid && name.startsWith('earshot-sandbo') ? 'decoder' : (PARTS[name] ?? (name.startsWith('node') ? 'bench' : 'other'));
                sums[part] += own;
                sums[part === 'api' ? 'decoder' : part] += reaped;
        }
        return sums;
}
/** Their share of the machine's memory, MB: pages that several use are divided among them. */
export const memoryMb = (pids) => pids.reduce((sum, pid) =>
        sum + Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024, 0);
const PAGE_BYTES = Number(execFileSync('getconf', ['PAGESIZE']));
/** What they hold of it, MB, pages that several use counted for each: its growth is what they have taken for themselves. Costs
 *  0.05 ms a process, where memoryMb costs 6 and more and keeps the process from mapping meanwhile. */
export const residentMb = (pids) => pids.reduce((sum, pid) =>
        sum + (Number(fs.readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES) / (1024 * 1024), 0);
