// What monitors ask while every thread of the API is with a provider that says nothing.
import { createServer } from 'node:http';
import { answer, startInterview } from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { lineAtMost, median, note, openBenchSite } from './bench.mjs';

const THREADS = 4;
const ASKED = 200;
const MOST_MS = 100;

const held = [];
const gate = createServer((request, reply) => held.push(reply));
await new Promise((done) => gate.listen(0, '127.0.0.1', done));
const site = await openBenchSite({
        API_THREADS: String(THREADS), STT: 'openai', LLM: 'builtin', STT_SECONDS: '120',
        STT_OPENAI_URL: `http://127.0.0.1:${gate.address().port}/v1`, STT_OPENAI_KEY: 'sk-bench',
});
const made = [];
for (let i = 0; i < THREADS; i++) made.push(await startInterview(site.hr));
let over = 0;
const turns = made.map((one) => answer(one.candidate, 1, tone(1500, 700)).catch(() => {}).finally(() => { over++; }));
while (held.length < THREADS) {
        if (over > 0) throw new Error('a turn did not hang');
        await new Promise((done) => setTimeout(done, 10));
}
for (const path of ['/healthz', '/readyz', '/metrics']) {
        const took = [];
        for (let i = 0; i < ASKED; i++) {
                const began = performance.now();
                const reply = await fetch(`${site.url}${path}`);
                await reply.text();
                if (reply.status !== 200) throw new Error(`${path} said ${reply.status}`);
                took.push(performance.now() - began);
        }
        lineAtMost(`${path} while all ${THREADS} threads hang, the longest of ${ASKED}`, Math.max(...took), MOST_MS, 'ms');
        note(`median ${median(took).toFixed(1)} ms`);
}
if (over > 0) throw new Error('a thread was free meanwhile');
gate.closeAllConnections();
gate.close();
await Promise.all(turns);
await site.stop();
