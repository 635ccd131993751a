// How well documents are read: made-up CVs in many layouts, written by whatever programs this machine has
// (pandoc, weasyprint, LibreOffice, groff), read by us and by two readers that know nothing of us or each other.
// A phrase is four words in a row; those on which the two agree must be in ours, and in the same order.
// Arguments: further documents, or directories of them, that are measured too. PEOPLE=en,de takes other people
// than usual, PEOPLE=all all of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { people, pages } from './documents_cvs.mjs';

const PROGRAMS = process.env.EARSHOT_PROGRAM_DIR ?? 'build/release/bin';
const READER = 'build/release/bench/documents';
const PEOPLE = process.env.PEOPLE ?? 'en,de,ru';
const LEAST_FOUND = 0.99;
const MOST_FALSE_FLAGS = 0.01;
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

const dir = mkdtempSync(join(tmpdir(), 'earshot-documents-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

function run(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26, timeout: 60_000 });
  } catch {
    return null;
  }
}

// Every person in every layout as HTML, from there by each program to what it writes.
function make() {
  const html = [];
  for (const person of people().filter(({ key }) => PEOPLE === 'all' || PEOPLE.split(',').includes(key))) {
    for (const [layout, page] of Object.entries(pages(person))) {
      const path = join(dir, `${person.key}-${layout}.html`);
      writeFileSync(path, page);
      html.push(path);
    }
  }
  if (has('weasyprint')) for (const path of html) run('weasyprint', path, path.replace('.html', '-weasyprint.pdf'));
  if (has('pandoc')) for (const path of html) for (const kind of ['docx', 'odt', 'rtf', 'md'])
    run('pandoc', '-s', '--metadata', 'title= ', '-f', 'html', '-o', path.replace('.html', `-pandoc.${kind}`), path);
  if (has('groff')) for (const path of html.filter((name) => /plain/.test(name))) {
    const pdf = spawnSync('sh', ['-c', `pandoc -f html -t ms -s --metadata title=' ' '${path}' | groff -k -ms -Tpdf > '${path.replace('.html', '-groff.pdf')}'`]);
    if (pdf.status !== 0) rmSync(path.replace('.html', '-groff.pdf'), { force: true });
  }
  if (has('soffice')) {
    // It drops what CSS paints behind cells and blocks: white letters on them become white on white.
    const fit = html.filter((path) => !/banner|sidebar|cells/.test(path));
    for (const [filter, kind] of [['docx:MS Word 2007 XML', 'docx'], ['odt', 'odt'], ['rtf', 'rtf'], ['pdf:writer_web_pdf_Export', 'pdf']])
      office(filter, kind, fit);
  }
}

// Converts all of them at once: starting it costs most.
function office(filter, kind, paths) {
  const out = join(dir, 'office', kind);
  mkdirSync(out, { recursive: true });
  spawnSync('soffice', [`-env:UserInstallation=file://${dir}/profile`, '--headless', '--convert-to', filter, '--outdir', out, ...paths], { timeout: 120_000, stdio: 'ignore' });
}

function documents(place, depth = 0) {
  if (!statSync(place).isDirectory()) return ['.pdf', '.docx', '.odt', '.rtf', '.txt', '.md'].includes(extname(place)) ? [place] : [];
  return depth > 4 ? [] : readdirSync(place).sort().flatMap((name) => (name === 'profile' ? [] : documents(join(place, name), depth + 1)));
}

// Two readers for each kind; null where this machine lacks one.
const others = {
  '.pdf': [(path) => run('pdftotext', path, '-'), (path) => run('mutool', 'draw', '-q', '-F', 'txt', path)],
  '.docx': [(path) => run('docx2txt', path, '-'), (path) => run('pandoc', '-t', 'plain', '--wrap=none', path)],
  '.odt': [(path) => run('pandoc', '-t', 'plain', '--wrap=none', path), (path) => tagless(run('unzip', '-p', path, 'content.xml'))],
  '.rtf': [(path) => run('pandoc', '-t', 'plain', '--wrap=none', path), (path) => run('unrtf', '--text', path)],
  '.md': [(path) => run('pandoc', '-t', 'plain', '--wrap=none', path), (path) => run('pandoc', '-f', 'gfm', '-t', 'plain', '--wrap=none', path)],
};

const tagless = (xml) => (xml ?? '').replace(/<text:(s|tab|line-break)[^>]*>/g, ' ').replace(/<\/text:(p|h)>/g, '\n').replace(/<[^>]*>/g, '').replaceAll('&amp;', '&');

const words = (text) => (text ?? '').normalize('NFKC').replaceAll('\u00ad', '').replace(/-\n/g, '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function phrases(text) {
  const all = words(text);
  const found = new Map();
  for (let at = 0; at + 4 <= all.length; at++) {
    const phrase = all.slice(at, at + 4).join(' ');
    if (!found.has(phrase)) found.set(phrase, at);
  }
  return found;
}

// Of the phrases that both have: how many are ours, and how many neighbours among them keep their order.
function compare(one, other, ours) {
  const [a, b, c] = [phrases(one), phrases(other), phrases(ours)];
  const agreed = [...a.keys()].filter((phrase) => b.has(phrase));
  const found = agreed.filter((phrase) => c.has(phrase));
  let pairs = 0;
  let ordered = 0;
  for (let i = 0; i + 1 < found.length; i++) {
    if (b.get(found[i]) > b.get(found[i + 1])) continue;
    pairs++;
    ordered += c.get(found[i]) < c.get(found[i + 1]);
  }
  return { agreed: agreed.length, found: found.length, pairs, ordered, missing: agreed.filter((phrase) => !c.has(phrase)).slice(0, 3) };
}

const share = (part, whole) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`);

make();
const files = [dir, ...process.argv.slice(2)].flatMap((place) => documents(place));
const totals = {};
let over = 0;
for (const path of files) {
  const ours = JSON.parse(run(READER, PROGRAMS, path) ?? '{"error":"no answer"}');
  const kind = extname(path);
  const total = (totals[kind] ??= { files: 0, compared: 0, agreed: 0, found: 0, pairs: 0, ordered: 0, flags: 0, empty: 0, took: [] });
  const [one, other] = (others[kind] ?? []).map((read) => read(path));
  const result = compare(one, one === null ? null : other, ours.text);
  total.files++;
  total.compared += one && other ? 1 : 0;
  total.took.push(ours.took_us / 1000);
  for (const key of ['agreed', 'found', 'pairs', 'ordered']) total[key] += result[key];
  if (result.agreed > 3 && words(ours.text).length === 0) {
    total.empty++;
    console.log(`    empty: ${basename(path)}: ${ours.error} [${ours.detail}]`);
  }
  if (ours.hidden) {
    total.flags++;
    console.log(`    flagged: ${basename(path)}: ${ours.hidden.slice(0, 100)}`);
  }
  if (result.found < result.agreed * LEAST_FOUND) console.log(`    ${share(result.found, result.agreed)} of ${basename(path)}: ${result.missing.join(' | ')}`);
}
for (const [kind, total] of Object.entries(totals)) {
  const took = total.took.sort((a, b) => a - b)[Math.floor(total.took.length / 2)];
  const isOver = total.found < total.agreed * LEAST_FOUND || total.empty > 0 || total.flags > total.files * MOST_FALSE_FLAGS;
  over += isOver;
  console.log(`${`${total.files} ${kind.slice(1)} files`.padEnd(16)} phrases ${share(total.found, total.agreed)} of ${total.agreed}, in order ${share(total.ordered, total.pairs)}, empty ${total.empty}, false flags ${total.flags}, median ${took.toFixed(1)} ms, two readers for ${total.compared}: ${isOver ? 'OVER' : 'ok'}`);
}
process.exit(over > 0 ? 1 : 0);
