// A short chime of two tones: the test sound, and what unlocks an element that plays.
import { RATE, wavOf } from '../components/peaks.js';

const LENGTH_S = 0.9;

export function chime() {
        const samples = new Float32Array(RATE * LENGTH_S);
        for (let i = 0; i < samples.length; i++) {
                const second = i / RATE;
                const [pitch, since] = second < 0.3 ? [523.25, second] : [659.25, second - 0.3];
                samples[i] = Math.sin(2 * Math.PI * pitch * second) * Math.min(1, since * 80) * Math.exp(-since * 6) * 0.4;
        }
        return wavOf(samples);
}
