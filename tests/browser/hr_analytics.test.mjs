// HR's page of figures: filter, drawings and tables, files, and what it says where there is little or nothing. Needs build/www.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { cellsOf } from '../../www/src/hr/csv.js';
import { checkState } from './browser.mjs';
import { callsTo, fake, heading, isFocused, pathOf, press, visit } from './hr_visit.mjs';

const asked = () => callsTo('GET /api/analytics').at(-1);
const region = (page, name) => page.getByRole('region', { name, exact: true });
const FUNNEL = 'How many who are invited finish?';
const MANY = '64 of 96 invited candidates have finished (67%); 78 have started.';

describe('the page of figures', () => {
        it('answers each question in a sentence, a drawing, and a table', () => visit('/hr/', async (page, opened) => {
                await page.getByRole('navigation').getByRole('link', { name: 'Analytics' }).click();
                await heading(page, 'Analytics');
                await isFocused(page, 'h1');
                for (const [question, answer] of [[FUNNEL, MANY],
                        ['How long does an interview take?', 'Half of 64 interviews took 19 minutes or less, three quarters 23 minutes or less. Breaks do not count.'],
                        ['How soon after the invitation do candidates finish?', 'Half of 64 candidates finished within 43 hours of being invited, three quarters within 3.8 days.'],
                        ['How are the scores spread?', 'Half of the scores are at Meets (7.4) or less for Problem solving, the highest, and at Partly (5.2) or less for Evidence and measurement, the lowest.'],
                        ['Do people score as the machine does?', "In 31 interviews people gave 70% of 148 scores the machine's level, and 97% at most one level away. Kappa, which takes chance into account, is 0.74."],
                        ['Do decisions follow the scores?', 'Of 25 reports that meet what is asked or more, 19 led to "advance"; of 26 below that, 18 led to "reject".'],
                        ['At which question do candidates stop?', 'Most who stop do so at question 3: 4 of 71 who were asked it.'],
                        ['How long do people wait for the service?', 'Half of the next questions came within 2.4 secs of the answer, and half of the reports within 740 ms of the end.']]) {
                        const card = region(page, question);
                        await card.getByText(answer, { exact: true }).first().waitFor();
                        await card.getByRole('img', { name: question, exact: true }).waitFor();
                        assert.equal(await card.getByRole('table').count(), 0);
                }
                await checkState(opened, 'hr-analytics');
                for (const button of await page.getByRole('button', { name: /^As table: / }).all())
                        await button.click();
                assert.equal(await page.getByRole('table').count(), 8);
                assert.equal(await page.getByRole('img').count(), 0);
                await page.getByRole('row', { name: 'Did not come back 9 9%' }).waitFor();
                await page.getByRole('row', { name: 'Testing practice 3 60 – – – – – – – – – –' }).waitFor();
                await checkState(opened, 'hr-analytics-tables');
                await press(page, `As table: ${FUNNEL}`);
                await region(page, FUNNEL).getByRole('img', { name: FUNNEL, exact: true }).waitFor();
        }));

        it('gives each table as a file', () => visit('/hr/analytics?period=all', async (page) => {
                const saved = async (question) => {
                        const [download] = await Promise.all([page.waitForEvent('download'), press(page, `Download as CSV: ${question}`)]);
                        const text = readFileSync(await download.path(), 'utf8');
                        assert.ok(text.startsWith('\uFEFF"') && text.endsWith('\r\n'));
                        return { name: download.suggestedFilename(), rows: cellsOf(text.slice(1)).map(({ cells }) => cells) };
                };
                const funnel = await saved(FUNNEL);
                assert.equal(funnel.name, 'earshot-start-now-funnel.csv');
                assert.deepEqual(funnel.rows.slice(0, 3), [['How far', 'Interviews', 'Share of invited'], ['Invited', '96', '100%'], ['Started', '78', '81%']]);
                const { rows } = await saved('How are the scores spread?');
                assert.deepEqual(rows[1], ['Problem solving', '64', '0', '3.1', '6.1', '7.4', '8.3', '9.6', '7.2', '0', '9', '33', '22']);
                assert.deepEqual(rows.at(-1), ['Testing practice', '3', '60', ...Array(10).fill('')]);
        }));

        it('shows the posting and the time that stand in the address', () => visit('/hr/analytics', async (page, opened) => {
                await page.getByText(MANY, { exact: true }).waitFor();
                assert.match(asked(), /^GET \/api\/analytics\?from=\d{4}-\d\d-\d\d$/);
                await page.getByLabel('Posting').selectOption('Support Lead');
                await page.waitForFunction(() => location.search.includes('posting_id='));
                assert.match(asked(), new RegExp(`posting_id=${fake.postings[1].id}&from=`));
                await page.getByLabel('Invited in').selectOption('All time');
                await page.waitForFunction(() => location.search.includes('period=all'));
                assert.equal(asked(), `GET /api/analytics?posting_id=${fake.postings[1].id}`);
                await page.getByLabel('Invited in').selectOption('Chosen days');
                await page.getByLabel('First day').fill('2026-03-01');
                await page.getByLabel('Last day').fill('2026-02-01');
                await page.getByText('The last day must not be before the first.').waitFor();
                const calls = callsTo('GET /api/analytics').length;
                await checkState(opened, 'hr-analytics-backwards');
                assert.equal(callsTo('GET /api/analytics').length, calls, 'what makes no sense is not asked for');
                await page.getByLabel('Last day').fill('2026-03-31');
                await page.waitForFunction(() => location.search.includes('to=2026-03-31'));
                await page.reload();
                await page.getByText(MANY, { exact: true }).waitFor();
                assert.equal(asked(), `GET /api/analytics?posting_id=${fake.postings[1].id}&from=2026-03-01&to=2026-03-31`);
                assert.match(pathOf(page), /from=2026-03-01/);
        }));

        it('says what it does not show of a few interviews, and why', async () => {
                fake.behaviour.analytics = 'few';
                await visit('/hr/analytics', async (page, opened) => {
                        await page.getByText('3 of 6 invited candidates have finished (50%); 4 have started.', { exact: true }).waitFor();
                        await region(page, 'How long does an interview take?').getByText('This is shown from 5 interviews on. There are 3 so far.').waitFor();
                        await region(page, 'Do decisions follow the scores?').getByText('This is shown from 5 interviews on. There is one so far.').waitFor();
                        await page.getByText('No criterion has enough scores yet').first().waitFor();
                        assert.equal(await page.getByRole('button', { name: /^Download as CSV/ }).count(), 2);
                        await page.getByText('About these figures').click();
                        await page.getByText('Earshot keeps nothing about origin, sex or age').waitFor();
                        await checkState(opened, 'hr-analytics-few');
                });
        });

        it('says what will be here, that it is counted, and what went wrong', async () => {
                fake.behaviour.analytics = 'none';
                await visit('/hr/analytics', async (page, opened) => {
                        await page.getByRole('heading', { name: 'No interviews in this time' }).waitFor();
                        await checkState(opened, 'hr-analytics-none');
                });
                fake.behaviour.analytics = 'many';
                fake.looks = 0;
                fake.behaviour.counting = 2;
                await visit('/hr/analytics', async (page, opened) => {
                        await page.getByText('Something has changed since then and is being counted.').waitFor();
                        await checkState(opened, 'hr-analytics-counting');
                        await page.getByText(MANY, { exact: true }).waitFor();
                        fake.behaviour.fail = '/api/analytics';
                        await page.getByLabel('Invited in').selectOption('Last 30 days');
                        await page.getByRole('alert').getByText('The database does not answer.').waitFor();
                        await page.getByText(MANY, { exact: true }).waitFor();
                        fake.behaviour.fail = '';
                        await press(page, 'Try again');
                        await page.getByRole('alert').waitFor({ state: 'detached' });
                });
                fake.behaviour.fail = '/api/analytics';
                await visit('/hr/analytics', async (page, opened) => {
                        await page.getByRole('alert').getByText('The database does not answer.').waitFor();
                        await checkState(opened, 'hr-analytics-failed');
                });
        });
});
