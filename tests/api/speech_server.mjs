// Starts earshot-speech behind a small nginx of its own on unix sockets in a temporary directory, as
// the site does; or uses the socket that EARSHOT_SPEECH_SOCKET names.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const START_MS = 20000;
const STOP_MS = 10000;

// The built program; VARIANT as in the Makefile, else whichever there is, sanitizers first.
export function programPath() {
        const variants = process.env.VARIANT ? [process.env.VARIANT] : ['asan', 'release'];
        for (const variant of variants) {
                const file = path.join(ROOT, 'build', variant, 'bin/earshot-speech');
                if (existsSync(file))
                        return file;
        }
        throw new Error(`earshot-speech is not built (${variants.join(', ')})`);
}

function nginxConfig(dir) {
        const location = (buffering) => `
                location / {
                        fastcgi_pass unix:${dir}/fcgi.sock;
                        fastcgi_param REQUEST_METHOD $request_method;
                        fastcgi_param DOCUMENT_URI $document_uri;
                        fastcgi_param CONTENT_TYPE $content_type;
                        fastcgi_param CONTENT_LENGTH $content_length;
                        fastcgi_param REQUEST_ID $request_id;
                        fastcgi_read_timeout 300s;
                        fastcgi_request_buffering ${buffering};
                }`;
        return `
${process.getuid() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${dir}/nginx.pid;
error_log stderr warn;
events { worker_connections 512; }
http {
        access_log off;
        client_max_body_size 64m;
        client_body_temp_path ${dir}/body;
        fastcgi_temp_path ${dir}/fastcgi;
        proxy_temp_path ${dir}/proxy;
        uwsgi_temp_path ${dir}/uwsgi;
        scgi_temp_path ${dir}/scgi;
        server { listen unix:${dir}/http.sock; ${location('on')} }
        server { listen unix:${dir}/unbuffered.sock; ${location('off')} }
}`;
}

// A listening socket that this process does not accept from. Closing node's server would remove its
// file, so it gets its name afterwards.
async function listenOnly(file) {
        const server = net.createServer();
        server.listen({ path: `${file}.new`, backlog: 511 });
        await once(server, 'listening');
        await fs.rename(`${file}.new`, file);
        return server;
}

async function stop(child) {
        if (child.exitCode !== null || child.signalCode !== null)
                return child.exitCode;
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        const [code] = await exited;
        clearTimeout(timer);
        return code;
}

export function request(socketPath, method, url, { headers = {}, body } = {}) {
        return new Promise((resolve, reject) => {
                const req = http.request({ socketPath, method, path: url, headers }, (res) => {
                        const pieces = [];
                        res.on('data', (piece) => pieces.push(piece));
                        res.on('error', reject);
                        res.on('end', () => resolve({
                                status: res.statusCode,
                                type: res.headers['content-type'],
                                body: Buffer.concat(pieces),
                        }));
                });
                req.on('error', reject);
                req.end(body);
        });
}

async function untilReady(server) {
        const deadline = Date.now() + START_MS;
        for (;;) {
                const answer = await request(server.socket, 'GET', '/healthz').catch(() => null);
                if (answer?.status === 200)
                        return;
                if (Date.now() > deadline)
                        throw new Error(`earshot-speech did not start: ${server.log()}`);
                await new Promise((resolve) => setTimeout(resolve, 20));
        }
}

// `close` stops everything and says with what codes the programs ended.
export async function startSpeech({ processes = 1, program = programPath() } = {}) {
        if (process.env.EARSHOT_SPEECH_SOCKET) {
                const socket = process.env.EARSHOT_SPEECH_SOCKET;
                return { socket, unbuffered: null, pids: [], log: () => '', close: async () => [] };
        }
        const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'speech-'));
        let log = '';
        const keep = (child) => child.stderr.on('data', (piece) => { log += piece; });
        await fs.writeFile(path.join(dir, 'nginx.conf'), nginxConfig(dir));
        const listener = await listenOnly(path.join(dir, 'fcgi.sock'));
        const programs = [];
        for (let i = 0; i < processes; i++) {
                const child = spawn(program, [], { stdio: [listener._handle.fd, 'ignore', 'pipe'] });
                keep(child);
                programs.push(child);
        }
        listener.close();
        const nginx = spawn('nginx', ['-p', dir, '-c', path.join(dir, 'nginx.conf'), '-e', 'stderr'], {
                stdio: ['ignore', 'ignore', 'pipe'],
                env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
        });
        keep(nginx);
        const server = {
                socket: path.join(dir, 'http.sock'),
                unbuffered: path.join(dir, 'unbuffered.sock'),
                fcgi: path.join(dir, 'fcgi.sock'),
                pids: programs.map((child) => child.pid),
                log: () => log,
                close: async () => {
                        await stop(nginx);
                        const codes = await Promise.all(programs.map(stop));
                        await fs.rm(dir, { recursive: true });
                        return codes;
                },
        };
        try {
                await untilReady(server);
        } catch (error) {
                await server.close();
                throw error;
        }
        return server;
}

export function form(fields) {
        const boundary = `----test${Math.random().toString(36).slice(2)}`;
        const pieces = [];
        for (const [name, value] of fields) {
                const isFile = Buffer.isBuffer(value);
                pieces.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
                        (isFile ? '; filename="clip.wav"\r\nContent-Type: audio/wav' : '') + '\r\n\r\n'));
                pieces.push(Buffer.from(value), Buffer.from('\r\n'));
        }
        pieces.push(Buffer.from(`--${boundary}--\r\n`));
        return {
                headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
                body: Buffer.concat(pieces),
        };
}

export function speak(server, order) {
        return request(server.socket, 'POST', '/v1/audio/speech', {
                headers: { 'content-type': 'application/json' },
                body: typeof order === 'string' ? order : JSON.stringify(order),
        });
}

export function transcribe(server, fields) {
        return request(server.socket, 'POST', '/v1/audio/transcriptions', form(fields));
}

// A WAV file of 16-bit PCM; `samples` are interleaved.
export function wav(samples, { rate = 16000, channels = 1 } = {}) {
        const data = Buffer.from(Int16Array.from(samples).buffer);
        const head = Buffer.alloc(44);
        head.write('RIFF', 0);
        head.writeUInt32LE(36 + data.length, 4);
        head.write('WAVEfmt ', 8);
        head.writeUInt32LE(16, 16);
        head.writeUInt16LE(1, 20);
        head.writeUInt16LE(channels, 22);
        head.writeUInt32LE(rate, 24);
        head.writeUInt32LE(rate * channels * 2, 28);
        head.writeUInt16LE(channels * 2, 32);
        head.writeUInt16LE(16, 34);
        head.write('data', 36);
        head.writeUInt32LE(data.length, 40);
        return Buffer.concat([head, data]);
}

// The samples of a WAV file as the program writes it.
export function samplesOf(file) {
        const data = file.subarray(44);
        return new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
}

export function words(text) {
        return text.toLowerCase().replace(/[^a-z' ]+/g, ' ').split(' ').filter(Boolean);
}

// Substitutions, insertions and deletions per word that was said.
export function wordErrorRate(said, heard) {
        let row = heard.map((_, i) => i + 1);
        row.unshift(0);
        said.forEach((word, i) => {
                const next = [i + 1];
                heard.forEach((other, k) => next.push(Math.min(
                        row[k + 1] + 1, next[k] + 1, row[k] + (word === other ? 0 : 1))));
                row = next;
        });
        return row[heard.length] / said.length;
}
