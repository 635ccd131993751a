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

/** @typedef {{peaks: number[], length_ms: number}} Shape */

/** Decodes a whole recording. Throws where the browser cannot. @param {ArrayBuffer} bytes @returns {Promise<Shape>} */
export async function shapeOf(bytes) {
        const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(bytes);
        const samples = sound.getChannelData(0);
        const step = Math.round(sound.sampleRate * PEAK_MS / 1000);
        const peaks = [];
        for (let at = 0; at < samples.length; at += step)
                peaks.push(loudness(samples, at, Math.min(at + step, samples.length)));
        return { peaks, length_ms: sound.duration * 1000 };
}
