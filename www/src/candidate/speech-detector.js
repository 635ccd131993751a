// Tells speech from the noise of a room by loudness alone: what is clearly louder than the quietest moments of the last seconds, for long
// enough. The room may be loud, and may become louder: the measure goes with it. Pure: levels in, a yes or no out.

/** What the room sounds like is taken from so much of the past. */
const MEMORY_MS = 6000;
/** Below so much of it, the room is taken for quiet. */
const FIRST_MS = 1500;
const FIRST_ROOM_DB = -52;
/** The share of the past that is quieter than the room's noise is taken to be: people pause, fans do not. */
const ROOM_SHARE = 0.1;
/** Speech begins so far above the room's noise, and has ended below the second. */
const ON_DB = 10;
const OFF_DB = 6;
/** Nothing below this is a voice at a microphone. */
const FAINTEST_DB = -55;
const SILENT_DB = -90;
/** So much that is loud is speech, and less is a click; what is quiet in between takes away its share of it. */
const ON_AFTER_MS = 120;
const QUIET_WEIGHT = 0.5;
/** Between two words lies less. */
const OFF_AFTER_MS = 250;
/** Levels come this often, or something held them up. */
const LONGEST_STEP_MS = 100;

export class SpeechDetector {
        /** @param {{margin_db?: number, on_after_ms?: number}} [options] `margin_db`: how much more it takes, such as while a loudspeaker is heard */
        constructor({ margin_db = 0, on_after_ms = ON_AFTER_MS } = {}) {
                this.margin_db = margin_db;
                this.on_after_ms = on_after_ms;
                /** @type {{at: number, db: number}[]} */
                this.past = [];
                this.isSpeech = false;
                /** What was loud lately, while nobody speaks. */
                this.loud_ms = 0;
                this.quietSince = 0;
        }

        /** The noise of the room. */
        get room_db() {
                const { past } = this;
                const quietest = past.map(({ db }) => db).sort((a, b) => a - b)[Math.floor(past.length * ROOM_SHARE)] ?? FIRST_ROOM_DB;
                const isShort = past.length === 0 || past[past.length - 1].at - past[0].at < FIRST_MS;
                return isShort ? Math.min(quietest, FIRST_ROOM_DB) : quietest;
        }

        /** The loudness of a moment, 0 to 1, and when it was. Returns whether somebody speaks. @param {number} level @param {number} now in ms */
        hear(level, now) {
                const step_ms = Math.min(LONGEST_STEP_MS, now - (this.past.at(-1)?.at ?? now));
                const db = Math.max(SILENT_DB, 20 * Math.log10(Math.max(level, 1e-9)));
                this.past.push({ at: now, db });
                while (this.past[0].at < now - MEMORY_MS)
                        this.past.shift();
                const threshold = Math.max(FAINTEST_DB, this.room_db + (this.isSpeech ? OFF_DB : ON_DB)) + this.margin_db;
                const isLoud = db > threshold;
                if (!this.isSpeech) {
                        this.loud_ms = Math.max(0, this.loud_ms + (isLoud ? step_ms : -step_ms * QUIET_WEIGHT));
                        this.isSpeech = this.loud_ms >= this.on_after_ms;
                        this.quietSince = now;
                } else if (isLoud) {
                        this.quietSince = now;
                } else if (now - this.quietSince >= OFF_AFTER_MS) {
                        this.isSpeech = false;
                        this.loud_ms = 0;
                }
                return this.isSpeech;
        }
}
