// Sandbox programs are killed while they have a file: the templates that wait for files and the processes that they forked.
// Nobody notices: a file whose process somebody killed is given to another, and a killed API leaves none of them behind.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, named, shareHeard, signIn, startInterview } from '../api/client.mjs';
import { spoken } from '../api/clips.mjs';
import { docx } from '../api/docx.mjs';
import { childrenOf, openOwnSite } from './own_site.mjs';

const SAID = 'I added an index to the orders table.';
const FILES = 12;
const PATIENCE_MS = 60_000;

let site;
let hr;
before(async () => {
        site = await openOwnSite({ API_PROCESSES: '1', API_THREADS: '8', SPEECH_PROCESSES: '1' });
        hr = await signIn(site);
});
after(async () => {
        assert.deepEqual(await site?.stop(), []);
});

const api = () => childrenOf(site.pid, 'earshot-api');
/** Templates and what they forked: all are the API's children. */
const sandboxes = () => api().flatMap((pid) => childrenOf(pid, 'earshot-sandbox'));
const kill = (pid) => {
        try {
                process.kill(pid, 'SIGKILL');
        } catch {
                // It ended meanwhile.
        }
};

/** Waits for the reply and kills all sandbox processes once, as soon as there are any that were not there before. */
async function underFire(reply) {
        const known = new Set(sandboxes());
        let isOver = false;
        const done = reply.finally(() => { isOver = true; });
        for (let fired = false; !isOver && !fired; await sleep(1)) {
                const all = sandboxes();
                fired = all.some((pid) => !known.has(pid));
                if (fired) all.forEach(kill);
        }
        return done;
}

describe('sandbox processes that are killed', { timeout: 300_000 }, () => {
        it('lose_no_document', async () => {
                const posting = await hr.post('/api/postings', { title: 'Backend engineer', type: 'technical' }, 201);
                for (let i = 0; i < FILES; i++) {
                        const body = new FormData();
                        body.append('file', new Blob([docx([`Guide ${i}`, `Team ${i} answers within the hour.`])]), `guide${i}.docx`);
                        const { json } = await underFire(hr.does(201, 'POST', `/api/postings/${posting.id}/documents`, { body }));
                        assert.equal(json.pages, 1);
                }
        });

        it('lose_no_answer_and_blame_no_candidate', async () => {
                const made = await startInterview(hr);
                const told = await underFire(answer(made.candidate, 1, spoken(SAID, 'webm')));
                assert.equal(named(told, 'error'), undefined, JSON.stringify(told));
                assert.ok(shareHeard(SAID, named(told, 'transcript').text) > 0.4, named(told, 'transcript').text);
                assert.ok(named(told, 'next'), JSON.stringify(told));
        });

        it('are_gone_when_the_API_is', async () => {
                const [old] = api();
                const left = sandboxes();
                assert.ok(left.length > 0, 'templates wait');
                kill(old);
                const last = Date.now() + PATIENCE_MS;
                for (const pid of left) {
                        for (; isThere(pid); await sleep(20)) assert.ok(Date.now() < last, `${pid} ends`);
                }
        });
});

function isThere(pid) {
        try {
                process.kill(pid, 0);
                return true;
        } catch {
                return false;
        }
}
