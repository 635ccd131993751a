// Speech for a browser's microphone, and how much of it arrived.
import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const HEADER_BYTES = 44;
const STEP_MS = 50;

function silence(rate, length_ms) {
        return Buffer.alloc(Math.round(rate * length_ms / 1000) * 2);
}

/** Writes the text as speech into a 16-bit WAV file, with a little silence around it; a file that is there is replaced at
 *  once, never half. @returns {number} its length in ms */
export const speakInto = (path, text) => speakPiecesInto(path, [600, text, 400]);

/** The same of texts, and of silences of so many ms. @param {string} path @param {(string | number)[]} pieces */
export function speakPiecesInto(path, pieces) {
        const spoken = `${path}.spoken.wav`;
        const say = (text) => {
                execFileSync('flite', ['-voice', 'slt', '-t', text, '-o', spoken]);
                return readFileSync(spoken);
        };
        const said = pieces.map((piece) => (typeof piece === 'string' ? say(piece) : piece));
        const wav = said.find((piece) => typeof piece !== 'number');
        const rate = wav.readUInt32LE(24);
        const samples = Buffer.concat(said.map((piece) => (typeof piece === 'number' ? silence(rate, piece) : piece.subarray(HEADER_BYTES))));
        const header = Buffer.from(wav.subarray(0, HEADER_BYTES));
        header.writeUInt32LE(36 + samples.length, 4);
        header.writeUInt32LE(samples.length, 40);
        writeFileSync(spoken, Buffer.concat([header, samples]));
        renameSync(spoken, path);
        return samples.length / 2 / rate * 1000;
}

/** The loudness of a WAV file in steps of 50 ms. */
export function envelopeOf(path) {
        const wav = readFileSync(path);
        const step = wav.readUInt32LE(24) * STEP_MS / 1000;
        const levels = [];
        for (let at = 0; HEADER_BYTES + (at + step) * 2 <= wav.length; at += step) {
                let sum = 0;
                for (let i = 0; i < step; i++)
                        sum += (wav.readInt16LE(HEADER_BYTES + Math.floor(at + i) * 2) / 32768) ** 2;
                levels.push(Math.sqrt(sum / step));
        }
        return levels;
}

/** In the page: the loudness of a sound of the API in steps of 50 ms, as the browser decodes it. */
export async function envelopeInPage(path) {
        const bytes = await (await fetch(path)).arrayBuffer();
        const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes);
        const samples = sound.getChannelData(0);
        const levels = [];
        for (let at = 0; at + 800 <= samples.length; at += 800)
                levels.push(Math.sqrt(samples.subarray(at, at + 800).reduce((sum, one) => sum + one * one, 0) / 800));
        return levels;
}

/** How alike two envelopes are at the best shift of up to two seconds: 1 is the same, 0 is unrelated. */
export function likeness(left, right) {
        let best = 0;
        for (let shift = -40; shift <= 40; shift++) {
                const pairs = left.map((level, index) => [level, right[index + shift]]).filter(([, other]) => other !== undefined);
                if (pairs.length < left.length * 0.6)
                        continue;
                const mean = (side) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
                const [first, second] = [mean(0), mean(1)];
                const sum = (value) => pairs.reduce((total, pair) => total + value(pair[0] - first, pair[1] - second), 0);
                best = Math.max(best, sum((a, b) => a * b) / Math.sqrt(sum((a) => a * a) * sum((_, b) => b * b)));
        }
        return best;
}

/** Words that carry meaning, folded. */
export const longWords = (text) => new Set(text.toLowerCase().match(/[a-z]{4,}/g) ?? []);

/** The share of the words of `said` that stand in `heard`. */
export function shareHeard(said, heard) {
        const words = longWords(heard);
        const wanted = [...longWords(said)];
        return wanted.filter((word) => words.has(word)).length / wanted.length;
}
