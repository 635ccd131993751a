// Which of several tabs of this browser is the one in which the interview is answered: the one that holds its lock. Another one can ask
// for it; the owner then keeps what it was recording and lets go. A tab that does not answer loses it.

const STEAL_AFTER_MS = 3000;
/** A tab that is just being closed or loaded again lets go within this time. */
const ASK_FOR_MS = 500;

/** @typedef {'asking' | 'mine' | 'elsewhere'} Owning */

/** @fires change */
export class Ownership extends EventTarget {
        /** @param {() => Promise<void>} letGo is called before another tab takes over */
        constructor(letGo) {
                super();
                this.letGo = letGo;
                /** @type {Owning} */
                this.state = 'asking';
                this.name = '';
                /** @type {BroadcastChannel | null} */
                this.channel = null;
                this.release = () => {};
        }

        /** @param {Owning} state */
        set(state) {
                this.state = state;
                this.dispatchEvent(new Event('change'));
        }

        /** Asks for the interview's lock, once. Where the browser knows no locks, the tab is taken for the only one.
         *  @param {string} interview */
        claim(interview) {
                if (this.name === interview)
                        return;
                this.name = interview;
                if (!navigator.locks)
                        return this.set('mine');
                this.channel = new BroadcastChannel(`earshot-${interview}`);
                this.channel.onmessage = () => this.give();
                setTimeout(() => this.state === 'asking' && this.set('elsewhere'), ASK_FOR_MS);
                this.wait({});
        }

        /** @param {LockOptions} options */
        async wait(options) {
                try {
                        await navigator.locks.request(`earshot-${this.name}`, options, () => new Promise((resolve) => {
                                this.release = () => resolve(undefined);
                                this.set('mine');
                        }));
                } catch {
                        // Taken away by a tab that got no answer.
                        await this.letGo();
                }
                this.set('elsewhere');
                this.wait({});
        }

        /** Another tab wants it. */
        async give() {
                if (this.state !== 'mine')
                        return;
                await this.letGo();
                this.release();
        }

        /** Asks the owner to let go. */
        take() {
                this.set('asking');
                this.channel?.postMessage('give');
                setTimeout(() => this.state === 'asking' && this.wait({ steal: true }), STEAL_AFTER_MS);
        }
}
