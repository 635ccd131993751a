// What was typed into a form and not saved yet, kept in this browser until it is saved, given up, or somebody signs out.

const START = 'earshot-hr-draft-';

/** @template Content @typedef {{saved_at: string, basis: string, content: Content}} Kept `basis`: what the server had when it was typed */

/** @template Content @param {string} name @param {{basis: string, content: Content}} draft */
export function keepDraft(name, { basis, content }) {
        try {
                localStorage.setItem(START + name, JSON.stringify({ saved_at: new Date().toISOString(), basis, content }));
        } catch {
                // Without storage, or with a full one, the guard against leaving is what there is.
        }
}

/** @param {string} name @returns {Kept<any> | null} */
export function readDraft(name) {
        try {
                const kept = JSON.parse(localStorage.getItem(START + name) ?? 'null');
                return kept && typeof kept === 'object' && kept.content && !Number.isNaN(Date.parse(kept.saved_at)) ? kept : null;
        } catch {
                return null;
        }
}

/** @param {string} name */
export function dropDraft(name) {
        try {
                localStorage.removeItem(START + name);
        } catch {
                // There is nothing to take away then.
        }
}

export function dropAllDrafts() {
        try {
                Object.keys(localStorage).filter((key) => key.startsWith(START)).forEach((key) => localStorage.removeItem(key));
        } catch {
                // There is nothing to take away then.
        }
}
