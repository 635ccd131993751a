// The HR pages in every state that a scripted server can put them into. Needs build/www.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concernsOf, cut, findAll, flagOf, levelAt, linesOf, partsOn, placeOf } from '../../www/src/hr/report/model.js';
import { checkState } from './browser.mjs';
import { callsTo, fake, follow, heading, isFocused, pathOf, press, site, visit } from './hr_visit.mjs';

describe('signing in', () => {
        it('asks for it, says what is wrong without telling who has an account, and goes on to the address', () => visit('/hr/interviews', async (page, opened) => {
                await heading(page, 'Sign in');
                assert.deepEqual(fake.calls, [], 'without a note of a session the server is not asked');
                await checkState(opened, 'hr-sign-in');
                await press(page, 'Sign in');
                await page.getByText('Enter your e-mail address and your password.').waitFor();
                await isFocused(page, '#email');
                await page.getByLabel('E-mail address').fill('vera.stern@example.org');
                await page.getByLabel('Password', { exact: true }).fill('wrong');
                await press(page, 'Sign in');
                await page.getByRole('alert').getByText('E-mail address and password do not match. Check both and try again.').waitFor();
                await isFocused(page, '#password');
                await checkState(opened, 'hr-sign-in-wrong');
                await press(page, 'Show password');
                assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('type'), 'text');
                await press(page, 'Show password');
                assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('type'), 'password');
                await page.getByLabel('Password', { exact: true }).fill('correct');
                await page.keyboard.press('Enter');
                await heading(page, 'Interviews');
                assert.equal(pathOf(page), '/hr/interviews');
                await page.reload();
                await heading(page, 'Interviews');
                await press(page, 'Sign out');
                await heading(page, 'Sign in');
                await isFocused(page, 'h1');
                assert.equal(fake.sessions.size, 0);
        }, { isSignedIn: false }));

        it('says how long to wait after too many attempts', () => visit('/hr/', async (page, opened) => {
                fake.behaviour.signin = 'limited';
                await page.getByLabel('E-mail address').fill('vera.stern@example.org');
                await page.getByLabel('Password', { exact: true }).fill('wrong');
                await press(page, 'Sign in');
                await page.getByText('There were too many attempts. Try again in 4 minutes.').waitFor();
                await checkState(opened, 'hr-sign-in-limited');
        }, { isSignedIn: false }));

        it('goes back to the address when the session had ended before', () => visit('/hr/interviews', async (page) => {
                await heading(page, 'Interviews');
                fake.sessions.clear();
                await page.reload();
                await page.getByText('Your session has ended. Sign in to go back to where you were.').waitFor();
                await page.getByLabel('E-mail address').fill('vera.stern@example.org');
                await page.getByLabel('Password', { exact: true }).fill('correct');
                await press(page, 'Sign in');
                await heading(page, 'Interviews');
        }));

        it('keeps a form when the session ends while it is filled in', () => visit('/hr/postings/new', async (page, opened) => {
                await page.getByLabel('Title').fill('Site Reliability Engineer');
                fake.sessions.clear();
                await press(page, 'Create posting');
                await page.getByRole('dialog', { name: 'Sign in again' }).waitFor();
                await isFocused(page, '#password');
                await checkState(opened, 'hr-session-ended');
                await page.getByLabel('Password', { exact: true }).fill('correct');
                assert.equal(await page.getByLabel('E-mail address').inputValue(), 'vera.stern@example.org');
                await page.getByRole('dialog').getByRole('button', { name: 'Sign in', exact: true }).click();
                await heading(page, 'Site Reliability Engineer');
                assert.equal(fake.postings[0].title, 'Site Reliability Engineer');
        }));

        it('says when the server cannot be reached, and goes on', () => visit('/hr/', async (page, opened) => {
                fake.behaviour.fail = '/session';
                await page.reload();
                await page.getByText('The database does not answer.').waitFor();
                await checkState(opened, 'hr-server-down');
                fake.behaviour.fail = '';
                await press(page, 'Try again');
                await heading(page, 'Today');
        }));
});

describe('postings', () => {
        it('say what to do when there is none', async () => {
                fake.reset({ isEmpty: true });
                await visit('/hr/postings', async (page, opened) => {
                        await page.getByRole('heading', { name: 'No postings yet' }).waitFor();
                        await checkState(opened, 'hr-postings-empty');
                        await follow(page, 'Interviews');
                        await page.getByRole('heading', { name: 'No interviews yet' }).waitFor();
                        await isFocused(page, 'h1');
                        await checkState(opened, 'hr-interviews-empty');
                        await follow(page, 'Invite candidate');
                        await page.getByRole('heading', { name: 'No posting to invite to' }).waitFor();
                        await checkState(opened, 'hr-invite-no-posting');
                        await follow(page, 'Create posting');
                        await heading(page, 'New posting');
                        await checkState(opened, 'hr-posting-new');
                });
        });

        it('are listed, shown and archived', () => visit('/hr/postings', async (page, opened) => {
                await page.getByRole('link', { name: 'Backend Engineer' }).waitFor();
                await checkState(opened, 'hr-postings');
                await follow(page, 'Backend Engineer');
                await heading(page, 'Backend Engineer');
                await isFocused(page, 'h1');
                assert.equal(await page.title(), 'Backend Engineer · Earshot');
                await page.getByRole('link', { name: 'Robin Castellan', exact: true }).waitFor();
                await checkState(opened, 'hr-posting');
                await press(page, 'Archive posting');
                await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
                assert.equal(fake.postings.length, 2);
                await press(page, 'Archive posting');
                await checkState(opened, 'hr-posting-delete');
                await page.getByRole('dialog').getByRole('button', { name: 'Archive posting' }).click();
                await heading(page, 'Postings');
                assert.deepEqual(fake.postings.map(({ title }) => title), ['Support Lead']);
        }));

        it('can only be read by a reviewer, who is told of a language that is not understood', async () => {
                fake.behaviour.role = 'reviewer';
                Object.assign(fake.postings[0], { language: 'sv', speech_is_understood: false });
                await visit(`/hr/postings/${fake.postings[0].id}`, async (page, opened) => {
                        await page.getByText('No recogniser on this server understands Swedish.').waitFor();
                        await page.getByRole('link', { name: 'Robin Castellan', exact: true }).waitFor();
                        await checkState(opened, 'hr-posting-reviewer');
                        for (const name of ['Invite candidate', 'Edit posting'])
                                assert.equal(await page.getByRole('link', { name }).count(), 0);
                        assert.equal(await page.getByRole('button', { name: 'Archive posting' }).count(), 0);
                        await page.getByRole('navigation').getByRole('link', { name: 'Postings' }).click();
                        await page.getByRole('link', { name: 'Support Lead' }).waitFor();
                        assert.equal(await page.getByRole('link', { name: 'Create posting' }).count(), 0);
                });
        });

        it('that are missing or broken say so', () => visit('/hr/postings/none', async (page, opened) => {
                await heading(page, 'This posting cannot be shown');
                await checkState(opened, 'hr-posting-missing');
                await page.goto(`${site.url}/hr/elsewhere`);
                await heading(page, 'There is no page at this address');
                await checkState(opened, 'hr-nowhere');
                fake.behaviour.fail = '/postings';
                await follow(page, 'Show today');
                await follow(page, 'Postings');
                await page.getByText('The database does not answer. Nothing was lost; try again in a moment.').waitFor();
                await checkState(opened, 'hr-postings-failed');
                fake.behaviour.fail = '';
                await press(page, 'Try again');
                await page.getByRole('link', { name: 'Backend Engineer' }).waitFor();
        }));

        it('are written with all their parts', () => visit('/hr/postings/new', async (page, opened) => {
                await page.getByLabel('Title').fill('Data Engineer');
                await page.getByLabel('Description').fill('Keeps the nightly import healthy.');
                await page.getByLabel('Focus areas').fill('SQL\n\n data quality ');
                await page.getByLabel('Type').selectOption('technical');
                await page.getByLabel('Difficulty').selectOption('hard');
                await page.getByLabel('Language').selectOption('de');
                await page.getByRole('radio', { name: /^Ines/ }).check();
                await page.getByLabel('At the end').check();
                await page.getByLabel('Seconds for an answer').fill('240');
                await page.getByLabel('Instructions').fill('Ask for figures.');
                for (const text of ['First question of the set?', 'Second question of the set?', 'Third question of the set?']) {
                        await press(page, 'Add question');
                        await page.keyboard.type(text);
                }
                await page.getByLabel('Competency').nth(2).fill('Judgement');
                await page.getByLabel('Expected points').nth(2).fill('Names the risk\nNames the cost');
                await press(page, 'Move question 3 up');
                await press(page, 'Move question 2 up');
                await press(page, 'Remove question 3');
                await checkState(opened, 'hr-posting-filled');
                await press(page, 'Create posting');
                await heading(page, 'Data Engineer');
                const [made] = fake.postings;
                assert.deepEqual(made.question_set, [
                        { text: 'Third question of the set?', competency: 'Judgement', difficulty: 'hard', expected: ['Names the risk', 'Names the cost'] },
                        { text: 'First question of the set?', difficulty: 'hard', expected: [] }]);
                assert.deepEqual(made.focus_areas, ['SQL', 'data quality']);
                assert.deepEqual(made.limits, { max_answer_seconds: 240, max_turns: 10, max_minutes: 35 });
                assert.deepEqual([made.type, made.language, made.persona, made.feedback, made.difficulty, made.instructions],
                        ['technical', 'de', 'probing', 'end', 'hard', 'Ask for figures.']);
        }));

        it('show the slips of a form by their fields, first ours, then the server’s', () => visit('/hr/postings/new', async (page, opened) => {
                await page.getByLabel('Questions at most').fill('0');
                await press(page, 'Add question');
                await press(page, 'Create posting');
                await isFocused(page, '#errors');
                assert.equal(callsTo('POST /api/postings').length, 0);
                await checkState(opened, 'hr-posting-slips');
                await page.getByRole('alert').getByRole('link', { name: 'Questions at most' }).click();
                await isFocused(page, '#limits-max_turns');
                await page.keyboard.type('5');
                await page.getByLabel('Questions at most').fill('5');
                await page.getByLabel('Minutes at most').fill('13');
                await page.getByLabel('Title').fill('Engineer <b>');
                await page.getByLabel('Question', { exact: true }).fill('Why?');
                await press(page, 'Create posting');
                await page.getByText('A question has at least 10 characters.').first().waitFor();
                await isFocused(page, '#errors');
                assert.equal(await page.getByLabel('Title').getAttribute('aria-invalid'), 'true');
                assert.match(await page.getByLabel('Title').getAttribute('aria-describedby'), /title-error/);
                assert.equal(await page.getByLabel('Minutes at most').getAttribute('aria-invalid'), 'true');
                await page.getByLabel('Minutes at most').fill('14');
                await page.getByLabel('Title').fill('Engineer');
                await page.getByLabel('Question', { exact: true }).fill('Why did you choose it?');
                await press(page, 'Create posting');
                await heading(page, 'Engineer');
        }));

        it('ask before unsaved changes are lost, by link, by Back and by closing', () => visit('/hr/postings', async (page) => {
                await follow(page, 'Support Lead');
                await follow(page, 'Edit posting');
                await heading(page, 'Edit posting');
                const edit = pathOf(page);
                await page.getByLabel('Title').fill('Support Lead, nights');
                await follow(page, 'Interviews');
                await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay here' }).click();
                await page.goBack();
                await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click();
                assert.equal(pathOf(page), edit);
                assert.equal(await page.getByLabel('Title').inputValue(), 'Support Lead, nights');
                const asked = page.waitForEvent('dialog');
                const closing = page.close({ runBeforeUnload: true });
                const dialog = await asked;
                assert.equal(dialog.type(), 'beforeunload');
                await dialog.dismiss();
                await closing;
                await page.goBack();
                await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
                await heading(page, 'Support Lead');
                await follow(page, 'Edit posting');
                await page.getByLabel('Title').fill('Support Lead, nights');
                await press(page, 'Save posting');
                await heading(page, 'Support Lead, nights');
                assert.equal(fake.postings[1].instructions, 'Ask about shift work.');
        }));
});

describe('interviews', () => {
        it('are listed page by page and filtered by status and posting', () => visit('/hr/interviews', async (page, opened) => {
                await page.getByRole('link', { name: 'Robin Castellan', exact: true }).waitFor();
                assert.equal(await page.locator('tbody tr').count(), 6);
                await press(page, 'Show more');
                await page.getByRole('link', { name: 'Sefa Quintero' }).waitFor();
                assert.equal(await page.locator('tbody tr').count(), 8);
                await checkState(opened, 'hr-interviews');
                await page.getByLabel('Status').selectOption('completed');
                await page.getByRole('link', { name: 'Noor Halvorsen' }).waitFor({ state: 'detached' });
                assert.equal(pathOf(page), '/hr/interviews?status=completed');
                await page.getByLabel('Posting', { exact: true }).selectOption({ label: 'Support Lead' });
                await page.getByRole('heading', { name: 'No interview fits this filter' }).waitFor();
                await checkState(opened, 'hr-interviews-none');
                await page.reload();
                await page.getByRole('heading', { name: 'No interview fits this filter' }).waitFor();
                assert.equal(await page.getByLabel('Status').inputValue(), 'completed');
                await follow(page, 'Show all interviews');
                await page.getByRole('link', { name: 'Noor Halvorsen' }).waitFor();
        }));

        it('are created with a link that is shown once', () => visit('/hr/postings', async (page, opened) => {
                await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
                await follow(page, 'Backend Engineer');
                await page.getByRole('link', { name: 'Invite candidate' }).click();
                await heading(page, 'Invite candidates');
                await checkState(opened, 'hr-invite');
                await page.getByLabel('E-mail address').fill('mika@invalid');
                await press(page, 'Create invitation');
                await isFocused(page, '#errors');
                await page.getByLabel('Candidate’s name').fill('Mika Arendt');
                await press(page, 'Create invitation');
                await page.getByText('This address cannot get mail.').first().waitFor();
                await checkState(opened, 'hr-invite-refused');
                await page.getByLabel('E-mail address').fill('mika.arendt@example.org');
                await press(page, 'Create invitation');
                await heading(page, 'Invitation for Mika Arendt');
                await isFocused(page, 'h1');
                await checkState(opened, 'hr-invited');
                const link = await page.getByLabel('Invitation link').inputValue();
                assert.match(link, /\/i\/#[\w-]{43}$/);
                await follow(page, 'Interviews');
                await page.getByRole('dialog', { name: 'Leave without the link?' }).getByRole('button', { name: 'Stay here' }).click();
                await press(page, 'Copy link');
                await page.getByText('Link copied').waitFor();
                assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
                await follow(page, 'Interviews');
                await page.getByRole('link', { name: 'Mika Arendt' }).click();
                await heading(page, 'Interview with Mika Arendt');
                assert.equal(await page.getByText(link).count(), 0);
                assert.equal(callsTo('POST /api/interviews').length, 2);
        }));

        it('that were only sent can be cancelled', () => visit(`/hr/interviews/${fake.open.id}`, async (page, opened) => {
                await heading(page, 'Interview with Tomasz Brandão');
                await checkState(opened, 'hr-interview-invited');
                await press(page, 'Cancel interview');
                await checkState(opened, 'hr-interview-cancel');
                await page.getByRole('dialog').getByRole('button', { name: 'Cancel interview' }).click();
                await page.locator('.pill', { hasText: 'Cancelled' }).waitFor();
                assert.equal(fake.open.status, 'cancelled');
                assert.equal(await page.getByRole('button', { name: 'Cancel interview' }).count(), 0);
        }));

        it('that run are followed line by line, ask less often while nothing is new, and can be ended', () => visit(`/hr/interviews/${fake.live.id}`, async (page, opened) => {
                await page.getByText('Our build took forty minutes').waitFor();
                assert.equal(await page.locator('.said').count(), 3);
                await page.getByText('Next question after 2 sec').click();
                assert.equal(await page.locator('.stages[open] dl > div').count(), 8, 'what was not measured is left out');
                assert.match(await page.locator('.stages[open]').innerText(), /Speech to text\s+1\.8 secs?\s[^]*Of it without providers\s+81 ms/);
                await checkState(opened, 'hr-interview-live');
                fake.behaviour.transcript_lines = 4;
                await page.getByText('I do not test getters.').waitFor();
                await page.waitForFunction(() => document.querySelectorAll('.said').length === 4);
                assert.ok(fake.tags.includes('"3-in_progress"'), 'the tag of the last answer is sent');
                fake.behaviour.report_looks = 2;
                await press(page, 'End interview');
                await page.getByRole('dialog').getByRole('button', { name: 'End interview' }).click();
                await page.locator('.pill', { hasText: 'Completed' }).waitFor();
                await page.getByText('The report is being made. It is usually ready within seconds.').waitFor();
                await checkState(opened, 'hr-interview-ended');
                fake.live.report = 'ready';
                await follow(page, 'Open report');
                await heading(page, 'Report for Noor Halvorsen');
        }));

        it('that are gone say so', () => visit('/hr/interviews/none', async (page, opened) => {
                await heading(page, 'This interview cannot be shown');
                await checkState(opened, 'hr-interview-missing');
        }));
});

describe('a report', () => {
        const reportOf = (interview) => `/hr/interviews/${interview.id}/report`;

        it('shows scores with the words they rest on', () => visit(reportOf(fake.strong), async (page, opened) => {
                await heading(page, 'Report for Robin Castellan');
                await page.getByRole('img', { name: 'Scores by criterion' }).waitFor();
                assert.match(await page.locator('#plot-text').textContent(), /Problem solving: Exceeds · 8\.6 of 10 \(range 7\.2 to 9\.1\)/);
                await page.getByText('Answer 4 was hard to understand (transcript confidence 71%).').waitFor();
                assert.deepEqual(await page.locator('.quote', { hasText: 'flame graph' }).locator('.quote-why').allTextContents().then((all) => all.map((text) => text.trim())),
                        ['Says how it was measured · 2 points', 'Compares like with like · 1 point'], 'one quote that shows two things stands once');
                await page.getByText('A concrete example with an own part and a result.').first().waitFor();
                await page.getByText('1 thing was not heard').first().click();
                await page.getByText('Rests on: On-call guide.pdf: "Every alert has a page that says what to do."').waitFor();
                await checkState(opened, 'hr-report');
                await press(page, 'As table');
                await page.getByRole('row', { name: /Ownership Partly · 4\.2 of 10/ }).waitFor();
                await checkState(opened, 'hr-report-table');
        }));

        it('plays a quote from its second, and the transcript from any line', () => visit(reportOf(fake.strong), async (page, opened) => {
                const quote = page.getByRole('button', { name: /^Play “I took a flame graph before and after, on the same commit\.”/ });
                await quote.click();
                await page.locator('.quote[data-playing]').waitFor();
                const start = await page.evaluate(() => document.querySelector('ear-player').audio.currentTime);
                assert.ok(start > 4 && start < 7, `starts at the quote: ${start}`);
                await page.waitForFunction(() => document.querySelector('ear-player').peaks.length > 0);
                await page.locator('.line[data-now]', { hasText: 'flame graph' }).waitFor();
                await checkState(opened, 'hr-report-playing');
                await page.locator('.quote[data-playing]').waitFor({ state: 'detached' });
                const end = await page.evaluate(() => document.querySelector('ear-player').audio.currentTime);
                assert.ok(end > start + 2 && end < start + 8, `stops after the quote: ${end}`);
                await page.locator('.line', { hasText: 'I test the money path.' }).locator('p').click();
                await page.waitForFunction(() => document.querySelector('ear-player').src.endsWith('/turns/2/answer/audio') && document.querySelector('ear-player').isPlaying);
                await page.getByLabel('Speed').selectOption('1.5');
                await page.waitForFunction(() => document.querySelector('ear-player').audio.playbackRate === 1.5);
                await page.locator('h1').focus();
                await page.keyboard.press('Space');
                await page.waitForFunction(() => !document.querySelector('ear-player').isPlaying);
                const before = await page.evaluate(() => document.querySelector('ear-player').position_ms);
                await page.keyboard.press('ArrowRight');
                assert.ok(await page.evaluate(() => document.querySelector('ear-player').position_ms) >= before + 4900);
                await press(page, 'Close player');
                assert.equal(await page.locator('.dock').count(), 0);
        }));

        it('is read by keyboard, and the keys can be turned off', () => visit(reportOf(fake.strong), async (page, opened) => {
                await page.getByRole('heading', { name: 'Evidence', exact: true }).waitFor();
                await page.keyboard.press('j');
                await page.keyboard.press('j');
                await isFocused(page, '.quote:nth-child(2) .round-button');
                await page.keyboard.press('k');
                await isFocused(page, '.quote:first-child .round-button');
                await page.keyboard.press('?');
                await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
                await checkState(opened, 'hr-keys');
                await page.getByLabel('Use these keys').uncheck();
                await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
                await isFocused(page, '.quote:first-child .round-button');
                await page.keyboard.press('j');
                await page.keyboard.press('?');
                await isFocused(page, '.quote:first-child .round-button');
                assert.equal(await page.getByRole('dialog').count(), 0);
        }));

        it('is searched', () => visit(reportOf(fake.strong), async (page, opened) => {
                await page.getByRole('searchbox', { name: 'Search the transcript' }).fill('before');
                await page.getByText('2 matches').first().waitFor();
                assert.equal(await page.locator('mark').count(), 2);
                await page.keyboard.press('Enter');
                await page.keyboard.press('Enter');
                assert.equal(await page.locator('mark[data-current]').count(), 1);
                await checkState(opened, 'hr-report-search');
        }));

        it('takes scores of a person beside the machine\'s, with a reason where they differ', () => visit(reportOf(fake.strong), async (page, opened) => {
                await page.getByText('Higher than 6 of 9 other interviews for this posting.').waitFor();
                await press(page, 'Give scores');
                const dialog = page.getByRole('dialog', { name: 'Give scores of your own' });
                await dialog.getByRole('group', { name: 'Ownership' }).getByLabel('Your score').selectOption('7.5');
                await dialog.getByRole('button', { name: 'Keep scores' }).click();
                await dialog.getByText('Say why, in a few words.').first().waitFor();
                await checkState(opened, 'hr-human-scores');
                await dialog.getByLabel('Reason').fill('The own part is named in answer 5.');
                await dialog.getByRole('button', { name: 'Keep scores' }).click();
                await page.getByRole('cell', { name: 'The own part is named in answer 5.' }).waitFor();
                await checkState(opened, 'hr-human-scored');
        }));

        it('takes the decision of a person, with its reason', () => visit(reportOf(fake.strong), async (page, opened) => {
                await press(page, 'Record decision');
                const dialog = page.getByRole('dialog', { name: 'Record decision' });
                await isFocused(page, '#decision input');
                await dialog.getByRole('button', { name: 'Record decision' }).click();
                await dialog.getByText('Choose one.').first().waitFor();
                await checkState(opened, 'hr-decision');
                await dialog.getByLabel('Advance').check();
                await dialog.getByLabel('Reason').fill('Measured before changing, and explained it well in answer 3.');
                await dialog.getByRole('button', { name: 'Record decision' }).click();
                await page.getByText('Vera Stern · 21 November 2026').waitFor();
                await isFocused(page, '.decision button');
                await checkState(opened, 'hr-decided');
                await page.reload();
                await page.getByText('Measured before changing, and explained it well in answer 3.').waitFor();
        }));

        it('says what is missing and why there are no scores', () => visit(reportOf(fake.weak), async (page, opened) => {
                await page.getByText('Question 3 has no answer. That is no evidence for or against the candidate.').waitFor();
                await page.locator('.evidence-level', { hasText: 'No answer showed this.' }).first().waitFor();
                await checkState(opened, 'hr-report-weak');
                await page.goto(site.url + reportOf(fake.unscored));
                await page.getByText('The candidate did not agree to machine evaluation. A person reads the answers.').first().waitFor();
                await checkState(opened, 'hr-report-unscored');
        }));

        it('is waited for, made again when it failed, and downloaded', () => visit(reportOf(fake.failed), async (page, opened) => {
                await page.getByRole('heading', { name: 'The report could not be made' }).waitFor();
                await checkState(opened, 'hr-report-failed');
                fake.behaviour.report_looks = 2;
                await press(page, 'Make report again');
                await page.getByRole('heading', { name: 'The report is being made' }).waitFor();
                await page.getByRole('heading', { name: 'Evidence', exact: true }).waitFor();
                for (const [name, end] of [['Download PDF', '.pdf'], ['Download JSON', '.json']]) {
                        const download = page.waitForEvent('download');
                        await follow(page, name);
                        assert.ok((await download).suggestedFilename().endsWith(end));
                }
                assert.equal(opened.complaints.length, 0);
        }));

        it('that is being made says so', async () => {
                fake.behaviour.report_looks = 1000;
                fake.strong.report = 'running';
                await visit(reportOf(fake.strong), async (page, opened) => {
                        await page.getByRole('heading', { name: 'The report is being made' }).waitFor();
                        await checkState(opened, 'hr-report-making');
                        await page.goto(site.url + reportOf(fake.open));
                        await page.getByRole('heading', { name: 'There is no report yet' }).waitFor();
                        await checkState(opened, 'hr-report-none');
                });
        });
});

describe('the model of a report', () => {
        const word = (text, start_ms, end_ms = start_ms + 200) => ({ word: text, start_ms, end_ms });

        it('knows the levels and where a score stands between them', () => {
                assert.deepEqual([0, 2.9, 3, 5.4, 5.5, 7.9, 8, 10].map(levelAt), [0, 0, 1, 1, 2, 2, 3, 3]);
                assert.deepEqual([0, 3, 5.5, 8, 10].map(placeOf), [0, 0.25, 0.5, 0.75, 1]);
                assert.equal(placeOf(1.5), 0.125);
        });

        it('cuts an answer into lines at sentences and pauses, and leaves a corrected one whole', () => {
                const words = ['we', 'measured', 'first', 'then', 'we', 'fixed', 'it', 'again'].map((text, at) => word(text, at * 300 + (at > 6 ? 2000 : 0)));
                const lines = linesOf({ transcript: { text: 'We measured first. Then we fixed it again', words } });
                assert.deepEqual(lines, [{ text: 'We measured first.', at: 0, start_ms: 0, end_ms: 800 },
                        { text: 'Then we fixed it again', at: 19, start_ms: 900, end_ms: 4300 }]);
                const long = Array.from({ length: 60 }, (_, at) => word(`w${at}`, at * 250));
                assert.deepEqual(linesOf({ transcript: { text: long.map((one) => one.word).join(' '), words: long } }).map(({ text }) => text.split(' ').length), [26, 26, 8]);
                assert.deepEqual(linesOf({ transcript: { text: 'Corrected by hand afterwards', words } }).length, 1);
                assert.deepEqual(linesOf({ transcript: { text: 'No times', words: [{ word: 'no', start_ms: null }, { word: 'times', start_ms: null }] } })[0].start_ms, 0);
                assert.deepEqual(linesOf({ transcript: null }), []);
        });

        it('marks quotes across lines and finds words whatever their case', () => {
                assert.deepEqual(partsOn({ text: 'Then we fixed it', at: 19 }, [[11, 26], [24, 28]]), [[0, 7], [7, 9]]);
                assert.deepEqual(findAll('Cache the cache', 'CACHE'), [[0, 5], [10, 15]]);
                assert.deepEqual(findAll('anything', '  '), []);
                assert.deepEqual(cut('abc', [[1, 2]]), [{ text: 'a', isMarked: false }, { text: 'b', isMarked: true }, { text: 'c', isMarked: false }]);
        });

        it('names what has to be known first', () => {
                assert.deepEqual(flagOf('turn 3: lists_keywords'), { turn: 3, name: 'lists_keywords' });
                const unclear = { turn: 1, transcript: { text: 'hm', confidence: 0.5 } };
                const concerns = concernsOf({ overall_score: null, criteria: [], null_reason: 'No consent.', turns: [unclear, { turn: 2, status: 'skipped', transcript: null },
                        { turn: 3, status: 'asked', transcript: null }] });
                assert.deepEqual(concerns, { unclear: [unclear], missing: [2], skipped: 0, no_scores: 'No consent.' });
                assert.equal(concernsOf({ overall_score: 5, turns: [] }).no_scores, '');
        });
});
