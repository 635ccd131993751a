// Company and role documents of a posting: taken, listed, removed, and what questions make of them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { assertProblem, makeOrganisation, openSite, signIn, sql } from './client.mjs';
import { docx } from './docx.mjs';

const GUIDE = [
        'On call', '• Each engineer carries the pager every sixth week.', '• An alert that nobody can act upon is deleted.',
        'Deploys', 'We ship to production several times a day, and every change sits behind a flag that support can turn off.',
];

let site;
let hr;
before(async () => {
        site = openSite();
        hr = await signIn(site);
});

function file(bytes, name = 'guide.docx', field = 'file') {
        const body = new FormData();
        body.append(field, new Blob([bytes]), name);
        return { body };
}

const newPosting = async () => (await hr.does(201, 'POST', '/api/postings', { json: { title: 'Backend engineer', type: 'technical' } })).json;
const stored = (posting) => {
        try {
                return execFileSync('find', [`${site.dataDir}/media/postings/${posting.id}`, '-type', 'f'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
                        .split('\n').filter(Boolean).length;
        } catch {
                return 0;
        }
};

describe('documents of a posting', () => {
        it('are_read_and_cut_into_passages', async () => {
                const posting = await newPosting();
                const { json: made } = await hr.does(201, 'POST', `/api/postings/${posting.id}/documents`, file(docx(GUIDE), 'On-call guide.docx'));
                assert.deepEqual([made.filename, made.pages, made.passages], ['On-call guide.docx', 1, 2]);
                assert.deepEqual(await hr.get(`/api/postings/${posting.id}/documents`), { items: [made], next_cursor: null });
                assert.equal(sql(site, `SELECT string_agg(heading, ',' ORDER BY ordinal) FROM passage WHERE document_id = '${made.id}'`), 'On call,Deploys');
        });

        it('are_the_same_when_the_same_file_is_sent_again', async () => {
                const posting = await newPosting();
                const path = `/api/postings/${posting.id}/documents`;
                const { json: first } = await hr.does(201, 'POST', path, file(docx(GUIDE)));
                const replies = await Promise.all(Array.from({ length: 6 }, () => hr.does(200, 'POST', path, file(docx(GUIDE), 'again.docx'))));
                for (const reply of replies) assert.deepEqual(reply.json, first);
                assert.equal(stored(posting), 1, 'one file is kept');
        });

        it('are_listed_page_by_page_newest_first', async () => {
                const posting = await newPosting();
                const path = `/api/postings/${posting.id}/documents`;
                for (const name of ['a', 'b', 'c']) await hr.does(201, 'POST', path, file(docx([`About ${name}.`]), `${name}.docx`));
                const first = await hr.get(`${path}?limit=2`);
                const rest = await hr.get(`${path}?limit=2&cursor=${first.next_cursor}`);
                assert.deepEqual([...first.items, ...rest.items].map((item) => item.filename), ['c.docx', 'b.docx', 'a.docx']);
                assert.equal(rest.next_cursor, null);
        });

        it('are_removed_with_their_passages_and_their_file', async () => {
                const posting = await newPosting();
                const path = `/api/postings/${posting.id}/documents`;
                const { json: made } = await hr.does(201, 'POST', path, file(docx(GUIDE)));
                await hr.does(204, 'DELETE', `${path}/${made.id}`);
                assertProblem(await hr.ask('DELETE', `${path}/${made.id}`), 404);
                assert.deepEqual((await hr.get(path)).items, []);
                assert.equal(stored(posting), 0);
                assert.equal(sql(site, `SELECT count(*) FROM passage WHERE document_id = '${made.id}'`), '0');
        });

        it('are_refused_when_they_cannot_be_read_and_nothing_is_left', async () => {
                const posting = await newPosting();
                const path = `/api/postings/${posting.id}/documents`;
                const REFUSED = [
                        [file(''), 422], [file(Buffer.from([0, 1, 2, 3])), 415], [file(docx(GUIDE).subarray(0, 300)), 422],
                        [file(docx([' '])), 422], [file(docx(GUIDE), 'guide.docx', 'resume'), 422],
                ];
                for (const [sent, status] of REFUSED) assertProblem(await hr.ask('POST', path, sent), status);
                assert.deepEqual((await hr.get(path)).items, []);
                assert.equal(stored(posting), 0);
        });

        it('are_at_most_fifty', async () => {
                const posting = await newPosting();
                sql(site, `INSERT INTO document (id, organisation_id, posting_id, filename, mime, pages, characters, warnings, media_key, sha256)
                        SELECT gen_random_uuid(), organisation_id, id, 'x', 'm', 1, 1, '[]', 'k', decode(md5(n::text), 'hex')
                        FROM posting, generate_series(1, 50) n WHERE id = '${posting.id}'`);
                assertProblem(await hr.ask('POST', `/api/postings/${posting.id}/documents`, file(docx(GUIDE))), 409, { detail: /50 documents/ });
                assert.equal(stored(posting), 0);
        });

        it('are_invisible_to_other_organisations', async () => {
                const posting = await newPosting();
                const path = `/api/postings/${posting.id}/documents`;
                const { json: made } = await hr.does(201, 'POST', path, file(docx(GUIDE)));
                const other = await signIn(site, ...Object.values(makeOrganisation(site)));
                const { json: own } = await other.does(201, 'POST', '/api/postings', { json: { title: 'Theirs' } });
                assertProblem(await other.ask('GET', path), 404);
                assertProblem(await other.ask('POST', path, file(docx(GUIDE))), 404);
                assertProblem(await other.ask('DELETE', `${path}/${made.id}`), 404);
                assertProblem(await other.ask('DELETE', `/api/postings/${own.id}/documents/${made.id}`), 404);
                assertProblem(await hr.ask('GET', `/api/postings/${randomUUID()}/documents`), 404);
                assert.equal((await hr.get(path)).items.length, 1);
        });
});
