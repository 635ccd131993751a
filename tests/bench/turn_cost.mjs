// What a turn costs besides its providers: its whole time less that in which a provider was at work for it; clips of 5 s,
// so many candidates at once. And the memory of earshot-api for each turn in flight. Client, providers, database and
// programs share the machine's processors.
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../fault/own_site.mjs';
import { cpuByPart, lineAtMost, line, makeCandidates, memoryMb, note, percentile, residentMb } from './bench.mjs';
import { openClients, openProviders, openTurnSite, runTurns } from './turns.mjs';

const CLIP_SECONDS = 5;
const MOST_OWN = { 64: { p50: 5, p99: 20 }, 1000: { p99: 100 } };
const REST_MS = 2000;
const LOOK_MS = 1000;
// A turn and what is done behind it are over by then, longer than its providers take.
const ALONE_MS = 700;

const PLACES = ['before', 'between', 'behind'];
const gapsNote = (gaps, figures) => PLACES.map((place) => `${place} their calls ${figures(gaps.map((one) => one[place]))}`).join(', ');
const both = (values) => `${percentile(values, 0.5).toFixed(1)} / ${percentile(values, 0.99).toFixed(1)}`;

/** `turns` turns of each of `count` candidates, begun evenly over `spread` ms, the first of which warm up; then `alone` turns
 *  that are the only one each. */
export async function measure({ count, settings, latencies, spread, turns, alone = 0 }) {
        const providers = await openProviders(latencies);
        const site = await openTurnSite(providers, settings);
        const clients = openClients(site, await makeCandidates(site, count), CLIP_SECONDS);
        const api = childrenOf(site.pid, 'earshot-api');
        const own = [];
        const gaps = [];
        let failed = 0;
        let grown = 0;
        // The first turn warms up: threads, connections, plans.
        await runTurns(clients, providers, 1, count, spread);
        await sleep(REST_MS);
        const rest = memoryMb(api);
        const residentAtRest = residentMb(api);
        const before = cpuByPart(site);
        for (let turn = 2; turn <= turns; turn++) {
                const timer = setInterval(() => { grown = Math.max(grown, residentMb(api) - residentAtRest); }, LOOK_MS);
                const run = await runTurns(clients, providers, turn, count, spread);
                clearInterval(timer);
                own.push(...run.own);
                gaps.push(...run.gaps);
                failed += run.failed;
        }
        const after = cpuByPart(site);
        const label = `${count} turns in flight`;
        for (const [name, limit] of Object.entries(MOST_OWN[count]))
                lineAtMost(`own time of a turn, ${label}: ${name}`, percentile(own, Number(name.slice(1)) / 100), limit, 'ms');
        lineAtMost(`memory of a turn in flight, ${count}`, (grown * 1024) / count, 200, 'kB', 0);
        line(`${label}: failed`, '<= 0', String(failed), failed, failed === 0);
        note(`without a provider, p50 / p99: ${gapsNote(gaps, both)} ms`);
        note(`processor a turn: ${Object.keys(after).map((part) => `${part} ${((1000 * (after[part] - before[part])) / own.length).toFixed(1)}`).join(', ')} ms`);
        note(`api at rest ${rest.toFixed(1)} MB, at most ${(rest + grown).toFixed(1)} MB; ${own.length} turns counted`);
        if (alone > 0) {
                const { stt_least: stt, llm_whole: llm, tts_whole: tts } = providers.latencies;
                const run = await runTurns(clients, providers, turns + 1, alone, alone * (stt + llm + tts + ALONE_MS));
                note(`one turn at a time: own time ${both(run.own)}: ${gapsNote(run.gaps, both)} ms; ${alone} turns, ${run.failed} failed`);
        }
        clients.stop();
        await site.stop();
        providers.stop();
}
