// The interview as the server knows it, and the step that the reader is at. Everything the pages show comes from here.
import { ApiError, api } from '../base/api.js';

/** @typedef {{text: string, greeting?: string, kind?: string, competency?: string, difficulty?: string, audio: string | null,
 *             persona?: {id: string, name: string} | null}} Question */
/** @typedef {{number: number, status: string, question: Question,
 *             answer: {text: string | null, audio: string | null, duration_ms: number | null} | null}} Turn */
/** The whole of it right after it was sent, later its name. @typedef {{filename: string, pages?: number, characters?: number,
 *  text?: string, warnings?: string[]}} Resume */
/** @typedef {{recording: boolean, ai_evaluation: boolean, attention: boolean}} Consent */
/** @typedef {{id: string, status: string, posting: {title: string}, organisation: string | null, candidate: {name: string},
 *             language: string, interviewer: string, feedback: string, consent: Consent | null, resume: Resume | null,
 *             turns: Turn[], current_turn: number | null, expires_at?: string, retention_days?: number, remaining_seconds: number,
 *             limits: {max_answer_seconds: number, max_turns: number, max_minutes: number}, allow: {pause: boolean, extra_time: boolean},
 *             added_minutes?: number, paused_by?: string | null, person_present?: boolean,
 *             scheduled_at?: string | null, ended_at: string | null, has_experience: boolean,
 *             speech?: {questions: string, answers: string}}} Interview */
/** @typedef {'welcome' | 'resume' | 'check' | 'practice' | 'return' | 'interview' | 'end'} Step */

/** Why there is no interview to show. */
export const PROBLEMS = /** @type {const} */ (['missing', 'wrong', 'expired', 'revoked', 'over', 'elsewhere', 'failed']);
/** @typedef {{kind: typeof PROBLEMS[number], error: ApiError | null}} Trouble */

const OVER = new Set(['completed', 'erased']);

/** The server has the answer and has not decided yet what follows. @param {Turn} turn */
export const isBeingWorkedOn = (turn) => turn.status === 'received' || turn.status === 'transcribed';

/** Why an invitation is refused, as the server names it. @type {Record<string, Trouble['kind']>} */
const REASONS = { unknown: 'wrong', expired: 'expired', revoked: 'revoked', cancelled: 'revoked', over: 'over' };

/** @param {ApiError} error @param {boolean} hadSession @returns {Trouble} */
function troubleFrom(error, hadSession) {
        const kind = REASONS[error.problem.reason];
        if (kind)
                return { kind, error };
        if (error.status === 401)
                return { kind: hadSession ? 'elsewhere' : 'missing', error };
        if (error.status === 404 || error.status === 422)
                return { kind: 'wrong', error };
        return { kind: error.status === 403 || error.status === 409 || error.status === 410 ? 'over' : 'failed', error };
}

export class InterviewStore extends EventTarget {
        /** @param {Location} location @param {History} history */
        constructor(location, history) {
                super();
                this.location = location;
                this.history = history;
                /** Kept in memory alone, so that "Continue here" works: it never goes into storage. */
                this.token = '';
                /** Whether this page has opened the session anew: another device may have answered before. */
                this.hasJoined = false;
                /** @type {Interview | null} */
                this.interview = null;
                /** @type {Trouble | null} */
                this.trouble = null;
                /** @type {Step} */
                this.step = 'welcome';
                /** What the interviewer is about to ask, while it is still being written. @type {{turn: number, text: string} | null} */
                this.upcoming = null;
                this.loadedAt = 0;
                this.wasInProgress = false;
        }

        changed() {
                this.dispatchEvent(new Event('change'));
        }

        /** Opens the interview: with the token in the address, which then disappears from it, or with the session. */
        async open() {
                const token = decodeURIComponent(this.location.hash.slice(1));
                if (token && token !== 'main') {
                        this.token = token;
                        this.history.replaceState(null, '', this.location.pathname + this.location.search);
                }
                await (this.token ? this.join() : this.load());
                this.wasInProgress = (this.interview?.turns.length ?? 0) > 0;
                this.step = this.allowed(this.wanted());
                this.showStep('replaceState');
        }

        /** A new session; one that is open elsewhere ends. */
        async join() {
                await this.try(async () => {
                        try {
                                const { interview } = await api.post('/api/candidate/join', { token: this.token });
                                this.hasJoined = true;
                                this.take(interview);
                                this.dispatchEvent(new Event('joined'));
                        } catch (error) {
                                // After the end the link opens nothing; the browser that answered still may look.
                                if (!(error instanceof ApiError) || error.problem.reason !== 'over')
                                        throw error;
                                this.take(await api.get('/api/candidate/interview').catch(() => { throw error; }));
                        }
                });
        }

        async load() {
                await this.try(async () => this.take(await api.get('/api/candidate/interview')));
        }

        /** Loads again what is already shown; where that fails, what is shown stays. */
        async refresh() {
                try {
                        this.take(await api.get('/api/candidate/interview'));
                        this.changed();
                } catch (error) {
                        if (!(error instanceof ApiError))
                                throw error;
                }
        }

        /** @param {() => Promise<void>} action */
        async try(action) {
                this.trouble = null;
                try {
                        await action();
                } catch (error) {
                        this.fail(error);
                }
                this.changed();
        }

        /** Turns an error that concerns the whole interview into its page. @param {unknown} error */
        fail(error) {
                if (!(error instanceof ApiError))
                        throw error;
                this.trouble = troubleFrom(error, this.interview !== null);
                this.changed();
        }

        /** An error of one request: those that concern the whole interview get its page, the others are given back to be
         *  shown where they happened. @param {unknown} error @returns {Error | null} */
        sort(error) {
                if (!(error instanceof ApiError) || error.status !== 401)
                        return /** @type {Error} */ (error);
                this.fail(error);
                return null;
        }

        /** @param {Interview} interview */
        take(interview) {
                this.interview = interview;
                this.loadedAt = Date.now();
                this.upcoming = null;
                if (interview.status === 'expired' || interview.status === 'cancelled')
                        this.trouble = { kind: interview.status === 'expired' ? 'expired' : 'revoked', error: null };
        }

        get isOver() {
                return this.interview !== null && OVER.has(this.interview.status);
        }

        /** @returns {Turn | null} */
        get turn() {
                return this.interview?.turns.find((turn) => turn.number === this.interview?.current_turn) ?? null;
        }

        /** Whether the server takes what the candidate's own browser understands. */
        get asksForRecognition() {
                return this.interview?.speech?.answers === 'browser';
        }

        /** Whether questions may be heard at all. */
        get isAloud() {
                return this.interview?.speech?.questions !== 'none';
        }

        get isPaused() {
                return this.interview?.status === 'paused';
        }

        get remaining_seconds() {
                if (this.isPaused)
                        return this.interview?.remaining_seconds ?? 0;
                return Math.max(0, (this.interview?.remaining_seconds ?? 0) - (Date.now() - this.loadedAt) / 1000);
        }

        /** @returns {Step} */
        wanted() {
                return /** @type {Step} */ (new URLSearchParams(this.location.search).get('step') ?? 'interview');
        }

        /** The step nearest to the wanted one that the state of the interview allows. @param {Step} wanted @returns {Step} */
        allowed(wanted) {
                const { interview } = this;
                if (this.isOver)
                        return 'end';
                if (!interview?.consent || wanted === 'welcome')
                        return 'welcome';
                if (wanted === 'resume' || wanted === 'check' || wanted === 'practice')
                        return wanted;
                if (interview.turns.length > 0)
                        return this.wasInProgress || this.isPaused ? 'return' : 'interview';
                return interview.resume ? 'check' : 'resume';
        }

        /** @param {Step} step */
        go(step) {
                if (step === 'interview')
                        this.wasInProgress = false;
                this.step = this.allowed(step);
                this.showStep('pushState');
        }

        /** The reader pressed Back or Forward. */
        follow() {
                this.step = this.allowed(this.wanted());
                this.changed();
        }

        /** @param {'pushState' | 'replaceState'} how */
        showStep(how) {
                if (!this.trouble) {
                        const step = this.step === 'return' ? 'interview' : this.step;
                        this.history[how](null, '', `${this.location.pathname}?step=${step}`);
                }
                this.changed();
        }

        /** @param {Consent} consent */
        async consent(consent) {
                await api.post('/api/candidate/consent', consent);
                if (this.interview)
                        this.interview.consent = consent;
                this.go('resume');
        }

        /** @param {File} file @param {(sent: number, total: number) => void} onProgress */
        async sendResume(file, onProgress) {
                const form = new FormData();
                form.append('file', file);
                const resume = await api.send('/api/candidate/resume', form, { onProgress });
                if (this.interview)
                        this.interview.resume = resume;
                this.changed();
        }

        /** Asks for the first question, or goes back to the one that is open. */
        async start() {
                if (this.isPaused)
                        await this.proceed();
                const { turn } = await api.post('/api/candidate/start');
                this.setTurn(turn);
                if (this.interview)
                        this.interview.status = 'in_progress';
                this.go('interview');
        }

        /** @param {Turn} turn */
        setTurn(turn) {
                const { interview } = this;
                if (!interview)
                        return;
                interview.turns = [...interview.turns.filter((one) => one.number !== turn.number), turn];
                interview.current_turn = turn.number;
                this.upcoming = null;
                this.changed();
        }

        /** @param {number} number @param {Question} question */
        ask(number, question) {
                this.setTurn({ number, status: 'asked', question, answer: null });
        }

        /** A piece of the next question, as it is written. @param {number} turn @param {string} text */
        hearAhead(turn, text) {
                this.upcoming = { turn, text: (this.upcoming?.turn === turn ? this.upcoming.text : '') + text };
                this.changed();
        }

        /** A break: the time of the interview stands still. */
        async pause() {
                this.take(await api.post('/api/candidate/pause'));
                this.go('interview');
        }

        async proceed() {
                this.take(await api.post('/api/candidate/resume-interview'));
        }

        async skip() {
                const { turn, ended } = await api.post(`/api/candidate/turns/${this.interview?.current_turn}/skip`);
                if (ended || !turn)
                        this.finish();
                else
                        this.setTurn(turn);
        }

        async end() {
                await api.post('/api/candidate/end');
                this.finish();
        }

        finish() {
                if (this.interview)
                        this.interview.status = 'completed';
                this.go('end');
        }
}
