// The start, the watch and the stop, as api.md promises them: the real parent with real PostgreSQL, nginx and programs.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, statSync, symlinkSync,
        writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const programs = resolve(process.env.PROGRAMS ?? join(root, 'build/asan/bin'));
const START_MS = 120e3;
const STOP_MS = 60e3;

const directories = [];
const running = new Set();

function newDirectory() {
        const directory = mkdtempSync(join(tmpdir(), 'earshot-start-'));
        directories.push(directory);
        return directory;
}

/** A port that is free now. */
function freePort() {
        return new Promise((done, fail) => {
                const server = net.createServer().once('error', fail);
                server.listen(0, '127.0.0.1', () => {
                        const { port } = server.address();
                        server.close(() => done(port));
                });
        });
}

/** Starts a command; `output` grows, `ended` is how it ended: {code, signal}. */
function launch(command, args, settings) {
        const child = spawn(command, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
                env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', SECRET_OF_OTHERS: 'x', ...settings } });
        const service = { child, output: '', errors: '', status: null, ...settings };
        child.stdout.on('data', (bytes) => { service.output += bytes; });
        child.stderr.on('data', (bytes) => { service.errors += bytes; });
        service.ended = new Promise((done) => child.on('close', (code, signal) => {
                running.delete(service);
                done(service.status = { code, signal });
        }));
        running.add(service);
        return service;
}

async function until(what, bound, check) {
        const last = Date.now() + bound;
        for (;;) {
                const result = await check();
                if (result)
                        return result;
                assert.ok(Date.now() < last, `${what} within ${bound} ms`);
                await sleep(50);
        }
}

async function ready(service) {
        await until('the service is ready', START_MS, () => {
                assert.equal(service.status, null, `it ended: ${service.output}${service.errors}`);
                return service.output.includes('Demo interview: ');
        });
        return service;
}

const start = async (settings) => ready(launch(join(programs, 'earshot'), [], {
        PORT: String(await freePort()), DATA_DIR: newDirectory(), API_PROCESSES: '2', SPEECH_PROCESSES: '1', ...settings }));

async function stop(service, signal = 'SIGINT') {
        process.kill(service.child.pid, signal);
        const late = sleep(STOP_MS, 'late', { ref: false });
        assert.notEqual(await Promise.race([service.ended, late]), 'late', `it stops: ${service.errors}`);
        return service.status;
}

/** Processes that work in the directory, by their program's name; the dead that nobody has waited for are none. */
function processesIn(directory) {
        return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
                try {
                        const place = readlinkSync(`/proc/${name}/cwd`);
                        const program = readlinkSync(`/proc/${name}/exe`).split('/').pop().replace(' (deleted)', '');
                        return place === directory || place.startsWith(`${directory}/`) ? [{ pid: Number(name), program }] : [];
                } catch {
                        return [];
                }
        });
}
const pidsOf = (service, program) => processesIn(service.DATA_DIR).filter((one) => one.program === program).map((one) => one.pid);

/** One request over its own connection; `body` may be larger than what is read of it. */
function ask(service, path, { method = 'GET', headers = {}, body } = {}) {
        return new Promise((done, fail) => {
                const request = http.request({ host: '127.0.0.1', port: service.PORT, path, method, headers, agent: false,
                        timeout: 30e3 }, (response) => {
                        const parts = [];
                        response.on('data', (part) => parts.push(part)).on('error', fail).on('end', () => done({
                                status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
                });
                let answered = false;
                request.on('response', () => { answered = true; });
                request.on('timeout', () => request.destroy(new Error(`${method} ${path}: no answer`)));
                request.on('error', (error) => answered || fail(error));
                request.end(body);
        });
}

/** What nginx says to raw bytes. */
function askRaw(service, text) {
        return new Promise((done, fail) => {
                let answer = '';
                const socket = net.connect(service.PORT, '127.0.0.1', () => socket.write(text));
                socket.setTimeout(30e3, () => socket.destroy(new Error('no answer')));
                socket.on('data', (bytes) => { answer += bytes; }).on('end', () => done(answer)).on('error', fail);
        });
}

const run = (command, args, options) => new Promise((done) => execFile(command, args, { cwd: root, ...options },
        (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr })));

function problemOf(answer, status) {
        assert.equal(answer.status, status);
        assert.equal(answer.headers['content-type'], 'application/problem+json');
        const problem = JSON.parse(answer.text);
        assert.deepEqual(Object.keys(problem).sort(), ['detail', 'request_id', 'status', 'title', 'type']);
        assert.equal(problem.status, status);
        assert.equal(problem.request_id, answer.headers['x-request-id']);
        assert.match(problem.detail, /^[A-Z].*\.$/);
        return problem;
}

let main;
before(async () => { main = await start({ EARSHOT_CONFIG: '' }); });
after(async () => {
        for (const service of [...running]) {
                process.kill(service.child.pid, 'SIGTERM');
                await Promise.race([service.ended, sleep(STOP_MS, null, { ref: false })]);
        }
        for (const directory of directories)
                rmSync(directory, { recursive: true, force: true });
});

test('start_writes_demo_json_for_its_owner_alone_and_prints_it', () => {
        const path = join(main.DATA_DIR, 'demo.json');
        const demo = JSON.parse(readFileSync(path, 'utf8'));
        assert.equal(statSync(path).mode & 0o777, 0o600);
        assert.deepEqual(Object.keys(demo).sort(), ['base_url', 'hr_email', 'hr_password', 'invite_url']);
        assert.equal(demo.base_url, `http://127.0.0.1:${main.PORT}`);
        assert.match(demo.hr_email, /@/);
        assert.ok(demo.hr_password.length >= 2);
        assert.ok(demo.invite_url.startsWith(`${demo.base_url}/i/#`));
        assert.equal(main.output.trim(), `Earshot is ready: ${demo.base_url}\nHR: ${demo.hr_email}  ${demo.hr_password}\n`
                + `Demo interview: ${demo.invite_url}`);
});

test('start_is_ready_and_lives', async () => {
        assert.equal((await ask(main, '/readyz')).status, 200);
        assert.equal((await ask(main, '/healthz')).status, 200);
});

test('start_makes_the_secret_once_for_its_owner_alone', () => {
        const path = join(main.DATA_DIR, 'secret.key');
        assert.equal(statSync(path).mode & 0o777, 0o600);
        assert.match(readFileSync(path, 'utf8'), /^[0-9a-f]{64}\n$/);
        assert.equal(statSync(join(main.DATA_DIR, 'run')).mode & 0o777, 0o700);
});

test('programs_get_our_settings_and_the_shared_memory_and_nothing_else_of_the_environment', () => {
        const [pid] = pidsOf(main, 'earshot-api');
        const names = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean).map((one) => one.split('=')[0]);
        assert.deepEqual(names.sort(), ['API_PROCESSES', 'DATA_DIR', 'EARSHOT_CONFIG', 'EARSHOT_HEALTH_LISTENER', 'EARSHOT_SHARED_FILE', 'HOME',
                'LANG', 'PATH', 'PORT', 'SPEECH_PROCESSES']);
});

test('programs_never_run_as_root', () => {
        const owners = processesIn(main.DATA_DIR).map(({ pid }) => statSync(`/proc/${pid}`).uid);
        assert.ok(owners.length > 6);
        assert.ok(!owners.includes(0), `uids ${owners}`);
});

test('nothing_but_the_port_listens_on_the_network', () => {
        const inodes = new Set(processesIn(main.DATA_DIR).flatMap(({ pid }) => readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
                try {
                        return [readlinkSync(`/proc/${pid}/fd/${fd}`).match(/^socket:\[(\d+)\]$/)?.[1]];
                } catch {
                        return [];
                }
        })));
        const listening = ['tcp', 'tcp6'].flatMap((kind) => existsSync(`/proc/net/${kind}`)
                ? readFileSync(`/proc/net/${kind}`, 'utf8').trim().split('\n').slice(1).map((line) => line.trim().split(/\s+/)) : [])
                .filter((fields) => fields[3] === '0A' && inodes.has(fields[9]));
        assert.ok(listening.length >= 1);
        for (const fields of listening)
                assert.equal(parseInt(fields[1].split(':')[1], 16), Number(main.PORT), fields[1]);
        for (const fields of listening)
                assert.match(fields[1], /^(0100007F|00000000000000000000000001000000):/);
});

test('every_answer_has_the_security_headers_and_its_own_request_id', async () => {
        const csp = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
                + "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types lit-html earshot-url";
        const seen = new Set();
        for (const path of ['/', '/no-such-page', '/healthz', '/api/candidate/interview', '/_media/x', '/api/no-such']) {
                const { headers } = await ask(main, path, { headers: { 'X-Request-Id': 'mine' } });
                assert.equal(headers['content-security-policy'], csp, path);
                assert.equal(headers['x-content-type-options'], 'nosniff', path);
                assert.equal(headers['x-frame-options'], 'DENY', path);
                assert.equal(headers['referrer-policy'], 'same-origin', path);
                assert.equal(headers.server, 'nginx', path);
                assert.match(headers['x-request-id'], /^[0-9a-f]{32}$/, path);
                seen.add(headers['x-request-id']);
        }
        assert.equal(seen.size, 6);
});

test('problems_of_the_api_carry_the_request_id_of_the_header', async () => {
        const answer = await ask(main, '/api/candidate/interview');
        assert.equal(answer.status, 401);
        assert.equal(JSON.parse(answer.text).request_id, answer.headers['x-request-id']);
        assert.equal(answer.headers['cache-control'], 'no-store');
});

test('pages_are_asked_for_again_and_hashed_files_kept', async () => {
        const page = await ask(main, '/');
        assert.equal(page.status, 200);
        assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
        assert.equal(page.headers['cache-control'], 'no-cache');
        const script = page.text.match(/(?:src|href)="(\/assets\/[^"]+)"/)[1];
        const asset = await ask(main, script, { headers: { 'Accept-Encoding': 'gzip' } });
        assert.equal(asset.status, 200);
        assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
        const directory = await ask(main, '/i');
        assert.equal(directory.status, 301);
        assert.equal(directory.headers.location, '/i/');
        const missing = await ask(main, '/no-such-page');
        assert.equal(missing.status, 404);
        assert.match(missing.headers['content-type'], /^text\/html/);
});

test('the_errors_of_nginx_are_problems', async () => {
        problemOf(await ask(main, '/_media/x'), 404);
        problemOf(await ask(main, '/_media/../_media/x'), 404);
        problemOf(await ask(main, '/_problem'), 404);
        problemOf(await ask(main, '/', { method: 'POST', body: 'x' }), 405);
        problemOf(await ask(main, '/healthz', { headers: { 'X-Long': 'a'.repeat(9000) } }), 431);
        problemOf(await ask(main, `/${'a'.repeat(9000)}`), 414);
        problemOf(await ask(main, '/api/session', { method: 'POST', headers: { 'Content-Length': 2 ** 20 + 1 } }), 413);
        problemOf(await ask(main, '/api/candidate/turns/1/answer', { method: 'POST',
                headers: { 'Content-Length': 2 ** 30 } }), 413);
        const answer = await askRaw(main, 'NONSENSE\r\n\r\n');
        assert.match(answer, /^HTTP\/1\.1 400 /);
        assert.match(answer, /Content-Type: application\/problem\+json/);
});

test('a_clip_may_be_larger_than_other_bodies', async () => {
        const body = Buffer.alloc(3 * 2 ** 20);
        const answer = await ask(main, '/api/candidate/turns/1/answer', { method: 'POST', body,
                headers: { 'Content-Type': 'multipart/form-data; boundary=x' } });
        assert.equal(answer.status, 401);
});

test('many_connections_at_once_are_all_answered', async () => {
        for (let round = 0; round < 3; round++) {
                const answers = await Promise.all(Array.from({ length: 200 }, () => ask(main, '/healthz')));
                assert.ok(answers.every((answer) => answer.status === 200));
        }
});

test('the_embedded_speech_has_no_way_in_from_outside', async () => {
        assert.equal((await ask(main, '/v1/audio/speech', { method: 'POST', body: '{}' })).status, 404);
        assert.equal((await ask(main, '/v1/audio/transcriptions')).status, 404);
        assert.ok(statSync(join(main.DATA_DIR, 'run/speech-http.sock')).isSocket());
});

test('the_access_log_knows_what_but_not_who', async () => {
        const token = 'Zx'.repeat(22);
        await ask(main, `/api/candidate/interview?token=${token}&name=Ada`, { headers: { Authorization: `Bearer ${token}` } });
        await ask(main, `/i/${token}/x`);
        await ask(main, '/hr/', { method: 'POST' });
        const log = await until('the log has the requests', 5000, () => {
                const text = readFileSync(join(main.DATA_DIR, 'log/access.log'), 'utf8');
                return text.includes('"path":"/hr/"') ? text : null;
        });
        for (const word of [token, 'Ada', '127.0.0.1', '?'])
                assert.ok(!log.includes(word), `the log has no ${word}`);
        const lines = log.trim().split('\n').map((line) => JSON.parse(line));
        assert.ok(lines.some((line) => line.path === '/api/candidate/interview' && line.status === 401
                && /^[0-9a-f]{32}$/.test(line.request_id)));
        assert.ok(lines.some((line) => line.path === '/i/*' && line.status === 404));
        assert.ok(lines.some((line) => line.path === '/hr/' && line.method === 'POST' && line.status === 405));
});

test('a_second_parent_on_the_same_directory_or_port_is_refused', async () => {
        const twice = launch(join(programs, 'earshot'), [], { PORT: String(await freePort()), DATA_DIR: main.DATA_DIR });
        assert.deepEqual(await twice.ended, { code: 2, signal: null });
        assert.match(twice.errors, new RegExp(`already runs from ${main.DATA_DIR} \\(process ${main.child.pid}\\)`));
        const taken = launch(join(programs, 'earshot'), [], { PORT: main.PORT, DATA_DIR: newDirectory() });
        assert.deepEqual(await taken.ended, { code: 2, signal: null });
        assert.match(taken.errors, new RegExp(`Port ${main.PORT} is taken`));
        assert.equal((await ask(main, '/readyz')).status, 200);
});

test('bad_settings_stop_the_start_with_a_sentence_that_names_them', async () => {
        const file = join(newDirectory(), 'settings');
        writeFileSync(file, 'PORT=8080\nCOLOUR=red\n');
        for (const [settings, sentence] of [
                [{ PORT: 'eighty' }, /PORT must be a whole number from 1 to 65535/],
                [{ PORT: '0' }, /PORT must be a whole number/],
                [{ LLM: 'oracle' }, /"oracle" is not a provider for LLM/],
                [{ LLM_OPENAI_URI: 'http://x' }, /"LLM_OPENAI_URI" in the environment is not a setting/],
                [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be/],
                [{ EARSHOT_CONFIG: file }, /"COLOUR" in the settings file is not a setting/],
                [{ EARSHOT_CONFIG: '/no/such/file' }, /\/no\/such\/file cannot be read/],
                [{ SECRET_KEY: 'short' }, /SECRET_KEY|secret/i],
                [{ DATA_DIR: '/proc/nothing/here' }, /\/proc\/nothing/],
        ]) {
                const service = launch(join(programs, 'earshot'), [], { DATA_DIR: newDirectory(), ...settings });
                assert.deepEqual(await service.ended, { code: 2, signal: null }, JSON.stringify(settings));
                assert.match(service.errors, sentence);
                assert.equal(service.output, '');
        }
        const check = launch(join(programs, 'earshot'), ['--check'], {});
        assert.deepEqual(await check.ended, { code: 0, signal: null });
        const wrong = launch(join(programs, 'earshot'), ['--wrong'], {});
        assert.deepEqual(await wrong.ended, { code: 2, signal: null });
});

test('a_killed_api_process_is_replaced_and_no_request_is_refused', async () => {
        const before_ = pidsOf(main, 'earshot-api');
        assert.equal(before_.length, 2);
        let asked = 0;
        let done = false;
        const asking = (async () => {
                while (!done) {
                        assert.equal((await ask(main, '/healthz')).status, 200);
                        asked++;
                }
        })();
        process.kill(before_[0], 'SIGKILL');
        await until('there are two again', 10e3, () => {
                const now = pidsOf(main, 'earshot-api');
                return now.length === 2 && !now.includes(before_[0]);
        });
        await sleep(300);
        done = true;
        await asking;
        assert.ok(asked > 0);
        assert.match(main.errors, /earshot-api \(process \d+\) was ended by signal 9/);
});

for (const [program, file] of [['nginx', 'run/nginx.pid'], ['postgres', 'postgres/postmaster.pid'], ['nginx', 'run/nginx-speech.pid']])
        test(`a_killed_${program}_of_${file.split('/')[1]}_is_replaced`, async () => {
                const old = parseInt(readFileSync(join(main.DATA_DIR, file), 'utf8'), 10);
                assert.ok(pidsOf(main, program).includes(old));
                process.kill(old, 'SIGKILL');
                await until('it is another process', 20e3, () => {
                        try {
                                const now = parseInt(readFileSync(join(main.DATA_DIR, file), 'utf8'), 10);
                                return now !== old && pidsOf(main, program).includes(now);
                        } catch {
                                return false;
                        }
                });
                await until('it is ready again', 30e3, async () => (await ask(main, '/readyz')).status === 200);
        });

test('two_run_side_by_side_and_one_stop_leaves_the_other', async () => {
        const other = await start();
        assert.equal((await ask(other, '/readyz')).status, 200);
        assert.notEqual(readFileSync(join(other.DATA_DIR, 'secret.key'), 'utf8'), readFileSync(join(main.DATA_DIR, 'secret.key'), 'utf8'));
        assert.deepEqual(await stop(other, 'SIGTERM'), { code: 0, signal: null });
        assert.deepEqual(processesIn(other.DATA_DIR), []);
        assert.equal((await ask(main, '/readyz')).status, 200);
});

test('the_calls_of_one_session_are_limited_and_those_of_another_are_not', async () => {
        const service = await start({ RATE_LIMIT_PER_MINUTE: '5' });
        const call = (token) => ask(service, '/api/candidate/interview', { headers: { Authorization: `Bearer ${token}` } });
        const first = [];
        for (let i = 0; i < 12; i++)
                first.push(await call('one'));
        assert.equal(first[0].status, 401);
        const limited = first.at(-1);
        problemOf(limited, 429);
        assert.ok(Number(limited.headers['retry-after']) > 0);
        assert.equal((await call('another')).status, 401);
        assert.equal((await ask(service, '/readyz')).status, 200);
        assert.deepEqual(await stop(service), { code: 0, signal: null });
});

test('a_stop_in_the_middle_of_the_first_start_is_clean_and_the_next_start_works', async () => {
        const settings = { PORT: String(await freePort()), DATA_DIR: newDirectory() };
        const first = launch(join(programs, 'earshot'), [], settings);
        await until('the database is being made', 30e3, () => first.errors.includes('A new database is made'));
        assert.deepEqual(await stop(first), { code: 0, signal: null });
        assert.deepEqual(processesIn(settings.DATA_DIR), []);
        const second = await start(settings);
        assert.deepEqual(await stop(second), { code: 0, signal: null });
});

test('a_second_ctrl_c_does_not_wait_for_a_client_that_is_stuck', async () => {
        const service = await start();
        const socket = net.connect(service.PORT, '127.0.0.1', () => socket.write(
                'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'));
        socket.on('error', () => {}).on('data', () => {});
        await sleep(300);
        process.kill(service.child.pid, 'SIGINT');
        await sleep(1500);
        assert.equal(service.status, null, 'the first waits for what is in hand');
        const began = Date.now();
        assert.deepEqual(await stop(service), { code: 0, signal: null });
        assert.ok(Date.now() - began < 10e3, `${Date.now() - began} ms`);
        assert.deepEqual(processesIn(service.DATA_DIR), []);
        socket.destroy();
});

test('a_long_path_has_its_sockets_elsewhere_and_takes_them_away', async () => {
        const above = newDirectory();
        chmodSync(above, 0o755);
        const service = await start({ DATA_DIR: join(above, 'd'.repeat(90)) });
        const place = readdirSync(tmpdir()).filter((name) => /^earshot-[0-9a-f]{16}$/.test(name)).map((name) => join(tmpdir(), name))
                .find((path) => readFileSync(join(path, 'nginx.conf'), 'utf8').includes(service.DATA_DIR));
        assert.equal(statSync(place).mode & 0o777, 0o700);
        assert.deepEqual(await stop(service), { code: 0, signal: null });
        assert.ok(!existsSync(place));
});

test('as_root_data_that_the_user_cannot_reach_lie_elsewhere_behind_a_link', { skip: process.getuid() !== 0 }, async () => {
        const DATA_DIR = join(newDirectory(), 'below/data');
        const service = await start({ DATA_DIR });
        const place = realpathSync(DATA_DIR);
        directories.push(dirname(place));
        assert.match(place, /^\/var\/lib\/earshot\/[0-9a-f]{16}\/data$/);
        assert.match(service.errors, new RegExp(`cannot reach ${DATA_DIR}: it is a link to ${place}`));
        const demo = readFileSync(join(DATA_DIR, 'demo.json'), 'utf8');
        assert.deepEqual(await stop(service), { code: 0, signal: null });
        assert.deepEqual(processesIn(place), []);
        const again = await start({ DATA_DIR, PORT: service.PORT });
        assert.equal(readFileSync(join(DATA_DIR, 'demo.json'), 'utf8'), demo);
        assert.deepEqual(await stop(again), { code: 0, signal: null });

        const full = join(newDirectory(), 'data');
        mkdirSync(full);
        writeFileSync(join(full, 'note'), 'x');
        const refused = launch(join(programs, 'earshot'), [], { DATA_DIR: full });
        assert.deepEqual(await refused.ended, { code: 2, signal: null });
        assert.match(refused.errors, /cannot reach .*\/data, and it is not empty/);
        assert.deepEqual(readdirSync(full), ['note']);
});

test('a_killed_parent_takes_its_children_along_and_the_next_start_recovers', async () => {
        const killed = await start();
        const demo = readFileSync(join(killed.DATA_DIR, 'demo.json'), 'utf8');
        process.kill(killed.child.pid, 'SIGKILL');
        await until('no process is left', 15e3, () => processesIn(killed.DATA_DIR).length === 0);
        const again = await start({ PORT: killed.PORT, DATA_DIR: killed.DATA_DIR });
        assert.equal(readFileSync(join(killed.DATA_DIR, 'demo.json'), 'utf8'), demo);
        assert.deepEqual(await stop(again), { code: 0, signal: null });
});

test('a_program_that_never_works_ends_the_service_with_a_sentence', async () => {
        // Everything but the speech, which is a program that ends at once.
        const place = newDirectory();
        mkdirSync(join(place, 'bin'), { mode: 0o755 });
        for (const name of readdirSync(programs).filter((one) => one !== 'earshot-speech' && one !== 'earshot'))
                symlinkSync(join(programs, name), join(place, 'bin', name));
        symlinkSync(join(programs, '../share'), join(place, 'share'));
        symlinkSync('/bin/false', join(place, 'bin/earshot-speech'));
        await run('cp', [join(programs, 'earshot'), join(place, 'bin/earshot')]);
        chmodSync(place, 0o755);
        const service = launch(join(place, 'bin/earshot'), [], { PORT: String(await freePort()), DATA_DIR: newDirectory(),
                SPEECH_PROCESSES: '1' });
        const status = await Promise.race([service.ended, sleep(START_MS, 'late', { ref: false })]);
        assert.deepEqual(status, { code: 1, signal: null });
        assert.match(service.errors, /earshot-speech died 5 times in a row and was never ready/);
        assert.deepEqual(processesIn(service.DATA_DIR), []);
});

test('make_run_serves_and_ends_with_sigterm_to_make_alone', { skip: programs !== join(root, 'build/asan/bin') }, async () => {
        const service = launch('make', ['--no-print-directory', 'run', 'VARIANT=asan'], { PORT: String(await freePort()),
                DATA_DIR: newDirectory() });
        await ready(service);
        assert.equal((await ask(service, '/readyz')).status, 200);
        await stop(service, 'SIGTERM');
        await until('no process is left', 15e3, () => processesIn(service.DATA_DIR).length === 0);
        assert.match(service.errors, /Earshot has stopped/);
});

test('the_production_site_is_accepted_by_nginx', async () => {
        const place = newDirectory();
        const values = { RUN: join(place, 'run'), LOG: place, TMP: place, PID: place, WWW: place, MEDIA: place, ACME: place,
                SERVER_NAME: 'interviews.example.org', CERTIFICATE: join(place, 'cert.pem'), CERTIFICATE_KEY: join(place, 'key.pem') };
        const made = await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj',
                '/CN=interviews.example.org', '-keyout', values.CERTIFICATE_KEY, '-out', values.CERTIFICATE]);
        assert.equal(made.code, 0, made.stderr);
        const user = (await run('id', ['-un'])).stdout.trim();
        const text = readFileSync(join(root, 'nginx/production.conf'), 'utf8')
                .replace(/@([A-Z_]+)@/g, (_, name) => values[name] ?? assert.fail(`no value for ${name}`))
                .replace(/^user earshot;$/m, process.getuid() === 0 ? 'user earshot;' : `user ${user};`);
        writeFileSync(join(place, 'nginx.conf'), text);
        symlinkSync(join(root, 'nginx'), join(place, 'site'));
        const nginx = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
        const checked = await run(nginx, ['-t', '-c', join(place, 'nginx.conf'), '-e', join(place, 'error.log')]);
        assert.equal(checked.code, 0, checked.stderr);
        assert.ok(!/\[(emerg|error)\]/.test(checked.stderr), checked.stderr);
        assert.match(text, /ssl_protocols TLSv1\.2 TLSv1\.3;/);
        assert.match(text, /listen 443 ssl http2/);
        assert.match(text, /Strict-Transport-Security/);
});

test('a_stop_leaves_no_process_and_no_socket_and_a_start_finds_all_data', async () => {
        const demo = readFileSync(join(main.DATA_DIR, 'demo.json'), 'utf8');
        const secret = readFileSync(join(main.DATA_DIR, 'secret.key'), 'utf8');
        const { hr_email, hr_password } = JSON.parse(demo);
        assert.deepEqual(await stop(main), { code: 0, signal: null });
        assert.deepEqual(processesIn(main.DATA_DIR), []);
        for (const name of readdirSync(join(main.DATA_DIR, 'run')))
                assert.ok(!statSync(join(main.DATA_DIR, 'run', name)).isSocket(), name);
        await assert.rejects(ask(main, '/healthz'), { code: 'ECONNREFUSED' });
        const again = await start({ PORT: main.PORT, DATA_DIR: main.DATA_DIR });
        assert.equal(readFileSync(join(main.DATA_DIR, 'demo.json'), 'utf8'), demo);
        assert.equal(readFileSync(join(main.DATA_DIR, 'secret.key'), 'utf8'), secret);
        const signedIn = await ask(again, '/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ email: hr_email, password: hr_password }) });
        assert.ok(signedIn.status === 200 || signedIn.status === 201, signedIn.text);
        assert.deepEqual(await stop(again), { code: 0, signal: null });
});
