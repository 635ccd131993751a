// Starts a whole Earshot with sanitizers in a directory of its own, runs a command against it, and
// stops it: node tests/api/with_site.mjs COMMAND [ARGUMENT...]
// The command finds the site by EARSHOT_DEMO_JSON.
import { spawn } from 'node:child_process';
import { startSite } from './site.mjs';

const site = await startSite();
const [command, ...rest] = process.argv.slice(2);
const child = spawn(command, rest, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, EARSHOT_DEMO_JSON: site.demoPath },
});
const status = await new Promise((resolve) => {
  child.on('exit', (code) => resolve(code ?? 1));
  child.on('error', () => resolve(1));
});
const problems = await site.stop();
for (const problem of problems) console.error(problem);
process.exit(status !== 0 ? status : problems.length > 0 ? 1 : 0);
