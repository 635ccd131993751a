// What was said or typed and not yet sent stays on this device until the server has it: a closed page loses nothing.
// Sound is kept in slices as it is recorded. Where the browser offers no storage, the page works without.

const NAME = 'earshot-drafts';
const STORE = 'parts';

/** @typedef {{type: string, length_ms: number, text: string}} DraftHead */

/** @template Result @param {IDBRequest<Result>} request @returns {Promise<Result>} */
const settled = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
});

export class Drafts {
        constructor() {
                /** @type {Promise<IDBDatabase> | null} */
                this.database = null;
        }

        /** @template Result @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<Result>} action
         *  @returns {Promise<Result | undefined>} undefined where there is no storage */
        async run(mode, action) {
                try {
                        this.database ??= this.open();
                        const database = await this.database;
                        return await settled(action(database.transaction(STORE, mode).objectStore(STORE)));
                } catch {
                        return undefined;
                }
        }

        open() {
                const request = indexedDB.open(NAME, 1);
                request.onupgradeneeded = () => request.result.createObjectStore(STORE);
                return settled(request);
        }

        /** @param {string} interview @param {number} turn @param {DraftHead} head */
        keepHead(interview, turn, head) {
                return this.run('readwrite', (store) => store.put(head, [interview, turn, -1]));
        }

        /** @param {string} interview @param {number} turn @param {number} index @param {Blob} slice */
        keepSlice(interview, turn, index, slice) {
                return this.run('readwrite', (store) => store.put(slice, [interview, turn, index]));
        }

        /** @param {string} interview @param {number} turn */
        forget(interview, turn) {
                return this.run('readwrite', (store) => store.delete(IDBKeyRange.bound([interview, turn], [interview, turn, []])));
        }

        /** @param {string} interview */
        forgetAll(interview) {
                return this.run('readwrite', (store) => store.delete(IDBKeyRange.bound([interview], [interview, []])));
        }

        /** @param {string} interview @param {number} turn
         *  @returns {Promise<{blob: Blob | null, length_ms: number, text: string} | null>} */
        async find(interview, turn) {
                const range = IDBKeyRange.bound([interview, turn], [interview, turn, []]);
                /** @type {any[]} */
                const [head, ...slices] = await this.run('readonly', (store) => store.getAll(range)) ?? [];
                if (!head || head instanceof Blob)
                        return null;
                return { text: head.text, length_ms: head.length_ms,
                        blob: slices.length > 0 ? new Blob(slices, { type: head.type }) : null };
        }
}
