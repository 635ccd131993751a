// What a candidate sees when a person at the employer steps in: more time, a break, the next question, the end; and who of a
// panel asks. Needs build/www.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startFake } from '../fake/api.mjs';
import { checkState, openBrowser, openPage } from './browser.mjs';

let site;
let fake;
let browser;

before(async () => {
        browser = await openBrowser();
        site = await startFake();
        fake = site.fake;
});

after(async () => {
        await browser?.close();
        await site?.close();
});

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
/** The page looks for news when it is shown again. */
const lookAgain = (page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

/** At the first question, with an interview that has these fields. */
async function atQuestion(changes, walk) {
        const opened = await openPage(browser);
        try {
                fake.atTurn(1, { added_minutes: 0, person_present: false, ...changes });
                await opened.page.addInitScript(() => localStorage.setItem('earshot-settings', '{"countdown":false,"autoplay":false}'));
                await opened.page.goto(site.invite());
                await press(opened.page, 'Continue with question 1');
                await opened.page.locator('.answer[data-state="idle"]').waitFor();
                await walk(opened.page, opened);
                assert.deepEqual(opened.complaints, []);
        } finally {
                await opened.context.close();
        }
}

describe('when a person steps in', () => {
        it('the candidate is told of them and of more time, and goes on with what was typed', () => atQuestion({}, async (page, opened) => {
                await press(page, 'Type instead');
                await page.getByRole('textbox').fill('I measured first.');
                Object.assign(fake.interview, { added_minutes: 5, person_present: true, remaining_seconds: 2400 });
                await lookAgain(page);
                await page.getByText('A person has given you 5 minutes more.').waitFor();
                await page.locator('.person-present').getByText('A person from Harbour Software is present').waitFor();
                await page.locator('.turn-left').getByText('40').waitFor();
                assert.equal(await page.getByRole('textbox').inputValue(), 'I measured first.');
                await checkState(opened, 'candidate-person-present');
        }));

        it('a break and the next question show by themselves', () => atQuestion({}, async (page, opened) => {
                Object.assign(fake.interview, { status: 'paused', paused_by: 'hr', paused_at: '2026-11-20T09:05:00Z' });
                await lookAgain(page);
                await heading(page, 'A short break');
                await checkState(opened, 'candidate-break-of-hr');
                fake.interview.paused_by = null;
                await press(page, 'Continue with question 1');
                await page.locator('.answer[data-state="idle"]').waitFor();
                fake.interview.turns = [fake.turnOf(1, 'skipped'), fake.turnOf(2)];
                fake.interview.turns[1].question.persona = { id: 'direct', name: 'Kim' };
                fake.interview.current_turn = 2;
                await lookAgain(page);
                await page.getByText('A person went on to the next question.').waitFor();
                await page.locator('.interviewer-name').getByText('Kim').waitFor();
                await page.getByText('Question 2 of at most 3').waitFor();
        }));

        it('the end is the end', () => atQuestion({}, async (page) => {
                Object.assign(fake.interview, { status: 'completed', ended_at: '2026-11-20T09:30:00Z' });
                await lookAgain(page);
                await page.waitForURL((url) => url.searchParams.get('step') === 'end');
        }));
});
