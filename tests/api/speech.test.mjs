// earshot-speech as its clients meet it: the real program behind the real nginx.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, test } from 'node:test';

import { form, programPath, request, samplesOf, speak, startSpeech, transcribe, wav, wordErrorRate,
        words } from './speech_server.mjs';

const TEXT = 'I worked in a small team and we built a new system for the customers of the bank. ' +
        'It was the first time that I had to explain my work to people from other departments.';

let server;

before(async () => {
        server = await startSpeech({ processes: 2 });
});

after(async () => {
        const codes = await server.close();
        assert.deepEqual(codes.filter((code) => code !== 0), [], server.log());
});

function assertError(answer, status, message, param = null) {
        const { error } = JSON.parse(answer.body);
        assert.equal(error.message, message);
        assert.equal(answer.status, status);
        assert.equal(answer.type, 'application/json');
        assert.equal(error.type, 'invalid_request_error');
        assert.equal(error.param, param);
        assert.equal(typeof error.code, 'string');
}

test('health and models', async () => {
        const health = await request(server.socket, 'GET', '/healthz');
        assert.equal(health.status, 200);
        assert.deepEqual(JSON.parse(health.body), { status: 'ok' });
        const models = JSON.parse((await request(server.socket, 'GET', '/v1/models')).body);
        assert.equal(models.object, 'list');
        assert.deepEqual(models.data.map((model) => model.id),
                ['pocketsphinx-en-us', 'flite', 'espeak-ng']);
});

test('phones are told with their times, of the same sound', async () => {
        const order = { input: 'My problem was the map. Then we moved on.', voice: 'slt', response_format: 'wav' };
        const sound = samplesOf((await speak(server, order)).body);
        const timed = await speak(server, { ...order, phones: true });
        assert.deepEqual([timed.status, timed.type], [200, 'application/json']);
        const { audio, phones } = JSON.parse(timed.body);
        assert.equal(samplesOf(Buffer.from(audio, 'base64')).length, sound.length);
        const said = phones.map(({ phone }) => phone).join(' ');
        assert.match(said, /^m aɪ p ɹ ɑ b l ə m w [ʌɑ] z ð ə m æ p ð ɛ n w i m u v d /);
        const inOrder = (list, ms) => {
                for (const [i, { start_ms, end_ms }] of list.entries()) {
                        assert.ok(start_ms >= (list[i - 1]?.end_ms ?? 0) && end_ms >= start_ms, JSON.stringify(list[i]));
                        assert.ok(end_ms <= ms + 20, `${end_ms} of ${ms} ms`);
                }
                assert.ok(list.at(-1).end_ms > ms * 0.8);
        };
        inOrder(phones, sound.length / 16);
        // Half as fast: twice the time.
        const slow = JSON.parse((await speak(server, { ...order, phones: true, speed: 0.5 })).body);
        const ratio = slow.phones.at(-1).end_ms / phones.at(-1).end_ms;
        assert.ok(ratio > 1.8 && ratio < 2.2, `${ratio}`);
        const german = JSON.parse((await speak(server, { input: 'Das schöne Buch, bitte.', language: 'de', phones: true, response_format: 'wav' })).body);
        assert.equal(german.phones.map(({ phone }) => phone).join(''), 'dasʃøːnəbuːxbɪtə');
        const wave = Buffer.from(german.audio, 'base64');
        inOrder(german.phones, samplesOf(wave).length / wave.readUInt32LE(24) * 1000);
        assertError(await speak(server, { ...order, phones: 'yes' }), 400, '"phones" must be true or false.', 'phones');
});

test('what is said is heard again, with words in their places', async () => {
        const sound = await speak(server, { model: 'tts-1', input: TEXT, voice: 'rms', response_format: 'wav' });
        assert.equal(sound.status, 200);
        assert.equal(sound.type, 'audio/wav');
        const seconds = samplesOf(sound.body).length / 16000;
        assert.ok(seconds > 6 && seconds < 25, `${seconds} s`);

        const answer = await transcribe(server, [['file', sound.body], ['model', 'whisper-1'],
                ['response_format', 'verbose_json'], ['language', 'en'], ['prompt', 'A bank.'],
                ['timestamp_granularities[]', 'word'], ['timestamp_granularities[]', 'segment'],
                ['temperature', '0']]);
        assert.equal(answer.status, 200, answer.body);
        const heard = JSON.parse(answer.body);
        assert.ok(wordErrorRate(words(TEXT), words(heard.text)) < 0.4, heard.text);
        assert.equal(heard.language, 'en');
        assert.equal(heard.task, 'transcribe');
        assert.ok(Math.abs(heard.duration - seconds) < 0.01);
        assert.ok(heard.confidence > 0.4 && heard.confidence <= 1);
        assert.ok(heard.no_speech_prob < 0.1);
        assert.equal(heard.words.map((word) => word.word).join(' '), heard.text);
        assert.equal(heard.segments.map((segment) => segment.text).join(' '), heard.text);
        let behind = 0;
        for (const word of heard.words) {
                assert.match(word.word, /^[a-zI][a-z'._-]*$/);
                assert.ok(word.start >= behind - 0.011 && word.end > word.start, JSON.stringify(word));
                assert.ok(word.confidence >= 0 && word.confidence <= 1);
                behind = word.end;
        }
        assert.ok(behind <= heard.duration + 0.01);
        for (const segment of heard.segments) {
                assert.ok(segment.end > segment.start && segment.end <= heard.duration + 0.01);
                assert.ok(segment.end - segment.start <= 12.01);
                assert.ok(segment.avg_logprob <= 0);
                assert.ok(segment.confidence > 0 && segment.no_speech_prob < 0.1);
        }
});

test('the same sound gives the same answer, whatever came before it', async () => {
        const one = (await speak(server, { input: 'We measured it twice.', voice: 'slt', response_format: 'wav' })).body;
        const other = (await speak(server, { input: TEXT, voice: 'rms', response_format: 'wav' })).body;
        const answers = new Set();
        for (let i = 0; i < 4; i++) {
                const answer = await transcribe(server, [['file', one], ['response_format', 'verbose_json']]);
                assert.equal(answer.status, 200);
                answers.add(answer.body.toString());
                if (i < 2)
                        await transcribe(server, [['file', other]]);
        }
        assert.equal(answers.size, 1);
});

test('text and json are short forms of the same', async () => {
        const sound = (await speak(server, { input: 'My name is Peter.', voice: 'rms', response_format: 'wav' })).body;
        const json = JSON.parse((await transcribe(server, [['file', sound]])).body);
        assert.deepEqual(Object.keys(json), ['text', 'confidence']);
        const text = await transcribe(server, [['file', sound], ['response_format', 'text']]);
        assert.equal(text.type, 'text/plain; charset=utf-8');
        assert.equal(text.body.toString(), `${json.text}\n`);
});

test('other rates and channels are understood alike', async () => {
        const mono = samplesOf((await speak(server, { input: TEXT, voice: 'rms', response_format: 'wav' })).body);
        const stereo48 = [];
        for (const sample of mono)
                for (let i = 0; i < 3; i++)
                        stereo48.push(sample, sample);
        const answer = JSON.parse((await transcribe(server,
                [['file', wav(stereo48, { rate: 48000, channels: 2 })], ['response_format', 'verbose_json']])).body);
        assert.ok(Math.abs(answer.duration - mono.length / 16000) < 0.05);
        assert.ok(wordErrorRate(words(TEXT), words(answer.text)) < 0.4, answer.text);
});

test('silence, noise and no samples give no words', async () => {
        const noise = Array.from({ length: 48000 }, (_, i) => ((i * 7919) % 401) - 200);
        for (const samples of [[], [0], new Array(48000).fill(0), noise]) {
                const answer = await transcribe(server, [['file', wav(samples)], ['response_format', 'verbose_json']]);
                assert.equal(answer.status, 200, answer.body);
                const heard = JSON.parse(answer.body);
                assert.equal(heard.text, '');
                assert.equal(heard.confidence, null);
                assert.equal(heard.no_speech_prob, 1);
                assert.deepEqual(heard.words, []);
                assert.deepEqual(heard.segments, []);
        }
});

test('mp3 is the default and names its rate', async () => {
        const sound = await speak(server, { model: 'tts-1', input: 'Hello there.', voice: 'alloy' });
        assert.equal(sound.status, 200);
        assert.equal(sound.type, 'audio/mpeg');
        // One frame after the other to the end, as a player walks through it: MPEG 2, layer III.
        const rates = [0, 8, 16, 24, 32, 40, 48, 56, 64];
        let frames = 0;
        let at = 0;
        for (; at + 4 <= sound.body.length; frames++) {
                const bits = sound.body[at + 2];
                assert.equal(sound.body.readUInt16BE(at) & 0xfffe, 0xfff2);
                assert.equal(rates[bits >> 4], 64);
                assert.equal((bits >> 2) & 3, 2); // 16 kHz
                at += 72 * 64000 / 16000 + ((bits >> 1) & 1);
        }
        assert.equal(at, sound.body.length);
        assert.ok(frames > 10);
});

test('speed makes it longer and shorter', async () => {
        for (const voice of ['slt', 'de']) {
                const lengths = [];
                for (const speed of [0.5, 1, 2]) {
                        const sound = await speak(server, { input: 'one two three four', response_format: 'wav', speed, voice });
                        assert.equal(sound.status, 200);
                        lengths.push(sound.body.length);
                }
                assert.ok(lengths[0] > 1.5 * lengths[1], `${lengths}`);
                assert.ok(lengths[1] > 1.5 * lengths[2], `${lengths}`);
        }
});

test('other languages by language and by voice', async () => {
        const input = '1984, 1985, 1986.'; // long in German, short in French
        const byVoice = await speak(server, { input, voice: 'de', response_format: 'wav' });
        const byLanguage = await speak(server, { input, voice: 'slt', language: 'de-DE', response_format: 'wav' });
        const french = await speak(server, { input, voice: 'fr', response_format: 'wav' });
        assert.equal(byVoice.status, 200);
        assert.equal(byVoice.body.readUInt32LE(24), 22050);
        // espeak-ng never says a thing twice in quite the same way.
        const difference = (a, b) => Math.abs(a.body.length / b.body.length - 1);
        assert.ok(difference(byVoice, byLanguage) < 0.05);
        assert.ok(difference(byVoice, french) > 0.3);
        const chinese = await speak(server, { input: '你好', language: 'zh', response_format: 'wav' });
        assert.ok(chinese.body.length > 10000);
        const english = await speak(server, { input: 'Hello.', voice: 'de', language: 'en-GB', response_format: 'wav' });
        assert.equal(english.body.readUInt32LE(24), 16000);
});

test('odd texts are harmless', async () => {
        const inputs = ['<speak><break time="10s"/>hi</speak>', "[[h@l'oU]] hi", 'a\u0001b', 'x'.repeat(500),
                '9'.repeat(50), '& < > " \' % $ @ # ~ `', 'word '.repeat(100), 'e\u0301'.repeat(300), '='.repeat(4096),
                '. '.repeat(1000) + 'end', 'C++, C#, CI/CD, e.g. PostgreSQL & Kubernetes: https://www.example.com/a/b?c=d.'];
        for (const input of inputs) {
                for (const voice of ['slt', 'de']) {
                        const sound = await speak(server, { input, voice, response_format: 'wav' });
                        if (sound.status !== 200)
                                assertError(sound, 400, 'There is nothing in "input" to be said.', 'input');
                        assert.ok(sound.body.length < 60e6);
                }
        }
        const longest = await speak(server, { input: 'x'.repeat(4096), voice: 'de' });
        assert.equal(longest.status, 200);
        assertError(await speak(server, { input: '你好 … 😀', voice: 'slt' }), 400,
                'There is nothing in "input" to be said.', 'input');
});

test('bad orders of speech are refused with their reason', async () => {
        const badVoice = '"voice" must be slt, rms, or a language such as de.';
        const rows = [
                [{}, '"input" is missing.', 'input'],
                [{ input: '' }, '"input" must not be empty.', 'input'],
                [{ input: ' \n ' }, '"input" must not be empty.', 'input'],
                [{ input: 7 }, '"input" must be a text.', 'input'],
                [{ input: 'x'.repeat(4097) }, '"input" may have at most 4096 characters.', 'input'],
                [{ input: 'x', voice: 'nobody' }, badVoice, 'voice'],
                [{ input: 'x', voice: '../../etc/passwd' }, badVoice, 'voice'],
                [{ input: 'x', voice: '' }, badVoice, 'voice'],
                [{ input: 'x', language: 'qqq' }, 'This language is not spoken here.', 'language'],
                [{ input: 'x', response_format: 'opus' }, '"response_format" must be one of: mp3, wav.', 'response_format'],
                [{ input: 'x', speed: 0.2 }, '"speed" must be a number from 0.25 to 4.', 'speed'],
                [{ input: 'x', speed: 4.1 }, '"speed" must be a number from 0.25 to 4.', 'speed'],
                [{ input: 'x', speed: '1' }, '"speed" must be a number from 0.25 to 4.', 'speed'],
                [[], 'The body must be a JSON object.', null],
        ];
        for (const [order, message, param] of rows)
                assertError(await speak(server, order), 400, message, param);
        for (const text of ['', '{', '{"input":"\u0000"}', '{"input":"a\\u0000b"}', '{"input":"\\ud800"}'])
                assert.equal((await speak(server, text)).status, 400, text);
        assertError(await speak(server, `"${'x'.repeat(200000)}"`), 413,
                'The request is larger than 128 kB.');
});

test('bad uploads are refused with their reason', async () => {
        const tone = wav(Array.from({ length: 1600 }, (_, i) => 9000 * Math.sin(i / 5)));
        const gsm = Buffer.from(tone);
        gsm.writeUInt16LE(49, 20);
        const fast = wav([1, 2, 3], { rate: 400000 });
        const notSound = 'The file is neither a WAV nor a FLAC recording.';
        const rows = [
                [[], 400, '"file" is missing.', 'file'],
                [[['model', 'x']], 400, '"file" is missing.', 'file'],
                [[['file', Buffer.alloc(0)]], 400, 'The file is empty.', 'file'],
                [[['file', tone], ['file', tone]], 400, '"file" was sent twice.', 'file'],
                [[['file', Buffer.from('This is a text that somebody renamed.')]], 415, notSound],
                [[['file', Buffer.from('RIFF')]], 415, notSound],
                [[['file', tone.subarray(0, 20)]], 415, notSound],
                [[['file', Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(5000, 0xaa)])]], 415, notSound],
                [[['file', Buffer.from('\x1aE\xdf\xa3webm and so on', 'latin1')]], 415, notSound],
                [[['file', gsm]], 415, notSound],
                [[['file', fast]], 400, 'The recording must have 1 to 8 channels and 8 to 192 kHz.', 'file'],
                [[['file', tone], ['language', 'de']], 400, 'Only English ("en") is recognised here.', 'language'],
                [[['file', tone], ['response_format', 'srt']], 400,
                        '"response_format" must be one of: json, verbose_json, text.', 'response_format'],
                [[['file', tone], ['language', 'e'.repeat(5000)]], 400, '"language" is too long.', 'language'],
                [[['file', tone], ['timestamp_granularities[]', 'letter']], 400,
                        '"timestamp_granularities" must be one of: word, segment.', 'timestamp_granularities'],
        ];
        for (const [fields, status, message, param] of rows)
                assertError(await transcribe(server, fields), status, message, param);
        const large = await transcribe(server, [['file', Buffer.alloc(27 * 1024 * 1024)]]);
        assertError(large, 413, 'The file is larger than 25 MB.');
        const long = wav(new Int16Array(8000 * (15 * 60 + 1)), { rate: 8000 });
        assertError(await transcribe(server, [['file', long]]), 413, 'The recording is longer than 15 minutes.');
});

test('bad requests are refused with their reason', async () => {
        assertError(await request(server.socket, 'GET', '/v1/nothing'), 404, 'There is nothing at this address.');
        assertError(await request(server.socket, 'GET', '/v1/audio/speech'), 405,
                'This address does not take this method.');
        assertError(await request(server.socket, 'POST', '/v1/audio/transcriptions',
                { headers: { 'content-type': 'application/json' }, body: '{}' }), 415,
        'The upload must be sent as multipart/form-data.');
        const whole = form([['file', wav(new Array(16000).fill(0))]]);
        for (const length of [0, 10, 100, 5000, whole.body.length - 5]) {
                const answer = await request(server.socket, 'POST', '/v1/audio/transcriptions',
                        { ...whole, body: whole.body.subarray(0, length) });
                assertError(answer, 400, 'The upload ended before its end.');
        }
});

test('a WAV that ends too early gives what it has', async () => {
        const sound = (await speak(server, { input: TEXT, voice: 'rms', response_format: 'wav' })).body;
        const answer = JSON.parse((await transcribe(server,
                [['file', sound.subarray(0, 44 + 32000 * 4)], ['response_format', 'verbose_json']])).body);
        assert.equal(answer.duration, 4);
        assert.ok(answer.words.length > 3);
});

test('an upload that its client breaks off leaves the program well', async (context) => {
        if (!server.unbuffered)
                return context.skip('needs its own nginx');
        for (let i = 0; i < 6; i++) {
                const client = net.connect(server.unbuffered);
                client.on('error', () => {});
                client.write('POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n' +
                        'Content-Type: multipart/form-data; boundary=XX\r\n\r\n--XX\r\n' +
                        'Content-Disposition: form-data; name="file"\r\n\r\nRIFF');
                await new Promise((resolve) => setTimeout(resolve, 50));
                client.destroy();
        }
        for (let i = 0; i < 4; i++)
                assert.equal((await request(server.unbuffered, 'GET', '/healthz')).status, 200);
});

test('a peer that says nothing does not hold the program for good', async (context) => {
        if (!server.fcgi)
                return context.skip('needs its own nginx');
        const silent = [net.connect(server.fcgi), net.connect(server.fcgi)];
        await Promise.all(silent.map((client) => once(client, 'connect')));
        assert.equal((await request(server.socket, 'GET', '/healthz')).status, 200);
        silent.forEach((client) => client.destroy());
});

test('more requests at once than processes are all answered', async () => {
        const answers = await Promise.all(Array.from({ length: 40 }, (_, i) =>
                (i % 2 ? request(server.socket, 'GET', '/healthz')
                        : speak(server, { input: `Number ${i}.`, voice: 'slt', response_format: 'wav' }))));
        assert.deepEqual(answers.filter((answer) => answer.status !== 200), []);
});

test('told to stop, it finishes the request in hand and ends well', async (context) => {
        if (process.env.EARSHOT_SPEECH_SOCKET)
                return context.skip('needs its own program');
        const other = await startSpeech();
        const sound = (await speak(other, { input: TEXT, voice: 'rms', response_format: 'wav' })).body;
        const pending = transcribe(other, [['file', sound]]);
        await new Promise((resolve) => setTimeout(resolve, 300));
        process.kill(other.pids[0], 'SIGTERM');
        const answer = await pending;
        assert.equal(answer.status, 200);
        assert.ok(JSON.parse(answer.body).text.length > 20);
        assert.deepEqual(await other.close(), [0]);
});

test('it does not start without its model or its socket, and says so', async () => {
        const rows = [
                [['/nonexistent'], 'The English speech model is missing.'],
                [[], 'Standard input is not a listening socket.'],
        ];
        for (const [args, message] of rows) {
                const child = spawn(programPath(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
                let log = '';
                child.stderr.on('data', (piece) => { log += piece; });
                const [code] = await once(child, 'close');
                assert.equal(code, 1);
                const line = JSON.parse(log.trim().split('\n').pop());
                assert.equal(line.level, 'error');
                assert.equal(line.sentence, message);
        }
});
