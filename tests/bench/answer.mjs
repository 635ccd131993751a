// A durable answer of 400 kB (hash, fsync, rename, commit) against nginx's own PUT, which syncs nothing: both behind
// the site's nginx, 16 at once, every answer the first one of another candidate.
//
// What is timed is the accepting, to the end of its reply. There is no program that decodes a recording, so that what goes
// on beside it ends at once, and the reply with it. The promise, clip and row, is kept by then; the claim of the answer and
// the look at its interview, which are made as soon as it is accepted, are timed with it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from '../api/client.mjs';
import { PROGRAMS } from '../api/site.mjs';
import { RUNS, TOOLS, lineAtLeastOf, makeCandidates, median, openBenchSite, openNginx } from './bench.mjs';

const AT_ONCE = 16;
const ANSWERS = 1200;
const BYTES = 400_000;

// The programs, without the one that decodes: they look for each other where they lie themselves.
const folder = fs.mkdtempSync(join(tmpdir(), 'earshot-programs-'));
const programs = join(folder, 'bin');
fs.mkdirSync(programs);
for (const name of fs.readdirSync(PROGRAMS).filter((one) => one !== 'earshot-sandbox-clip')) fs.copyFileSync(join(PROGRAMS, name), join(programs, name));
fs.symlinkSync(join(dirname(PROGRAMS), 'share'), join(folder, 'share'));
fs.chmodSync(folder, 0o755);

const site = await openBenchSite({ STT: 'openai', STT_OPENAI_URL: 'http://127.0.0.1:9/v1', LOG_LEVEL: 'error' }, { programs });
const dav = join(site.dataDir, 'bench-dav');
for (const path of [dav, `${dav}-tmp`]) {
        fs.mkdirSync(path, { mode: 0o777 });
        fs.chmodSync(path, 0o777);
}
const nginx = await openNginx(site, `location /dav/ {
        alias "${dav}/";
        client_max_body_size 64m;
        client_body_temp_path "${dav}-tmp";
        dav_methods PUT;
}`);
const candidates = await makeCandidates(site, RUNS * ANSWERS);
const clip = join(site.dataDir, 'bench-answer.wav');
const head = Buffer.from('52494646a41a0600574156 45666d74201000000001000100803e0000007d0000020010006461746180 1a0600'.replaceAll(' ', ''), 'hex');
fs.writeFileSync(clip, Buffer.concat([head, Buffer.alloc(BYTES - head.length, 'earshot ')]));

// Taken a second.
const load = (kind, orders) => Number(execFileSync(join(TOOLS, 'post'), [String(nginx.port), String(AT_ONCE), kind, clip],
        { input: orders.join('\n'), encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] }));

const runs = { put: [], answer: [] };
for (let i = 0; i < RUNS; i++) {
        runs.put.push(load('put', candidates.slice(0, ANSWERS).map((_, k) => `/dav/${i}-${k}.wav -`)));
        runs.answer.push(load('answer', candidates.slice(i * ANSWERS, (i + 1) * ANSWERS)
                .map(({ token }) => `/api/candidate/turns/1/answer ${token}`)));
}
const taken = Number(sql(site, `SELECT count(*) FROM answer WHERE size_bytes = ${BYTES}`));
if (taken !== RUNS * ANSWERS) throw new Error(`${taken} answers were taken`);
lineAtLeastOf('durable answer of 400 kB, 16 at once / nginx PUT without fsync', median(runs.answer), median(runs.put), 0.6, '/s');
await nginx.stop();
await site.stop();
fs.rmSync(folder, { recursive: true });
