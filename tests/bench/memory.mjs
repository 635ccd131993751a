// What the programs hold when nothing happens, speech apart: earshot-api and the runner as `make run` starts them,
// after they have served; and the sandbox's templates, which wait for files after the first one and are ended when none
// comes for minutes. Medians of a few looks.
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../fault/own_site.mjs';
import { Caller } from '../api/client.mjs';
import { clipOf, post } from './turns.mjs';
import { RUNS, lineAtMost, makeCandidates, median, memoryMb, note, openBenchSite } from './bench.mjs';

const REST_MS = 2000;
// Enough that each process of the API has had one.
const RECORDINGS = 8;

// The defaults of these settings.
const site = await openBenchSite({ API_PROCESSES: '2', API_THREADS: '32', SPEECH_PROCESSES: '2' });
const candidates = await makeCandidates(site, 200);
for (const { token } of candidates) await new Caller(site, { Authorization: `Bearer ${token}` }).get('/api/candidate/interview');
const looks = [];
for (let i = 0; i < RUNS; i++) {
        await sleep(REST_MS);
        const api = childrenOf(site.pid, 'earshot-api');
        const jobs = childrenOf(site.pid, 'earshot-jobs');
        // Two runners overlap for a moment each minute.
        looks.push({ api: memoryMb(api), jobs: memoryMb(jobs), parent: memoryMb([site.pid]), count: `${api.length} and ${jobs.length}` });
}
const of = (what) => median(looks.map((look) => look[what]));
lineAtMost('memory at rest: api, runner and sandbox together', of('api') + of('jobs'), 40, 'MB');
note(`api ${of('api').toFixed(1)} MB, runner ${of('jobs').toFixed(1)} MB (${looks[0].count} processes); the parent besides ${of('parent').toFixed(1)} MB`);
// No speech in them: what is decoded is all that is done.
for (let i = 0; i < RECORDINGS; i++) await post(site, candidates[i].token, 1, clipOf(i, 1));
await sleep(REST_MS);
const waiting = childrenOf(site.pid, 'earshot-api').flatMap((pid) => childrenOf(pid, 'earshot-sandbox'));
note(`after recordings ${waiting.length} templates wait for the next, for five minutes: ${memoryMb(waiting).toFixed(1)} MB`);
await site.stop();
