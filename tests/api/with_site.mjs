// Starts a whole Earshot with sanitizers in a directory of its own, runs a command against it, and
// stops it: node tests/api/with_site.mjs [--scripted-voice] COMMAND [ARGUMENT...]
// The command finds the site by EARSHOT_DEMO_JSON. With --scripted-voice questions are spoken by a
// scripted server: for tests of anything but the sound, because the embedded voice, with
// sanitizers, takes more of the processor than all else that they do.
import { spawn } from 'node:child_process';
import { start as startProviders } from '../fake/providers.mjs';
import { startSite } from './site.mjs';

const isScripted = process.argv[2] === '--scripted-voice';
const fake = isScripted ? await startProviders(0) : null;
const site = await startSite(isScripted ? { TTS: 'openai', TTS_OPENAI_URL: fake.url } : {});
const [command, ...rest] = process.argv.slice(isScripted ? 3 : 2);
const child = spawn(command, rest, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, EARSHOT_DEMO_JSON: site.demoPath },
});
const status = await new Promise((resolve) => {
  child.on('exit', (code) => resolve(code ?? 1));
  child.on('error', () => resolve(1));
});
const problems = await site.stop();
try {
  await fake?.stop();
} catch (error) {
  problems.push(error.message);
}
for (const problem of problems) console.error(problem);
process.exit(status !== 0 ? status : problems.length > 0 ? 1 : 0);
