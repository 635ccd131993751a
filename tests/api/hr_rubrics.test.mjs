// Rubrics of postings: defaults, versions that stay as they were used, and criteria that make no sense.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { assertProblem, createInterview, forgetFailures, makeOrganisation, openSite, signIn } from './client.mjs';

const criterion = (changes = {}) => ({
        key: 'sql', name: 'SQL', description: 'Knows its database.', weight: 2, dimension: 'technical',
        indicators: [{ key: 'index', text: 'Names an index', points: 5 }, { key: 'plan', text: 'Reads the plan', points: 5 }],
        levels: [{ from: 0, text: 'Little' }, { from: 3, text: 'Some' }, { from: 5.5, text: 'Enough' }, { from: 8, text: 'Much' }],
        ...changes,
});
const indicator = (changes = {}) => ({ key: 'index', text: 'Names an index', points: 5, ...changes });

let site;
let hr;
before(async () => {
        site = openSite();
        forgetFailures(site);
        hr = await signIn(site);
});

const versionsOf = async (posting) => (await hr.get(`/api/postings/${posting.id}/rubrics`)).items;
const change = async (posting, json) => (await hr.does(200, 'PATCH', `/api/postings/${posting.id}`, { json })).json;
const inviteTo = (posting) => hr.post('/api/interviews', { posting_id: posting.id, candidate: { name: 'Ada Example' } }, 201);

describe('default rubrics', () => {
        it('are_there_for_each_type_with_four_worded_levels', async () => {
                const { items } = await hr.get('/api/rubrics');
                assert.deepEqual(items.map(({ type }) => type).sort(), ['behavioral', 'cultural_fit', 'mixed', 'system_design', 'technical']);
                for (const { criteria } of items) for (const { levels } of criteria) assert.equal(levels.length, 4);
        });

        it('are_what_a_posting_without_its_own_is_judged_by', async () => {
                const { posting, interview } = await createInterview(hr, { posting: { type: 'technical' } });
                const shown = await hr.get(`/api/postings/${posting.id}`);
                const technical = (await hr.get('/api/rubrics')).items.find(({ type }) => type === 'technical');
                assert.equal(shown.rubric, null);
                assert.deepEqual(shown.rubric_version, { id: technical.id, name: technical.name, version: technical.version, is_default: true, interviews: 1 });
                const { rubric } = await hr.get(`/api/interviews/${interview.id}`);
                assert.deepEqual(rubric, { id: technical.id, name: technical.name, version: technical.version, is_default: true });
                const [version, ...others] = await versionsOf(posting);
                assert.deepEqual([version.id, version.is_current, version.is_default, version.interviews, others], [technical.id, true, true, 1, []]);
                const changed = await change(posting, { type: 'behavioral' });
                assert.deepEqual([changed.rubric_version.id.split('-')[0], changed.rubric_version.interviews], ['behavioral', 0]);
        });
});

describe('versions of a rubric', () => {
        it('stay_with_the_interviews_that_were_made_with_them', async () => {
                const made = await hr.post('/api/postings', { title: 'Database engineer', rubric: [criterion()] }, 201);
                assert.deepEqual([made.rubric_version.name, made.rubric_version.version, made.rubric_version.is_default], ['Database engineer', 1, false]);
                const early = await inviteTo(made);
                const changed = await change(made, { rubric: [criterion({ weight: 3 })] });
                assert.deepEqual([changed.rubric_version.version, changed.rubric_version.interviews], [2, 0]);
                const late = await inviteTo(made);
                const [second, first, ...others] = await versionsOf(made);
                assert.deepEqual([second.version, second.is_current, second.interviews, second.criteria[0].weight], [2, true, 1, 3]);
                assert.deepEqual([first.version, first.is_current, first.interviews, first.criteria], [1, false, 1, [criterion()]]);
                assert.deepEqual(others, []);
                assert.deepEqual((await hr.get(`/api/interviews/${early.id}`)).rubric, { id: first.id, name: 'Database engineer', version: 1, is_default: false });
                assert.deepEqual((await hr.get(`/api/interviews/${late.id}`)).rubric.version, 2);
        });

        it('come_only_from_changes_of_the_rubric', async () => {
                const made = await hr.post('/api/postings', { title: 'Before', rubric: [criterion()] }, 201);
                await change(made, { title: 'After', feedback: 'end' });
                await change(made, { rubric: [criterion()] });
                assert.deepEqual((await versionsOf(made)).map(({ version, name }) => [version, name]), [[1, 'Before']]);
                const other = await hr.post('/api/postings', { title: 'Other', rubric: [criterion()] }, 201);
                assert.notEqual(other.rubric_version.id, made.rubric_version.id, 'a posting names its own rubric');
                assert.deepEqual([other.rubric_version.name, other.rubric_version.version], ['Other', 1]);
        });

        it('go_back_to_an_earlier_one_and_to_the_default', async () => {
                const made = await hr.post('/api/postings', { title: 'There and back', rubric: [criterion()] }, 201);
                await change(made, { rubric: [criterion({ name: 'Databases' })] });
                assert.equal((await change(made, { rubric: [criterion()] })).rubric_version.version, 1);
                const plain = await change(made, { rubric: [] });
                assert.deepEqual([plain.rubric, plain.rubric_version.is_default], [null, true]);
                assert.deepEqual((await versionsOf(made)).map(({ is_default, version, is_current }) => [is_default, version, is_current]),
                        [[false, 2, false], [false, 1, false], [true, plain.rubric_version.version, true]]);
                assert.equal((await change(made, { rubric: [criterion({ name: 'Again' })] })).rubric_version.version, 3);
        });

        it('get_different_numbers_when_they_are_made_at_once', async () => {
                const made = await hr.post('/api/postings', { title: 'At once' }, 201);
                await Promise.all(Array.from({ length: 6 }, (_, at) => change(made, { rubric: [criterion({ weight: at + 1 })] })));
                assert.deepEqual((await versionsOf(made)).filter(({ is_default }) => !is_default).map(({ version }) => version), [6, 5, 4, 3, 2, 1]);
        });

        it('are_not_shown_to_another_organisation', async () => {
                const made = await hr.post('/api/postings', { title: 'Ours', rubric: [criterion()] }, 201);
                const other = await signIn(site, ...Object.values(makeOrganisation(site)));
                assertProblem(await other.ask('GET', `/api/postings/${made.id}/rubrics`), 404);
                assertProblem(await hr.ask('GET', `/api/postings/${randomUUID()}/rubrics`), 404);
        });
});

describe('criteria that make no sense', () => {
        const HOSTILE = [
                ['no list', 'good', 'rubric'],
                ['a thousand criteria', Array.from({ length: 1000 }, (_, at) => criterion({ key: `c${at}` })), 'rubric'],
                ['a criterion too many', Array.from({ length: 21 }, (_, at) => criterion({ key: `c${at}` })), 'rubric'],
                ['a criterion that is a text', ['good'], 'rubric[0]'],
                ['a criterion that is null', [null], 'rubric[0]'],
                ['an unknown member', [criterion({ colour: 'red' })], 'rubric[0].colour'],
                ['no key', [criterion({ key: undefined })], 'rubric[0].key'],
                ['a key with spaces', [criterion({ key: 'two words' })], 'rubric[0].key'],
                ['the same key twice', [criterion(), criterion()], 'rubric[1].key'],
                ['an empty name', [criterion({ name: '  ' })], 'rubric[0].name'],
                ['a name of 121 characters', [criterion({ name: 'x'.repeat(121) })], 'rubric[0].name'],
                ['a name of 400000 characters', [criterion({ name: 'x'.repeat(400_000) })], 'rubric[0].name'],
                ['a weight of zero', [criterion(), criterion({ key: 'two', weight: 0 })], 'rubric[1].weight'],
                ['a weight that rounds to zero', [criterion({ weight: 0.0004 })], 'rubric[0].weight'],
                ['a weight below zero', [criterion({ weight: -1 })], 'rubric[0].weight'],
                ['a weight that is a text', [criterion({ weight: '2' })], 'rubric[0].weight'],
                ['a weight above 1000', [criterion({ weight: 1000.5 })], 'rubric[0].weight'],
                ['an unknown dimension', [criterion({ dimension: 'charm' })], 'rubric[0].dimension'],
                ['no indicators', [criterion({ indicators: [] })], 'rubric[0].indicators'],
                ['21 indicators', [criterion({ indicators: Array.from({ length: 21 }, (_, at) => indicator({ key: `i${at}` })) })], 'rubric[0].indicators'],
                ['the same indicator twice', [criterion({ indicators: [indicator(), indicator()] })], 'rubric[0].indicators[1].key'],
                ['an indicator without text', [criterion({ indicators: [indicator({ text: '' })] })], 'rubric[0].indicators[0].text'],
                ['no points', [criterion({ indicators: [indicator({ points: 0 })] })], 'rubric[0].indicators[0].points'],
                ['levels that fall', [criterion({ levels: [{ from: 5, text: 'a' }, { from: 3, text: 'b' }] })], 'rubric[0].levels[1].from'],
                ['a level above 10', [criterion({ levels: [{ from: 11, text: 'a' }] })], 'rubric[0].levels[0].from'],
                ['a level without words', [criterion({ levels: [{ from: 0, text: '' }] })], 'rubric[0].levels[0].text'],
        ];
        for (const [name, rubric, field] of HOSTILE)
                it(`are_refused_with_${name.replaceAll(' ', '_')}`, async () => {
                        assertProblem(await hr.ask('POST', '/api/postings', { json: { title: 'Hostile', rubric } }), 422, { field });
                });

        // Written by hand: JSON.stringify knows no such numbers.
        for (const [name, weight, status] of [['NaN', 'NaN', 400], ['Infinity', '-Infinity', 400], ['a number beyond all numbers', '1e999', 422]])
                it(`are_refused_with_a_weight_of_${name.replaceAll(' ', '_')}`, async () => {
                        const body = JSON.stringify({ title: 'Hostile', rubric: [criterion({ weight: 77 })] }).replace('77', weight);
                        const reply = await hr.ask('POST', '/api/postings', { body, headers: { 'Content-Type': 'application/json' } });
                        assertProblem(reply, status, status === 422 ? { field: 'rubric[0].weight' } : {});
                });

        it('are_not_even_read_when_they_are_millions', async () => {
                const rubric = Array.from({ length: 10_000 }, (_, at) => criterion({ key: `c${at}` }));
                assertProblem(await hr.ask('POST', '/api/postings', { json: { title: 'Hostile', rubric } }), 413);
        });

        it('leave_the_posting_as_it_was', async () => {
                const made = await hr.post('/api/postings', { title: 'Kept', rubric: [criterion()] }, 201);
                assertProblem(await hr.ask('PATCH', `/api/postings/${made.id}`, { json: { title: 'Lost', rubric: [criterion({ weight: 0 })] } }), 422);
                const { updated_at, ...kept } = await hr.get(`/api/postings/${made.id}`);
                assert.deepEqual([kept.title, kept.rubric, updated_at], ['Kept', [criterion()], made.updated_at]);
        });
});
