// From the end of an answer to the first sound of the next question, for answers of 30, 60 and 180 s, against the
// pipeline that works one step after another on the finished recording with the same providers: transcription, evaluation,
// question, first byte of speech. The recording travels while it is spoken, as the page sends it; the clock runs from the
// answer's post to the first bytes of the next question's sound.
import { RUNS, lineAtMostOf, line, makeCandidates, median, note } from './bench.mjs';
import { clipOf, firstByte, openProviders, openTurnSite, postUploaded, sttMs, uploadSpoken } from './turns.mjs';

const SECONDS = [30, 60, 180];

const providers = await openProviders();
const site = await openTurnSite(providers);
const { latencies } = providers;
const candidates = await makeCandidates(site, SECONDS.length * RUNS);

async function waitMs({ token }, who, seconds) {
        let sound = null;
        const clip = clipOf(who, seconds);
        await uploadSpoken(site, token, 1, clip, seconds);
        const { from } = await postUploaded(site, token, 1, clip.length, ({ event, url, question }) => {
                const path = event === 'question_audio' ? url : event === 'next' ? question.audio : null;
                if (path) sound ??= firstByte(site, token, path);
        });
        if (!sound) throw new Error('the next question has no sound');
        return (await sound) - from;
}

const waits = new Map();
await Promise.all(SECONDS.map(async (seconds, k) => {
        const runs = await Promise.all(Array.from({ length: RUNS }, (_, i) => waitMs(candidates[k * RUNS + i], k * RUNS + i, seconds)));
        waits.set(seconds, median(runs) / 1000);
}));
for (const seconds of SECONDS)
        lineAtMostOf(`end of a ${seconds} s answer to first sound / one after another`, waits.get(seconds),
                (sttMs(latencies, seconds) + 2 * latencies.llm_whole + latencies.tts_first) / 1000, 0.25, 's', 2);
const [short, long] = [waits.get(30), waits.get(180)];
line('the same for 180 s / for 30 s', `<= 1.15 x + 0.15 s`, `${long.toFixed(2)} s`, long / short, long <= 1.15 * short + 0.15);
note('all answers are spoken at the same time');
await site.stop();
providers.stop();
