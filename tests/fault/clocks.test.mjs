// Work by the clock where calls of cron are missed, four runners look at once, the database's clock is set forward and back, and days have 23,
// 24 and 25 hours: nothing is lost, nothing comes twice. On a real PostgreSQL with a clock that is set; nothing waits. Needs programs that
// `make VARIANT=asan faults` builds.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';

const isLong = process.env.FAULT === 'long';
const programs = process.env.EARSHOT_PROGRAM_DIR ?? 'build/asan/bin';
const seed = Number(process.env.SEED ?? Date.now() % 100000);

async function play(what, ...options) {
        const { stdout } = await promisify(execFile)(`${programs}/../fault/clocks`, [what, '--seed', seed, ...options].map(String));
        const told = JSON.parse(stdout.trim().split('\n').at(-1));
        console.log(`${what} of ${told.days} days, seed ${seed}: ${told.rounds} looks of up to four at once, ${told.missed} missed, the clock set ${told.jumps} ` +
                `times; ${told.due ?? told.nights} due: ${told.lost} lost, ${told.twice} twice, ${told.again} again where the clock came again`);
        assert.deepEqual([told.lost, told.twice], [0, 0], JSON.stringify(told));
        assert.ok(told.missed > 0 && told.rounds > told.days, JSON.stringify(told));
        return told;
}

it('no_tick_is_lost_or_made_twice_though_a_third_of_the_calls_and_a_whole_day_are_missed', async () => {
        const told = await play('ticks', '--days', isLong ? 30 : 2);
        assert.deepEqual([told.again, told.not_due], [0, 0], JSON.stringify(told));
        assert.ok(told.due > 150 * told.days);
});

it('no_tick_is_lost_though_the_clock_of_the_database_is_set_forward_and_back', async () => {
        const told = await play('ticks', '--days', isLong ? 30 : 1, '--jumps');
        assert.ok(told.jumps > 0 && told.due > 100 * told.days, JSON.stringify(told));
});

// The hour between two and three comes never, or twice; elsewhere it is midnight that does, or half an hour, or none.
for (const [name, from, days] of isLong ? [['a_year', '2026-01-01T00:00Z', 366]] :
        [['spring', '2026-03-26T00:00Z', 11], ['autumn', '2026-10-23T00:00Z', 11]]) {
        it(`every_local_day_of_${name}_has_its_nightly_batch_once`, async () => {
                const told = await play('nights', '--days', days, '--from', from);
                assert.deepEqual([told.skipped, told.again, told.not_local, told.early], [0, 0, 0, 0], JSON.stringify(told));
                assert.ok(told.odd_nights > (isLong ? 15 : 1) && told.interviews > 50 * days, JSON.stringify(told));
        });
}

it('every_local_day_has_its_nightly_batch_though_the_clock_of_the_database_is_set_forward_and_back', async () => {
        const told = await play('nights', '--days', isLong ? 120 : 8, '--from', '2026-10-23T00:00Z', '--jumps');
        assert.ok(told.jumps > 0 && told.interviews > 30 * told.days, JSON.stringify(told));
});

it('no_file_is_swept_before_it_has_its_row_though_either_clock_or_both_are_set', async () => {
        const { stdout } = await promisify(execFile)(`${programs}/../fault/sweeps`, ['--seed', seed, '--days', isLong ? 150 : 60].map(String));
        const told = JSON.parse(stdout.trim().split('\n').at(-1));
        console.log(`${told.sweeps} sweeps of ${told.days} days, seed ${seed}: ${told.files} files, ${told.orphans} of them no row's; the clocks set ${told.jumps} times; ` +
                `${told.taken} taken away, ${told.lost} of them lost`);
        assert.equal(told.lost, 0, JSON.stringify(told));
        assert.ok(told.jumps > told.days && told.orphans > told.days / 3, JSON.stringify(told));
        assert.equal(told.taken, told.orphans, 'three days after the last change every orphan is gone');
});
