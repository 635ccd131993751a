// A mouth that speaks: its nine shapes (the Rhubarb set), what lies between two of them, and which it takes when.

/** The lips from their middle, to the right and downwards: half the width, where the corners are, where the upper and the lower lip pull
 *  to, how round they are; then the edge of the upper teeth and the tip of the tongue, far below where they are not seen.
 *  @typedef {number[]} Pose */

const HIDDEN = 20;

/** @type {Record<string, Pose>} */
const POSES = {
        A: [6.6, 0.2, 0.5, 0.7, 0.55, HIDDEN, HIDDEN],
        B: [7.6, -0.6, -2.6, 4, 0.72, 0.5, HIDDEN],
        C: [7.4, -0.4, -4.2, 7.2, 0.75, -1.6, 4.8],
        D: [7.8, -0.4, -5.6, 12, 0.78, -2.4, 7],
        E: [5.2, 0.8, -4, 8, 0.95, -1.6, 5.6],
        F: [3, 0.8, -2.6, 5, 1.15, HIDDEN, HIDDEN],
        G: [6.6, 0.2, -2.2, 2.8, 0.7, 1.2, HIDDEN],
        H: [7.2, -0.4, -4.2, 7.8, 0.75, -1.6, 0],
        X: [7.2, -0.6, 1.5, 1.7, 0.55, HIDDEN, HIDDEN],
};

/** How fast lips follow: after this time a third of the way is left. */
const REACH_MS = 35;
/** So near that nobody sees the difference. */
const NEAR = 0.05;

export const atRest = () => [...POSES.X];

/** Moves a pose for so many ms towards a shape; whether it is there. What is hidden comes and goes with the lips, not through them.
 *  @param {Pose} pose @param {string} shape @param {number} ms */
export function approach(pose, shape, ms) {
        const wanted = POSES[shape];
        const left = Math.exp(-ms / REACH_MS);
        let isThere = true;
        for (let i = 0; i < pose.length; i++) {
                const distance = (pose[i] - wanted[i]) * left;
                const isNear = Math.abs(distance) < NEAR || pose[i] === HIDDEN || wanted[i] === HIDDEN;
                pose[i] = isNear ? wanted[i] : wanted[i] + distance;
                isThere &&= isNear;
        }
        return isThere;
}

/** The lips as the path of an SVG. @param {Pose} pose */
export function lips([width, corner, upper, lower, round]) {
        const [w, c, u, l, r] = [width, corner, upper, lower, width * round].map((value) => value.toFixed(2));
        return `M-${w} ${c}C-${r} ${u} ${r} ${u} ${w} ${c}C${r} ${l}-${r} ${l}-${w} ${c}z`;
}

/** Where the teeth and the tongue are. @param {Pose} pose */
export const inside = ([, , , , , teeth, tongue]) => ({ teeth: teeth.toFixed(2), tongue: tongue.toFixed(2) });

/** Which shape from when on, in order, from the beginning of a sound to its end; '' where it is not known.
 *  @typedef {{start_ms: number, shape: string}[]} Track */

/** Shapes that follow each other have no gap between them, but for what rounding leaves. */
const GAP_MS = 20;

/** What the server tells of a sound. Null where that is nothing, or makes no sense. @param {any} told @returns {Track | null} */
export function trackOf(told) {
        const items = (Array.isArray(told?.visemes) ? told.visemes : [])
                .filter((/** @type {any} */ one) => /^[A-HX]$/.test(one?.viseme) && one.start_ms >= 0 && one.end_ms > one.start_ms)
                .sort((/** @type {any} */ a, /** @type {any} */ b) => a.start_ms - b.start_ms);
        /** @type {Track} */
        const track = [];
        let at = 0;
        for (const { start_ms, end_ms, viseme } of items) {
                if (start_ms > at + GAP_MS)
                        track.push({ start_ms: at, shape: '' });
                track.push({ start_ms, shape: viseme });
                at = end_ms;
        }
        if (track.length > 0)
                track.push({ start_ms: at, shape: told.duration_ms > at + GAP_MS ? '' : 'X' });
        return track.length > 0 ? track : null;
}

/** How loud each shape begins, against the loudest moment of a sound. */
const LEVELS = /** @type {const} */ ([[0.55, 'D'], [0.3, 'C'], [0.1, 'B'], [0, 'X']]);
/** A sound that is nowhere louder is silence. */
const QUIETEST = 0.005;

/** What the loudness of a sound tells. @param {number[]} peaks @param {number} step_ms how much sound each stands for @returns {Track} */
export function trackOfPeaks(peaks, step_ms) {
        const full = Math.max(QUIETEST, ...peaks);
        const shapes = peaks.map((peak) => LEVELS.find(([least]) => peak / full >= least)?.[1] ?? 'X');
        return shapes.map((shape, at) => ({ start_ms: at * step_ms, shape })).filter(({ shape }, at) => at === 0 || shape !== shapes[at - 1]);
}

/** @param {Track} track @param {number} ms @returns {string} '' where it is not known */
export function shapeAt(track, ms) {
        let [from, to] = [0, track.length];
        while (from < to) {
                const middle = (from + to) >> 1;
                if (track[middle].start_ms <= ms)
                        from = middle + 1;
                else
                        to = middle;
        }
        return track[from - 1]?.shape ?? 'X';
}

const EVENLY = 'XBCBXBDBAC';
const EVENLY_MS = 120;

/** Where nothing but the time is known: an even movement. @param {number} ms */
export const evenly = (ms) => EVENLY[Math.floor(ms / EVENLY_MS) % EVENLY.length];
