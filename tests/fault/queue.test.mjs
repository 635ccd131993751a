// Many jobs, whose runners are killed, and frozen for longer than their leases: none is lost, none is done twice, and no runner that came
// back ends a job that another has by then. First by the product's runner with a small kind of the test's own, then by earshot-jobs, which
// makes reports; then while clocks are set forward and back. Needs programs that `make VARIANT=asan faults` builds.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';

const isLong = process.env.FAULT === 'long';
const programs = process.env.EARSHOT_PROGRAM_DIR ?? 'build/asan/bin';
const seed = Number(process.env.SEED ?? Date.now() % 100000);

async function play(options) {
        const given = Object.entries({ seed, ...options }).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]));
        const { stdout } = await promisify(execFile)(`${programs}/../fault/queue`, given, { maxBuffer: 1 << 26 });
        const told = JSON.parse(stdout.trim().split('\n').at(-1));
        console.log(`${told.jobs} jobs of the kind "${told.kind}", seed ${told.seed}: ${told.kills} runners killed, ${told.freezes} frozen, of whom ` +
                `${told.overtaken} came back to a job that was another's (${told.refused} refused), ${told.jumps} clocks set, ${told.attempts} attempts, ` +
                `${told.given_up} given up and queued again, in ${told.seconds} s: ${told.lost} lost, ${told.twice} effects twice, ${told.zombies} commits by a zombie`);
        const { done, lost, twice, zombies, files_missing } = told;
        assert.deepEqual({ done, lost, twice, zombies, files_missing }, { done: options.jobs, lost: 0, twice: 0, zombies: 0, files_missing: 0 },
                JSON.stringify(told));
        assert.ok(told.kills >= options.kills && told.freezes >= options.freezes, JSON.stringify(told));
        assert.ok(told.attempts > told.jobs, 'what a killed runner held was tried again');
        return told;
}

it('no_job_is_lost_or_done_twice_though_runners_are_killed_and_frozen', async () => {
        const told = await play(isLong ? { jobs: 100_000, runners: 6, kills: 1000, freezes: 300 } : { jobs: 3000, runners: 4, kills: 20, freezes: 10 });
        assert.ok(told.overtaken > 0 && told.refused > 0, 'there were zombies to be refused');
});

it('no_report_is_lost_or_made_twice_though_runners_are_killed_and_frozen', async () => {
        await play({ ...(isLong ? { jobs: 500, runners: 4, kills: 60, freezes: 30 } : { jobs: 30, runners: 3, kills: 3, freezes: 2 }), real: programs });
});

it('no_job_is_lost_or_done_twice_though_clocks_are_set_forward_and_back', async () => {
        const told = await play({ ...(isLong ? { jobs: 20_000, runners: 6, kills: 200, freezes: 40 } : { jobs: 1000, runners: 4, kills: 8, freezes: 3 }), clocks: true });
        assert.ok(told.jumps >= 8);
});
