// A site of a test's own, as client.mjs knows sites; and the processes that belong to it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSite } from '../api/site.mjs';

// As startSite; `site.url` and `site.demo` are what client.mjs asks for.
export const openOwnSite = (settings) => startSite(settings);

// All processes of this machine by id, as the kernel knows them: { pid, name (cut after 15 letters), parent }.
function processes() {
        const found = new Map();
        for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number)) {
                let stat;
                try {
                        stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
                } catch {
                        continue; // it ended meanwhile
                }
                // pid (comm) state ppid: proc(5).
                const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(stat);
                if (state !== 'Z') found.set(pid, { pid, name, parent: Number(parent) });
        }
        return found;
}

// Those of these parents' children, grandchildren and so on.
export function descendantsOf(parents) {
        const all = processes();
        const isBelow = ({ parent }) => parents.includes(parent) || (all.has(parent) && isBelow(all.get(parent)));
        return [...all.values()].filter(isBelow);
}

// The ids of the parent's children of this name.
export const childrenOf = (parent, name) =>
        [...processes().values()].filter((one) => one.parent === parent && one.name === name.slice(0, 15)).map(({ pid }) => pid);

// What a client gets to see of a request to a site that may die over it: { status, headers, text, events }; status is 0 where the
// connection broke. `seen` is told each event of a stream when it comes.
export async function see(caller, method, path, { body, headers = {}, patienceMs = 60_000, seen = () => {} } = {}) {
        const events = [];
        try {
                const reply = await fetch(caller.site.url + path, {
                        method, body, headers: { ...caller.headers, ...headers }, signal: AbortSignal.timeout(patienceMs),
                });
                const isStream = reply.headers.get('content-type')?.startsWith('application/x-ndjson');
                if (!isStream) return { status: reply.status, headers: reply.headers, text: await reply.text(), events };
                let rest = '';
                const decoder = new TextDecoder();
                for await (const bytes of reply.body) {
                        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
                        rest = lines.pop();
                        for (const line of lines.filter((one) => one !== '')) {
                                events.push(JSON.parse(line));
                                seen(events.at(-1));
                        }
                }
                return { status: reply.status, headers: reply.headers, text: '', events };
        } catch (error) {
                if (error.name === 'TimeoutError' || error.name === 'AssertionError') throw error;
                return { status: 0, headers: new Headers(), text: '', events };
        }
}

// What a client may get from a site that dies and comes back: nothing, or that it is away now.
export const PASSING = [0, 502, 503, 504];

// Everything that the site's programs wrote for its operator.
export function logsOf(site) {
        const directory = join(site.dataDir, 'log');
        return readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8')).join('\n');
}
