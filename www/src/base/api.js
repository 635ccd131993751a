// The only door to the server. Whatever goes wrong arrives as an ApiError with a sentence that can be shown.
import { t } from './i18n.js';
import { LineReader } from './ndjson.js';

/** The server sends at least an empty line every 15 s; three missed ones mean that the connection is gone. */
const STALLED_AFTER_MS = 45_000;

/** @typedef {{type?: string, title?: string, status?: number, detail?: string, request_id?: string,
 *             errors?: {field: string, detail: string}[], [key: string]: any}} Problem */

export class ApiError extends Error {
        /** @param {number} status 0 where no answer came @param {Problem} problem
         *  @param {{wait_s?: number, offset?: number | null}} [more] what Retry-After and Upload-Offset say */
        constructor(status, problem, { wait_s = 0, offset = null } = {}) {
                super(problem.detail || problem.title || t('common.error_unknown'));
                this.name = 'ApiError';
                this.status = status;
                this.problem = problem;
                this.request_id = problem.request_id ?? '';
                this.wait_s = wait_s;
                this.offset = offset;
        }

        /** Nothing came back: no connection, or one that broke. */
        get isOffline() {
                return this.status === 0;
        }

        /** Whether the same request can succeed later without any change to it. */
        get isPassing() {
                return this.status === 0 || this.status === 429 || this.status >= 500;
        }

        /** The sentence for a form field, or ''. @param {string} field */
        fieldError(field) {
                return this.problem.errors?.find((error) => error.field === field)?.detail ?? '';
        }
}

/** A count in a header; null where it has none. @param {string | null} text */
const countIn = (text) => text !== null && /^\d+$/.test(text) ? Number(text) : null;

/** @param {number} status @param {string} text @param {(header: string) => string | null} header */
function errorFrom(status, text, header) {
        /** @type {Problem} */
        let problem = {};
        try {
                problem = JSON.parse(text);
        } catch {
                // A proxy between us and the server may answer with a page of its own.
        }
        if (typeof problem !== 'object' || problem === null || Array.isArray(problem))
                problem = {};
        if (!problem.detail && !problem.title)
                problem.detail = t(status >= 500 ? 'common.error_server' : 'common.error_unknown');
        return new ApiError(status, { ...problem, request_id: problem.request_id ?? header('X-Request-Id') ?? '' },
                { wait_s: countIn(header('Retry-After')) ?? 0, offset: countIn(header('Upload-Offset')) });
}

const offline = () => new ApiError(0, { detail: t('common.error_offline') });

/** @typedef {{body?: any, headers?: Record<string, string>, signal?: AbortSignal}} Options */

/** One request; the body goes as JSON unless it is a form or bytes. Throws ApiError; an abort throws AbortError.
 *  @param {string} method @param {string} path @param {Options} [options]
 *  @returns {Promise<Response>} */
async function request(method, path, { body, headers = {}, signal } = {}) {
        const isRaw = body === undefined || body instanceof FormData || body instanceof Blob;
        const response = await fetch(path, {
                method, signal, credentials: 'same-origin',
                headers: { Accept: 'application/json', ...(isRaw ? {} : { 'Content-Type': 'application/json' }), ...headers },
                body: isRaw ? body : JSON.stringify(body),
        }).catch((error) => {
                throw error.name === 'AbortError' ? error : offline();
        });
        if (!response.ok && response.status !== 304)
                throw errorFrom(response.status, await response.text().catch(() => ''), (name) => response.headers.get(name));
        return response;
}

/** The status, the headers and the body as JSON (null where there is none).
 *  @param {string} method @param {string} path @param {Options} [options] */
async function ask(method, path, options) {
        const response = await request(method, path, options);
        const text = await response.text().catch(() => {
                throw offline();
        });
        if (text === '')
                return { status: response.status, headers: response.headers, body: null };
        try {
                return { status: response.status, headers: response.headers, body: JSON.parse(text) };
        } catch {
                throw new ApiError(response.status, { detail: t('common.error_unknown') });
        }
}

/** Sends a form with upload progress. With onEvent the reply is read as a stream of events, each handed on as it comes;
 *  without, it resolves with the reply as JSON.
 *  @param {string} path @param {FormData} form
 *  @param {{onProgress?: (sent: number, total: number) => void, onEvent?: (event: any) => void, signal?: AbortSignal}} [options] */
function send(path, form, { onProgress, onEvent, signal } = {}) {
        return new Promise((resolve, reject) => {
                const xhr = new XMLHttpRequest();
                const reader = new LineReader(onEvent ?? (() => {}));
                let read = 0;
                let watchdog = 0;
                const finish = (/** @type {() => void} */ settle) => {
                        clearTimeout(watchdog);
                        signal?.removeEventListener('abort', stop);
                        settle();
                };
                const alive = () => {
                        clearTimeout(watchdog);
                        watchdog = setTimeout(() => xhr.abort(), STALLED_AFTER_MS);
                };
                const stop = () => {
                        xhr.onabort = null;
                        xhr.abort();
                        finish(() => reject(new DOMException('Stopped', 'AbortError')));
                };
                const readOn = () => {
                        if (!onEvent || xhr.status < 200 || xhr.status > 299)
                                return;
                        const text = xhr.responseText;
                        const piece = text.slice(read);
                        read = text.length;
                        try {
                                reader.push(piece);
                        } catch {
                                xhr.abort();
                        }
                };
                xhr.upload.onprogress = (event) => {
                        alive();
                        onProgress?.(event.loaded, event.total);
                };
                xhr.onprogress = () => {
                        alive();
                        readOn();
                };
                xhr.onload = () => finish(() => {
                        if (xhr.status < 200 || xhr.status > 299)
                                return reject(errorFrom(xhr.status, xhr.responseText, (name) => xhr.getResponseHeader(name)));
                        readOn();
                        try {
                                resolve(onEvent ? undefined : JSON.parse(xhr.responseText));
                        } catch {
                                reject(new ApiError(xhr.status, { detail: t('common.error_unknown') }));
                        }
                });
                xhr.onerror = xhr.onabort = () => finish(() => reject(offline()));
                if (signal?.aborted)
                        return stop();
                signal?.addEventListener('abort', stop);
                xhr.open('POST', path);
                xhr.setRequestHeader('Accept', onEvent ? 'application/x-ndjson' : 'application/json');
                alive();
                xhr.send(form);
        });
}

export const api = {
        ask,
        send,
        /** @param {string} path @param {Options} [options] */
        get: async (path, options) => (await ask('GET', path, options)).body,
        /** @param {string} path @param {any} [body] @param {Options} [options] */
        post: async (path, body, options) => (await ask('POST', path, { ...options, body })).body,
        /** @param {string} path @param {any} [body] @param {Options} [options] */
        put: async (path, body, options) => (await ask('PUT', path, { ...options, body })).body,
        /** @param {string} path @param {any} [body] @param {Options} [options] */
        patch: async (path, body, options) => (await ask('PATCH', path, { ...options, body })).body,
        /** @param {string} path @param {Options} [options] */
        delete: async (path, options) => (await ask('DELETE', path, options)).body,
        /** The bytes of a sound. @param {string} path @param {AbortSignal} [signal] */
        bytes: async (path, signal) => (await request('GET', path, { signal, headers: { Accept: '*/*' } })).arrayBuffer(),
};
