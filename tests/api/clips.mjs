// Recordings for tests: spoken by flite, encoded by ffmpeg, kept in build/test-clips.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const KEPT = resolve(dirname(fileURLToPath(import.meta.url)), '../../build/test-clips');

// What browsers and HR send: the container's ending, its type, and ffmpeg's arguments.
export const FORMATS = {
        wav: { type: 'audio/wav', args: ['-c:a', 'pcm_s16le', '-ar', '16000', '-f', 'wav'] },
        webm: { type: 'audio/webm;codecs=opus', args: ['-c:a', 'libopus', '-ar', '48000', '-b:a', '32k', '-f', 'webm'] },
        ogg: { type: 'audio/ogg;codecs=opus', args: ['-c:a', 'libopus', '-ar', '48000', '-b:a', '32k', '-f', 'ogg'] },
        mp4: {
                type: 'audio/mp4',
                args: ['-c:a', 'aac', '-ar', '48000', '-b:a', '64k', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4'],
        },
        mp3: { type: 'audio/mpeg', args: ['-c:a', 'libmp3lame', '-ar', '44100', '-b:a', '64k', '-f', 'mp3'] },
        flac: { type: 'audio/flac', args: ['-c:a', 'flac', '-ar', '16000', '-f', 'flac'] },
};

// The file of this name, made by `make(path)` where it is not there yet; it appears whole.
function kept(name, make) {
        const path = join(KEPT, name);
        if (!existsSync(path)) {
                mkdirSync(KEPT, { recursive: true });
                const half = join(KEPT, `half-${process.pid}-${name}`);
                make(half);
                renameSync(half, path);
        }
        return path;
}

const ffmpeg = (args) => execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });

function spokenWav(text, voice) {
        const name = createHash('sha256').update(`${voice} ${text}`).digest('hex').slice(0, 20);
        return kept(`${name}.wav`, (path) => execFileSync('flite', ['-voice', voice, '-t', text, '-o', path]));
}

// Sentences one after the other, each with a pause of 0.8 s behind it.
function spokenWithPauses(texts, voice) {
        const sources = texts.map((text) => spokenWav(text, voice));
        const name = createHash('sha256').update(sources.join(' ')).digest('hex').slice(0, 20);
        const padded = sources.map((_, i) => `[${i}]apad=pad_dur=0.8[p${i}]`).join(';');
        return kept(`${name}.wav`, (path) => ffmpeg([
                ...sources.flatMap((source) => ['-i', source]),
                '-filter_complex', `${padded};${sources.map((_, i) => `[p${i}]`).join('')}concat=n=${sources.length}:v=0:a=1`, '-f', 'wav', path,
        ]));
}

// A recording of the text in one of FORMATS: { audio, type }; of a list of texts with pauses between them. flite's rms is
// understood best.
export function spoken(text, format = 'wav', voice = 'rms') {
        const source = Array.isArray(text) ? spokenWithPauses(text, voice) : spokenWav(text, voice);
        const name = `${createHash('sha256').update(`${source} ${FORMATS[format].args}`).digest('hex').slice(0, 20)}.${format}`;
        const path = kept(name, (half) =>
                ffmpeg(['-i', source, '-af', 'adelay=300,apad=pad_dur=0.3', '-ac', '1', '-map_metadata', '-1', ...FORMATS[format].args, half]),
        );
        return { audio: readFileSync(path), type: FORMATS[format].type };
}

// Nothing is said, only a faint noise; each seed gives other bytes.
export function silence(ms, seed = 1, format = 'wav') {
        const path = kept(`silence-${ms}-${seed}.${format}`, (half) =>
                ffmpeg([
                        '-f', 'lavfi', '-i', `anoisesrc=d=${ms / 1000}:c=pink:a=0.0004:r=16000:s=${seed}`,
                        '-ac', '1', '-map_metadata', '-1', '-fflags', '+bitexact', ...FORMATS[format].args, half,
                ]),
        );
        return { audio: readFileSync(path), type: FORMATS[format].type };
}

// A WAV of one tone: short to make, different for each frequency.
export function tone(ms, hertz = 440) {
        const count = Math.round(16 * ms);
        const bytes = Buffer.alloc(44 + 2 * count);
        bytes.write('RIFF', 0, 'latin1');
        bytes.writeUInt32LE(36 + 2 * count, 4);
        bytes.write('WAVEfmt ', 8, 'latin1');
        bytes.writeUInt32LE(16, 16);
        bytes.writeUInt16LE(1, 20);
        bytes.writeUInt16LE(1, 22);
        bytes.writeUInt32LE(16000, 24);
        bytes.writeUInt32LE(32000, 28);
        bytes.writeUInt16LE(2, 32);
        bytes.writeUInt16LE(16, 34);
        bytes.write('data', 36, 'latin1');
        bytes.writeUInt32LE(2 * count, 40);
        // Loudness that rises and falls as that of speech, so that it counts as such.
        for (let i = 0; i < count; i++) {
                const swell = 0.5 - 0.5 * Math.cos((2 * Math.PI * 3 * i) / 16000);
                bytes.writeInt16LE(Math.round(9000 * swell * Math.sin((2 * Math.PI * hertz * i) / 16000)), 44 + 2 * i);
        }
        return { audio: bytes, type: 'audio/wav' };
}
