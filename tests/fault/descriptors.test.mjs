// A program that has no descriptor left takes no request; when it has some again it serves as before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, openOwnSite } from './own_site.mjs';

/** More than standard input, output and error there are always. */
const FEW = 3;
const MANY = 1024;

let site;
before(async () => {
        site = await openOwnSite({ API_PROCESSES: '1', API_THREADS: '4', SPEECH_PROCESSES: '1', TTS: 'none', STT: 'browser' });
});
after(async () => assert.deepEqual(await site?.stop(), []));

// As its own user, which may.
function limit(pid, count) {
        const { uid, gid } = statSync(`/proc/${pid}`);
        execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${count}:`], process.getuid() === 0 ? { uid, gid } : {});
}

describe('an API without descriptors', () => {
        it('serves again when it has some', async () => {
                const [pid] = childrenOf(site.pid, 'earshot-api');
                const ask = () => fetch(`${site.url}/api/candidate/interview`).then((reply) => reply.status);
                assert.equal(await ask(), 401);
                limit(pid, FEW);
                // They wait at the door, each thread's failure to open it passes.
                const waiting = Array.from({ length: 8 }, ask);
                await sleep(500);
                limit(pid, MANY);
                assert.deepEqual(await Promise.all(waiting), Array(8).fill(401));
                assert.deepEqual(childrenOf(site.pid, 'earshot-api'), [pid], 'it is the same process');
        });
});
