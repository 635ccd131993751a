// The posting's editor: rubric, order, drafts, preview; and the arithmetic of rubrics. Needs build/www.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { moved, placeFor } from '../../www/src/hr/places.js';
import {
        checkRubric, draftRubric, isSameRubric, keyFrom, levelOf, newCriterion, numberOf, percentsOf, pointsOf, rubricOf, scoreOf, sharesOf, takeUp,
} from '../../www/src/hr/rubric-model.js';
import { defaultRubrics } from '../fake/hr_data.mjs';
import { checkState } from './browser.mjs';
import { callsTo, fake, follow, heading, isFocused, pathOf, press, site, visit } from './hr_visit.mjs';

const editOf = (posting) => `/hr/postings/${posting.id}/edit`;
const fold = (page, name) => page.locator('.fold', { hasText: name }).click();

describe('the rubric of a posting', () => {
        it('begins with the default, is changed, and makes versions that stay as they were', () => visit(editOf(fake.postings[0]), async (page, opened) => {
                await page.getByText('The default rubric for the type Technical is used.').waitFor();
                await page.getByText('A change makes version 1 for this posting; interviews that exist keep what they have.').waitFor();
                await press(page, 'Write your own, from the default');
                await isFocused(page, '.fold');
                await fold(page, 'Problem solving');
                await page.getByText('10 points from 4 indicators. All of them heard in an answer make 10 of 10.').waitFor();
                await page.getByLabel('Try as heard: Measures before changing anything').check();
                await page.getByLabel('Try as heard: Names the cause').check();
                await page.getByText('Meets · 6 of 10 for one answer.').waitFor();
                await checkState(opened, 'hr-rubric-open');
                await page.getByLabel('Weight', { exact: true }).fill('12');
                await page.locator('.fold', { hasText: 'Problem solving' }).getByText('63 %').waitFor();
                await page.getByText('The weights of 5 criteria add up to 100 %.').waitFor();
                await page.getByLabel('Indicator 2', { exact: true }).fill('Names the cause with a figure');
                await press(page, 'Remove indicator 4');
                await isFocused(page, '#rubric-0-indicators-2-text');
                await press(page, 'Add indicator');
                await isFocused(page, '#rubric-0-indicators-3-text');
                await page.keyboard.type('Says what it cost');
                await page.getByLabel('Points for indicator 4').fill('1,5');
                await page.getByText('9.5 points from 4 indicators').first().waitFor();
                await press(page, 'Move criterion 1 down');
                await press(page, 'Remove criterion 5');
                await press(page, 'Add criterion');
                await isFocused(page, '#rubric-4-name');
                await press(page, 'Save posting');
                await isFocused(page, '#errors');
                assert.equal(callsTo('PATCH').length, 0);
                await checkState(opened, 'hr-rubric-slips');
                await page.getByRole('alert').getByRole('link', { name: 'Criterion 5', exact: true }).click();
                await isFocused(page, '#rubric-4-name');
                await page.keyboard.type('Working in English');
                await page.getByLabel('Counts towards').last().selectOption('clarity');
                await page.locator('#rubric-4-indicators-0-text').fill('Explains a term in plain words');
                await press(page, 'Save posting');
                await heading(page, 'Backend Engineer');
                await page.getByText('Version 1', { exact: false }).first().waitFor();
                const { rubric } = fake.postings[0];
                assert.deepEqual(rubric.map(({ key, weight }) => [key, weight]), [['evidence', 2], ['problem_solving', 12], ['communication', 2], ['ownership', 2], ['working_in_english', 1]]);
                assert.deepEqual(rubric[1].indicators.map(({ key, points }) => [key, points]),
                        [['measures_first', 3], ['says_names_the_cause_with_a_figure', 3], ['weighs_options', 2], ['says_says_what_it_cost', 1.5]], 'what was reworded is another indicator');
                assert.deepEqual(rubric[4].levels.map(({ from }) => from), [0, 3, 5.5, 8]);
                await checkState(opened, 'hr-posting-rubric');

                fake.rubrics.get(fake.postings[0].id)[0].interviews = 3;
                await follow(page, 'Edit posting');
                await page.getByText('is used in 3 interviews of this posting. A change makes version 2; those keep version 1.').waitFor();
                await fold(page, 'Problem solving');
                await page.getByLabel('Weight', { exact: true }).fill('4');
                await press(page, 'Save posting');
                await heading(page, 'Backend Engineer');
                await follow(page, 'Edit posting');
                await press(page, 'Versions');
                const dialog = page.getByRole('dialog', { name: 'Versions' });
                await dialog.getByText('Version 2').waitFor();
                await dialog.getByText('used in 3 interviews').click();
                await checkState(opened, 'hr-rubric-versions');
                await press(page, 'Take up version 1');
                await fold(page, 'Problem solving');
                assert.equal(await page.getByLabel('Weight', { exact: true }).inputValue(), '12');
                await press(page, 'Save posting');
                await heading(page, 'Backend Engineer');
                assert.equal(fake.rubrics.get(fake.postings[0].id).length, 2, 'an earlier version is used again');
        }));

        it('goes back to the default, and shows the server’s errors where they belong', () => visit(editOf(fake.postings[1]), async (page) => {
                await press(page, 'Write your own, from the default');
                await fold(page, 'Communication');
                await page.getByLabel('Points for indicator 2').fill('666');
                await page.locator('.fold', { hasText: 'Communication' }).click();
                await press(page, 'Save posting');
                await isFocused(page, '#errors');
                await page.getByRole('alert').getByRole('link', { name: 'Criterion 3, Indicator 2' }).click();
                await isFocused(page, '#rubric-2-indicators-1-points');
                assert.equal(await page.getByLabel('Points for indicator 2').getAttribute('aria-invalid'), 'true');
                await press(page, 'Use the default rubric');
                await page.getByRole('dialog').getByRole('button', { name: 'Use the default rubric' }).click();
                await page.getByText('The default rubric for the type Behavioural is used.').waitFor();
                await page.getByLabel('Title').fill('Support Lead, days');
                await press(page, 'Save posting');
                await heading(page, 'Support Lead, days');
                assert.equal(fake.postings[1].rubric, null);
        }));

        it('is ordered by dragging, and a drag can be given up', () => visit(editOf(fake.postings[0]), async (page) => {
                await press(page, 'Write your own, from the default');
                const names = () => page.locator('.fold-name').allTextContents();
                const drag = async (from, to, after = async () => {}) => {
                        const grip = page.locator('.criterion-cards .grip').nth(from);
                        await grip.scrollIntoViewIfNeeded();
                        const start = await grip.boundingBox();
                        const goal = await page.locator('.criterion-card').nth(to).boundingBox();
                        await page.mouse.move(start.x + 20, start.y + 20);
                        await page.mouse.down();
                        await page.mouse.move(start.x + 20, goal.y + goal.height - 4, { steps: 4 });
                        await after();
                        await page.mouse.up();
                };
                const before = await names();
                await drag(0, 1, () => page.keyboard.press('Escape'));
                assert.deepEqual(await names(), before);
                await drag(0, 1);
                assert.deepEqual(await names(), moved(before, 0, 1));
        }));
});

describe('a posting that is written', () => {
        it('is kept as a draft in this browser until it is saved or discarded', () => visit('/hr/postings/new', async (page, opened) => {
                await page.getByLabel('Title').fill('Night Operator');
                await press(page, 'Write your own, from the default');
                await page.getByText(/^Draft kept in this browser at/).waitFor();
                await follow(page, 'Today');
                await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
                await heading(page, 'Today');
                await page.goto(`${site.url}/hr/postings/new`);
                await page.getByText(/^There is an unsaved draft of/).waitFor();
                assert.equal(await page.getByLabel('Title').inputValue(), '');
                await checkState(opened, 'hr-posting-draft');
                await press(page, 'Go on with the draft');
                assert.equal(await page.getByLabel('Title').inputValue(), 'Night Operator');
                assert.equal(await page.locator('.criterion-card').count(), 5);
                await press(page, 'Create posting');
                await heading(page, 'Night Operator');
                assert.equal(fake.postings[0].rubric, null, 'a rubric that says what the default says is the default');
                await page.goto(`${site.url}/hr/postings/new`);
                await page.getByLabel('Title').waitFor();
                assert.equal(await page.getByText(/^There is an unsaved draft of/).count(), 0);
                await page.getByLabel('Title').fill('To be forgotten');
                await page.getByText(/^Draft kept in this browser at/).waitFor();
                await press(page, 'Sign out');
                await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
                await heading(page, 'Sign in');
                assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('draft'))), []);
        }));

        it('is a copy of another, and changes send only what is new', () => visit(`/hr/postings/${fake.postings[0].id}`, async (page) => {
                await follow(page, 'Duplicate');
                await page.getByLabel('Title').waitFor();
                assert.equal(await page.getByLabel('Title').inputValue(), 'Backend Engineer (copy)');
                await press(page, 'Create posting');
                await heading(page, 'Backend Engineer (copy)');
                assert.deepEqual(fake.postings[0].question_set, fake.postings[1].question_set);
                await follow(page, 'Edit posting');
                await page.getByLabel('Days kept').fill('30');
                const sent = page.waitForRequest((request) => request.method() === 'PATCH');
                await press(page, 'Save posting');
                assert.deepEqual((await sent).postDataJSON(), { retention_days: 30 });
                await page.getByText('30 days after the interview').waitFor();
        }));

        it('lets the interviewer be heard before one is chosen', () => visit('/hr/postings/new', async (page) => {
                await press(page, 'Hear the voice of Ines');
                await page.getByRole('button', { name: 'Stop the voice of Ines' }).waitFor();
                assert.equal(await page.getByRole('radio', { name: /^Ines/ }).isChecked(), false, 'hearing is not choosing');
                await press(page, 'Hear the voice of Mara');
                await page.getByRole('button', { name: 'Hear the voice of Ines' }).waitFor();
                await press(page, 'Stop the voice of Mara');
                await page.getByRole('button', { name: 'Hear the voice of Mara' }).waitFor();
                await page.getByLabel('Language').selectOption('de');
                assert.equal(await page.getByRole('button', { name: /^Hear the voice/ }).count(), 0);
        }));

        it('can be looked at as a candidate would, without anything being stored', () => visit(editOf(fake.postings[0]), async (page, opened) => {
                await page.getByLabel('Title').fill('Frontend Engineer');
                const before = fake.calls.length;
                await press(page, 'Preview as candidate');
                const dialog = page.getByRole('dialog', { name: 'Preview as candidate' });
                await dialog.getByText('Interview: Frontend Engineer').waitFor();
                await dialog.getByText('Tell me about a time you made a slow system faster.').waitFor();
                await dialog.getByText('The questions are asked by an AI system. A person at Harbour Software makes the decision.').waitFor();
                assert.equal(await dialog.locator('[inert] ear-welcome').count(), 1);
                await checkState(opened, 'hr-posting-preview');
                await dialog.getByRole('button', { name: 'Close' }).click();
                assert.equal(fake.calls.length, before);
                assert.equal(pathOf(page), editOf(fake.postings[0]));
        }));
});

describe('the model of a rubric', () => {
        const criteria = defaultRubrics()[0].criteria;
        const weighing = (...weights) => draftRubric(weights.map((weight) => ({ ...criteria[0], weight })));

        it('comes back from a draft as it went in', () => {
                assert.ok(isSameRubric(rubricOf(draftRubric(criteria)), criteria));
                assert.ok(isSameRubric(rubricOf(takeUp(JSON.parse(JSON.stringify(draftRubric(criteria))))), criteria));
                assert.ok(!isSameRubric(criteria, [{ ...criteria[0], weight: 9 }, ...criteria.slice(1)]));
        });

        it('reads numbers as people type them and refuses what is none', () => {
                assert.deepEqual(['2', ' 2,5 ', '.5', '0.0004', '1e3', '-1', 'x', '', '1.2.3', 'NaN', 'Infinity'].map(numberOf), [2, 2.5, 0.5, 0, NaN, NaN, NaN, NaN, NaN, NaN, NaN]);
        });

        it('shares the whole among the weights, to a hundred percent', () => {
                assert.deepEqual(percentsOf(sharesOf(weighing(1, 1, 1))), [34, 33, 33]);
                assert.deepEqual(percentsOf(sharesOf(weighing(5, 2, 2, 1))), [50, 20, 20, 10]);
                assert.deepEqual(percentsOf(sharesOf(weighing(1, 'x', 1))), [50, null, 50]);
                assert.deepEqual(percentsOf(sharesOf(weighing('x', 0))), [null, null]);
                assert.deepEqual(percentsOf(sharesOf(weighing(0.001, 1000))), [0, 100]);
        });

        it('counts points and scores as the server does', () => {
                const [{ indicators, levels }] = draftRubric([criteria[0]]);
                const heard = (...places) => new Set(places.map((place) => indicators[place].id));
                assert.equal(pointsOf(indicators), 10);
                assert.deepEqual([heard(), heard(0), heard(0, 1), heard(0, 1, 2, 3)].map((some) => scoreOf(indicators, some)), [null, 3, 6, 10]);
                assert.equal(scoreOf(draftRubric([{ ...criteria[0], indicators: [1, 1, 1].map((points, at) => ({ key: `k${at}`, text: 'x', points })) }])[0].indicators, new Set()), null);
                assert.deepEqual([null, 0, 2.9, 3, 5.5, 10].map((score) => levelOf(levels, score)?.from ?? null), [null, 0, 0, 3, 5.5, 8]);
        });

        it('gives what was written or reworded a key of its own', () => {
                const taken = new Set(['says_it']);
                assert.deepEqual([keyFrom('It', 'says_', taken), keyFrom('Ähnlich: 2 %!', '', taken), keyFrom('名前', 'says_', taken), keyFrom('x'.repeat(99), '', taken).length <= 60],
                        ['says_it_2', 'ahnlich_2', 'says', true]);
                const [draft] = draftRubric([criteria[0]]);
                draft.indicators[0].text = 'Something else';
                draft.indicators[1].text = ` ${draft.indicators[1].text} `;
                const keys = rubricOf([draft])[0].indicators.map(({ key }) => key);
                assert.deepEqual(keys.slice(0, 2), ['says_something_else', criteria[0].indicators[1].key]);
                const twins = { ...newCriterion(['a', 'b', 'c', 'd']), name: 'Twin' };
                assert.deepEqual(rubricOf([twins, { ...twins }]).map(({ key }) => key), ['twin', 'twin_2']);
        });

        it('says what is missing by the places of the form', () => {
                const draft = newCriterion(['a', '', 'c', 'd']);
                const words = { needed: 'needed', amount: 'amount', indicators: 'indicators' };
                assert.deepEqual(checkRubric([{ ...draft, weight: '0' }], words), { 'rubric-0-name': 'needed', 'rubric-0-weight': 'amount', 'rubric-0-indicators-0-text': 'needed', 'rubric-0-levels-1-text': 'needed' });
                assert.deepEqual(checkRubric([{ ...draft, name: 'x', indicators: [], levels: [] }], words), { 'rubric-0-indicators': 'indicators' });
                assert.deepEqual(checkRubric(draftRubric(criteria), words), {});
        });

        it('moves things and finds where they are dropped', () => {
                assert.deepEqual([moved(['a', 'b', 'c'], 0, 2), moved(['a', 'b', 'c'], 2, 0), moved(['a'], 0, 0)], [['b', 'c', 'a'], ['c', 'a', 'b'], ['a']]);
                assert.deepEqual([5, 15, 25, 99].map((y) => placeFor(0, y, [0, 10, 20])), [0, 1, 2, 2]);
                assert.deepEqual([-5, 5, 15].map((y) => placeFor(2, y, [0, 10, 20])), [0, 1, 2]);
        });
});
