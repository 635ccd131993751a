// A site of a test's own, as client.mjs knows sites; and the processes that belong to it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSite } from '../api/site.mjs';

// As startSite; `site.url` and `site.demo` are what client.mjs asks for.
export const openOwnSite = (settings) => startSite(settings);

// The ids of the parent's children of this name, as the kernel knows them.
export function childrenOf(parent, name) {
        const found = [];
        for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
                let stat;
                try {
                        stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
                } catch {
                        continue; // it ended meanwhile
                }
                // pid (comm) state ppid: proc(5); comm is cut after 15 letters.
                const [, comm, state, ppid] = /^\d+ \((.*)\) (\S) (\d+)/s.exec(stat);
                if (comm === name.slice(0, 15) && Number(ppid) === parent && state !== 'Z') found.push(Number(pid));
        }
        return found;
}

// Everything that the site's programs wrote for its operator.
export function logsOf(site) {
        const directory = join(site.dataDir, 'log');
        return readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8')).join('\n');
}
