// Chromium for the page tests: no network beyond this host, a microphone that plays a file, and the checks that every
// state of every page has to pass.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const SCREENSHOTS = join(PROJECT, 'build/screenshots');
const fromPages = createRequire(join(PROJECT, 'www/package.json'));
const { chromium } = fromPages('playwright-core');
const AXE = readFileSync(fromPages.resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = { wide: [1280, 800], phone: [390, 844], small: [320, 640] };
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
/** Chromium without the windows, profiles and extensions around its pages, which costs half: what draws, runs and plays pages is the same. */
const SHELL = '/usr/bin/chromium-headless-shell';
const FLAGS = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'];

/** @param {{sound?: string, microphone?: 'file' | 'denied' | 'none', autoplay?: boolean, whole?: boolean}} options `sound`: a 16-bit WAV file, read from
 *  its start each time that the microphone opens; `whole`: the browser as people have it, for ways through a whole interview */
export function openBrowser({ sound, microphone = 'file', autoplay = true, whole = false } = {}) {
        const executablePath = [...whole ? [] : [SHELL], ...CHROMIUM].find(existsSync);
        assert.ok(executablePath, 'Chromium is not installed');
        const args = [...FLAGS];
        if (microphone !== 'none')
                args.push('--use-fake-device-for-media-stream');
        args.push(`--use-fake-ui-for-media-stream${microphone === 'denied' ? '=deny' : ''}`);
        if (sound)
                args.push(`--use-file-for-fake-audio-capture=${sound}%noloop`);
        args.push(`--autoplay-policy=${autoplay ? 'no-user-gesture-required' : 'document-user-activation-required'}`);
        return chromium.launch({ executablePath, args, chromiumSandbox: false, timeout: 60_000 });
}

/** A page whose complaints are collected: script errors, console errors, refusals by the Content-Security-Policy, requests
 *  that leave the host. Answers of the API that are errors on purpose are not complaints. */
export async function openPage(browser, options = {}) {
        const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 800 }, locale: 'en-GB',
                timezoneId: 'UTC', ...options });
        const page = await context.newPage();
        const complaints = [];
        page.setDefaultTimeout(60_000);
        page.on('pageerror', (error) => complaints.push(`error: ${error.stack}`));
        page.on('console', (message) => {
                const isApi = /\/api\//.test(message.location().url) && /Failed to load resource/.test(message.text());
                if ((message.type() === 'error' || message.type() === 'warning') && !isApi)
                        complaints.push(`${message.type()}: ${message.text()}`);
        });
        page.on('request', (request) => {
                const { protocol, hostname } = new URL(request.url());
                if (!['blob:', 'data:'].includes(protocol) && hostname !== '127.0.0.1')
                        complaints.push(`request off the host: ${request.url()}`);
        });
        await page.addInitScript(() => {
                document.addEventListener('securitypolicyviolation', (event) =>
                        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
        });
        return { page, context, complaints };
}

/** The rules that colours decide; the others find the same in both themes. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Animations that take longer than this show something that goes on, not something on its way. */
const ON_ITS_WAY_MS = 1000;

/** In the page: all is drawn, and what was on its way has come. @param {number} most_ms */
async function settled(most_ms) {
        await document.fonts.ready;
        const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        await frames();
        const under_way = document.getAnimations().filter(({ effect, playState }) => playState === 'running' && Number(effect?.getComputedTiming().endTime) < most_ms);
        await Promise.allSettled(under_way.map(({ finished }) => finished));
        await frames();
}

/** Every theme and width of the state that the page is in: axe finds nothing, nothing scrolls sideways, nobody complains.
 *  With SCREENSHOTS=1 it leaves a picture of each in build/screenshots, for people. */
export async function checkState({ page, complaints }, name) {
        mkdirSync(SCREENSHOTS, { recursive: true });
        const problems = [];
        for (const colorScheme of ['light', 'dark'])
                for (const [width, [across, down]] of Object.entries(WIDTHS)) {
                        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
                        await page.setViewportSize({ width: across, height: down });
                        await page.evaluate(settled, ON_ITS_WAY_MS);
                        if (!await page.evaluate(() => 'axe' in window))
                                await page.evaluate(AXE);
                        const where = `${name} ${colorScheme} ${width}`;
                        const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'] }),
                                colorScheme === 'light' ? RULES : { type: 'rule', values: COLOUR_RULES });
                        for (const violation of violations)
                                problems.push(`${where}: ${violation.id}: ${violation.help}\n    ${violation.nodes.map((node) =>
                                        `${node.target} ${node.failureSummary.replace(/\s+/g, ' ')}`).join('\n    ')}`);
                        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                        if (over > 0)
                                problems.push(`${where}: the page is ${over} px too wide`);
                        await page.evaluate(() => window.scrollTo(0, 0));
                        if (process.env.SCREENSHOTS === '1')
                                await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}-${colorScheme}.jpeg`),
                                        fullPage: true, type: 'jpeg', quality: 90 });
                }
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await page.setViewportSize({ width: 1280, height: 800 });
        assert.deepEqual([...problems, ...complaints], [], `state ${name}`);
}
