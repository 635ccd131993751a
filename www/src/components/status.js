// The one polite region of a page. announce() is heard and not seen; toast() is both.

const SHOWN_MS = 6000;

/** @type {HTMLElement | null} */
let region = null;

/** Puts the empty region into the page, so that screen readers know it before its first message. */
export function openStatus() {
        if (region)
                return region;
        region = document.createElement('div');
        region.className = 'status-region';
        region.setAttribute('role', 'status');
        document.body.append(region);
        return region;
}

/** @param {string} text @param {string} className */
function say(text, className) {
        const message = document.createElement('p');
        message.className = className;
        message.textContent = text;
        openStatus().append(message);
        setTimeout(() => message.remove(), SHOWN_MS);
}

/** @param {string} text */
export const announce = (text) => say(text, 'visually-hidden');

/** @param {string} text */
export const toast = (text) => say(text, 'toast');
