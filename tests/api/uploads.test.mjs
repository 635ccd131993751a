// Recordings that are uploaded while they are spoken: resumed, discarded, answered with; never torn, never lost.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
        Caller, answer, assertProblem, forgetFailures, named, namesOf, openSite, postAnswer, sha256, shareHeard, signIn, sql, startInterview,
} from './client.mjs';
import { silence, spoken } from './clips.mjs';

const SAID = 'I wrote a small program that checked every file, and it found two errors.';
const CLIP = '/api/candidate/turns/1/clip';

let site;
let hr;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
});

const patch = (candidate, offset, bytes, headers = {}, path = CLIP) =>
        candidate.ask('PATCH', path, { body: bytes, headers: { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream', ...headers } });

const offsetOf = (reply) => Number(reply.headers.get('upload-offset'));

async function upload(candidate, bytes, { step = 7000, from = 0, path = CLIP } = {}) {
        for (let at = from; at < bytes.length; at += step) {
                const reply = await patch(candidate, at, bytes.subarray(at, at + step), {}, path);
                assert.equal(reply.status, 204, reply.text);
                assert.equal(offsetOf(reply), Math.min(at + step, bytes.length));
        }
}

const finish = (candidate, bytes, { number = 1, parts = [], headers = { Accept: 'application/x-ndjson' } } = {}) =>
        postAnswer(candidate, number, { parts: [['clip', 'uploaded'], ['bytes', String(bytes)], ...parts] }, headers);

const filesOf = (made) => {
        const directory = `${site.dataDir}/media/interviews/${made.interview.id}`;
        try {
                return readdirSync(directory, { recursive: true }).filter((name) => basename(name).startsWith('answer-')).map((name) => join(directory, name));
        } catch (error) {
                if (error.code !== 'ENOENT') throw error;
                // Something was taken away while it was looked at.
                return existsSync(directory) ? filesOf(made) : [];
        }
};
const uploadsOf = (made) => Number(sql(site, `SELECT count(*) FROM upload WHERE interview_id = '${made.interview.id}'`));

describe('a recording that is uploaded while it is spoken', () => {
        for (const format of ['ogg', 'wav']) {
                it(`becomes_the_answer_as_one_that_is_posted: ${format}`, async () => {
                        const made = await startInterview(hr);
                        const { audio } = spoken(SAID, format);
                        await upload(made.candidate, audio, { step: Math.ceil(audio.length / 5) });
                        const reply = await finish(made.candidate, audio.length);
                        assert.equal(reply.status, 200, reply.text);
                        const { events } = reply;
                        assert.deepEqual(events[0], { event: 'received', turn: 1, bytes: audio.length, sha256: sha256(audio) });
                        assert.ok(shareHeard(SAID, named(events, 'transcript').text) > 0.6, JSON.stringify(events));
                        assert.equal(named(events, 'next').turn, 2);
                        const kept = await made.candidate.does(200, 'GET', '/api/candidate/turns/1/answer/audio');
                        assert.equal(sha256(kept.body), sha256(audio));
                        assert.equal(filesOf(made).length, 1);
                        assert.equal((await patch(made.candidate, audio.length, audio)).status, 409, 'it grows no more');
                        assert.equal(sha256(readFileSync(filesOf(made)[0])), sha256(audio));
                });
        }

        it('goes_on_where_it_was_after_any_break', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(SAID, 'webm');
                const offset = async () => offsetOf(await made.candidate.does(200, 'HEAD', CLIP));
                assert.equal(await offset(), 0);
                await upload(made.candidate, audio.subarray(0, 5000));
                assert.equal(await offset(), 5000);
                for (const [at, name] of [[0, 'the same bytes again'], [4000, 'some of them again'], [5001, 'a gap'], [1e7, 'far behind']]) {
                        const reply = await patch(made.candidate, at, audio.subarray(at, at + 1000));
                        assertProblem(reply, 409, { detail: /^So far 5000 bytes/, current_turn: 1 });
                        assert.equal(offsetOf(reply), 5000, name);
                }
                const joined = (await new Caller(site).post('/api/candidate/join', { token: made.token })).token;
                const again = new Caller(site, { Authorization: `Bearer ${joined}` });
                assert.equal(offsetOf(await again.does(200, 'HEAD', CLIP)), 5000, 'a new session finds it');
                assert.equal(offsetOf(await patch(again, 5000, Buffer.alloc(0))), 5000, 'nothing changes nothing');
                await upload(again, audio, { from: 5000 });
                const short = await finish(again, audio.length - 1);
                assertProblem(short, 409, { detail: new RegExp(`^So far ${audio.length} bytes`), current_turn: 1 });
                assert.equal(offsetOf(short), audio.length);
                assert.ok(named((await finish(again, audio.length)).events, 'next'));
        });

        it('is_the_same_answer_when_its_reply_was_lost', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(SAID, 'ogg');
                await upload(made.candidate, audio);
                const { events } = await finish(made.candidate, audio.length);
                assert.deepEqual((await finish(made.candidate, audio.length)).events, events);
                assert.deepEqual(await answer(made.candidate, 1, { audio, type: 'audio/ogg' }), events, 'posted whole, it is the same');
                assertProblem(await finish(made.candidate, audio.length + 1), 409, { current_turn: 2 });
                assert.equal(filesOf(made).length, 1);
        });

        it('may_be_posted_as_a_plain_form', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(SAID, 'webm');
                const members = (text) => made.candidate.ask('POST', '/api/candidate/turns/1/answer', {
                        body: text, headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
                });
                await upload(made.candidate, audio);
                for (const [text, field] of [['clip=uploaded', 'bytes'], ['bytes=9', 'audio'], ['clip=1&bytes=2', 'clip'], ['clip=uploaded&bytes=x', 'bytes'],
                        ['clip=uploaded&bytes=0', 'bytes'], ['clip=uploaded&bytes=2&bytes=2', 'bytes'], ['clip=uploaded&bytes=2&text=a', 'text'],
                        ['clip=uploaded&bytes=2&more=1', 'more'], ['clip=%zz', 'clip'], ['', 'audio'], [`clip=${'a'.repeat(100)}`, 'clip']])
                        assertProblem(await members(text), 422, { field });
                assertProblem(await members('a\0b'), 400);
                const reply = await members(`clip=uploaded&bytes=${audio.length}&browser_text=not+used+here`);
                assert.equal(reply.status, 200, reply.text);
                assert.equal(reply.json.interviewer_response.turn, 2);
                const typed = await startInterview(hr);
                const said = await typed.candidate.does(200, 'POST', '/api/candidate/turns/1/answer', {
                        body: new URLSearchParams({ text: 'I measured first, then I changed one line, and it was fast.' }), headers: { Accept: 'application/json' },
                });
                assert.match(said.json.transcription.text, /^I measured first/);
        });

        it('is_taken_again_for_the_next_try', async () => {
                const made = await startInterview(hr);
                const quiet = silence(2500, 11, 'webm').audio;
                await upload(made.candidate, quiet);
                assert.ok(named((await finish(made.candidate, quiet.length)).events, 'asked_again'));
                assert.equal(offsetOf(await made.candidate.does(200, 'HEAD', CLIP)), 0);
                const { audio } = spoken(SAID, 'webm');
                await upload(made.candidate, audio);
                assert.ok(named((await finish(made.candidate, audio.length)).events, 'next'));
                assert.equal(filesOf(made).length, 2, 'both are kept');
        });
});

describe('speech that has ended', () => {
        const TALK = ['I was responsible for the payment service of a large shop.', 'Two thirds of the failures came from one old library.',
                'We replaced it.'];
        let heard; // of the webm, posted whole
        const captionsOf = async (candidate, after = 0) => (await candidate.get(`/api/candidate/turns/1/captions?after=${after}`)).items;
        const segmentsOf = (made) => Number(sql(site, `SELECT count(*) FROM segment s JOIN upload u ON u.id = s.upload_id WHERE u.interview_id = '${made.interview.id}'`));

        // As it comes from a recorder: the rest is sent when something of the beginning was understood.
        async function speak(candidate, audio, share = 0.85) {
                const most = Math.floor(audio.length * share);
                await upload(candidate, audio.subarray(0, most), { step: Math.ceil(audio.length / 12) });
                for (const until = Date.now() + 60_000; (await captionsOf(candidate)).length === 0; await sleep(50))
                        assert.ok(Date.now() < until, 'captions come');
                await upload(candidate, audio, { from: most, step: audio.length });
        }

        for (const format of ['mp4', 'webm']) {
                it(`is_understood_while_it_is_spoken_as_it_is_afterwards: ${format}`, async () => {
                        const { audio } = spoken(TALK, format);
                        const [before, after] = await Promise.all([startInterview(hr), startInterview(hr)]);
                        await speak(before.candidate, audio);
                        const captions = await captionsOf(before.candidate);
                        for (const [i, one] of captions.entries()) {
                                assert.ok(one.end_ms > one.start_ms && one.start_ms >= (captions[i - 1]?.end_ms ?? 0), JSON.stringify(captions));
                                assert.ok(i === 0 || one.id > captions[i - 1].id);
                        }
                        assert.deepEqual((await captionsOf(before.candidate, captions[0].id))[0], captions[1], 'only what is new is told');
                        const events = [(await finish(before.candidate, audio.length)).events, await answer(after.candidate, 1, { audio })];
                        assert.deepEqual(named(events[0], 'transcript'), named(events[1], 'transcript'), 'pieces and the whole have the same words');
                        assert.deepEqual(named(events[0], 'voice_metrics'), named(events[1], 'voice_metrics'));
                        assert.ok(named(events[0], 'transcript').text.startsWith(captions[0].text));
                        heard = named(events[1], 'transcript');
                        const words = sql(site, `SELECT w->>'word', w->>'start_ms', w->>'end_ms' FROM answer a, jsonb_array_elements(a.transcript->'words') w
                                WHERE interview_id = '${before.interview.id}'`);
                        assert.equal(words, sql(site, `SELECT w->>'word', w->>'start_ms', w->>'end_ms' FROM answer a, jsonb_array_elements(a.transcript->'words') w
                                WHERE interview_id = '${after.interview.id}'`), 'at the same times');
                        assert.deepEqual([segmentsOf(before), uploadsOf(before)], [0, 0], 'they have served');
                        assert.deepEqual(await captionsOf(before.candidate), []);
                });
        }

        it('of_an_upload_that_was_discarded_is_forgotten', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(TALK, 'webm');
                await speak(made.candidate, audio);
                assert.ok(segmentsOf(made) > 0);
                await made.candidate.does(204, 'DELETE', CLIP);
                assert.deepEqual([segmentsOf(made), await captionsOf(made.candidate)], [0, []]);
                const quiet = silence(2500, 12, 'webm').audio;
                await upload(made.candidate, quiet);
                assert.ok(named((await finish(made.candidate, quiet.length)).events, 'asked_again'), 'nothing of it is used');
        });

        it('is_not_used_for_a_recording_of_other_bytes', async () => {
                const made = await startInterview(hr);
                await speak(made.candidate, spoken(TALK, 'webm').audio);
                sql(site, `UPDATE segment SET transcript = jsonb_set(transcript, '{text}', '"never said"') FROM upload u
                        WHERE u.id = upload_id AND u.interview_id = '${made.interview.id}'`);
                const events = await answer(made.candidate, 1, spoken(SAID, 'ogg'));
                assert.doesNotMatch(named(events, 'transcript').text, /never said/);
                assert.ok(shareHeard(SAID, named(events, 'transcript').text) > 0.6, JSON.stringify(events));
                assert.deepEqual([segmentsOf(made), uploadsOf(made)], [0, 0]);
        });

        it('that_a_dead_process_left_half_done_is_done_at_the_end', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(TALK, 'webm');
                await speak(made.candidate, audio);
                const expected = named(await answer((await startInterview(hr)).candidate, 1, { audio }), 'transcript');
                sql(site, `UPDATE upload SET listener = 4242 WHERE interview_id = '${made.interview.id}'`);
                sql(site, `UPDATE segment SET transcript = NULL FROM upload u WHERE u.id = upload_id AND u.interview_id = '${made.interview.id}'`);
                assert.deepEqual(named((await finish(made.candidate, audio.length)).events, 'transcript'), heard);
        });

        // Its last piece is long and is given to two recognisers, where the machine has as many.
        it('goes_on_to_the_end_without_a_pause', async () => {
                const { candidate } = await startInterview(hr);
                const breath = 'I wrote a small test that showed the problem and then I convinced my manager to give me three weeks because the failures had cost us many customers';
                const said = [TALK[0], TALK[1], breath];
                const { audio } = spoken(said, 'webm');
                await speak(candidate, audio);
                const { text } = named((await finish(candidate, audio.length)).events, 'transcript');
                assert.ok(shareHeard(said.join(' '), text) > 0.6, text);
                assert.equal(text.match(/convinced my manager/g)?.length, 1, text);
        });

        it('is_asked_for_with_sense', async () => {
                const { candidate } = await startInterview(hr);
                assert.deepEqual(await captionsOf(candidate), []);
                assertProblem(await candidate.ask('GET', '/api/candidate/turns/1/captions?after=x'), 422, { field: 'after' });
                assertProblem(await candidate.ask('GET', '/api/candidate/turns/1/captions?after=-1'), 422, { field: 'after' });
                assertProblem(await candidate.ask('GET', '/api/candidate/turns/2/captions'), 404);
                assertProblem(await new Caller(site).ask('GET', '/api/candidate/turns/1/captions'), 401);
        });
});

describe('two at once', () => {
        it('do_not_tear', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(SAID, 'wav');
                const step = 20000;
                for (let at = 0; at < audio.length; at += step) {
                        const replies = await Promise.all([1, 2, 3].map(() => patch(made.candidate, at, audio.subarray(at, at + step))));
                        assert.deepEqual(replies.map((reply) => reply.status).sort(), [204, 409, 409]);
                        for (const reply of replies) assert.equal(offsetOf(reply), Math.min(at + step, audio.length));
                }
                assert.equal(uploadsOf(made), 1);
                assert.equal(sha256(readFileSync(filesOf(made)[0])), sha256(audio));
        });

        it('an_answer_and_more_bytes_leave_the_answer_as_it_was_taken', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(SAID, 'webm');
                await upload(made.candidate, audio);
                const [posted, added] = await Promise.all([finish(made.candidate, audio.length), patch(made.candidate, audio.length, Buffer.alloc(100))]);
                assert.deepEqual([posted.status, added.status].filter((status) => status === 409).length, 1, `${posted.status} ${added.status}`);
                const kept = readFileSync(filesOf(made)[0]);
                assert.equal(kept.length, posted.status === 200 ? audio.length : audio.length + 100);
                if (posted.status === 200) assert.equal(sha256(kept), posted.events[0].sha256);
        });

        it('two_answers_are_one', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(SAID, 'webm');
                await upload(made.candidate, audio);
                const [first, second] = await Promise.all([finish(made.candidate, audio.length), finish(made.candidate, audio.length)]);
                assert.deepEqual(first.events, second.events);
                assert.equal(sql(site, `SELECT count(*) FROM answer WHERE interview_id = '${made.interview.id}'`), '1');
        });
});

describe('an upload that is not needed', () => {
        const { audio } = spoken(SAID, 'webm');
        const WAYS = [
                ['discarded', async ({ candidate }) => {
                        assert.equal((await candidate.ask('DELETE', CLIP)).status, 204);
                        assert.equal((await candidate.ask('DELETE', CLIP)).status, 204, 'twice is once');
                        assert.equal(offsetOf(await candidate.does(200, 'HEAD', CLIP)), 0);
                }],
                ['skipped', ({ candidate }) => candidate.post('/api/candidate/turns/1/skip')],
                ['answered in writing', ({ candidate }) => answer(candidate, 1, { text: 'I measured first, then I changed one line, and it was fast.' })],
                ['ended', ({ candidate }) => candidate.post('/api/candidate/end')],
                ['ended by HR', ({ hr: person, interview }) => person.post(`/api/interviews/${interview.id}/end`)],
                ['erased', async ({ candidate }) => {
                        await candidate.post('/api/candidate/end');
                        await candidate.does(202, 'DELETE', '/api/candidate/data');
                }],
        ];
        for (const [name, leave] of WAYS)
                it(`goes_when_the_turn_is ${name}`, async () => {
                        const made = await startInterview(hr);
                        await upload(made.candidate, audio);
                        assert.deepEqual([filesOf(made).length, uploadsOf(made)], [1, 1]);
                        await leave({ hr, ...made });
                        assert.deepEqual([filesOf(made).length, uploadsOf(made)], [0, 0]);
                });

        it('gives_way_to_a_recording_that_is_posted', async () => {
                const made = await startInterview(hr);
                await upload(made.candidate, audio.subarray(0, 9000));
                const other = spoken(SAID, 'ogg').audio;
                assert.equal((await answer(made.candidate, 1, { audio: other, type: 'audio/ogg' }))[0].sha256, sha256(other));
                assert.equal(filesOf(made).length, 1);
                assert.equal(sha256(readFileSync(filesOf(made)[0])), sha256(other));
        });
});

describe('an upload that is refused', () => {
        let made;
        before(async () => {
                made = await startInterview(hr);
        });

        it('says_why', async () => {
                const { audio } = spoken(SAID, 'webm');
                const { candidate } = made;
                for (const offset of ['', '-1', '1.5', 'x', '99999999999999999999'])
                        assertProblem(await patch(candidate, 0, audio, { 'Upload-Offset': offset === '' ? null : offset }), 400, { detail: /Upload-Offset/ });
                for (const type of ['multipart/form-data; boundary=x', 'application/json', 'text/plain'])
                        assertProblem(await patch(candidate, 0, audio, { 'Content-Type': type }), 415);
                assertProblem(await patch(candidate, 0, Buffer.from('<html>'.repeat(20))), 415, { detail: /WebM/ });
                assert.equal(offsetOf(await candidate.does(200, 'HEAD', CLIP)), 0, 'nothing of it is kept');
                assertProblem(await patch(candidate, 9, audio), 409, { detail: /^So far 0 bytes/ });
                assertProblem(await patch(candidate, 0, audio, {}, '/api/candidate/turns/2/clip'), 409, { detail: /not been asked/, current_turn: 1 });
                assertProblem(await patch(candidate, 0, audio, {}, '/api/candidate/turns/0/clip'), 404);
                assertProblem(await patch(candidate, 0, audio, {}, '/api/candidate/turns/x/clip'), 404);
                assertProblem(await patch(new Caller(site), 0, audio), 401);
                assertProblem(await patch(new Caller(site, { Cookie: `earshot_candidate=${candidate.headers.Authorization.slice(7)}` }), 0, audio), 403, { detail: /Origin/ });
                assertProblem(await candidate.ask('GET', CLIP), 405);
                assertProblem(await finish(candidate, 100), 409, { detail: /^So far 0 bytes/ });
                assert.equal(filesOf(made).filter((path) => readFileSync(path).length > 0).length, 0);
        });

        it('by_its_kind_at_the_latest_when_it_is_posted', async () => {
                await upload(made.candidate, Buffer.from('too short to say'));
                assertProblem(await finish(made.candidate, 16), 415, { detail: /WebM/ });
                await made.candidate.does(204, 'DELETE', CLIP);
        });

        it('by_its_size', async () => {
                const { audio } = spoken(SAID, 'webm');
                await upload(made.candidate, audio);
                const [path] = filesOf(made);
                execFileSync('truncate', ['-s', String(64 * 1024 * 1024 - 10), path]);
                assertProblem(await patch(made.candidate, 64 * 1024 * 1024 - 10, Buffer.alloc(11)), 413, { detail: /64 MB/ });
                assert.equal(offsetOf(await patch(made.candidate, 64 * 1024 * 1024 - 10, Buffer.alloc(10))), 64 * 1024 * 1024);
                await made.candidate.does(204, 'DELETE', CLIP);
        });

        it('without_consent_to_recording', async () => {
                const quiet = await startInterview(hr, { consent: { recording: false } });
                assertProblem(await patch(quiet.candidate, 0, spoken(SAID, 'webm').audio), 409, { detail: /did not agree/, current_turn: 1 });
                assert.equal((await quiet.candidate.ask('HEAD', CLIP)).status, 409);
                assertProblem(await finish(quiet.candidate, 100), 409, { detail: /did not agree/ });
                assert.equal(uploadsOf(quiet), 0);
        });

        it('in_a_break', async () => {
                const paused = await startInterview(hr, { posting: { allow: { pause: true } } });
                await paused.candidate.post('/api/candidate/pause');
                assertProblem(await patch(paused.candidate, 0, spoken(SAID, 'webm').audio), 409, { detail: /paused/ });
        });
});

describe('a seal without an answer', () => {
        it('is_lifted_when_the_recording_goes_on', async () => {
                const made = await startInterview(hr);
                const { audio } = spoken(SAID, 'webm');
                await upload(made.candidate, audio.subarray(0, 6000));
                // As a process leaves it that dies between the seal and the commit.
                execFileSync('chmod', ['0400', filesOf(made)[0]]);
                assert.equal(offsetOf(await made.candidate.does(200, 'HEAD', CLIP)), 6000);
                execFileSync('chmod', ['0400', filesOf(made)[0]]);
                await upload(made.candidate, audio, { from: 6000 });
                execFileSync('chmod', ['0400', filesOf(made)[0]]);
                const { events } = await finish(made.candidate, audio.length);
                assert.deepEqual(namesOf(events).slice(0, 2), ['received', 'transcript']);
        });
});
