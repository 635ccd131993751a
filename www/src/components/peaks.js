// From sound to the heights of a waveform, the same for a microphone that is open and for a recording.

/** One height stands for this much sound. */
export const PEAK_MS = 50;

/** The loudness of some samples, 0 to 1. @param {Float32Array} samples @param {number} [from] @param {number} [to] */
export function loudness(samples, from = 0, to = samples.length) {
        let sum = 0;
        for (let i = from; i < to; i++)
                sum += samples[i] * samples[i];
        return to > from ? Math.sqrt(sum / (to - from)) : 0;
}

/** Recordings are decoded to mono at this rate: enough for speech, and little to hold. */
export const RATE = 16000;

/** Decodes a whole recording. Throws where the browser cannot. @param {ArrayBuffer} bytes @returns {Promise<Float32Array>} */
export async function decode(bytes) {
        return (await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes)).getChannelData(0);
}

/** @typedef {{peaks: number[], length_ms: number}} Shape */

/** @param {Float32Array} samples as decoded @returns {Shape} */
export function shapeOf(samples) {
        const step = RATE * PEAK_MS / 1000;
        const peaks = [];
        for (let at = 0; at < samples.length; at += step)
                peaks.push(loudness(samples, at, Math.min(at + step, samples.length)));
        return { peaks, length_ms: samples.length / RATE * 1000 };
}

/** The same sound as a file in which every browser can move. @param {Float32Array} samples as decoded */
export function wavOf(samples) {
        const sound = new Int16Array(samples.length);
        for (let i = 0; i < samples.length; i++)
                sound[i] = Math.max(-1, Math.min(1, samples[i])) * 32767;
        const head = new DataView(new ArrayBuffer(44));
        [...'RIFF    WAVEfmt                     data'].forEach((letter, at) => head.setUint8(at, letter.charCodeAt(0)));
        head.setUint32(4, 36 + sound.byteLength, true);
        head.setUint32(16, 16, true);
        head.setUint16(20, 1, true);
        head.setUint16(22, 1, true);
        head.setUint32(24, RATE, true);
        head.setUint32(28, RATE * 2, true);
        head.setUint16(32, 2, true);
        head.setUint16(34, 16, true);
        head.setUint32(40, sound.byteLength, true);
        return new Blob([head, sound], { type: 'audio/wav' });
}
