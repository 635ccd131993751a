// What a turn costs besides its providers: its whole time less that in which a provider was at work for it; clips of 5 s,
// so many candidates at once. And the memory of earshot-api for each turn in flight. Client, providers, database and
// programs share the machine's processors.
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../fault/own_site.mjs';
import { cpuByPart, lineAtMost, line, makeCandidates, memoryMb, note, percentile } from './bench.mjs';
import { clipOf, openProviders, openTurnSite, runTurns } from './turns.mjs';

const CLIP_SECONDS = 5;
const MOST_OWN = { 64: { p50: 5, p99: 20 }, 1000: { p99: 100 } };
const REST_MS = 2000;

export async function measure(count, settings, latencies, spread, turns) {
        const providers = await openProviders(latencies);
        const site = await openTurnSite(providers, settings);
        const candidates = (await makeCandidates(site, count)).map((one, i) => ({ ...one, clip: clipOf(i, CLIP_SECONDS) }));
        const api = childrenOf(site.pid, 'earshot-api');
        const own = [];
        const gaps = [];
        let failed = 0;
        let most = 0;
        // The first turn warms up: threads, connections, plans.
        await runTurns(site, providers, candidates, 1, spread);
        await sleep(REST_MS);
        const rest = memoryMb(api);
        const before = cpuByPart(site);
        for (let turn = 2; turn <= turns; turn++) {
                const run = await runTurns(site, providers, candidates, turn, spread, () => { most = Math.max(most, memoryMb(api)); });
                own.push(...run.own);
                gaps.push(...run.gaps);
                failed += run.failed;
        }
        const after = cpuByPart(site);
        const label = `${count} turns in flight`;
        for (const [name, limit] of Object.entries(MOST_OWN[count]))
                lineAtMost(`own time of a turn, ${label}: ${name}`, percentile(own, Number(name.slice(1)) / 100), limit, 'ms');
        lineAtMost(`memory of a turn in flight, ${count}`, ((most - rest) * 1024) / count, 200, 'kB', 0);
        line(`${label}: failed`, '<= 0', String(failed), failed, failed === 0);
        note(`without a provider, p50 / p99: ${['before', 'between', 'behind'].map((place) => {
                const all = gaps.map((one) => one[place]);
                return `${place} their calls ${percentile(all, 0.5).toFixed(1)} / ${percentile(all, 0.99).toFixed(1)}`;
        }).join(', ')} ms`);
        note(`processor a turn: ${Object.keys(after).map((part) => `${part} ${((1000 * (after[part] - before[part])) / own.length).toFixed(1)}`).join(', ')} ms`);
        note(`api at rest ${rest.toFixed(1)} MB, at most ${most.toFixed(1)} MB; ${own.length} turns counted`);
        await site.stop();
        providers.stop();
}

