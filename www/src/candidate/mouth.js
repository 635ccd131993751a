// A mouth that speaks: its nine shapes (the Rhubarb set), which it takes when, and how one gives way to the next.

/** The lips from their middle, to the right and downwards: half the width, where the corners are, where the upper and the lower lip pull
 *  to, how round they are; then the edge of the upper teeth and the tip of the tongue, where they are seen.
 *  @type {Record<string, number[]>} */
const POSES = {
        A: [6.6, 0.2, 0.5, 0.7, 0.55],
        B: [7.6, -0.6, -2.6, 4, 0.72, 0.5],
        C: [7.4, -0.4, -4.2, 7.2, 0.75, -1.6, 4],
        D: [7.8, -0.4, -5.6, 12, 0.78, -2.4, 6],
        E: [5.2, 0.8, -4, 8, 0.95, -1.6],
        F: [3, 0.8, -2.6, 5, 1.15],
        G: [6.6, 0.2, -2.2, 2.8, 0.7, 1.2],
        H: [7.2, -0.4, -4.2, 7.8, 0.75, -1.6, 0],
        X: [7.2, -0.6, 1.5, 1.7, 0.55],
};

/** How each is drawn: the lips as the path of an SVG, and the places of the upper teeth and of the tongue.
 *  @type {{shape: string, path: string, teeth?: number, tongue?: number}[]} */
export const MOUTHS = Object.entries(POSES).map(([shape, [width, corner, upper, lower, round, teeth, tongue]]) => {
        const pull = (width * round).toFixed(2);
        return { shape, teeth, tongue, path: `M-${width} ${corner}C-${pull} ${upper} ${pull} ${upper} ${width} ${corner}C${pull} ${lower}-${pull} ${lower}-${width} ${corner}z` };
});

/** Which shape from when on, in order and without a gap, from the beginning of a sound to its end, where the mouth is at rest.
 *  @typedef {{start_ms: number, shape: string}[]} Track */

const EVENLY = 'XBCBXBDBAC';
const EVENLY_MS = 120;
/** Shapes that follow each other have no gap between them, but for what rounding leaves. */
const GAP_MS = 20;
/** No question takes longer. */
const LONGEST_MS = 600_000;

/** An even movement, where nothing but the time is known. @param {number} from_ms @param {number} to_ms @returns {Track} */
function evenly(from_ms, to_ms) {
        const count = Math.ceil((to_ms - from_ms) / EVENLY_MS);
        return Array.from({ length: count }, (_, at) => ({ start_ms: from_ms + at * EVENLY_MS, shape: EVENLY[at % EVENLY.length] }));
}

/** Neighbours that are alike are one. @param {Track} track @param {number} end_ms @returns {Track} */
const ended = (track, end_ms) => [...track.filter(({ shape }, at) => shape !== track[at - 1]?.shape), { start_ms: end_ms, shape: 'X' }];

/** What the server tells of a sound. Null where that is nothing, or makes no sense. @param {any} told @returns {Track | null} */
export function trackOf(told) {
        /** @type {any[]} */
        const items = Array.isArray(told?.visemes) ? told.visemes : [];
        const length_ms = Number.isInteger(told?.duration_ms) && told.duration_ms <= LONGEST_MS ? told.duration_ms : 0;
        /** @type {Track} */
        const track = [];
        let at = 0;
        for (const item of items) {
                const isSane = /^[A-HX]$/.test(item?.viseme) && Number.isInteger(item.start_ms) && Number.isInteger(item.end_ms)
                        && at <= item.start_ms && item.start_ms < item.end_ms && item.end_ms <= LONGEST_MS;
                if (!isSane)
                        return null;
                const isGap = item.start_ms > at + GAP_MS;
                if (isGap)
                        track.push(...evenly(at, item.start_ms));
                track.push({ start_ms: isGap ? item.start_ms : at, shape: item.viseme });
                at = item.end_ms;
        }
        if (items.length > 0 && length_ms > at + GAP_MS)
                track.push(...evenly(at, length_ms));
        return items.length > 0 ? ended(track, Math.max(at, length_ms)) : null;
}

/** How loud each shape begins, against the loudest moment of a sound. */
const LEVELS = /** @type {const} */ ([[0.55, 'D'], [0.3, 'C'], [0.1, 'B'], [0, 'X']]);
/** A sound that is nowhere louder is silence. */
const QUIETEST = 0.005;

/** What the loudness of a sound tells. @param {number[]} peaks @param {number} step_ms how much sound each stands for @returns {Track} */
export function trackOfPeaks(peaks, step_ms) {
        const full = Math.max(QUIETEST, ...peaks);
        return ended(peaks.map((peak, at) => ({ start_ms: at * step_ms, shape: LEVELS.find(([least]) => peak / full >= least)?.[1] ?? 'X' })), peaks.length * step_ms);
}

/** For a sound of which nothing is known; it may be repeated. */
export const EVEN_TRACK = ended(evenly(0, EVENLY.length * EVENLY_MS), EVENLY.length * EVENLY_MS);

/** @param {Track} track */
export const lengthOf = (track) => track[track.length - 1].start_ms;

/** One shape gives way to the next within this time, or within as much of it as both of them last. */
const CHANGE_MS = 60;

/** How much each shape is seen along a track: together they are one mouth at any time. @param {Track} track
 *  @returns {Map<string, {offset: number, opacity: number}[]>} keyframes; without the shapes that are never seen */
export function framesOf(track) {
        const last = track.length - 1;
        const lasts = (/** @type {number} */ at) => track[at + 1].start_ms - track[at].start_ms;
        const halfChange = (/** @type {number} */ at) => at === 0 || at === last ? 0 : Math.min(CHANGE_MS, lasts(at), lasts(at - 1)) / 2;
        /** @type {Map<string, {offset: number, opacity: number}[]>} */
        const frames = new Map();
        for (let at = 0; at < last; at++) {
                const { shape, start_ms } = track[at];
                const end_ms = track[at + 1].start_ms;
                const of = frames.get(shape) ?? [{ offset: 0, opacity: at === 0 ? 1 : 0 }];
                for (const [ms, opacity] of [[start_ms - halfChange(at), at === 0 ? 1 : 0], [start_ms + halfChange(at), 1],
                        [end_ms - halfChange(at + 1), 1], [end_ms + halfChange(at + 1), at === last - 1 ? 1 : 0]])
                        of.push({ offset: ms / lengthOf(track), opacity });
                frames.set(shape, of);
        }
        for (const of of frames.values())
                of.push({ offset: 1, opacity: of[of.length - 1].offset === 1 ? of[of.length - 1].opacity : 0 });
        return frames;
}
