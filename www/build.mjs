// Builds the pages into the directory named by OUT (default ../build/www): bundles what the HTML files of pages/ refer to
// under /src/ and /node_modules/, gives it hashed names under /assets/, writes a .gz beside every text file (nginx
// gzip_static), prints what each page loads at first, and fails when a page is over its budget. The document of the API
// is written beside them as JSON.
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse as parseYaml } from 'yaml';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env.OUT ? resolve(process.env.OUT) : resolve(here, '../build/www');
const TEXT_FILES = new Set(['.html', '.css', '.js', '.svg', '.json', '.txt', '.webmanifest']);

// Bytes of the first load, compressed as they travel.
const BUDGETS = {
        'i/index.html': { js: 45e3, css: 8e3, html: 2e3, font: 28e3, all: 85e3, requests: 8 },
        'hr/index.html': { js: 90e3 },
};

/** Pages that are text alone and have no script that could speak the reader's language. */
const textPages = new Set(['help']);

/** Icons: the drawing inside a lucide file as a Lit template, so that no markup is parsed from text at run time. */
const icons = {
        name: 'icons',
        setup(builder) {
                builder.onLoad({ filter: /lucide-static.*\.svg$/ }, async ({ path }) => {
                        const file = await readFile(path, 'utf8');
                        const drawing = file.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, '').replace(/\s*\n\s*/g, '');
                        return { contents: `import { svg } from 'lit'; export default svg\`${drawing}\`;`,
                                resolveDir: here, loader: 'js' };
                });
        },
};

/** `locales:name`: English at once, every other language of locales/<language>/<name>.json when it is asked for. */
const locales = {
        name: 'locales',
        setup(builder) {
                builder.onResolve({ filter: /^locales:/ }, ({ path }) => ({ path: path.slice(8), namespace: 'locales' }));
                builder.onLoad({ filter: /.*/, namespace: 'locales' }, async ({ path: name }) => {
                        const languages = (await readdir(join(here, 'locales')))
                                .filter((language) => existsSync(join(here, 'locales', language, `${name}.json`)));
                        const others = languages.filter((language) => language !== 'en').map((language) =>
                                `${JSON.stringify(language)}: () => import('./locales/${language}/${name}.json')`);
                        return { contents: `import en from './locales/en/${name}.json';
                                export default { en, load: { ${others.join(', ')} } };`, resolveDir: here, loader: 'js' };
                });
        },
};

async function filesBelow(directory) {
        const entries = await readdir(directory, { withFileTypes: true });
        const nested = await Promise.all(entries.map((entry) => entry.isDirectory()
                ? filesBelow(join(directory, entry.name)) : [join(directory, entry.name)]));
        return nested.flat();
}

/** A page of text alone, such as help/index.html, is written once for each language that has a catalogue of its name:
 *  [what it is called, its texts]. */
async function editionsOf(name, languages) {
        const catalogue = (language) => join(here, 'locales', language, `${dirname(name)}.json`);
        const having = name.endsWith('/index.html') && textPages.has(dirname(name))
                ? languages.filter((language) => existsSync(catalogue(language))) : [];
        if (having.length === 0)
                return [[name, {}]];
        return Promise.all(having.map(async (language) => [language === 'en' ? name : join(dirname(name), language, 'index.html'),
                JSON.parse(await readFile(catalogue(language), 'utf8'))]));
}

async function readPages() {
        const words = JSON.parse(await readFile(join(here, 'locales/en/pages.json'), 'utf8'));
        const head = await readFile(join(here, 'pages/head.inc'), 'utf8');
        const languages = await readdir(join(here, 'locales'));
        const pages = new Map();
        for (const file of await filesBelow(join(here, 'pages'))) {
                if (extname(file) !== '.html')
                        continue;
                const name = relative(join(here, 'pages'), file);
                const source = (await readFile(file, 'utf8')).replace('<!-- head -->', () => head);
                for (const [written, own] of await editionsOf(name, languages)) {
                        const html = source.replace(/\{\{([\w.]+)\}\}/g, (_, key) => {
                                const text = own[key] ?? words[key];
                                if (text === undefined)
                                        throw new Error(`pages/${written}: no text for "${key}"`);
                                return text;
                        });
                        pages.set(written, html.replace(/\n\s+/g, '\n'));
                }
        }
        return pages;
}

const REFERENCE = /(<(script|link)\b[^>]*?\b(?:src|href)=")\/((?:src|node_modules)\/[^"]+)(")/g;

function findEntries(pages) {
        const entries = { modules: new Set(), scripts: new Set(), styles: new Set() };
        for (const html of pages.values())
                for (const [tag, , element, path] of html.matchAll(REFERENCE))
                        if (element === 'script')
                                entries[/type="module"/.test(tag) ? 'modules' : 'scripts'].add(path);
                        else if (path.endsWith('.css'))
                                entries.styles.add(path);
        return entries;
}

function bundle(entryPoints, extra) {
        return build({
                absWorkingDir: here, entryPoints: [...entryPoints], outdir: join(here, 'assets'), outbase: 'src', bundle: true,
                minify: true, target: 'es2022', write: false, metafile: true, charset: 'utf8', legalComments: 'none',
                entryNames: '[dir]-[name]-[hash]', chunkNames: 'part-[hash]', assetNames: '[name]-[hash]',
                loader: { '.woff2': 'file' }, plugins: [icons, locales], logLevel: 'warning', ...extra,
        });
}

const pages = await readPages();
const entries = findEntries(pages);
const results = await Promise.all([
        // Each page on its own: what several share would travel in many small files.
        ...[...entries.modules].map((entry) => bundle([entry], { format: 'esm', splitting: true })),
        bundle(entries.scripts, { format: 'iife' }),
        bundle(entries.styles, { target: ['chrome123', 'firefox120', 'safari17.5'] }),
]);

const files = new Map();
const outputs = new Map();
const addressOf = new Map();
const flatName = (path) => `assets/${relative(join(here, 'assets'), resolve(here, path)).replaceAll('/', '-')}`;
for (const result of results) {
        for (const file of result.outputFiles)
                files.set(flatName(file.path), Buffer.from(file.contents));
        for (const [path, output] of Object.entries(result.metafile.outputs)) {
                const imports = output.imports.filter((one) => one.kind === 'import-statement').map((one) => flatName(one.path));
                outputs.set(flatName(path), imports);
                const inputs = Object.keys(output.inputs);
                const source = output.entryPoint ?? (inputs.length === 1 ? inputs[0] : undefined);
                if (source)
                        addressOf.set(source, flatName(path));
        }
}

/** The output and what it imports at once, each before what needs it. */
function withImports(name, seen = new Set()) {
        if (!seen.has(name)) {
                seen.add(name);
                for (const one of outputs.get(name) ?? [])
                        withImports(one, seen);
        }
        return seen;
}

const firstLoads = [];
for (const [name, html] of pages) {
        const loads = new Set();
        const written = html.replace(REFERENCE, (tag, before, element, path, after) => {
                const address = addressOf.get(path);
                if (!address)
                        throw new Error(`pages/${name} refers to ${path}, which nothing was built from`);
                withImports(address).forEach((one) => loads.add(one));
                return `${before}/${address}${after}`;
        });
        const preloads = [...loads].filter((one) => one.includes('/part-'))
                .map((one) => `<link rel="modulepreload" href="/${one}">\n`).join('');
        files.set(name, Buffer.from(written.replace('</head>', `${preloads}</head>`)));
        firstLoads.push({ name, loads });
}
for (const file of await filesBelow(join(here, 'static')))
        files.set(relative(join(here, 'static'), file), await readFile(file));
files.set('openapi.json', Buffer.from(JSON.stringify(parseYaml(await readFile(join(here, '../docs/openapi.yaml'), 'utf8')))));

if (existsSync(out) && !existsSync(join(out, 'assets')) && (await readdir(out)).length > 0)
        throw new Error(`${out} holds something else than built pages: it is left alone`);
await rm(out, { recursive: true, force: true });
const travels = new Map();
for (const [name, bytes] of files) {
        await mkdir(dirname(join(out, name)), { recursive: true });
        await writeFile(join(out, name), bytes);
        travels.set(name, bytes.length);
        if (TEXT_FILES.has(extname(name))) {
                const packed = gzipSync(bytes, { level: 9 });
                await writeFile(join(out, `${name}.gz`), packed);
                travels.set(name, packed.length);
        }
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`${files.size} files in ${relative(process.cwd(), out) || '.'}; first load, compressed:`);
for (const { name, loads } of firstLoads) {
        const sum = (kind) => [...loads].filter((one) => extname(one) === kind).reduce((total, one) => total + travels.get(one), 0);
        const load = { js: sum('.js'), css: sum('.css'), html: travels.get(name), font: sum('.woff2'), requests: loads.size + 1 };
        load.all = load.js + load.css + load.html + load.font;
        console.log(`  ${name.padEnd(14)} js ${kilobytes(load.js)}, css ${kilobytes(load.css)}, html ${kilobytes(load.html)}, `
                + `font ${kilobytes(load.font)}, all ${kilobytes(load.all)} in ${load.requests} requests`);
        for (const [kind, most] of Object.entries(BUDGETS[name] ?? {}))
                if (load[kind] > most) {
                        console.error(`  ${name}: ${kind} is ${load[kind]}, the budget is ${most}`);
                        process.exitCode = 1;
                }
}
