// A whole Earshot for a test: own port, own data directory, ended by its process id.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, existsSync, chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';

const ROOT = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
export const PROGRAMS = process.env.EARSHOT_PROGRAM_DIR ?? join(ROOT, 'build/asan/bin');

// A port of this machine that nobody uses now.
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// Starts the parent and waits until it is ready. `settings` are environment variables.
// Gives { url, demo, demoPath, dataDir, pid, log(), kill(signal), stop() }; stop() resolves to a list
// of what the sanitizers found.
export async function startSite(settings = {}, { dataDir, keep = false, readyMs = 90_000, programs = PROGRAMS } = {}) {
  const port = settings.PORT ?? String(await freePort());
  const made = dataDir ?? mkdtempSync(join(tmpdir(), 'earshot-test-'));
  // The services' own user must reach it.
  if (!dataDir) chmodSync(made, 0o755);
  const dir = dataDir ?? join(made, 'var');
  const env = {
    PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8',
    ASAN_OPTIONS: 'abort_on_error=0:detect_leaks=0', LOG_LEVEL: 'info',
    RATE_LIMIT_PER_MINUTE: '0', INTERVIEWS_AT_ONCE: '100000', API_THREADS: '8', ...settings, PORT: port, DATA_DIR: dir,
  };
  const child = spawn(join(programs, 'earshot'), [], { env, cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (bytes) => { output += bytes; });
  child.stderr.on('data', (bytes) => { output += bytes; });
  const ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
  let over = null;
  ended.then((how) => { over = how; });
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + readyMs;
  for (;;) {
    if (over) throw new Error(`earshot ended with ${JSON.stringify(over)}:\n${output}`);
    if (Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error(`earshot was not ready in time:\n${output}`);
    }
    const ready = await fetch(`${url}/readyz`).then((reply) => reply.status === 200, () => false);
    if (ready && existsSync(join(dir, 'demo.json'))) break;
    await new Promise((done) => setTimeout(done, 200));
  }
  const demoPath = join(dir, 'demo.json');
  const site = {
    url, port: Number(port), dataDir: dir, demoPath, pid: child.pid, ended,
    demo: JSON.parse(readFileSync(demoPath, 'utf8')),
    log: () => output,
    kill: (signal) => child.kill(signal),
    async stop() {
      if (!over) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
      await ended;
      clearTimeout(timer);
      const problems = sanitizerProblems(dir);
      if (!keep && !dataDir && problems.length === 0) rmSync(made, { recursive: true, force: true });
      return problems;
    },
  };
  return site;
}

// What AddressSanitizer and UBSan wrote into the logs of the programs.
export function sanitizerProblems(dir) {
  const logs = join(dir, 'log');
  const found = [];
  if (!existsSync(logs)) return found;
  for (const name of readdirSync(logs)) {
    const text = readFileSync(join(logs, name), 'utf8');
    const at = text.search(/ERROR: AddressSanitizer|runtime error:|Assertion .* failed/);
    if (at >= 0) found.push(`${name}: ${text.slice(Math.max(0, at - 200), at + 3000)}`);
  }
  return found;
}
