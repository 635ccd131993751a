// Those who ask, in the embedded voices: each in its own, alone and on a panel, and in a language of which nothing is understood.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Caller, assertProblem, forgetFailures, openSite, signIn, startInterview } from './client.mjs';

let site;
let hr;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
});

describe('a_persona', () => {
        it('can_be_heard', async () => {
                const { items } = await hr.get('/api/personas');
                const sounds = new Set();
                for (const { id } of items) {
                        const reply = await hr.does(200, 'GET', `/api/personas/${id}/sample`);
                        assert.match(reply.headers.get('content-type'), /^audio\//);
                        assert.ok(reply.body.length > 5000, `${id}: ${reply.body.length} bytes`);
                        sounds.add(reply.body.toString('latin1'));
                }
                assert.equal(sounds.size, items.length, 'each says its own name');
                assertProblem(await hr.ask('GET', '/api/personas/pirate/sample'), 404);
                assertProblem(await new Caller(site).ask('GET', `/api/personas/${items[0].id}/sample`), 401);
        });
});

describe('a_panel', () => {
        it('takes_turns_by_competency_and_is_named', async () => {
                const set = [['One thing about databases?', 'Databases'], ['One thing about teams?', 'Teamwork'], ['One thing about testing?', 'Testing'],
                        ['What else comes to your mind?', 'Teamwork'], ['What else comes to your mind?', 'Testing']];
                const made = await startInterview(hr, {
                        posting: { personas: ['curious', 'direct', 'friendly'], question_set: set.map(([text, competency]) => ({ text, competency })), limits: { max_turns: 6 } },
                });
                assert.deepEqual([made.posting.persona, made.posting.personas], ['curious', ['curious', 'direct', 'friendly']]);
                assert.deepEqual((await made.candidate.get('/api/candidate/interview')).interviewers, ['Sasha', 'Kim', 'Robin']);
                for (const turn of [1, 2, 3, 4, 5]) await made.candidate.post(`/api/candidate/turns/${turn}/skip`);
                const { turns } = await made.candidate.get('/api/candidate/interview');
                assert.deepEqual(turns.map((turn) => turn.question.persona.name), ['Sasha', 'Kim', 'Robin', 'Kim', 'Robin', 'Sasha']);
                assert.deepEqual(turns.map((turn) => /My name is (Kim|Robin)/.test(turn.question.greeting ?? '')), [false, true, true, false, false, false]);
                assert.match(turns[0].question.greeting, /Sasha/);
                // The same words in the voices of two.
                const [kim, robin] = await Promise.all([4, 5].map((turn) => made.candidate.does(200, 'GET', `/api/candidate/turns/${turn}/question/audio`)));
                assert.ok(kim.body.length > 1000 && robin.body.length > 1000 && !kim.body.equals(robin.body));
        });
});

describe('a_language_without_speech_to_text', () => {
        it('is_spoken_all_the_same', async () => {
                const made = await startInterview(hr, { posting: { title: 'Entwickler', language: 'de' } });
                assert.equal(made.posting.speech_is_understood, false);
                const reply = await made.candidate.does(200, 'GET', '/api/candidate/turns/1/question/audio');
                assert.match(reply.headers.get('content-type'), /^audio\//);
                assert.ok(reply.body.length > 5000, `${reply.body.length} bytes`);
        });
});
