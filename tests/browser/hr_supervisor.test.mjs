// HR at a running interview: what the supervisor sees and does, and stepping in. Needs build/www.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkState } from './browser.mjs';
import { callsTo, fake, isFocused, press, visit } from './hr_visit.mjs';

const path = () => `/hr/interviews/${fake.live.id}`;

describe('the supervisor of a running interview', () => {
        it('shows what it sees, and is guided by keyboard alone', () => visit(path(), async (page, opened) => {
                const panel = page.getByRole('region', { name: 'Supervisor' });
                await panel.getByText('The interview goes as planned.').waitFor();
                await panel.getByText('The next question asks for an example').waitFor();
                assert.deepEqual(await panel.getByRole('group', { name: 'Step in' }).getByRole('button').allTextContents().then((all) => all.map((text) => text.trim())),
                        ['Guide', 'Add time', 'Skip question', 'Take a break', 'Conclude', 'End after this question']);
                await panel.getByRole('button', { name: 'Guide' }).press('Enter');
                await isFocused(page, '#supervisor-message');
                await page.keyboard.press('Escape');
                await isFocused(page, '[data-action="guide"]');
                await page.keyboard.press('Enter');
                await isFocused(page, '#supervisor-message');
                await page.keyboard.press('Tab');
                await page.keyboard.press('Tab');
                await page.keyboard.press('Enter');
                await page.locator('#supervisor-message-error').waitFor();
                await checkState(opened, 'hr-supervisor-guide');
                await page.locator('#supervisor-message').fill('How did the customer hear of it?');
                await page.getByRole('dialog').getByRole('button', { name: 'Guide' }).click();
                await panel.getByText('How did the customer hear of it?').waitFor();
                await panel.getByText('Vera Stern · at the next question').waitFor();
                assert.equal(callsTo('POST').filter((call) => call.endsWith('/supervisor/action')).length, 1);
                await checkState(opened, 'hr-supervisor');
        }));

        it('gives time, refuses what is no number, says what the server says, and asks before the end', () => visit(path(), async (page) => {
                const dialog = page.getByRole('dialog');
                await press(page, 'Add time');
                await dialog.getByLabel('Minutes more').fill('90');
                await dialog.getByRole('button', { name: 'Add time' }).click();
                await dialog.locator('#supervisor-minutes-error').waitFor();
                await dialog.getByLabel('Minutes more').fill('10');
                await dialog.getByRole('button', { name: 'Add time' }).click();
                await page.getByText('10 minutes more').waitFor();
                await press(page, 'End after this question');
                await dialog.getByLabel('Reason').fill('The server said no.');
                await dialog.getByRole('button', { name: 'End after this question' }).click();
                await dialog.getByText('Only an interview that runs has a supervisor.').waitFor();
                await dialog.getByRole('button', { name: 'Cancel' }).click();
                assert.deepEqual(fake.steppedIn.map(({ action, minutes }) => [action, minutes]), [['add_time', 10]]);
        }));

        it('is seen and not moved by reviewers, and says why an interview waits', async () => {
                fake.reset({ behaviour: { role: 'reviewer' } });
                fake.live.status = 'paused';
                await visit(path(), async (page) => {
                        await page.getByText('Nobody is there. The interview waits for the candidate.').waitFor();
                        assert.equal(await page.getByRole('group', { name: 'Step in' }).count(), 0);
                });
        });
});

describe('a posting', () => {
        it('has a panel and limits of its own for the supervisor', () => visit(`/hr/postings/${fake.postings[0].id}/edit`, async (page, opened) => {
                await page.getByLabel('Second interviewer').selectOption({ label: 'Ines' });
                await page.getByLabel('Third interviewer').selectOption({ label: 'Jonas' });
                await page.getByRole('radio', { name: 'Ines' }).check();
                assert.equal(await page.getByLabel('Second interviewer').inputValue(), 'neutral', 'who leads now is no longer second');
                await page.getByLabel('Conclude from minute').fill('40');
                await page.getByLabel('Over after minutes').fill('30');
                await press(page, 'Save posting');
                await page.locator('#supervisor-conclusion_minutes-error').waitFor();
                await checkState(opened, 'hr-posting-supervisor');
                await page.getByLabel('Conclude from minute').fill('20');
                await press(page, 'Save posting');
                await page.waitForURL((url) => !url.pathname.endsWith('/edit'));
                const { persona, personas, supervisor } = fake.postings[0];
                assert.deepEqual([persona, personas], ['probing', ['probing', 'neutral']]);
                assert.deepEqual(supervisor, { conclusion_minutes: 20, max_minutes: 30, analysis_interval_seconds: null, grace_minutes: null });
        }));
});
