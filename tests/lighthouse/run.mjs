// make bench-pages: what the pages weigh and how fast and sound they are, by Lighthouse as a phone sees them, against
// their budgets. Medians of three; search engines are refused on purpose, so that category is left out.
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { Caller, answer, createInterview, joinInterview, startInterview, waitForReport } from '../api/client.mjs';
import { RUNS, line, median, note, openBenchSite } from '../bench/bench.mjs';

// Lighthouse itself misses the beginning of a load now and then.
const TRIES = 4;
const REPEATED = new Set(['NO_NAVSTART', 'NO_FCP', 'NO_LCP', 'NO_TRACING_STARTED', 'PROTOCOL_TIMEOUT', 'TRACING_ALREADY_STARTED']);
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--no-first-run', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'];
const SCORES = [['performance', 95], ['accessibility', 100], ['best-practices', 100]];
const TIMES = [['LCP', 'largest-contentful-paint', 1800, 'ms', 0], ['TBT', 'total-blocking-time', 100, 'ms', 0], ['CLS', 'cumulative-layout-shift', 0.02, '', 3]];
const CANDIDATE = { js: 45, css: 8, html: 2, font: 28, all: 85, requests: 8 };
const HR = { js: 90 };
const KINDS = { Script: 'js', Stylesheet: 'css', Document: 'html', Font: 'font' };

const SAID = 'In my last role I led the move of our billing service to PostgreSQL. I planned the migration, measured it twice, and cut the '
        + 'monthly cost by 30 percent. I did it because the old database lost connections under load.';

async function makePages(site) {
        const welcome = await createInterview(site.hr);
        const told = await startInterview(site.hr, { posting: { title: 'Backend engineer', feedback: 'none' } });
        for (let turn = 1; turn <= 3; turn++) await answer(told.candidate, turn, { text: `${SAID} That was number ${turn}.` });
        const reported = told.interview.id;
        const { candidate, state } = await joinInterview(site, (await createInterview(site.hr)).token);
        await candidate.post('/api/candidate/end').catch(() => state);
        await new Caller(site, told.candidate.headers).post('/api/candidate/end');
        await waitForReport(site.hr, reported);
        const hr = { Cookie: site.hr.headers.Cookie };
        const me = { Cookie: `earshot_candidate=${told.candidate.headers.Authorization.split(' ')[1]}` };
        return [
                { name: 'landing', path: '/' },
                { name: 'candidate: welcome', path: `/i/#${welcome.token}`, sizes: CANDIDATE },
                { name: 'candidate: recordings', path: '/me/', headers: me },
                { name: 'HR: sign-in', path: '/hr/', sizes: HR },
                { name: 'HR: postings', path: '/hr/postings', headers: hr, sizes: HR },
                { name: 'HR: report', path: `/hr/interviews/${reported}`, headers: hr, sizes: HR },
                { name: 'API page', path: '/docs/' },
        ];
}

async function look(url, headers, port) {
        for (let i = 0; ; i++) {
                const { lhr } = await lighthouse(url, { port, logLevel: 'error', output: 'json', extraHeaders: headers,
                        onlyCategories: SCORES.map(([name]) => name) });
                if (!lhr.runtimeError) return lhr;
                if (i === TRIES || !REPEATED.has(lhr.runtimeError.code)) throw new Error(`${url}: ${lhr.runtimeError.code} ${lhr.runtimeError.message}`);
        }
}

// Compressed kilobytes by kind, and requests, of what is loaded before anything is asked of the API.
function sizesOf(lhr) {
        const sizes = { js: 0, css: 0, html: 0, font: 0, all: 0, requests: 0 };
        for (const request of lhr.audits['network-requests'].details.items) {
                const kind = KINDS[request.resourceType];
                if (!kind || new URL(request.url).pathname.startsWith('/api/')) continue;
                sizes[kind] += request.transferSize / 1000;
                sizes.all += request.transferSize / 1000;
                sizes.requests++;
        }
        return sizes;
}

// What keeps a category from being whole, so that it can be mended.
function complaints(lhr, category) {
        return lhr.categories[category].auditRefs.map(({ id, weight }) => ({ ...lhr.audits[id], weight }))
                .filter((audit) => audit.weight > 0 && audit.score !== null && audit.score < 0.9)
                .map((audit) => {
                        const shown = audit.id === 'cumulative-layout-shift' ? lhr.audits['layout-shifts'] : audit;
                        const places = (shown.details?.items ?? []).slice(0, 3).map((item) => item.node?.selector ?? item.source ?? item.description ?? '');
                        return `${audit.id} ${audit.displayValue ?? ''} ${places.join(' | ')}`;
                });
}

function tell(name, runs, sizes) {
        for (const [category, least] of SCORES) {
                const score = Math.round(100 * median(runs.map((lhr) => lhr.categories[category].score)));
                line(`${name}: ${category}`, `>= ${least}`, String(score), score / least, score >= least);
                if (score < least) complaints(runs[0], category).forEach(note);
        }
        for (const [short, audit, most, unit, digits] of TIMES) {
                const value = median(runs.map((lhr) => lhr.audits[audit].numericValue));
                line(`${name}: ${short}`, `<= ${most} ${unit}`, `${value.toFixed(digits)} ${unit}`, value / most, value <= most);
        }
        const measured = sizesOf(runs[0]);
        for (const [kind, most] of Object.entries(sizes ?? {})) {
                const unit = kind === 'requests' ? '' : ' kB';
                line(`${name}: ${kind}`, `<= ${most}${unit}`, `${measured[kind].toFixed(kind === 'requests' ? 0 : 1)}${unit}`, measured[kind] / most,
                        measured[kind] <= most);
        }
        // Blocking and painting are the processor's: a machine that is busy with something else shows it here.
        note(`${name}: Lighthouse's index of the processor ${median(runs.map((lhr) => lhr.environment.benchmarkIndex)).toFixed(0)}, load ${loadavg()[0].toFixed(1)}`);
        if (!sizes) note(`${name}: ${Object.entries(measured).map(([kind, value]) => `${kind} ${value.toFixed(1)}`).join(', ')} (kB)`);
}

const only = process.argv.slice(2);
const site = await openBenchSite();
const chromePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const chrome = await launch({ chromePath, chromeFlags: FLAGS });
try {
        console.log(`${'what'.padEnd(64)} ${'limit'.padStart(24)} ${'ours'.padStart(14)} ${'ratio'.padStart(7)}`);
        for (const { name, path, headers, sizes } of await makePages(site)) {
                if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
                const runs = [];
                for (let i = 0; i < RUNS; i++) runs.push(await look(site.url + path, headers, chrome.port));
                tell(name, runs, sizes);
        }
} finally {
        await chrome.kill();
        await site.stop();
}
