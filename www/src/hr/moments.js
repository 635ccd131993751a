// Moments as <input type="datetime-local"> wants them, in the reader's zone.

const USUAL_DAYS = 14;
const DAY_MS = 86_400_000;

/** @param {Date} moment */
export function localInput(moment) {
        const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
        return local.toISOString().slice(0, 16);
}

/** The end of the day, two weeks from now. */
export function usualEnd() {
        const end = new Date(Date.now() + USUAL_DAYS * DAY_MS);
        end.setHours(23, 59, 0, 0);
        return localInput(end);
}
