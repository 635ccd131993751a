// One candidate speaks for a minute to the embedded recogniser, and the recording is uploaded meanwhile, a second at a
// time: how long the first sound of the next question takes after the end, and whether the words are as good as those of the
// same recording posted whole. flite speaks: once with a pause of 0.8 s behind each sentence,
// once with its own short ones.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { sql } from '../api/client.mjs';
import { wordErrorRate, words } from '../api/speech_server.mjs';
import { lineAtMost, line, makeCandidates, note, openBenchSite } from './bench.mjs';
import { TEXTS } from './texts.mjs';
import { firstByte, post, postUploaded, uploadSpoken } from './turns.mjs';

const SECONDS = 60;
const site = await openBenchSite({ STT: 'builtin', TTS: 'builtin', SPEECH_PROCESSES: '2', API_PROCESSES: '2' });
const file = (name) => join(site.dataDir, `bench-${name}`);
const run = (program, args) => execFileSync(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });

// A minute of speech as a browser records it, and what is said in it: whole sentences.
function speak(name, text, pause) {
        const sentences = text.replaceAll('\n', ' ').match(/[^.]+\./g).map((one) => one.trim());
        const said = [];
        let seconds = 0;
        const list = [];
        run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', String(pause), file('pause.wav')]);
        for (const [i, one] of sentences.entries()) {
                const path = file(`${name}-${i}.wav`);
                run('flite', ['-voice', 'rms', '-t', one, '-o', path]);
                seconds += (fs.statSync(path).size - 44) / 32000 + pause;
                if (seconds > SECONDS + 3) break;
                said.push(one);
                list.push(`file '${path}'`, ...(pause > 0 ? [`file '${file('pause.wav')}'`] : []));
        }
        fs.writeFileSync(file('list'), list.join('\n'));
        if (pause > 0) run('ffmpeg', ['-v', 'error', '-f', 'concat', '-safe', '0', '-i', file('list'), '-y', file(`${name}.wav`)]);
        else run('flite', ['-voice', 'rms', '-t', said.join(' '), '-o', file(`${name}.wav`)]);
        fs.rmSync(file('pause.wav'), { force: true });
        run('ffmpeg', ['-v', 'error', '-i', file(`${name}.wav`), '-ac', '1', '-ar', '48000', '-c:a', 'libopus', '-b:a', '32k', '-f', 'webm', file(`${name}.webm`)]);
        const bytes = fs.readFileSync(file(`${name}.webm`));
        return { bytes, said: words(said.join(' ')), seconds: (fs.statSync(file(`${name}.wav`)).size - 44) / 32000 };
}

const upload = ({ token }, { bytes, seconds }) => uploadSpoken(site, token, 1, bytes, seconds);

// The text that was understood, and when the first sound of the next question was there.
async function answer({ token }, ask) {
        let text = '';
        let sound = null;
        const { from } = await ask(({ event, ...rest }) => {
                if (event === 'transcript') text = rest.text;
                const path = event === 'question_audio' ? rest.url : event === 'next' ? rest.question.audio : null;
                if (path) sound ??= firstByte(site, token, path);
        });
        if (!sound) throw new Error('the next question has no sound');
        return { text: words(text), waitMs: (await sound) - from };
}

const CLIPS = [speak('a', TEXTS.search + TEXTS.mistake, 0.8), speak('b', TEXTS.service + TEXTS.search, 0)];
const candidates = await makeCandidates(site, 2 * CLIPS.length, { limits: { max_answer_seconds: 120 } });
const spoken = [];
for (const [i, clip] of CLIPS.entries()) {
        const candidate = candidates[i];
        await upload(candidate, clip);
        const before = Number(sql(site, 'SELECT count(*) FROM segment WHERE transcript IS NOT NULL'));
        const one = await answer(candidate, (seen) => postUploaded(site, candidate.token, 1, clip.bytes.length, seen));
        spoken.push({ ...one, before });
}
const whole = await Promise.all(CLIPS.map((clip, i) =>
        answer(candidates[CLIPS.length + i], (seen) => post(site, candidates[CLIPS.length + i].token, 1, clip.bytes, seen))));
const rate = (answers) => (100 * answers.reduce((sum, { text }, i) => sum + wordErrorRate(CLIPS[i].said, text) * CLIPS[i].said.length, 0)) /
        CLIPS.reduce((sum, { said }) => sum + said.length, 0);
lineAtMost('embedded speech: wait after 60 s spoken in sentences', spoken[0].waitMs / 1000, 2, 's', 2);
lineAtMost('embedded speech: wait after 60 s spoken without a pause', spoken[1].waitMs / 1000, 2, 's', 2);
const [ours, theirs] = [rate(spoken), rate(whole)];
line('embedded speech: word error rate / whole clip', `<= ${theirs.toFixed(1)} + 2.0 %`, `${ours.toFixed(1)} %`, ours / theirs, ours <= theirs + 2);
note(`answers of ${CLIPS.map(({ seconds }) => seconds.toFixed(0)).join(', ')} s; pieces transcribed before the end: ${spoken.map(({ before }) => before).join(', ')}`);
await site.stop();
