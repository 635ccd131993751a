// How fast recordings will travel from here.
import { api } from '../base/api.js';

const WARM_BYTES = 1024;
const TEST_BYTES = 65536;
const PATIENCE_MS = 15_000;

/** What a recording of speech needs, with room to spare, in kbit/s. */
export const ENOUGH = 100;

/** @param {number} bytes */
const send = (bytes) => api.post('/api/candidate/network', new Blob([crypto.getRandomValues(new Uint8Array(bytes))],
        { type: 'application/octet-stream' }), { signal: AbortSignal.timeout(PATIENCE_MS) });

/** The speed upwards in kbit/s, after a first small request that opens the way. Throws where nothing arrives in time. */
export async function uploadSpeed() {
        await send(WARM_BYTES);
        const began = performance.now();
        await send(TEST_BYTES);
        return TEST_BYTES * 8 / Math.max(1, performance.now() - began);
}
