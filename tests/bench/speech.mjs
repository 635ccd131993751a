// What the embedded speech is worth and what it costs: it hears its own voices. Wall times are medians of three after a warm-up; CPU times are the
// program's own and do not depend on what else the machine does.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

import { samplesOf, speak, startSpeech, transcribe, wordErrorRate, words } from '../api/speech_server.mjs';

const RUNS = 3;
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));

const TEXTS = {
        service: `In my last position I was responsible for the payment service of a large shop. When I arrived, the
service failed almost every week, and nobody knew exactly why. I started by collecting the reports of the last six
months and sorted them by cause. Two thirds of the failures came from one old library that lost connections under load.
I proposed to replace it, wrote a small test that showed the problem, and convinced my manager to give me three weeks.
We finished in two weeks, the number of failures dropped by eighty percent, and the team could finally work on new
features again.`,
        search: `Our customers complained that the search page was slow. I looked at the logs first and saw that most of
the time was spent in the database. We had never thought about indexes, because the tables were small in the beginning.
I wrote down the ten slowest queries, talked about each of them with a colleague, and changed seven. After that the page
needed less than half a second. What I learned is that you should measure before you change anything, and that you
should tell people about the result, because they had already given up hope.`,
        conflict: `There was a conflict in the team about how we should review our work. Two of the older developers did
not want to wait for a review, and the younger ones felt ignored. I asked everybody to write down what they expected and
what they were afraid of. Then we met for one hour and agreed on three simple rules. A review must be done within one
day, it must be about the code and not about the person, and small changes may go in without it. It was not perfect, but
after a month nobody wanted to go back.`,
        mistake: `The biggest mistake I made was to promise a date without asking the people who would do the work. A
customer needed a new report before the end of the quarter, and I said yes in the meeting. It turned out that the data
did not exist in one place. I went back to the customer on the next morning, explained what had happened, and offered
them a smaller report that we could finish in time. They were not happy, but they accepted it. Since then I never give a
date in a meeting. I say when I will know the date.`,
        system: `If I had to design a system that sends messages to millions of users, I would begin with a queue. The
service that accepts a message should only check it, store it, and put it into the queue. Workers read from the queue
and send. When a worker dies, another one takes the message again, so every message needs a number, and the receiver must
ignore what it has already seen. I would count what goes in and what comes out, and raise an alarm when the difference
grows. I would not build it on more than one region before somebody shows me that we need it.`,
};

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
