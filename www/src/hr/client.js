// What these pages ask of the server. When the session has ended in between, the person signs in again and the request is
// repeated, so that nothing that was typed is lost.
import { ApiError, api } from '../base/api.js';

/** @typedef {{purpose: string, provider: string, model: string, calls: number, failed: number, left_out: number, tokens_in: number, tokens_out: number,
 *  tokens_estimated: boolean, audio_seconds: number, characters: number, cost: number | null, currency: string | null}} UsageItem */
/** @typedef {{items: UsageItem[], total: {calls: number, tokens: number, costs: {currency: string, amount: number}[]},
 *  reached: {budget: string, limit: number, reached_at: string, interview_id: string | null}[]}} Usage */
/** @typedef {{id: string, status: string, posting: {id: string | null, title: string} | null, candidate: {name: string, email: string | null},
 *             created_at: string, scheduled_at: string | null, expires_at: string | null, started_at: string | null, ended_at: string | null,
 *             turns_answered: number, overall_score: number | null, report: 'none' | 'queued' | 'running' | 'ready' | 'failed',
 *             max_turns?: number, current_turn?: number | null, last_event_at?: string | null, decided_at?: string | null,
 *             rubric?: {name: string, version: number, is_default: boolean}, limits?: {max_turns: number, max_minutes: number},
 *             decision?: any, end_reason?: string | null, language?: string}} Interview */
/** @typedef {{items: Interview[], has_more: boolean}} NeedGroup */
/** @typedef {{running: NeedGroup, undecided: NeedGroup, due: NeedGroup, failed: NeedGroup, decided: NeedGroup, postings: number, interviews: number, requests: number, waiting: number}} Today */
/** @typedef {{id: string, kind: string, message: string, state: 'open' | 'done' | 'declined', answer: string, created_at: string, answered_at: string | null,
 *             answered_by: string | null, interview: {id: string, title: string, candidate_name: string | null, status: string}}} Request */
/** @typedef {{id: string, filename: string, mime: string, pages: number, characters: number, passages: number, warnings: string[], created_at: string}} Document */
/** @typedef {{text: string, greeting?: string, competency?: string, difficulty: string, expected: string[]}} Question */
/** @typedef {{id: string, title: string, description: string, language: string, persona: string, type: string, difficulty: string,
 *             instructions: string, focus_areas: string[], question_set: Question[], feedback: string,
 *             limits: {max_answer_seconds: number, max_turns: number, max_minutes: number}, created_at?: string, updated_at?: string,
 *             interviews?: number, speech_is_understood?: boolean, retention_days?: number, rubric?: import('./rubric-model.js').Criterion[] | null,
 *             rubric_version?: RubricInUse, personas?: string[], supervisor?: Record<string, number | null>}} Posting */
/** @typedef {{id: string, name: string, version: number, is_default: boolean, interviews: number}} RubricInUse */
/** @typedef {{id: string, status: 'queued' | 'running' | 'done' | 'failed' | 'expired', total: number, done: number, failed: number, archive: string | null,
 *             archive_bytes: number | null, problem: string | null, created_at: string, finished_at: string | null, expires_at: string | null}} Batch */
/** @typedef {{id: string, kind: string, state: 'failed' | 'waiting' | 'running', interview: {id: string, candidate_name: string | null} | null,
 *             posting: {id: string, title: string} | null, attempts: number, most_attempts: number, problem: string | null, next_try_at: string | null,
 *             created_at: string, failed_at: string | null}} Job */
/** @typedef {{count: number, is_shown: boolean, mean: number | null, least: number | null, lower_quartile: number | null, median: number | null,
 *             upper_quartile: number | null, most: number | null}} Spread */
/** @typedef {Spread & {histogram: {from: number, to: number, count: number}[]}} Histogram */
/** @typedef {{posting: {id: string, title: string} | null, from: string | null, to: string | null, counted_at: string | null, is_counting: boolean, shown_least: number,
 *             interviews: Record<string, number>, minutes: Histogram, hours: Histogram,
 *             criteria: (Spread & {key: string, name: string, without_score: number, levels: Record<string, number> | null})[],
 *             agreement: {interviews: number, scores: number, is_shown: boolean, kappa: number | null, same_level: number | null, one_level_apart_at_most: number | null, levels: any[]},
 *             decisions: {count: number, is_shown: boolean, levels: any[]}, questions: {interviews: number, is_shown: boolean, items: any[]},
 *             stages: (Spread & {stage: string})[], report: Spread}} Analytics */
/** @template Item @typedef {{items: Item[], next_cursor: string | null}} Page */
/** @typedef {{email: string, name: string, role: string, organisation: string}} Who */
/** @typedef {{nightly_batches: boolean, nightly_hour: number, time_zone: string}} Nights */

/** Who is signed in, from what the server says. @param {any} body @returns {Who} */
function readWho(body) {
        const user = body?.user ?? body ?? {};
        const organisation = body?.organisation ?? user.organisation;
        return { email: user.email ?? '', name: user.name ?? '', role: user.role ?? '',
                organisation: typeof organisation === 'string' ? organisation : organisation?.name ?? '' };
}

/** The address with those parameters that have a value. @param {string} path @param {Record<string, string | null | undefined>} values */
function withQuery(path, values) {
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(values))
                if (value)
                        query.set(name, value);
        return query.size > 0 ? `${path}?${query}` : path;
}

/** What the server's clock is ahead of this one's: it says the time with every answer. */
let ahead_ms = 0;

/** The time as the server counts it, whose times are shown. */
export const serverNow = () => Date.now() + ahead_ms;

/** @param {{headers: Headers}} answer */
function readClock({ headers }) {
        const said = Date.parse(headers.get('Date') ?? '');
        if (!Number.isNaN(said))
                ahead_ms = said - Date.now();
}

/** Random enough to tell two requests apart, also where crypto.randomUUID is not offered (plain http). */
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** One form's key for Idempotency-Key: the same for the same content, so that a repeated press creates nothing twice. */
export class CreateKey {
        constructor() {
                this.key = '';
                this.content = '';
        }

        /** @param {any} body */
        headersFor(body) {
                const content = JSON.stringify(body);
                if (content !== this.content) {
                        this.content = content;
                        this.key = freshKey();
                }
                return { 'Idempotency-Key': this.key };
        }
}

export class HrClient {
        /** @param {() => Promise<boolean>} signInAgain true once there is a session again */
        constructor(signInAgain) {
                this.signInAgain = signInAgain;
                /** @type {Promise<boolean> | null} */
                this.renewal = null;
                /** Tells what was learnt of today, whoever asked. */
                this.events = new EventTarget();
        }

        /** @param {string} method @param {string} path @param {import('../base/api.js').Options} [options] */
        async ask(method, path, options) {
                try {
                        const answer = await api.ask(method, path, options);
                        readClock(answer);
                        return answer;
                } catch (error) {
                        if (!(error instanceof ApiError) || error.status !== 401)
                                throw error;
                        this.renewal ??= this.signInAgain().finally(() => {
                                this.renewal = null;
                        });
                        if (!await this.renewal)
                                throw error;
                        return api.ask(method, path, options);
                }
        }

        /** @param {string} path @param {AbortSignal} [signal] */
        async read(path, signal) {
                return (await this.ask('GET', path, { signal })).body;
        }

        async who() {
                return readWho(await api.get('/api/session'));
        }

        /** @param {string} email @param {string} password */
        async signIn(email, password) {
                const who = readWho(await api.post('/api/session', { email, password }));
                return who.email ? who : this.who();
        }

        signOut() {
                return api.delete('/api/session');
        }

        /** @param {{cursor?: string | null, limit?: string}} at @param {AbortSignal} [signal] @returns {Promise<Page<Posting>>} */
        postings(at, signal) {
                return this.read(withQuery('/api/postings', at), signal);
        }

        /** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Posting>} */
        posting(id, signal) {
                return this.read(`/api/postings/${encodeURIComponent(id)}`, signal);
        }

        /** @param {string} id of one that is changed, '' for a new one @param {any} body @param {CreateKey} key @returns {Promise<Posting>} */
        async savePosting(id, body, key) {
                const saved = id ? await this.ask('PATCH', `/api/postings/${encodeURIComponent(id)}`, { body })
                        : await this.ask('POST', '/api/postings', { body, headers: key.headersFor(body) });
                return saved.body;
        }

        /** @param {string} id */
        deletePosting(id) {
                return this.ask('DELETE', `/api/postings/${encodeURIComponent(id)}`);
        }

        /** @param {string} id @param {AbortSignal} [signal] @returns {Promise<{items: any[]}>} */
        rubricVersions(id, signal) {
                return this.read(`/api/postings/${encodeURIComponent(id)}/rubrics`, signal);
        }

        /** @param {AbortSignal} [signal] @returns {Promise<{items: {type: string, criteria: any[]}[]}>} */
        defaultRubrics(signal) {
                return this.read('/api/rubrics', signal);
        }

        /** What needs a person now; null where it has not changed since the tag. @param {string} tag @param {AbortSignal} [signal]
         *  @returns {Promise<{tag: string, today: Today | null}>} */
        async today(tag, signal) {
                const { status, headers, body } = await this.ask('GET', '/api/today', { signal, headers: tag ? { 'If-None-Match': tag } : {} });
                if (status !== 304)
                        this.events.dispatchEvent(new CustomEvent('today', { detail: body }));
                return { tag: headers.get('ETag') ?? '', today: status === 304 ? null : body };
        }

        /** Figures of interviews. @param {Record<string, string>} filter @param {AbortSignal} [signal] @returns {Promise<Analytics>} */
        analytics(filter, signal) {
                return this.read(withQuery('/api/analytics', filter), signal);
        }

        /** @param {AbortSignal} [signal] @returns {Promise<{items: {id: string, name: string, style: string, voice: string}[]}>} */
        personas(signal) {
                return this.read('/api/personas', signal);
        }

        /** @param {{posting_id?: string, status?: string, q?: string, need?: string, sort?: string, limit?: string, cursor?: string | null}} filter @param {AbortSignal} [signal]
         *  @returns {Promise<Page<Interview>>} */
        interviews(filter, signal) {
                return this.read(withQuery('/api/interviews', filter), signal);
        }

        /** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Interview>} */
        interview(id, signal) {
                return this.read(`/api/interviews/${encodeURIComponent(id)}`, signal);
        }

        /** @param {any} body @param {CreateKey} key @returns {Promise<{id: string, invite_url: string}>} */
        async invite(body, key) {
                return (await this.ask('POST', '/api/interviews', { body, headers: key.headersFor(body) })).body;
        }

        /** What candidates ask for. @param {{state?: string, interview_id?: string, cursor?: string | null}} filter @param {AbortSignal} [signal]
         *  @returns {Promise<Page<Request>>} */
        requests(filter, signal) {
                return this.read(withQuery('/api/requests', filter), signal);
        }

        /** @param {string} id @param {{state: 'done' | 'declined', message?: string}} answer @returns {Promise<Request>} */
        async answerRequest(id, answer) {
                return (await this.ask('POST', `/api/requests/${encodeURIComponent(id)}/answer`, { body: answer })).body;
        }

        /** What the service has still to do, or has given up. @param {{state?: string, cursor?: string | null}} filter @param {AbortSignal} [signal]
         *  @returns {Promise<Page<Job>>} */
        jobs(filter, signal) {
                return this.read(withQuery('/api/jobs', filter), signal);
        }

        /** What providers did for an interview. @param {string} id @param {AbortSignal} [signal] @returns {Promise<Usage>} */
        usageOf(id, signal) {
                return this.read(`/api/interviews/${encodeURIComponent(id)}/usage`, signal);
        }

        /** The same of all interviews in this month. @param {AbortSignal} [signal] @returns {Promise<Usage>} */
        usageOfMonth(signal) {
                return this.read('/api/organisation/usage', signal);
        }

        /** When the organisation's file of a day is made. @param {AbortSignal} [signal] @returns {Promise<Nights>} */
        nights(signal) {
                return this.read('/api/organisation', signal);
        }

        /** @param {Nights} nights @returns {Promise<Nights>} */
        async changeNights({ nightly_batches, nightly_hour, time_zone }) {
                return (await this.ask('PATCH', '/api/organisation', { body: { nightly_batches, nightly_hour, time_zone } })).body;
        }

        /** @param {string} id @returns {Promise<Job>} */
        async retryJob(id) {
                return (await this.ask('POST', `/api/jobs/${encodeURIComponent(id)}/retry`)).body;
        }

        /** Archives of a posting's reports, newest first. @param {string} posting_id @param {AbortSignal} [signal] @returns {Promise<Page<Batch>>} */
        batches(posting_id, signal) {
                return this.read(withQuery('/api/batches', { posting_id, limit: '5' }), signal);
        }

        /** @param {string} posting_id @param {CreateKey} key @returns {Promise<Batch>} */
        async makeBatch(posting_id, key) {
                const body = { posting_id };
                return (await this.ask('POST', '/api/batches', { body, headers: key.headersFor(body) })).body;
        }

        /** @param {string} posting_id @param {AbortSignal} [signal] @returns {Promise<Page<Document>>} */
        documents(posting_id, signal) {
                return this.read(`/api/postings/${encodeURIComponent(posting_id)}/documents?limit=200`, signal);
        }

        /** @param {string} posting_id @param {File} file @returns {Promise<Document>} */
        async addDocument(posting_id, file) {
                const body = new FormData();
                body.append('file', file, file.name);
                return (await this.ask('POST', `/api/postings/${encodeURIComponent(posting_id)}/documents`, { body })).body;
        }

        /** @param {string} posting_id @param {string} id */
        removeDocument(posting_id, id) {
                return this.ask('DELETE', `/api/postings/${encodeURIComponent(posting_id)}/documents/${encodeURIComponent(id)}`);
        }

        /** A new link for an interview that there is; the old one ends.
         *  @param {string} id @param {any} body @param {CreateKey} key @returns {Promise<{id: string, invite_url: string, expires_at: string, status: string}>} */
        async inviteAgain(id, body, key) {
                return (await this.ask('POST', `/api/interviews/${encodeURIComponent(id)}/invitation`, { body, headers: key.headersFor(body) })).body;
        }

        /** @param {string} id @param {'end' | 'cancel'} action */
        act(id, action) {
                return this.ask('POST', `/api/interviews/${encodeURIComponent(id)}/${action}`);
        }

        /** What the supervisor of an interview sees and does; null where it has not changed since the tag.
         *  @param {string} id @param {string} tag @param {AbortSignal} [signal]
         *  @returns {Promise<{tag: string, status: import('./supervisor.js').Status | null}>} */
        async supervisor(id, tag, signal) {
                const { status, headers, body } = await this.ask('GET', `/api/interviews/${encodeURIComponent(id)}/supervisor`,
                        { signal, headers: tag ? { 'If-None-Match': tag } : {} });
                return { tag: headers.get('ETag') ?? '', status: status === 304 ? null : body };
        }

        /** @param {string} id @param {{action: string, message: string, minutes?: number}} body @returns {Promise<import('./supervisor.js').Status>} */
        async supervise(id, body) {
                return (await this.ask('POST', `/api/interviews/${encodeURIComponent(id)}/supervisor/action`, { body })).body;
        }

        /** What was said so far; null where it has not changed since the tag.
         *  @param {string} id @param {string} tag @param {AbortSignal} [signal] */
        async transcript(id, tag, signal) {
                const { status, headers, body } = await this.ask('GET', `/api/interviews/${encodeURIComponent(id)}/transcript`,
                        { signal, headers: tag ? { 'If-None-Match': tag } : {} });
                return { tag: headers.get('ETag') ?? '', transcript: status === 304 ? null : body };
        }

        /** The report, or how far the server is with it. @param {string} id @param {AbortSignal} [signal] */
        async report(id, signal) {
                const { status, body } = await this.ask('GET', `/api/interviews/${encodeURIComponent(id)}/report`, { signal });
                return status === 202 ? { isReady: false, state: body?.status ?? 'queued', report: null }
                        : { isReady: true, state: 'ready', report: body };
        }

        /** @param {string} id */
        makeReport(id) {
                return this.ask('POST', `/api/interviews/${encodeURIComponent(id)}/report`);
        }

        /** @param {string} id @param {{decision: string, reason: string}} decision */
        async decide(id, decision) {
                return (await this.ask('POST', `/api/interviews/${encodeURIComponent(id)}/decision`, { body: decision })).body;
        }

        /** All scores that people gave then. @param {string} id @param {{scores: {criterion: string, score: number | null, reason?: string}[], note?: string}} given */
        async giveScores(id, given) {
                return (await this.ask('POST', `/api/interviews/${encodeURIComponent(id)}/human-scores`, { body: given })).body.human_scores;
        }
}

/** Where the sound of an answer lies. @param {string} interview_id @param {number} turn */
export const answerSound = (interview_id, turn) => `/api/interviews/${encodeURIComponent(interview_id)}/turns/${turn}/answer/audio`;
