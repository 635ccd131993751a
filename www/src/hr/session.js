// Who is signed in. The server's cookie is the session; a note in the browser's storage spares those who have none the
// request that could only be refused.
import { ApiError } from '../base/api.js';

const NOTE = 'earshot-hr-session';

/** @param {string} value '' takes it away */
function writeNote(value) {
        try {
                if (value)
                        localStorage.setItem(NOTE, value);
                else
                        localStorage.removeItem(NOTE);
        } catch {
                // Without storage the server is asked each time.
        }
}

function mayHaveSession() {
        try {
                return localStorage.getItem(NOTE) !== null;
        } catch {
                return true;
        }
}

/** @fires Event change */
export class Session extends EventTarget {
        /** @param {import('./client.js').HrClient} client */
        constructor(client) {
                super();
                this.client = client;
                /** @type {'unknown' | 'in' | 'out' | 'failed'} */
                this.state = 'unknown';
                /** @type {import('./client.js').Who | null} */
                this.who = null;
                /** @type {Error | null} */
                this.error = null;
                /** Says once, on the sign-in page, that the session ran out. */
                this.hasEnded = false;
        }

        /** @param {Session['state']} state @param {import('./client.js').Who | null} who */
        become(state, who) {
                this.state = state;
                this.who = who;
                if (state === 'in')
                        this.hasEnded = false;
                if (state !== 'failed')
                        writeNote(state === 'in' ? '1' : '');
                this.dispatchEvent(new Event('change'));
        }

        /** Reviewers read and decide; they change nothing else. */
        get canChange() {
                return this.who?.role !== 'reviewer';
        }

        /** Who changes what is of the whole organisation. */
        get isAdmin() {
                return this.who?.role === 'admin';
        }

        async open() {
                if (!mayHaveSession())
                        return this.become('out', null);
                try {
                        this.become('in', await this.client.who());
                } catch (error) {
                        if (error instanceof ApiError && error.status === 401)
                                return this.ended();
                        this.error = /** @type {Error} */ (error);
                        this.become('failed', null);
                }
        }

        ended() {
                this.hasEnded = true;
                this.become('out', null);
        }

        async signOut() {
                await this.client.signOut();
                this.hasEnded = false;
                this.become('out', null);
        }
}
