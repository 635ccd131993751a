// A scripted HR API for working on the pages and for testing their states. It speaks the contract and does what `behaviour`
// tells it to: refuse, end the session, be slow with a report.
//
//   node tests/fake/hr_api.mjs [port]     serves build/www; any address with the password "correct" signs in
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultRubrics, linesOf, makeAnalytics, makeInterview, makePosting, strongReport, unscoredReport, weakReport } from './hr_data.mjs';
import { Problem, readForm, sendJson, sendSound, speechLikeWav, startSite } from './site.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../build/www');
const PERSONAS = [{ id: 'friendly', name: 'Mara', style: 'Warm and calm', voice: 'slt' }, { id: 'neutral', name: 'Jonas', style: 'Neutral and brief', voice: 'rms' },
        { id: 'probing', name: 'Ines', style: 'Curious, asks for detail', voice: 'slt' }];
const CANDIDATES = ['Robin Castellan', 'Noor Halvorsen', 'Ilse Okafor', 'Tomasz Brandão', 'Wen Lindqvist', 'Dara Moreau', 'Petra Vukić', 'Sefa Quintero'];

const invalid = (errors) => new Problem(422, 'invalid', 'Some fields are not right.', { errors: Object.entries(errors).map(([field, detail]) => ({ field, detail })) });
const paged = (items, url) => {
        const limit = Number(url.searchParams.get('limit') ?? 6);
        const from = Number(url.searchParams.get('cursor') ?? 0);
        return { items: items.slice(from, from + limit), next_cursor: from + limit < items.length ? String(from + limit) : null };
};

const counted = { failed: 0, left_out: 0, tokens_in: 0, tokens_out: 0, tokens_estimated: false, audio_seconds: 0, characters: 0, cost: null, currency: null };
const USAGE = {
        items: [
                { ...counted, purpose: 'question', provider: 'openai', model: 'gpt-4o-mini', calls: 9, failed: 1, left_out: 2, tokens_in: 8120, tokens_out: 640, cost: 0.001602, currency: 'USD' },
                { ...counted, purpose: 'transcription', provider: 'openai', model: 'whisper-1', calls: 8, audio_seconds: 754, cost: 0.0754, currency: 'USD' },
                { ...counted, purpose: 'speech', provider: 'elevenlabs', model: 'eleven_flash_v2_5', calls: 9, characters: 2140 },
        ],
        total: { calls: 26, tokens: 8760, costs: [{ currency: 'USD', amount: 0.077002 }] }, reached: [],
        budget: { interview_calls: null, interview_tokens: 9000, month_calls: null, month_tokens: null },
};

export class FakeHr {
        constructor() {
                this.reset();
        }

        /** @param {{isEmpty?: boolean, behaviour?: object}} how */
        reset({ isEmpty = false, behaviour = {} } = {}) {
                this.behaviour = { signin: 'normal', role: 'admin', report_looks: 0, fail: '', transcript_lines: 3, ...behaviour };
                this.sessions = new Set();
                this.sound = speechLikeWav(40);
                this.calls = [];
                this.tags = [];
                this.looks = 0;
                this.decided = new Map();
                this.steppedIn = [];
                this.rubrics = new Map();
                this.documents = [];
                this.batches = [];
                this.organisation = { id: randomUUID(), name: 'Harbour Software', nightly_batches: false, nightly_hour: 1, time_zone: 'UTC',
                        budget: { interview_calls: null, interview_tokens: null, month_calls: null, month_tokens: null } };
                this.postings = isEmpty ? [] : [makePosting(), makePosting({ title: 'Support Lead', type: 'behavioral', difficulty: 'easy', question_set: [], focus_areas: [], interviews: 2,
                        instructions: 'Ask about shift work.' })];
                this.interviews = isEmpty ? [] : this.makeInterviews();
                this.dueId = this.interviews[3]?.id;
                this.requests = isEmpty ? [] : [this.makeRequest(this.open, 'more_time', 'I stammer, and three minutes are short for me.'), this.makeRequest(this.strong, 'deletion', '')];
                this.jobs = isEmpty ? [] : [this.makeJob('report', this.open), this.makeJob('evaluation', this.strong, { state: 'waiting', attempts: 2, next_try_at: '2026-11-21T09:40:00Z', failed_at: null })];
                return this;
        }

        makeJob(kind, { id, posting, candidate }, more = {}) {
                return { id: randomUUID(), kind, state: 'failed', interview: { id, candidate_name: candidate.name }, posting: { id: posting.id, title: posting.title }, attempts: 8, most_attempts: 8,
                        problem: 'No provider of language models answered.', next_try_at: null, created_at: '2026-11-21T08:12:00Z', failed_at: '2026-11-21T08:55:00Z', ...more };
        }

        retryJob({ res }, id) {
                const job = this.find('jobs', id);
                if (job.state !== 'failed')
                        throw new Problem(409, 'conflict', 'Only a job that was given up can be tried again.');
                sendJson(res, 202, Object.assign(job, { state: 'waiting', attempts: 0, next_try_at: '2026-11-21T09:30:00Z', failed_at: null }));
        }

        changeOrganisation({ body }) {
                const change = JSON.parse(body.toString());
                if (change.time_zone === this.behaviour.unknown_zone)
                        throw invalid({ time_zone: '"time_zone" must be a time zone such as Europe/Berlin.' });
                return Object.assign(this.organisation, change);
        }

        makeRequest({ id, posting, candidate, status }, kind, message) {
                return { id: randomUUID(), kind, message, state: 'open', answer: '', created_at: '2026-11-21T08:12:00Z', answered_at: null, answered_by: null,
                        interview: { id, title: posting.title, candidate_name: candidate.name, status } };
        }

        answerRequest({ body }, id) {
                const request = this.find('requests', id);
                const { state, message = '' } = JSON.parse(body.toString());
                if (request.state !== 'open')
                        throw new Problem(409, 'conflict', 'The request was answered before.');
                return Object.assign(request, { state, answer: message, answered_at: '2026-11-21T09:30:00Z', answered_by: 'Vera Stern' });
        }

        addDocument({ req, res, body }) {
                const { file } = readForm(req, body);
                if (!/\.(pdf|docx|odt|rtf|md|txt)$/i.test(file.filename))
                        throw new Problem(415, 'unsupported', 'This is not a document that can be read here.');
                const document = { id: randomUUID(), filename: file.filename, mime: 'application/pdf', pages: 4, characters: 9120, passages: 12,
                        warnings: /hidden/.test(file.filename) ? ['Page 2 holds text that a reader cannot see.'] : [], created_at: '2026-11-21T09:00:00Z' };
                this.documents.unshift(document);
                sendJson(res, 201, document);
        }

        makeBatch({ res, body }) {
                const { posting_id } = JSON.parse(body.toString());
                const batch = { id: randomUUID(), posting: { id: posting_id, title: this.find('postings', posting_id).title }, from: null, to: null, status: 'queued', total: 0, done: 0, failed: 0,
                        archive: null, archive_bytes: null, problem: null, created_at: '2026-11-21T09:00:00Z', finished_at: null, expires_at: null };
                this.batches.unshift(batch);
                sendJson(res, 202, batch);
        }

        /** Each look finds them a step further. */
        listBatches() {
                const shown = this.batches.map((batch) => ({ ...batch }));
                for (const batch of this.batches) {
                        if (batch.status === 'running' && batch.done >= 7)
                                Object.assign(batch, { status: 'done', done: 11, failed: 1, archive: `/api/batches/${batch.id}/archive.zip`, archive_bytes: 918273, finished_at: '2026-11-21T09:00:05Z',
                                        expires_at: '2026-11-28T09:00:05Z' });
                        else if (batch.status === 'queued' || batch.status === 'running')
                                Object.assign(batch, { status: 'running', total: 12, done: batch.done + 4 });
                }
                return { items: shown, next_cursor: null };
        }

        makeInterviews() {
                const [backend, support] = this.postings;
                const ended = { status: 'completed', started_at: '2026-11-20T09:00:00Z', ended_at: '2026-11-20T09:21:00Z', report: 'ready' };
                const named = (at, posting, changes) => makeInterview(posting, { name: CANDIDATES[at], ...changes });
                return [
                        named(0, backend, { ...ended, turns_answered: 5, overall_score: 7.1 }),
                        named(1, backend, { status: 'in_progress', started_at: '2026-11-20T09:00:00Z', turns_answered: 1 }),
                        named(2, backend, { ...ended, turns_answered: 3, overall_score: 2.4 }), named(3, backend, {}),
                        named(4, backend, { ...ended, turns_answered: 2, report: 'ready' }), named(5, backend, { ...ended, report: 'failed' }),
                        named(6, support, { status: 'expired' }), named(7, support, { status: 'cancelled' }),
                ];
        }

        supervision(id) {
                const { status } = this.find('interviews', id);
                const look = { at: '2026-11-20T09:06:30Z', source: 'turn', turn: 1, decision: 'guide', reason: 'thin_answers', heed: 'example', analysis: { elapsed_seconds: 390, left_seconds: 1710 },
                        sentence: 'The last two answers were short and left much out.' };
                return { is_active: status === 'in_progress', status, paused_by: status === 'paused' ? 'away' : null, analysis_count: 14, actions_taken: 1 + this.steppedIn.length,
                        conclusion_initiated: false, elapsed_minutes: 6.5, added_minutes: 0, limits: { analysis_interval_seconds: 30, conclusion_minutes: 25, max_minutes: 35 },
                        last: { ...look, source: 'round', decision: 'ignore', reason: 'on_course', heed: null, sentence: 'The interview goes as planned.' }, decisions: [look], actions: this.steppedIn };
        }

        supervise({ action, message = '', minutes = null }, id) {
                if (/server/.test(message))
                        throw new Problem(409, 'conflict', 'Only an interview that runs has a supervisor.');
                this.steppedIn.unshift({ id: randomUUID(), at: '2026-11-20T09:07:10Z', action, message, minutes, by: 'Vera Stern',
                        state: action === 'add_time' ? 'done' : 'waiting', done_at: null });
                return this.supervision(id);
        }

        get strong() {
                return this.interviews[0];
        }

        get live() {
                return this.interviews[1];
        }

        get weak() {
                return this.interviews[2];
        }

        get open() {
                return this.interviews[3];
        }

        get unscored() {
                return this.interviews[4];
        }

        get failed() {
                return this.interviews[5];
        }

        check({ req }) {
                const cookie = /earshot_hr=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
                if (!this.sessions.has(cookie))
                        throw new Problem(401, 'no_session', 'Sign in first.');
        }

        signIn({ res, body }) {
                const { email, password } = JSON.parse(body.toString());
                if (this.behaviour.signin === 'limited')
                        return sendJson(res, 429, { title: 'Too many attempts', status: 429, detail: 'Too many attempts.', request_id: 'req-0001' }, { 'Retry-After': '240' });
                if (password !== 'correct')
                        throw new Problem(401, 'wrong', 'E-mail address and password do not match.');
                const session = randomUUID();
                this.sessions.add(session);
                return sendJson(res, 200, this.who(email), { 'Set-Cookie': `earshot_hr=${session}; Path=/; HttpOnly; SameSite=Strict` });
        }

        who(email = 'vera.stern@example.org') {
                return { user: { email, name: 'Vera Stern', role: this.behaviour.role }, organisation: { name: 'Harbour Software' } };
        }

        find(list, id) {
                const found = this[list].find((one) => one.id === id);
                if (!found)
                        throw new Problem(404, 'not_found', 'There is nothing at this address, or it is not yours.');
                return found;
        }

        /** As the server checks it: every slip by its field. */
        readPosting(body) {
                const posting = JSON.parse(body.toString());
                const errors = {};
                if (posting.limits?.max_minutes === 13)
                        errors.max_minutes = 'Thirteen is not allowed.';
                if (/<|>/.test(posting.title ?? ''))
                        errors.title = 'The title must not contain < or >.';
                posting.question_set?.forEach(({ text }, at) => {
                        if (text.length < 10)
                                errors[`question_set[${at}].text`] = 'A question has at least 10 characters.';
                        if (posting.question_set[at].competency === '')
                                errors[`question_set[${at}].competency`] = 'A competency has a name.';
                });
                if (Object.keys(errors).length > 0)
                        throw invalid(errors);
                posting.rubric?.forEach(({ indicators }, at) => indicators.forEach(({ points }, place) => {
                        if (points === 666)
                                throw invalid({ [`rubric[${at}].indicators[${place}].points`]: '"points" may not be this number.' });
                }));
                return posting;
        }

        invite({ res, body }) {
                const { posting_id, candidate, expires_at } = JSON.parse(body.toString());
                if (candidate.email?.endsWith('@invalid'))
                        throw invalid({ email: 'This address cannot get mail.' });
                const posting = posting_id ? this.find('postings', posting_id) : { id: null, title: 'Demo interview', limits: { max_turns: 10 } };
                const interview = makeInterview(posting, { name: candidate.name, expires_at, created_at: new Date().toISOString() });
                interview.candidate = candidate;
                this.interviews.unshift(interview);
                const invite_token = randomBytes(32).toString('base64url');
                sendJson(res, 201, { id: interview.id, status: 'scheduled', invite_token, invite_url: `http://${this.host}/i/#${invite_token}` });
        }

        transcript({ req, res }, id) {
                const interview = this.find('interviews', id);
                const isOver = interview.status !== 'in_progress';
                const items = linesOf(isOver ? 10 : this.behaviour.transcript_lines);
                const tag = `"${items.length}-${interview.status}"`;
                this.tags.push(req.headers['if-none-match'] ?? '');
                if (req.headers['if-none-match'] === tag) {
                        res.writeHead(304, { ETag: tag }).end();
                        return;
                }
                sendJson(res, 200, { items, status: interview.status, summary: '' }, { ETag: tag });
        }

        /** Versions of the rubric of a posting, as the server keeps them. */
        versions(posting) {
                const own = this.rubrics.get(posting.id) ?? [];
                const fallback = { ...defaultRubrics().find(({ type }) => type === posting.type), is_default: true, is_current: posting.rubric === null,
                        interviews: own.length === 0 ? posting.interviews : 0 };
                const all = own.map((one) => ({ ...one, is_current: posting.rubric !== null && JSON.stringify(one.criteria) === JSON.stringify(posting.rubric) })).reverse();
                return posting.rubric === null || own.length === 0 ? [...all, fallback] : all;
        }

        /** A change of the rubric makes the next version; the same criteria again do not. */
        keepRubric(posting) {
                if (posting.rubric?.length === 0)
                        posting.rubric = null;
                const own = this.rubrics.get(posting.id) ?? [];
                if (posting.rubric && !own.some(({ criteria }) => JSON.stringify(criteria) === JSON.stringify(posting.rubric)))
                        this.rubrics.set(posting.id, [...own, { id: `custom-${randomUUID()}`, name: posting.title, version: own.length + 1, criteria: structuredClone(posting.rubric),
                                created_at: new Date().toISOString(), is_default: false, interviews: 0 }]);
                return posting;
        }

        showPosting(posting) {
                const { id, name, version, is_default, interviews } = this.versions(posting).find(({ is_current }) => is_current);
                return { ...posting, rubric_version: { id, name, version, is_default, interviews } };
        }

        inviteAgain({ res, body }, id) {
                const interview = this.find('interviews', id);
                if (!['scheduled', 'expired', 'in_progress', 'paused'].includes(interview.status))
                        throw new Problem(409, 'conflict', 'The interview is over: no link opens it again.');
                Object.assign(interview, { expires_at: JSON.parse(body.toString() || '{}').expires_at ?? interview.expires_at,
                        status: interview.status === 'expired' ? 'scheduled' : interview.status });
                const invite_token = randomBytes(32).toString('base64url');
                sendJson(res, 201, { id, status: interview.status, invite_token, invite_url: `http://${this.host}/i/#${invite_token}`, expires_at: interview.expires_at });
        }

        /** The filters and orders of the list that the pages use. */
        listInterviews(url) {
                const value = (name) => url.searchParams.get(name) ?? '';
                const words = value('q').toLowerCase();
                const needs = { running: ({ status }) => ['in_progress', 'paused'].includes(status), decided: ({ decision }) => decision !== null,
                        undecided: ({ status, report, decision }) => status === 'completed' && report === 'ready' && decision === null,
                        failed: ({ report }) => report === 'failed', due: ({ id }) => id === this.dueId };
                const found = this.interviews.filter((one) => ['', one.status].includes(value('status')) && ['', one.posting.id].includes(value('posting_id'))
                        && (needs[value('need')]?.(one) ?? true) && [one.candidate.name, one.candidate.email ?? ''].some((text) => text.toLowerCase().includes(words)));
                const [, falling, order] = /^(-?)(\w*)$/.exec(value('sort'));
                const keys = { candidate: (one) => one.candidate.name.toLowerCase(), posting: (one) => one.posting.title.toLowerCase(), score: (one) => one.overall_score ?? -1,
                        started: (one) => one.started_at ?? '', ended: (one) => one.ended_at ?? '', created: (one) => one.created_at };
                if (keys[order])
                        found.sort((a, b) => (keys[order](a) < keys[order](b) ? -1 : keys[order](a) > keys[order](b) ? 1 : 0) * (falling ? -1 : 1));
                return found;
        }

        today(req, res) {
                const group = (need) => {
                        const items = this.listInterviews(new URL(`http://x/?need=${need}`));
                        return { items: items.slice(0, 5), has_more: items.length > 5 };
                };
                const today = { running: group('running'), undecided: group('undecided'), due: group('due'), failed: group('failed'), decided: group('decided'),
                        postings: this.postings.length, interviews: this.interviews.length,
                        requests: this.requests.filter(({ state }) => state === 'open').length, waiting: this.behaviour.waiting ?? 0 };
                const tag = `"${createHash('sha256').update(JSON.stringify(today)).digest('hex')}"`;
                if (req.headers['if-none-match'] === tag) {
                        res.writeHead(304, { ETag: tag }).end();
                        return;
                }
                sendJson(res, 200, today, { ETag: tag });
        }

        /** Once it is counted there are many; `counting` looks find it still at work. */
        analytics({ searchParams }) {
                const isCounting = this.looks++ < (this.behaviour.counting ?? 0);
                const posting = this.postings.find(({ id }) => id === searchParams.get('posting_id'));
                return { ...makeAnalytics(isCounting ? 'few' : this.behaviour.analytics ?? 'many'), posting: posting ? { id: posting.id, title: posting.title } : null,
                        from: searchParams.get('from'), to: searchParams.get('to'), is_counting: isCounting };
        }

        report({ res }, id) {
                const interview = this.find('interviews', id);
                if (interview.report === 'failed' || interview.report === 'none')
                        throw new Problem(404, 'not_found', 'There is no report.');
                if (this.looks++ < this.behaviour.report_looks)
                        return sendJson(res, 202, { status: this.looks === 1 ? 'queued' : 'running', job: randomUUID() });
                interview.report = 'ready';
                const make = { [this.weak.id]: weakReport, [this.unscored.id]: unscoredReport }[id] ?? strongReport;
                const report = make(interview);
                report.decision = this.decided.get(id) ?? null;
                return sendJson(res, 200, report);
        }

        routes() {
                const guarded = (action) => (call, ...groups) => {
                        this.calls.push(`${call.req.method} ${call.url.pathname}${call.url.search}`);
                        this.check(call);
                        if (this.behaviour.fail && call.url.pathname.includes(this.behaviour.fail))
                                throw new Problem(503, 'unavailable', 'The database does not answer. Nothing was lost; try again in a moment.');
                        return action(call, ...groups);
                };
                const one = (pattern) => new RegExp(`^/api/${pattern}$`);
                return [
                        ['POST', one('session'), (call) => this.signIn(call)],
                        ['GET', one('session'), guarded(() => this.who())],
                        ['DELETE', one('session'), guarded(({ res }) => {
                                this.sessions.clear();
                                res.writeHead(204, { 'Set-Cookie': 'earshot_hr=; Path=/; Max-Age=0' }).end();
                        })],
                        ['GET', one('personas'), guarded(() => ({ items: PERSONAS }))],
                        ['GET', one('personas/([^/]+)/sample'), guarded(({ req, res }) => sendSound(req, res, this.sound))],
                        ['GET', one('rubrics'), guarded(() => ({ items: defaultRubrics(), next_cursor: null }))],
                        ['GET', one('analytics'), guarded(({ url }) => this.analytics(url))],
                        ['GET', one('today'), guarded(({ req, res }) => this.today(req, res))],
                        ['GET', one('postings'), guarded(({ url }) => paged(this.postings.map((posting) => this.showPosting(posting)), url))],
                        ['POST', one('postings'), guarded(({ res, body }) => {
                                const posting = this.keepRubric(makePosting({ ...this.readPosting(body), id: randomUUID(), interviews: 0 }));
                                this.postings.unshift(posting);
                                sendJson(res, 201, this.showPosting(posting));
                        })],
                        ['GET', one('postings/([^/]+)'), guarded((_, id) => this.showPosting(this.find('postings', id)))],
                        ['GET', one('requests'), guarded(({ url }) => paged(this.requests.filter(({ state, interview }) =>
                                ['', null, state].includes(url.searchParams.get('state')) && [null, interview.id].includes(url.searchParams.get('interview_id'))), url))],
                        ['POST', one('requests/([^/]+)/answer'), guarded((call, id) => this.answerRequest(call, id))],
                        ['GET', one('jobs'), guarded(({ url }) => paged(this.jobs.filter(({ state }) =>
                                ['', null, state === 'running' ? 'waiting' : state].includes(url.searchParams.get('state'))), url))],
                        ['GET', one('interviews/([^/]+)/usage'), guarded((_, id) => ({ ...USAGE, reached: [{ budget: 'interview_tokens', limit: 9000, reached_at: '2026-11-21T09:31:04.120Z', interview_id: id }] }))],
                        ['GET', one('organisation'), guarded(() => this.organisation)],
                        ['PATCH', one('organisation'), guarded((call) => this.changeOrganisation(call))],
                        ['GET', one('organisation/usage'), guarded(() => ({ month: '2026-11', interviews: 3, ...USAGE }))],
                        ['POST', one('jobs/([^/]+)/retry'), guarded((call, id) => this.retryJob(call, id))],
                        ['GET', one('batches'), guarded(() => this.listBatches())],
                        ['POST', one('batches'), guarded((call) => this.makeBatch(call))],
                        ['GET', one('postings/([^/]+)/documents'), guarded(({ url }) => paged(this.documents, url))],
                        ['POST', one('postings/([^/]+)/documents'), guarded((call) => this.addDocument(call))],
                        ['DELETE', one('postings/([^/]+)/documents/([^/]+)'), guarded(({ res }, _, id) => {
                                this.documents.splice(this.documents.indexOf(this.find('documents', id)), 1);
                                res.writeHead(204).end();
                        })],
                        ['GET', one('postings/([^/]+)/rubrics'), guarded((_, id) => ({ items: this.versions(this.find('postings', id)), next_cursor: null }))],
                        ['PATCH', one('postings/([^/]+)'), guarded(({ body }, id) => this.showPosting(this.keepRubric(Object.assign(this.find('postings', id), this.readPosting(body)))))],
                        ['DELETE', one('postings/([^/]+)'), guarded(({ res }, id) => {
                                this.postings.splice(this.postings.indexOf(this.find('postings', id)), 1);
                                res.writeHead(204).end();
                        })],
                        ['GET', one('interviews'), guarded(({ url }) => paged(this.listInterviews(url), url))],
                        ['POST', one('interviews'), guarded((call) => this.invite(call))],
                        ['GET', one('interviews/([^/]+)'), guarded((_, id) => this.find('interviews', id))],
                        ['POST', one('interviews/([^/]+)/invitation'), guarded((call, id) => this.inviteAgain(call, id))],
                        ['POST', one('interviews/([^/]+)/end'), guarded((_, id) => Object.assign(this.find('interviews', id),
                                { status: 'completed', ended_at: '2026-11-20T09:30:00Z', report: 'queued' }))],
                        ['POST', one('interviews/([^/]+)/cancel'), guarded((_, id) => Object.assign(this.find('interviews', id), { status: 'cancelled' }))],
                        ['GET', one('interviews/([^/]+)/supervisor'), guarded((_, id) => this.supervision(id))],
                        ['POST', one('interviews/([^/]+)/supervisor/action'), guarded(({ body }, id) => this.supervise(JSON.parse(body.toString()), id))],
                        ['GET', one('interviews/([^/]+)/transcript'), guarded((call, id) => this.transcript(call, id))],
                        ['GET', one('interviews/([^/]+)/report'), guarded((call, id) => this.report(call, id))],
                        ['POST', one('interviews/([^/]+)/report'), guarded(({ res }, id) => {
                                this.find('interviews', id).report = 'queued';
                                this.looks = 0;
                                sendJson(res, 202, { status: 'queued', job: randomUUID() });
                        })],
                        ['GET', one('interviews/([^/]+)/report\\.pdf'), guarded(({ res }, id) => {
                                res.writeHead(200, { 'Content-Type': 'application/pdf', 'Content-Disposition': `attachment; filename="report-${id}.pdf"` });
                                res.end('%PDF-1.7 not a real one');
                        })],
                        ['POST', one('interviews/([^/]+)/human-scores'), guarded(({ res, body }) => {
                                const { scores, note = null } = JSON.parse(body.toString());
                                sendJson(res, 201, { human_scores: [{ id: randomUUID(), by: 'Vera Stern', at: '2026-11-21T10:00:00Z', note,
                                        scores: scores.map((score) => ({ machine_score: 4.2, reason: null, ...score, holds: true })) }] });
                        })],
                        ['POST', one('interviews/([^/]+)/decision'), guarded(({ body }, id) => {
                                const decision = { ...JSON.parse(body.toString()), decided_by: 'Vera Stern', decided_at: '2026-11-21T10:00:00Z' };
                                const interview = this.find('interviews', id);
                                this.decided.set(interview.id, decision);
                                Object.assign(interview, { decision: decision.decision, decided_at: decision.decided_at });
                                return { ...interview, decision };
                        })],
                        ['GET', one('interviews/([^/]+)/turns/(\\d+)/answer/audio'), guarded(({ req, res }) => {
                                sendSound(req, res, this.sound);
                        })],
                ];
        }
}

/** A site with a scripted HR API behind it. */
export async function startFakeHr({ port = 0, root = ROOT } = {}) {
        const fake = new FakeHr();
        const site = await startSite({ root, port, routes: fake.routes() });
        fake.host = new URL(site.url).host;
        return { ...site, fake };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
        const site = await startFakeHr({ port: Number(process.argv[2] ?? 8150) });
        console.log(`${site.url}/hr/`);
}
