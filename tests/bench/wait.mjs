// From the end of an answer to the first sound of the next question, for answers of 30, 60 and 180 s, against the
// pipeline that works one step after another on the finished recording with the same providers: transcription, evaluation,
// question, first byte of speech. The recording is posted whole at its end, as the page does.
import { RUNS, lineAtMostOf, line, makeCandidates, median, note } from './bench.mjs';
import { clipOf, firstByte, openProviders, openTurnSite, post } from './turns.mjs';
import { sttMs } from './providers.mjs';

const SECONDS = [30, 60, 180];

const providers = await openProviders();
const site = await openTurnSite(providers);
const { latencies } = providers;
const candidates = await makeCandidates(site, SECONDS.length * RUNS);

async function waitMs({ token }, who, seconds) {
        let sound = null;
        const { from } = await post(site, token, 1, clipOf(who, seconds), ({ event, url, question }) => {
                const path = event === 'question_audio' ? url : event === 'next' ? question.audio : null;
                if (path) sound ??= firstByte(site, token, path);
        });
        if (!sound) throw new Error('the next question has no sound');
        return (await sound) - from;
}

const waits = new Map();
for (const [k, seconds] of SECONDS.entries()) {
        const runs = await Promise.all(Array.from({ length: RUNS }, (_, i) => waitMs(candidates[k * RUNS + i], k * RUNS + i, seconds)));
        waits.set(seconds, median(runs) / 1000);
}
for (const seconds of SECONDS)
        lineAtMostOf(`end of a ${seconds} s answer to first sound / one after another`, waits.get(seconds),
                (sttMs(latencies, seconds) + 2 * latencies.llm_whole + latencies.tts_first) / 1000, 0.25, 's', 2);
const [short, long] = [waits.get(30), waits.get(180)];
line('the same for 180 s / for 30 s', `<= 1.15 x + 0.15 s`, `${long.toFixed(2)} s`, long / short, long <= 1.15 * short + 0.15);
note('the answers of one length run at the same time');
await site.stop();
providers.stop();
