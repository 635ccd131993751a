// What the embedded speech is worth and what it costs: it hears its own voices. Wall times are medians of three after a warm-up; CPU times are the
// program's own and do not depend on what else the machine does.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

import { samplesOf, speak, startSpeech, transcribe, wordErrorRate, words } from '../api/speech_server.mjs';
import { TEXTS } from './texts.mjs';

const RUNS = 3;
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));

const QUESTION = 'Please tell me about a project that you are proud of, what your own part in it was, and what you would ' +
        'do differently today.';

function median(values) {
        return [...values].sort((a, b) => a - b)[values.length >> 1];
}

function memory(pid, field) {
        const line = fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${field}:\\s+(\\d+)`, 'm'));
        return Number(line[1]) / 1024;
}

function cpuSeconds(pid) {
        const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

async function timed(work) {
        const began = performance.now();
        const result = await work();
        return { result, ms: performance.now() - began };
}

async function startMs() {
        const runs = [];
        for (let i = 0; i < RUNS; i++) {
                const server = await startSpeech();
                runs.push(Number(server.log().match(/"message":"ready","ms":(\d+)/)[1]));
                await server.close();
        }
        return median(runs);
}

const server = await startSpeech();
const [pid] = server.pids;
const mb = (value) => `${value.toFixed(0)} MB`;
console.log(`start: ${await startMs()} ms to ready`);
console.log(`memory at rest: ${mb(memory(pid, 'VmRSS'))} resident, ${mb(memory(pid, 'RssAnon'))} of it the process's own`);

console.log('\nspeech to text: word error rate, wall and CPU time per second of sound');
const totals = { slt: [], rms: [] };
const real = [];
const cpu = [];
for (const voice of ['slt', 'rms']) {
        for (const [name, text] of Object.entries(TEXTS)) {
                const sound = (await speak(server, { input: text, voice, response_format: 'wav' })).body;
                const seconds = samplesOf(sound).length / 16000;
                const cpuBefore = cpuSeconds(pid);
                const { result, ms } = await timed(() => transcribe(server, [['file', sound], ['response_format', 'verbose_json']]));
                const used = cpuSeconds(pid) - cpuBefore;
                const heard = JSON.parse(result.body);
                const rate = wordErrorRate(words(text), words(heard.text));
                totals[voice].push(rate);
                real.push(ms / 1000 / seconds);
                cpu.push(used / seconds);
                console.log(`  ${voice} ${name.padEnd(9)} ${seconds.toFixed(1).padStart(5)} s  ${(100 * rate).toFixed(1).padStart(4)} %` +
                        `  ${(ms / 1000 / seconds).toFixed(2)}  ${(used / seconds).toFixed(2)}` +
                        `  confidence ${heard.confidence.toFixed(2)}, ${heard.segments.length} segments`);
        }
}
const mean = (values) => (100 * values.reduce((a, b) => a + b, 0) / values.length).toFixed(1);
console.log(`  word error rate: slt ${mean(totals.slt)} %, rms ${mean(totals.rms)} %`);
console.log(`  per second of sound (median): ${median(real).toFixed(2)} s wall, ${median(cpu).toFixed(2)} s CPU`);
console.log(`  memory afterwards: ${mb(memory(pid, 'VmRSS'))} resident, at most ${mb(memory(pid, 'VmHWM'))}`);

console.log(`\ntext to speech: ${words(QUESTION).length} words, wall time (median of ${RUNS})`);
for (const voice of ['slt', 'rms', 'de']) {
        for (const format of ['wav', 'mp3']) {
                const order = { input: QUESTION, voice, response_format: format };
                await speak(server, order);
                const runs = [];
                for (let i = 0; i < RUNS; i++)
                        runs.push((await timed(() => speak(server, order))).ms);
                console.log(`  ${voice === 'de' ? 'espeak-ng' : voice.padEnd(9)} ${format}  ${median(runs).toFixed(0).padStart(4)} ms`);
        }
}
await server.close();
