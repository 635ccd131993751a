// What a scripted site is made of: static files as nginx serves them (Content-Security-Policy, 404 page), requests and
// replies as the contract wants them, sound with Range.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

export const CONTENT_SECURITY_POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        + "media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html earshot-url";

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
        '.woff2': 'font/woff2', '.txt': 'text/plain', '.json': 'application/json' };

export class Problem extends Error {
        constructor(status, type, detail, more = {}) {
                super(detail);
                Object.assign(this, { status, type, detail, more });
        }
}

export function sendJson(res, status, body, headers = {}) {
        res.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json',
                'X-Request-Id': 'req-0001', 'Cache-Control': 'no-store', ...headers });
        res.end(body === null ? '' : JSON.stringify(body));
}

export function sendProblem(res, { status, type, detail, more, headers }) {
        sendJson(res, status, { type: `/problems/${type}`, title: type, status, detail, request_id: 'req-0001', ...more }, headers);
}

export async function readBody(req) {
        const pieces = [];
        for await (const piece of req)
                pieces.push(piece);
        return Buffer.concat(pieces);
}

/** The parts of a form by name: {bytes, filename, type}. */
export function readForm(req, body) {
        const boundary = /boundary=(.+)$/.exec(req.headers['content-type'] ?? '')?.[1];
        const parts = {};
        if (!boundary)
                return parts;
        const mark = Buffer.from(`--${boundary}`);
        for (let at = body.indexOf(mark); at >= 0;) {
                const end = body.indexOf(mark, at + mark.length);
                if (end < 0)
                        break;
                const gap = body.indexOf('\r\n\r\n', at);
                const head = body.subarray(at, gap).toString();
                const name = /name="([^"]*)"/.exec(head)?.[1];
                parts[name] = { bytes: body.subarray(gap + 4, end - 2), filename: /filename="([^"]*)"/.exec(head)?.[1],
                        type: /Content-Type: (.+)/i.exec(head)?.[1]?.trim() };
                at = end;
        }
        return parts;
}

/** A sound that looks like speech: syllables of a low tone with pauses between words, as WAV. */
export function speechLikeWav(seconds = 3, rate = 16000) {
        const count = Math.round(seconds * rate);
        const wav = Buffer.alloc(44 + count * 2);
        wav.write('RIFF', 0);
        wav.writeUInt32LE(36 + count * 2, 4);
        wav.write('WAVEfmt ', 8);
        wav.writeUInt32LE(16, 16);
        wav.writeUInt16LE(1, 20);
        wav.writeUInt16LE(1, 22);
        wav.writeUInt32LE(rate, 24);
        wav.writeUInt32LE(rate * 2, 28);
        wav.writeUInt16LE(2, 32);
        wav.writeUInt16LE(16, 34);
        wav.write('data', 36);
        wav.writeUInt32LE(count * 2, 40);
        for (let i = 0; i < count; i++) {
                const second = i / rate;
                const syllable = Math.max(0, Math.sin(2 * Math.PI * 3.3 * second)) ** 0.7 * (0.55 + 0.45 * Math.sin(1.7 * second + Math.sin(5 * second)));
                const word = Math.sin(2 * Math.PI * 0.45 * second) > -0.75 ? 1 : 0;
                const tone = Math.sin(2 * Math.PI * 140 * second) + 0.5 * Math.sin(2 * Math.PI * 420 * second) + 0.3 * Math.sin(2 * Math.PI * 1250 * second);
                wav.writeInt16LE(Math.round(tone / 1.8 * syllable * word * 0.5 * 32767), 44 + i * 2);
        }
        return wav;
}

export function sendSound(req, res, bytes, type = 'audio/wav') {
        const range = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? '');
        if (!range) {
                res.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length, 'Accept-Ranges': 'bytes' });
                return res.end(bytes);
        }
        const from = Number(range[1]);
        const to = range[2] ? Math.min(Number(range[2]), bytes.length - 1) : bytes.length - 1;
        res.writeHead(206, { 'Content-Type': type, 'Content-Length': to - from + 1, 'Accept-Ranges': 'bytes',
                'Content-Range': `bytes ${from}-${to}/${bytes.length}` });
        res.end(bytes.subarray(from, to + 1));
}

function sendFile(root, pathname, res) {
        const headers = { 'Content-Security-Policy': CONTENT_SECURITY_POLICY, 'X-Content-Type-Options': 'nosniff' };
        let path = normalize(join(root, decodeURIComponent(pathname)));
        if (path.startsWith(root) && existsSync(path) && statSync(path).isDirectory())
                path = join(path, 'index.html');
        if (pathname.startsWith('/hr/') && !existsSync(path))
                path = join(root, 'hr/index.html');
        if (!path.startsWith(root) || !existsSync(path)) {
                res.writeHead(404, { ...headers, 'Content-Type': TYPES['.html'] });
                return res.end(readFileSync(join(root, '404.html')));
        }
        res.writeHead(200, { ...headers, 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' });
        createReadStream(path).pipe(res);
}

/** Serves `root` and hands /api/ to the routes: [method, pattern, (request, ...groups) => reply or undefined when it replied itself].
 *  @returns {Promise<{url: string, close: () => Promise<void>}>} */
export function startSite({ root, port = 0, routes }) {
        const server = createServer(async (req, res) => {
                const url = new URL(req.url, 'http://127.0.0.1');
                if (!url.pathname.startsWith('/api/'))
                        return sendFile(root, url.pathname, res);
                try {
                        for (const [method, pattern, answer] of routes) {
                                const found = method === req.method && pattern.exec(url.pathname);
                                if (!found)
                                        continue;
                                const reply = await answer({ req, res, url, body: await readBody(req) }, ...found.slice(1));
                                if (reply !== undefined)
                                        sendJson(res, 200, reply);
                                return;
                        }
                        throw new Problem(404, 'not_found', 'There is nothing at this address.');
                } catch (error) {
                        if (!(error instanceof Problem))
                                throw error;
                        sendProblem(res, error);
                }
        });
        return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({
                url: `http://127.0.0.1:${server.address().port}`,
                close: () => new Promise((closed) => {
                        server.closeAllConnections();
                        server.close(closed);
                }),
        })));
}
