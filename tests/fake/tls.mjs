// The scripted providers behind TLS, with certificates of a made-up authority. One server is as it should be and
// speaks HTTP/2, one HTTP/1.1 alone; the others show a certificate that nobody may believe.
//
//   import { start } from "../fake/tls.mjs";
//   const tls = await start();              // tls.caFile, tls.port.good, .http1, .wrong_name, .expired, .stranger
//   tls.connections                         // how many were opened, by server
//   tls.providers                           // requests and script (providers.mjs)
//   await tls.stop();
// From the command line it prints "CA_FILE PORT PORT PORT PORT PORT" in that order:
//   node tests/fake/tls.mjs --until-stdin-ends
// GET /_connections tells the connections, GET /_requests what came: over TLS, as everything here.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Providers } from './providers.mjs';

// What is wrong with each certificate: by whom it is signed, for whom, how long.
const KINDS = {
        good: { by: 'ca', name: 'IP:127.0.0.1,DNS:localhost', days: 2 },
        http1: { by: 'ca', name: 'IP:127.0.0.1,DNS:localhost', days: 2, protocols: ['http/1.1'] },
        wrong_name: { by: 'ca', name: 'DNS:elsewhere.example', days: 2 },
        expired: { by: 'ca', name: 'IP:127.0.0.1,DNS:localhost', days: -1 },
        stranger: { by: 'stranger', name: 'IP:127.0.0.1,DNS:localhost', days: 2 },
};

function makeCertificates(directory) {
        const openssl = (...args) => execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
        const makeKey = (name) => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
        for (const name of ['ca', 'stranger']) {
                makeKey(name);
                openssl('req', '-x509', '-new', '-key', `${name}.key`, '-subj', `/CN=${name} of a test`, '-days', '2', '-out', `${name}.pem`);
        }
        makeKey('server');
        openssl('req', '-new', '-key', 'server.key', '-subj', '/CN=provider', '-out', 'server.csr');
        for (const [kind, { by, name, days }] of Object.entries(KINDS)) {
                writeFileSync(join(directory, `${kind}.ext`), `subjectAltName=${name}\n`);
                openssl('x509', '-req', '-in', 'server.csr', '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial',
                        '-days', String(days), '-extfile', `${kind}.ext`, '-out', `${kind}.pem`);
        }
}

export async function start() {
        const directory = mkdtempSync(join(tmpdir(), 'earshot-tls-'));
        // The services' own user must reach it.
        chmodSync(directory, 0o755);
        makeCertificates(directory);
        const providers = new Providers();
        const port = {};
        const connections = {};
        const open = new Set();
        const servers = [];
        for (const [kind, { protocols }] of Object.entries(KINDS)) {
                connections[kind] = 0;
                const server = createSecureServer(
                        { key: readFileSync(join(directory, 'server.key')), cert: readFileSync(join(directory, `${kind}.pem`)), allowHTTP1: true, ALPNProtocols: protocols },
                        (req, res) => {
                                if (req.url === '/_connections') return res.end(JSON.stringify(connections));
                                return providers.answer(req, res);
                        },
                );
                server.on('secureConnection', () => connections[kind]++);
                server.on('connection', (socket) => {
                        open.add(socket);
                        socket.on('close', () => open.delete(socket)).on('error', () => {});
                });
                await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
                port[kind] = server.address().port;
                servers.push(server);
        }
        return {
                caFile: join(directory, 'ca.pem'), port, connections, providers,
                async stop() {
                        for (const server of servers) {
                                const closed = new Promise((done) => server.close(done));
                                for (const socket of open) socket.destroy();
                                await closed;
                        }
                        rmSync(directory, { recursive: true, force: true });
                        providers.checkProblems();
                },
        };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
        const tls = await start();
        const stop = () => tls.stop().then(() => process.exit(0), () => process.exit(1));
        process.on('SIGTERM', stop);
        process.on('SIGINT', stop);
        if (process.argv.includes('--until-stdin-ends')) process.stdin.on('end', stop).resume();
        process.stdout.write(`${[tls.caFile, ...Object.values(tls.port)].join(' ')}\n`);
}
