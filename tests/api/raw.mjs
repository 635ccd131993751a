// HTTP as no proper client would write it: bytes on a socket, and what came back.
import net from 'node:net';
import { Reply } from './client.mjs';

const WAIT_MS = 60_000;

// Sends the pieces one after the other. `leave`: hangs up after the last one; `cut`: closes only the writing half.
// Gives { reply or null, sent: bytes that the kernel took }.
export function sendRaw(site, pieces, { leave = false, cut = false } = {}) {
        return new Promise((done, fail) => {
                const { hostname, port } = new URL(site.url);
                const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true });
                const came = [];
                let over = false;
                const finish = () => {
                        if (over) return;
                        over = true;
                        clearTimeout(timer);
                        socket.destroy();
                        done({ reply: replyOf(Buffer.concat(came)), sent: socket.bytesWritten });
                };
                const timer = setTimeout(() => {
                        over = true;
                        socket.destroy();
                        fail(new Error(`no end of the reply after ${WAIT_MS} ms: ${Buffer.concat(came)}`));
                }, WAIT_MS);
                socket.on('data', (bytes) => {
                        came.push(bytes);
                        if (isWhole(Buffer.concat(came))) finish();
                });
                socket.on('end', finish);
                socket.on('error', finish);
                socket.on('connect', async () => {
                        for (const piece of pieces) {
                                if (over) return;
                                if (!socket.write(piece)) await new Promise((more) => { socket.once('drain', more); socket.once('close', more); });
                        }
                        if (leave) setTimeout(finish, 50);
                        else if (cut) socket.end();
                });
        });
}

function headOf(bytes) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end < 0) return null;
        const [line, ...rest] = bytes.toString('latin1', 0, end).split('\r\n');
        const headers = new Headers();
        for (const one of rest) headers.append(one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim());
        return { status: Number(line.split(' ')[1]), headers, body: bytes.subarray(end + 4) };
}

function isWhole(bytes) {
        const head = headOf(bytes);
        const length = head?.headers.get('content-length');
        return length != null && head.body.length >= Number(length);
}

function replyOf(bytes) {
        const head = headOf(bytes);
        return head === null ? null : new Reply(head.status, head.headers, head.body);
}

// The head of a request as bytes.
export function head(site, method, path, headers = {}) {
        const all = { Host: new URL(site.url).host, Connection: 'close', ...headers };
        const lines = Object.entries(all).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
        return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
}
