// HR's day: what needs a person, finding and ordering interviews, inviting one or many, new links, what runs now, and the
// keyboard. Needs build/www.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ROWS_MOST, cellsOf, isEmail, readCandidates, writeCsv } from '../../www/src/hr/csv.js';
import { checkState } from './browser.mjs';
import { callsTo, fake, follow, heading, isFocused, pathOf, press, visit } from './hr_visit.mjs';

describe('today', () => {
        it('shows what needs a person, each with one action, and news as they come', () => visit('/hr/', async (page, opened) => {
                await heading(page, 'Today');
                const waiting = page.getByRole('region', { name: /^Waiting for a decision/ });
                await waiting.getByText('Robin Castellan').waitFor();
                assert.deepEqual(await page.getByRole('region').getByRole('heading').allTextContents().then((all) => all.map((text) => text.trim())),
                        ['Reports that failed 1', 'Waiting for a decision 3', 'Running now 1', 'Due soon 1']);
                await checkState(opened, 'hr-today');
                await page.keyboard.press('j');
                await isFocused(page, 'main [href="/hr/requests"]');
                await page.keyboard.press('j');
                await isFocused(page, '[data-need="failed"] .row-link');
                await waiting.getByRole('link', { name: 'Read report: Robin Castellan' }).click();
                await heading(page, 'Report for Robin Castellan');
                Object.assign(fake.strong, { decision: 'advance', decided_at: '2026-11-21T10:00:00Z' });
                fake.behaviour.waiting = 2;
                await follow(page, 'Today');
                await page.getByText('2 candidates wait until their interviews can begin').waitFor();
                await page.getByRole('region', { name: /^Decided/ }).getByText('Advance').waitFor();
                await page.getByRole('region', { name: /^Running/ }).getByRole('link').click();
                await heading(page, 'Interview with Noor Halvorsen');
        }));

        it('leads a first-time user to a posting and to a demo interview', async () => {
                fake.reset({ isEmpty: true });
                await visit('/hr/', async (page, opened) => {
                        await page.getByRole('heading', { name: 'Welcome to Earshot' }).waitFor();
                        await checkState(opened, 'hr-today-new');
                        await press(page, 'Try the demo interview');
                        const dialog = page.getByRole('dialog', { name: 'Your demo interview is ready' });
                        assert.match(await dialog.getByRole('link', { name: 'Begin the interview' }).getAttribute('href'), /\/i\/#[\w-]{43}$/);
                        assert.equal(fake.interviews[0].candidate.name, 'Vera Stern');
                        await checkState(opened, 'hr-today-try');
                        await dialog.getByRole('link', { name: 'Follow it here' }).click();
                        await heading(page, 'Interview with Vera Stern');
                        await follow(page, 'Today');
                        await follow(page, 'Create posting');
                        await heading(page, 'New posting');
                });
        });

        it('says when nothing is waiting, and when the server cannot be reached', async () => {
                fake.interviews = [fake.open];
                fake.dueId = '';
                fake.requests = [];
                await visit('/hr/', async (page, opened) => {
                        await page.getByRole('heading', { name: 'Nothing needs you now' }).waitFor();
                        await checkState(opened, 'hr-today-quiet');
                        fake.behaviour.fail = '/today';
                        await page.reload();
                        await page.getByText('The database does not answer.').waitFor();
                        await checkState(opened, 'hr-today-failed');
                        fake.behaviour.fail = '';
                        await press(page, 'Try again');
                        await page.getByRole('heading', { name: 'Nothing needs you now' }).waitFor();
                });
        });
});

describe('the list', () => {
        const names = (page) => page.locator('tbody .row-link').allTextContents();

        it('is searched and sorted, and the address keeps it', () => visit('/hr/interviews', async (page, opened) => {
                await page.getByRole('link', { name: 'Robin Castellan', exact: true }).waitFor();
                assert.equal(await page.getByRole('columnheader', { name: /^Invited/ }).getAttribute('aria-sort'), 'descending');
                await press(page, 'Sort by Candidate');
                await page.waitForFunction(() => document.querySelector('tbody .row-link')?.textContent === 'Dara Moreau');
                assert.equal(await page.getByRole('columnheader', { name: /^Candidate/ }).getAttribute('aria-sort'), 'ascending');
                await press(page, 'Sort by Candidate');
                await page.waitForFunction(() => document.querySelector('tbody .row-link')?.textContent === 'Wen Lindqvist');
                assert.equal(pathOf(page), '/hr/interviews?sort=-candidate');
                await press(page, 'Show more');
                await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 8);
                await page.getByLabel('Name or address').fill('MOR');
                await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
                assert.deepEqual(await names(page), ['Dara Moreau']);
                await page.reload();
                await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
                assert.equal(await page.getByLabel('Name or address').inputValue(), 'MOR');
                await page.getByLabel('Name or address').fill('');
                await page.getByLabel('Needs').selectOption('undecided');
                await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3);
                await page.getByRole('row', { name: /Ilse Okafor/ }).getByText('Below 2.4').waitFor();
                await checkState(opened, 'hr-interviews-sorted');
        }));

        it('is sorted from a list where there are no columns', () => visit('/hr/interviews', async (page) => {
                await page.getByLabel('Order').selectOption('Highest score first');
                await page.waitForFunction(() => document.querySelectorAll('tbody .row-link')[1]?.textContent === 'Ilse Okafor');
                assert.equal(pathOf(page), '/hr/interviews?sort=-score');
        }, { viewport: { width: 390, height: 844 } }));
});

describe('inviting', () => {
        it('takes a list, says what is wrong by its row, makes the links and lets nobody lose them', () => visit('/hr/interviews/new', async (page, opened) => {
                await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
                await follow(page, 'A list');
                await page.getByLabel('Candidates', { exact: true }).fill('Name;E-mail\nMika Arendt;mika.arendt@example.org\n;nobody@example.org\nIda "Sun" Falk;not an address\n=SUM(A1);sum@example.org');
                await page.getByText('2 invitations can be made.').waitFor();
                await page.getByRole('row', { name: /^3 .*The name is missing\./ }).waitFor();
                await page.getByText('2 rows are left out until they are right.').waitFor();
                await checkState(opened, 'hr-invite-list');
                await page.getByLabel('Link works until').fill('2020-01-01T10:00');
                await press(page, 'Create 2 invitations');
                await isFocused(page, '#errors');
                assert.equal(callsTo('POST').length, 0);
                await page.getByLabel('Link works until').fill('2031-12-01T10:00');
                await page.getByLabel('Planned for (optional)').fill('2031-11-20T09:00');
                await press(page, 'Create 2 invitations');
                await page.getByRole('heading', { name: '2 invitations made' }).waitFor();
                await isFocused(page, '#made');
                assert.deepEqual(fake.interviews.slice(0, 2).map(({ candidate }) => candidate.name), ['=SUM(A1)', 'Mika Arendt']);
                await checkState(opened, 'hr-invite-list-made');
                await follow(page, 'Interviews');
                await page.getByRole('dialog', { name: 'Leave without the link?' }).getByRole('button', { name: 'Stay here' }).click();
                const waiting = page.waitForEvent('download');
                await press(page, 'Download links as CSV');
                const download = await waiting;
                assert.equal(download.suggestedFilename(), 'invitations.csv');
                const csv = readFileSync(await download.path(), 'utf8');
                assert.match(csv, /^\uFEFF"name","email","link"\r\n"Mika Arendt","mika\.arendt@example\.org","http[^"]+\/i\/#[\w-]{43}"\r\n"'=SUM\(A1\)",/);
                await follow(page, 'Interviews');
                await page.getByRole('link', { name: 'Mika Arendt' }).waitFor();
        }));

        it('goes on with a list where the server refused a row', () => visit('/hr/interviews/new?many=1', async (page, opened) => {
                await page.locator('#many-file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('Ada Example,ada@invalid\r\nBo Example,bo@example.org\r\n') });
                await press(page, 'Create 2 invitations');
                await page.getByRole('heading', { name: '1 invitation made' }).waitFor();
                await page.getByText('This address cannot get mail.').waitFor();
                await checkState(opened, 'hr-invite-list-part');
                await page.getByRole('button', { name: 'Try 1 again' }).waitFor();
                await press(page, 'Copy the link for Bo Example');
                await page.locator('.toast').first().waitFor();
        }));

        it('refuses files that are no lists', () => visit('/hr/interviews/new?many=1', async (page) => {
                await page.locator('#many-file').setInputFiles({ name: 'list.xlsx', mimeType: 'text/csv', buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff]) });
                await page.getByText('This is not a text file.').waitFor();
                await page.locator('#many-file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.alloc(1_000_001, 'a') });
                await page.getByText('This file is too large for a list of candidates.').waitFor();
        }));

        it('makes a new link where the old one was lost', () => visit(`/hr/interviews/${fake.open.id}`, async (page, opened) => {
                await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
                await press(page, 'New link');
                const dialog = page.getByRole('dialog', { name: 'Make a new link?' });
                await checkState(opened, 'hr-relink');
                await dialog.getByLabel('Link works until').fill('2020-01-01T10:00');
                await dialog.getByRole('button', { name: 'Make new link' }).click();
                await dialog.getByText('Choose a time in the future.').waitFor();
                await dialog.getByLabel('Link works until').fill('2032-01-01T10:00');
                await dialog.getByRole('button', { name: 'Make new link' }).click();
                const link = await dialog.getByLabel('Invitation link').inputValue();
                assert.match(link, /\/i\/#[\w-]{43}$/);
                await dialog.getByText('Message to the candidate').click();
                await checkState(opened, 'hr-relinked');
                await dialog.getByRole('button', { name: 'Copy link' }).click();
                assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
                await dialog.getByRole('button', { name: 'Close' }).click();
                assert.equal(fake.open.expires_at, '2032-01-01T10:00:00.000Z');
        }));
});

describe('what runs now', () => {
        it('is shown with question, time and last event, and looked for again', () => visit('/hr/live', async (page, opened) => {
                Object.assign(fake.live, { started_at: new Date(Date.now() - 252e3).toISOString(), last_event_at: new Date().toISOString(), current_turn: 2 });
                await page.reload();
                const card = page.locator('.live-card', { hasText: 'Noor Halvorsen' });
                await card.getByText(/^4:1\d$/).waitFor();
                await card.getByText('1 of at most 8 answered').waitFor();
                await checkState(opened, 'hr-live');
                fake.behaviour.fail = '/interviews';
                await page.getByText('What is shown may be out of date.').waitFor();
                await checkState(opened, 'hr-live-stale');
                fake.behaviour.fail = '';
                fake.live.status = 'completed';
                await press(page, 'Try again');
                await page.getByRole('heading', { name: 'No interview runs now' }).waitFor();
                await checkState(opened, 'hr-live-none');
        }));
});

describe('requests of candidates', () => {
        it('are counted wherever one is, shown, and answered once with words for the candidate', () => visit('/hr/interviews', async (page, opened) => {
                await page.getByLabel('2 open', { exact: true }).waitFor();
                await page.getByRole('navigation').getByRole('link', { name: /^Requests/ }).click();
                await page.getByText('I stammer, and three minutes are short for me.').waitFor();
                await checkState(opened, 'hr-requests');
                await press(page, 'Answer the request of Tomasz Brandão');
                const dialog = page.getByRole('dialog', { name: 'Asks for more time' });
                await dialog.getByRole('button', { name: 'Send answer' }).click();
                await dialog.getByText('Choose one.').waitFor();
                await dialog.getByLabel('Decline').check();
                await dialog.getByRole('button', { name: 'Send answer' }).click();
                await dialog.getByText('Say why, so that the candidate understands it.').waitFor();
                await isFocused(page, '#message');
                await checkState(opened, 'hr-request-answer');
                await dialog.getByLabel('Grant').check();
                await dialog.getByLabel('Message to the candidate').fill('Take the time you need.');
                await dialog.getByRole('button', { name: 'Send answer' }).click();
                await page.getByText('Vera Stern, 21 Nov 2026, 09:30 UTC:').waitFor();
                await page.getByLabel('1 open', { exact: true }).waitFor();
                assert.deepEqual([fake.requests[0].state, fake.requests[0].answer], ['done', 'Take the time you need.']);
                await page.getByLabel('State').selectOption('declined');
                await page.getByRole('heading', { name: 'No declined requests' }).waitFor();
                await checkState(opened, 'hr-requests-none');
        }));

        it('stand on the page of their interview, and a reviewer only reads them', async () => {
                await visit(`/hr/interviews/${fake.strong.id}`, async (page, opened) => {
                        await page.getByRole('heading', { name: 'Asks for deletion' }).waitFor();
                        await press(page, 'Answer the request of Robin Castellan');
                        await page.getByRole('dialog').getByLabel('Grant').check();
                        await page.getByText('Everything of this candidate is erased as soon as you send this.').waitFor();
                        await checkState(opened, 'hr-request-deletion');
                        await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
                        assert.equal(fake.requests[1].state, 'open');
                });
                fake.behaviour.role = 'reviewer';
                await visit('/hr/requests', async (page) => {
                        await page.getByRole('heading', { name: 'Asks for deletion' }).waitFor();
                        assert.equal(await page.getByRole('button', { name: /^Answer/ }).count(), 0);
                });
        });
});

describe('background work', () => {
        it('shows what failed in words, tries it again, and what waits', () => visit('/hr/', async (page, opened) => {
                await page.getByRole('navigation').getByRole('link', { name: 'Background' }).click();
                await page.getByRole('heading', { name: 'Report of Tomasz Brandão' }).waitFor();
                await page.getByText('No provider of language models answered.').waitFor();
                await page.getByText('Tried 8 times and given up, 21 Nov 2026, 08:55 UTC.').waitFor();
                await checkState(opened, 'hr-jobs');
                await press(page, 'Try again: Report of Tomasz Brandão');
                await page.getByRole('heading', { name: 'Nothing has failed' }).waitFor();
                await isFocused(page, 'h1');
                assert.equal(fake.jobs[0].state, 'waiting');
                await checkState(opened, 'hr-jobs-none');
                await page.getByLabel('State').selectOption('waiting');
                await page.getByText('Tried 2 of 8 times. Next try 21 Nov 2026, 09:40 UTC.').waitFor();
                await page.getByRole('heading', { name: 'Evaluation of an answer of Robin Castellan' }).waitFor();
                await checkState(opened, 'hr-jobs-waiting');
        }));

        it('tells what services over the network did, when asked', () => visit('/hr/jobs', async (page, opened) => {
                await page.getByText('What services over the network did this month').click();
                await page.getByRole('rowheader', { name: 'Wording questions' }).waitFor();
                await page.getByText('9 (1 failed)').waitFor();
                await page.getByText('8,760 tokens').waitFor();
                await page.getByText(/\$0\.0016/).waitFor();
                await page.getByText('12.6 min').waitFor();
                await page.getByText('2,140 characters').waitFor();
                await page.getByText(/Together: .*\$0\.077/).waitFor();
                await checkState(opened, 'hr-usage-month');
                await page.goto(page.url().replace('/hr/jobs', `/hr/interviews/${fake.strong.id}`));
                await page.getByText('What services over the network did for this interview').click();
                await page.getByText(/budget of 9,000 tokens was used up at 21 Nov 2026, 09:31 UTC\. From then on the built-in/).waitFor();
                await checkState(opened, 'hr-usage-interview');
        }));

        it('has the file of each night set: whether, when, and by which clock', async () => {
                await visit('/hr/jobs', async (page, opened) => {
                        await page.getByText('A file of each day’s reports, made in the night').click();
                        await page.getByLabel('Put the reports of each day into one file for each posting').check();
                        await page.getByLabel('Made at').selectOption('6');
                        fake.behaviour.unknown_zone = 'America/New_York';
                        await page.getByLabel('Time zone').selectOption('America/New York');
                        await press(page, 'Save');
                        await isFocused(page, '#errors');
                        await page.locator('#time_zone-error').getByText('must be a time zone such as Europe/Berlin').waitFor();
                        assert.equal(await page.getByLabel('Time zone').getAttribute('aria-invalid'), 'true');
                        assert.equal(fake.organisation.nightly_batches, false);
                        await checkState(opened, 'hr-nights-refused');
                        await page.getByLabel('Time zone').selectOption('Europe/Berlin');
                        await press(page, 'Save');
                        await page.locator('.toast').getByText('Saved').waitFor();
                        const { nightly_batches, nightly_hour, time_zone } = fake.organisation;
                        assert.deepEqual([nightly_batches, nightly_hour, time_zone], [true, 6, 'Europe/Berlin']);
                        await checkState(opened, 'hr-nights');
                        await page.reload();
                        await page.getByText('A file of each day’s reports, made in the night').click();
                        await page.waitForFunction(() => document.querySelector('#time_zone')?.value === 'Europe/Berlin' && document.querySelector('#nightly_batches').checked);
                        fake.behaviour.fail = '/organisation';
                        await press(page, 'Save');
                        await page.getByText('The database does not answer.').waitFor();
                });
                fake.behaviour.fail = '';
                fake.behaviour.role = 'recruiter';
                await visit('/hr/jobs', async (page) => {
                        await page.getByText('A file of each day’s reports, made in the night').click();
                        await page.getByText(/^The reports of each day are put into one file for each posting at 6:00, Europe\/Berlin\.$/).waitFor();
                        assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
                });
        });

        it('says when it cannot be tried again, and a reviewer only reads', async () => {
                await visit('/hr/jobs', async (page) => {
                        await page.getByRole('heading', { name: 'Report of Tomasz Brandão' }).waitFor();
                        fake.behaviour.fail = '/retry';
                        await press(page, 'Try again: Report of Tomasz Brandão');
                        await page.getByText('The database does not answer.').waitFor();
                        fake.behaviour.fail = '';
                });
                fake.behaviour.role = 'reviewer';
                await visit('/hr/jobs', async (page) => {
                        await page.getByRole('heading', { name: 'Report of Tomasz Brandão' }).waitFor();
                        assert.equal(await page.getByRole('button', { name: /^Try again/ }).count(), 0);
                });
        });
});

describe('documents of a posting', () => {
        const file = (name) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from('read by the scripted server') });

        it('are added, with what was found in them, refused by name, and removed', () => visit(`/hr/postings/${fake.postings[0].id}`, async (page, opened) => {
                await page.getByText('No documents yet.').waitFor();
                await page.locator('#document-file').setInputFiles([file('on call guide.pdf'), file('hidden.docx'), file('tool.exe')]);
                await page.getByText('tool.exe: This is not a document that can be read here.').waitFor();
                await page.getByText('Page 2 holds text that a reader cannot see.').waitFor();
                await checkState(opened, 'hr-posting-documents');
                await press(page, 'Remove hidden.docx');
                await page.getByRole('dialog').getByRole('button', { name: 'Remove document' }).click();
                await page.getByText('hidden.docx', { exact: true }).waitFor({ state: 'detached' });
                assert.deepEqual(fake.documents.map(({ filename }) => filename), ['on call guide.pdf']);
        }));
});

describe('all reports of a posting in one file', () => {
        it('are asked for, watched while they are collected, and downloaded', () => visit(`/hr/postings/${fake.postings[0].id}`, async (page, opened) => {
                await press(page, 'Collect all reports');
                await page.getByText('Waiting for its turn').waitFor();
                await page.getByText('8 of 12 reports').waitFor();
                await checkState(opened, 'hr-posting-batch-running');
                const link = page.getByRole('link', { name: /^Download/ });
                await link.waitFor();
                assert.equal(await link.getAttribute('href'), `/api/batches/${fake.batches[0].id}/archive.zip`);
                await page.getByText('1 report could not be made; the table says which.').waitFor();
                await checkState(opened, 'hr-posting-batch-done');
                assert.ok(await page.getByRole('button', { name: 'Collect all reports' }).isEnabled());
        }));
});

describe('without a connection', () => {
        it('the page says so and keeps what was typed', () => visit('/hr/postings/new', async (page, opened) => {
                await page.getByLabel('Title').fill('Typed before the train went into the tunnel');
                await opened.context.setOffline(true);
                await page.getByText('No connection. What you typed stays on this page').waitFor();
                await checkState(opened, 'hr-offline');
                await press(page, 'Create posting');
                await isFocused(page, '#errors');
                await opened.context.setOffline(false);
                await page.getByText('No connection. What you typed stays on this page').waitFor({ state: 'detached' });
                await press(page, 'Create posting');
                await heading(page, 'Typed before the train went into the tunnel');
        }));
});

describe('the menu', () => {
        it('leads to pages, postings and interviews by name, from anywhere', () => visit('/hr/postings', async (page, opened) => {
                await page.getByRole('link', { name: 'Backend Engineer' }).waitFor();
                await page.keyboard.press('Control+k');
                const menu = page.getByRole('dialog', { name: 'Go to' });
                await isFocused(page, '[role="combobox"]');
                assert.equal(await menu.getByRole('option').count(), 9);
                await page.keyboard.type('robin');
                await menu.getByRole('option', { name: /Robin Castellan/ }).waitFor();
                await checkState(opened, 'hr-menu');
                await page.keyboard.press('Enter');
                await heading(page, 'Report for Robin Castellan');
                await page.keyboard.press('Control+k');
                await page.keyboard.type('support');
                await menu.getByRole('option', { name: /Support Lead.*Posting/ }).waitFor();
                await page.keyboard.press('ArrowDown');
                await page.keyboard.press('ArrowUp');
                await page.keyboard.press('Enter');
                await heading(page, 'Support Lead');
                await page.keyboard.press('Control+k');
                await page.keyboard.type('nobody of this name');
                await menu.getByText('Nothing by this name.').waitFor();
                await page.keyboard.press('Escape');
                await menu.waitFor({ state: 'detached' });
                await page.getByRole('button', { name: /^Go to/ }).click();
                await menu.getByRole('option', { name: /^Live/ }).click();
                await heading(page, 'Live');
        }));
});

describe('a list of candidates as text', () => {
        it('is read with commas, semicolons or tabs, with the names of the columns or without', () => {
                const people = [{ name: 'Ada Example', email: 'ada@example.org' }, { name: 'Bo Example', email: 'bo@example.org' }];
                for (const text of ['Ada Example,ada@example.org\nBo Example,bo@example.org', 'name;email\r\nAda Example;ada@example.org\r\nBo Example;bo@example.org\r\n',
                        '\uFEFFE-mail\tCity\tFull name\nada@example.org\tKiel\tAda Example\nbo@example.org\tUlm\tBo Example', 'ada@example.org,Ada Example\n\n\nbo@example.org,Bo Example',
                        'Ada Example <ada@example.org>\rBo Example <bo@example.org>', '"Ada Example","ada@example.org"\n" Bo  Example ", bo@example.org'])
                        assert.deepEqual(readCandidates(text).rows.map(({ name, email, error }) => ({ name, email, ...error ? { error } : {} })), people, JSON.stringify(text));
        });

        it('knows the line of each row and what is wrong with it', () => {
                const { rows } = readCandidates('name,email\n"Ada\nExample",ada@example.org\n,x@example.org\n\nBo,bo\nCy,ADA@example.org\nDi,\n"Open,x@example.org\nEd,ed@example.org');
                assert.deepEqual(rows.map(({ line, name, error }) => [line, name, error]), [[2, 'Ada Example', ''], [4, '', 'name_missing'], [6, 'Bo', 'email_wrong'], [7, 'Cy', 'email_twice'],
                        [8, 'Di', ''], [9, 'Open,x@example.org Ed,ed@example.org', 'quote_open']]);
                assert.equal(readCandidates('x'.repeat(201)).rows[0].error, 'name_long');
                assert.deepEqual([readCandidates('').rows, readCandidates(' \n\t\n').rows], [[], []]);
        });

        it('is cut where it is too long', () => {
                const { rows, isTooLong } = readCandidates(Array.from({ length: ROWS_MOST + 1 }, (_, at) => `P ${at},p${at}@example.org`).join('\n'));
                assert.deepEqual([rows.length, isTooLong], [ROWS_MOST, true]);
        });

        it('keeps quotes, separators and lines in cells, and is written so that it reads back', () => {
                const cells = [['a "b"', 'c,d', 'e\nf'], ['plain', '', 'x']];
                assert.deepEqual(cellsOf(writeCsv(cells)).map((row) => row.cells), cells);
                assert.equal(writeCsv([['=1', '+1', '-1', '@x', 'a=b']]), '"\'=1","\'+1","\'-1","\'@x","a=b"\r\n');
        });

        it('takes the addresses that the server takes', () => {
                assert.deepEqual(['a@b', 'a.b+c@example.org', 'ä@exämple.org'].map(isEmail), [true, true, true]);
                assert.deepEqual(['a', '@b', 'a@', 'a b@c', 'a@b>c', 'x'.repeat(250) + '@b.org'].map(isEmail), [false, false, false, false, false, false]);
        });
});
