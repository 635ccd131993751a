// What was said or typed and not yet sent stays on this device until the server has it: a closed page loses nothing. Sound is kept
// in the small slices in which it is recorded. Where the browser offers no storage, or has no more of it, the page works from memory.

const NAME = 'earshot-drafts';
const STORE = 'parts';
/** The head of a draft stands before its slices. */
const HEAD = -1;

/** `take` names the recording that the slices belong to, '' where only text was kept. `isWhole`: it came to its end; otherwise the page went
 *  away in the middle. `isOurs`: what the server holds for this turn can only be the beginning of this recording.
 *  @typedef {{take: string, type: string, text: string, isWhole: boolean, isOurs: boolean}} DraftHead */
/** @typedef {{take: string, bytes: ArrayBuffer, length_ms: number}} DraftSlice */
/** @typedef {DraftHead & {blob: Blob | null, length_ms: number}} Draft */

/** @type {DraftHead} */
const NEW_HEAD = { take: '', type: '', text: '', isWhole: false, isOurs: false };

/** Everything of one turn. @param {string} interview @param {number} turn */
const all = (interview, turn) => IDBKeyRange.bound([interview, turn], [interview, turn, []]);

/** @fires full when the browser's storage is used up */
export class Drafts extends EventTarget {
        constructor() {
                super();
                /** @type {Promise<IDBDatabase> | null} */
                this.database = null;
                this.isFull = false;
        }

        /** Resolves when what was asked is settled, with the results; undefined where there is no storage.
         *  @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest[]} action
         *  @returns {Promise<any[] | undefined>} */
        async run(mode, action) {
                try {
                        this.database ??= this.open();
                        const transaction = (await this.database).transaction(STORE, mode);
                        const requests = action(transaction.objectStore(STORE));
                        await new Promise((resolve, reject) => {
                                transaction.oncomplete = resolve;
                                transaction.onabort = () => reject(transaction.error);
                        });
                        return requests.map((request) => request.result);
                } catch (error) {
                        if (/** @type {Error | null} */ (error)?.name === 'QuotaExceededError') {
                                this.isFull = true;
                                this.dispatchEvent(new Event('full'));
                        } else {
                                this.database = null; // closed by the browser, or never open: tried anew the next time
                        }
                        return undefined;
                }
        }

        open() {
                return new Promise((/** @type {(database: IDBDatabase) => void} */ resolve, reject) => {
                        const request = indexedDB.open(NAME, 2);
                        request.onupgradeneeded = () => {
                                const { result } = request;
                                if (result.objectStoreNames.contains(STORE))
                                        result.deleteObjectStore(STORE);
                                result.createObjectStore(STORE);
                        };
                        request.onblocked = reject;
                        request.onerror = () => reject(request.error);
                        request.onsuccess = () => {
                                request.result.onversionchange = () => request.result.close();
                                resolve(request.result);
                        };
                });
        }

        /** Forgets what there was, and is ready for the slices of a new recording. @param {string} interview @param {number} turn
         *  @param {string} take @param {string} type */
        begin(interview, turn, take, type) {
                this.isFull = false;
                return this.run('readwrite', (store) => [store.delete(all(interview, turn)),
                        store.put({ ...NEW_HEAD, take, type }, [interview, turn, HEAD])]);
        }

        /** One piece of a recording, which until its end is this long.
         *  @param {string} interview @param {number} turn @param {string} take @param {number} index @param {Blob} slice @param {number} length_ms */
        async keepSlice(interview, turn, take, index, slice, length_ms) {
                const bytes = await slice.arrayBuffer();
                return this.run('readwrite', (store) => {
                        const request = store.put({ take, bytes, length_ms }, [interview, turn, index]);
                        store.transaction.commit(); // does not wait for this page, which may be gone before it hears of it
                        return [request];
                });
        }

        /** Changes what is known of a draft; with `take`, only while that recording is the one that is kept.
         *  @param {string} interview @param {number} turn @param {Partial<DraftHead>} changes */
        note(interview, turn, changes) {
                const key = [interview, turn, HEAD];
                return this.run('readwrite', (store) => {
                        const request = store.get(key);
                        request.onsuccess = () => {
                                const head = request.result ?? NEW_HEAD;
                                if (changes.take === undefined || changes.take === head.take)
                                        store.put({ ...head, ...changes }, key);
                        };
                        return [request];
                });
        }

        /** @param {string} interview @param {number} turn */
        forget(interview, turn) {
                return this.run('readwrite', (store) => [store.delete(all(interview, turn))]);
        }

        /** @param {string} interview */
        forgetAll(interview) {
                return this.run('readwrite', (store) => [store.delete(IDBKeyRange.bound([interview], [interview, []]))]);
        }

        /** @param {string} interview @param {number} turn @returns {Promise<Draft | null>} */
        async find(interview, turn) {
                /** @type {[DraftHead | undefined, DraftSlice[]] | undefined} */
                const found = /** @type {any} */ (await this.run('readonly', (store) => [store.get([interview, turn, HEAD]),
                        store.getAll(IDBKeyRange.bound([interview, turn, 0], [interview, turn, []]))]));
                const [head, slices = []] = found ?? [];
                if (!head)
                        return null;
                const own = slices.filter((slice) => slice.take === head.take);
                return { ...head, length_ms: own.at(-1)?.length_ms ?? 0,
                        blob: own.length > 0 ? new Blob(own.map((slice) => slice.bytes), { type: head.type }) : null };
        }
}
