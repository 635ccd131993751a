// Disks that are full: small file systems of memory under the recordings, the database, the logs and nginx's temporary files. Who posts
// is told 507 or 503, nothing half is left, nothing acknowledged is lost, and when there is room again nobody has to do anything.
// As root alone, where file systems may be mounted.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller, answer, namesOf, postAnswer, sha256, signIn, sql, startInterview } from '../api/client.mjs';
import { tone } from '../api/clips.mjs';
import { startSite } from '../api/site.mjs';
import { start as startProviders } from '../fake/providers.mjs';

// Room enough to begin with, and little enough to fill.
const DISKS = { media: '24m', postgres: '300m', log: '4m', tmp: '16m' };
const HEALS_WITHIN_MS = 90_000;
// A recording larger than what nginx keeps in memory, in ms.
const LARGE_MS = 90_000;

const directory = mkdtempSync(join(tmpdir(), 'earshot-disk-'));
chmodSync(directory, 0o755);
const dataDir = join(directory, 'var');
const mayMount = process.getuid() === 0 &&
        spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]).status === 0 && spawnSync('umount', [directory]).status === 0;
const mounted = [];
let fake;
let site;
let hr;
let problems = [];

// What lies there lies on a disk of its own afterwards.
function mountAt(place, size) {
        const path = join(dataDir, place);
        const kept = `${path}.kept`;
        execFileSync('mv', [path, kept]);
        execFileSync('mkdir', [path]);
        execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
        mounted.push(path);
        execFileSync('cp', ['-a', `${kept}/.`, path]);
        rmSync(kept, { recursive: true });
}

before(async () => {
        if (!mayMount) return;
        fake = await startProviders(0);
        const settings = {
                API_PROCESSES: '2', SPEECH_PROCESSES: '1', STT: 'openai', STT_OPENAI_URL: fake.url, TTS: 'openai', TTS_OPENAI_URL: fake.url,
        };
        site = await startSite(settings, { dataDir });
        problems.push(...await site.stop());
        for (const [place, size] of Object.entries(DISKS)) mountAt(place, size);
        site = await startSite(settings, { dataDir });
        hr = await signIn(site);
});
after(async () => {
        problems.push(...(await site?.stop() ?? []));
        await fake?.stop();
        for (const path of mounted) execFileSync('umount', [path]);
        rmSync(directory, { recursive: true, force: true });
        assert.deepEqual(problems, []);
});

const ballast = (place) => join(dataDir, place, 'ballast');
function fill(place) {
        const filled = spawnSync('dd', ['if=/dev/zero', `of=${ballast(place)}`, 'bs=16k'], { encoding: 'utf8' });
        assert.match(filled.stderr, /No space left/);
}
const empty = (place) => unlinkSync(ballast(place));

async function untilReady() {
        for (const until = Date.now() + HEALS_WITHIN_MS; ; await sleep(200)) {
                if ((await new Caller(site).ask('GET', '/readyz')).status === 200) return;
                assert.ok(Date.now() < until, 'it heals by itself');
        }
}

// Posts while there is no room: the status, which says so.
async function refused(candidate, turn, what) {
        const reply = await postAnswer(candidate, turn, what);
        assert.ok([503, 507].includes(reply.status), `${reply.status} ${reply.text}`);
        assert.match(reply.headers.get('content-type'), /problem\+json/);
        return reply.status;
}

// Until it is done: the events.
async function answeredAtLast(candidate, turn, what) {
        for (const until = Date.now() + HEALS_WITHIN_MS; ; await sleep(300)) {
                const reply = await postAnswer(candidate, turn, what);
                if (reply.status === 200 && namesOf(reply.events).at(-2) !== 'error') return reply.events;
                assert.ok(Date.now() < until, `it heals by itself: ${reply.status} ${reply.text}`);
        }
}

const clipsOf = (interview, turn) => existsSync(join(dataDir, 'media/interviews', interview))
        ? execFileSync('find', [join(dataDir, 'media/interviews', interview), '-name', `answer-${turn}-*`], { encoding: 'utf8' }).split('\n').filter(Boolean) : [];
const rowsOf = (interview) => sql(site, `SELECT turn_number, encode(sha256, 'hex') FROM answer WHERE interview_id = '${interview}' ORDER BY 1`);

describe('a disk that is full', { skip: !mayMount && 'file systems cannot be mounted here' }, () => {
        it('under_the_recordings_takes_no_recording_and_leaves_no_half_of_one', async () => {
                const { candidate, interview } = await startInterview(hr);
                const clip = tone(9000, 300);
                fill('media');
                await refused(candidate, 1, clip);
                assert.deepEqual([rowsOf(interview.id), clipsOf(interview.id, 1)], ['', []]);
                assert.equal((await new Caller(site).ask('GET', '/healthz')).status, 200);
                empty('media');
                assert.deepEqual(namesOf(await answer(candidate, 1, clip))[0], 'received');
                assert.equal(rowsOf(interview.id), `1|${sha256(clip.audio)}`);
        });

        it('under_temporary_files_takes_no_large_recording', async () => {
                const { candidate, interview } = await startInterview(hr);
                const clip = tone(LARGE_MS, 310);
                fill('tmp');
                await refused(candidate, 1, clip);
                assert.deepEqual([rowsOf(interview.id), clipsOf(interview.id, 1)], ['', []]);
                empty('tmp');
                await answer(candidate, 1, clip);
                assert.equal(rowsOf(interview.id), `1|${sha256(clip.audio)}`);
        });

        it('under_the_logs_keeps_nobody_from_answering', async () => {
                const { candidate, interview } = await startInterview(hr);
                const clip = tone(1500, 320);
                fill('log');
                await answer(candidate, 1, clip);
                empty('log');
                await answer(candidate, 2, { text: 'I measured it first.' });
                assert.equal(rowsOf(interview.id).split('\n').length, 2);
        });

        it('under_the_database_loses_nothing_that_was_acknowledged', { timeout: 240_000 }, async () => {
                const { candidate, interview } = await startInterview(hr, { posting: { limits: { max_turns: 50, max_minutes: 180 } } });
                const taken = [];
                let isRefused = false;
                fill('postgres');
                for (let turn = 1; turn < 50 && !isRefused; turn++) {
                        const what = tone(1200, 400 + turn);
                        const reply = await postAnswer(candidate, turn, what);
                        isRefused = reply.status !== 200 || !namesOf(reply.events).includes('next');
                        if (reply.status === 200) taken.push([turn, what]);
                        else assert.ok([503, 507].includes(reply.status), `${reply.status} ${reply.text}`);
                }
                assert.ok(isRefused, 'a full database takes no more');
                assert.equal((await new Caller(site).ask('GET', '/healthz')).status, 200);
                empty('postgres');
                await untilReady();
                for (const [turn, what] of taken) await answeredAtLast(candidate, turn, what);
                const next = taken.length + 1;
                await answeredAtLast(candidate, next, tone(1200, 400 + next));
                assert.equal(rowsOf(interview.id), [...taken, [next, tone(1200, 400 + next)]].map(([turn, { audio }]) => `${turn}|${sha256(audio)}`).join('\n'));
        });
});
