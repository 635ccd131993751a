// GET of one's interview state against the least that a threaded FastCGI program does: both behind the site's nginx,
// each one process of 64 threads, 64 connections of wrk.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { childrenOf } from '../fault/own_site.mjs';
import { RUNS, TOOLS, cpuSeconds, lineAtLeastOf, makeCandidates, median, note, openBenchSite, openNginx } from './bench.mjs';

const THREADS = 64;
const SECONDS = 4;

const site = await openBenchSite({ API_THREADS: String(THREADS) });
const socket = join(site.dataDir, 'run/bench-hello.sock');
const hello = spawn(join(TOOLS, 'hello'), [socket, String(THREADS)], { stdio: ['ignore', 'inherit', 'inherit'] });
const nginx = await openNginx(site, `location = /hello { include site/fastcgi.conf; fastcgi_pass "unix:${socket}"; }`);
const [{ token }] = await makeCandidates(site, 1);
const [api] = childrenOf(site.pid, 'earshot-api');

// Requests a second, and microseconds of the program's processor for each.
function load(path, pid) {
        const before = cpuSeconds([pid]);
        const text = execFileSync('wrk', ['-t2', `-c${THREADS}`, `-d${SECONDS}s`, '-H', `Authorization: Bearer ${token}`,
                `http://127.0.0.1:${nginx.port}${path}`], { encoding: 'utf8' });
        if (/Non-2xx/.test(text)) throw new Error(`not every ${path} was answered:\n${text}`);
        const count = Number(/(\d+) requests in/.exec(text)[1]);
        return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]), us: ((cpuSeconds([pid]) - before) / count) * 1e6 };
}

const runs = { api: [], hello: [] };
load('/hello', hello.pid);
load('/api/candidate/interview', api);
for (let i = 0; i < RUNS; i++) {
        runs.hello.push(load('/hello', hello.pid));
        runs.api.push(load('/api/candidate/interview', api));
}
const of = (name, what) => median(runs[name].map((run) => run[what]));
lineAtLeastOf("GET of one's interview state / bare FastCGI hello", of('api', 'rate'), of('hello', 'rate'), 0.5, '/s');
note(`processor of the program for each: ${of('api', 'us').toFixed(0)} us, hello ${of('hello', 'us').toFixed(0)} us`);
// libfcgi takes TERM for itself and goes on.
hello.kill('SIGKILL');
await nginx.stop();
await site.stop();
