// From the end of an interview until its report is there, JSON and PDF, while ten interviews end every second. Answers were
// evaluated meanwhile, as they are where candidates take minutes; no provider is asked.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, sql } from '../api/client.mjs';
import { lineAtMost, makeCandidates, median, note, openBenchSite, percentile } from './bench.mjs';

const A_SECOND = 10;
const SECONDS = 30;
const MOST_MS = 2000;
// How finely the arrival of a report is told.
const LOOK_MS = 20;
const GIVE_UP_MS = 90_000;
const ANSWERS = [
        'In my last job the search page took six seconds. I measured every step with real data, I found a query that read the whole table, and I created an index. It took half a second then.',
        'I give each message its own number and store it with a unique key in the same transaction. In my last project forty came twice each day, and no customer paid twice.',
        'Last year I broke the sign in for two hundred customers. I told my manager, rolled back in five minutes, found the reason in the log and wrote a test for it.',
        'Two engineers could not agree. I asked both sides, suggested an experiment of two weeks, and we decided by the numbers: it was thirty percent faster.',
];

/** Tells `seen(id)` of each report as soon as its row can be read; one session of psql, a query at a time. */
function watchReports(site, seen) {
        const psql = spawn('psql', ['-XAtq', '-h', join(site.dataDir, 'run'), '-U', 'earshot_owner', '-d', 'earshot'], { stdio: ['pipe', 'pipe', 'inherit'] });
        let isOver = false;
        const ask = () => psql.stdin.write(`SELECT interview_id FROM report; SELECT 'end';\n`);
        createInterface({ input: psql.stdout }).on('line', (text) => {
                if (text !== 'end')
                        seen(text);
                else if (isOver)
                        psql.stdin.end();
                else
                        setTimeout(ask, LOOK_MS);
        });
        ask();
        return () => { isOver = true; };
}

const site = await openBenchSite();
const candidates = await makeCandidates(site, A_SECOND * SECONDS, { title: 'Ends', limits: { max_turns: 5 } }, ANSWERS);
const endedAt = new Map();
const took = new Map();
const stop = watchReports(site, (id) => {
        if (endedAt.has(id) && !took.has(id)) took.set(id, performance.now() - endedAt.get(id));
});
const began = performance.now();
const ends = [];
for (const [at, { token, id }] of candidates.entries()) {
        await sleep(Math.max(0, began + at * 1000 / A_SECOND - performance.now()));
        endedAt.set(id, performance.now());
        ends.push(new Caller(site, { Authorization: `Bearer ${token}` }).does(200, 'POST', '/api/candidate/end'));
}
await Promise.all(ends);
const lasted = (performance.now() - began) / 1000;
for (const until = performance.now() + GIVE_UP_MS; took.size < candidates.length && performance.now() < until;) await sleep(LOOK_MS);
stop();
if (took.size < candidates.length) throw new Error(`${candidates.length - took.size} reports are not there`);
const all = [...took.values()];
lineAtMost(`report ready after the end, ${A_SECOND} a second for ${SECONDS} s, p99`, percentile(all, 0.99), MOST_MS, 'ms', 0);
const [waited, made] = sql(site, `SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM r.generated_at - j.created_at) * 1000)::int,
        percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM j.finished_at - r.generated_at) * 1000)::int
        FROM job j JOIN report r ON r.interview_id::text = j.key WHERE j.kind = 'report'`).split('|');
note(`median ${median(all).toFixed(0)} ms, longest ${Math.max(...all).toFixed(0)} ms; p99 until a runner had read the interview ${waited} ms, from there ${made} ms; ended in ${lasted.toFixed(1)} s`);
await site.stop();
