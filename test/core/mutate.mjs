/**
 * Takes single rules out of the compiled core and expects its tests to turn red. By hand, after a build:
 *   node test/core/mutate.mjs dist
 * Prints the edits that no test noticed; each is a test that is missing.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import console from 'node:console';
import process from 'node:process';

/** File of the core, what is there, what is put in its place. */
const mutations = [
  ['decide', "if (resource.unsettledNeeds > 0)", 'if (false)'],
  ['decide', "if (resource.instances.some((i) => i.deleting && i.job))", 'if (false)'],
  ['decide', "wanted.kind === 'replace' ? undefined : candidate", 'candidate'],
  ['decide', "if (live.job)", 'if (false)'],
  ['decide', "if (holds(snapshot, live, wanted))", 'if (false)'],
  ['decide', "if (!isCreated(live))", 'if (false)'],
  ['decide', "if (live.digest === wanted.digest)", 'if (false)'],
  ['decide', "if (drifted.length > 0)", 'if (false)'],
  ['decide', "if (observed.looks < 2)", 'if (false)'],
  ['decide', "if (canUpdate(snapshot, live, changes))", 'if (true)'],
  ['decide', "if (timer?.purpose === 'retry' && timer.rung)", 'if (true)'],
  ['decide', "if (snapshot.completedRevision !== snapshot.goal.revision)", 'if (true)'],
  ['decide', "if (failure.kind === 'timeout')", 'if (false)'],
  ['decide', "timer?.purpose === purpose && !timer.rung", 'timer?.purpose === purpose'],
  ['decide', "? 'beginning' : 'unsettled'", "? 'unsettled' : 'unsettled'"],
  ['delete-order', "if (instance.job)", 'if (false)'],
  ['delete-order', "if (!mayGo)", 'if (false)'],
  ['delete-order', "if (instance.recorders > 0)", 'if (false)'],
  ['delete-order', "mayBeAnothersThing(instance))", 'false)'],
  ['delete-order', "if (failure.kind === 'transient')", 'if (false)'],
  ['delete-order', "if (instance.searched && failure?.action !== 'delete' &&", 'if (instance.searched &&'],
  ['delete-order', "if (instance.searched &&", 'if (false &&'],
  ['delete-order', "instance.fence === 1 &&", 'true &&'],
  ['live-instance', "if (fit >= bestFit)", 'if (fit < bestFit || !best)'],
  ['live-instance', "if (instance.deleting || instance.orphan)", 'if (instance.orphan)'],
  ['live-instance', "if (instance.type !== instance.resource.goal?.type)", 'if (false)'],
  ['live-instance', "if (instance.applied.digest !== wanted.digest)", 'if (false)'],
  ['live-instance', "!failure || failure.kind === 'transient' ||", '!failure || true ||'],
  ['live-instance', "if (!observed || observed.looks < 2)", 'if (!observed)'],
  ['live-instance', "failure.attempt >= snapshot.rules.attempts", 'false'],
  ['live-instance', "failure.revision === snapshot.goal.revision &&", 'true &&'],
  ['live-instance', "if (digest === wanted.digest)", 'if (false)'],
  ['resolve', "if (value.volatile)", 'if (false)'],
  ['diff', "for (const name of instance.uncertain)", 'for (const name of [])'],
  ['status', "if (reached && stuck)", 'if (false)'],
  ['status', "if (stuck && sum(tally, moving) === 0)", 'if (false)'],
  ['facts/dispatched', "instance.digest = UNKNOWN;", ''],
  ['facts/dispatched', "instance.uncertain = union(instance.uncertain, decision.changes);", ''],
  ['facts/dispatched', "instance.deleting = true;", ''],
  ['facts/dispatched', "instance.fence += 1;", ''],
  ['facts/dispatched', "instance.epoch += 1;", ''],
  ['facts/dispatched', "failure.digest === instance.applied.digest", 'true'],
  ['facts/due', "if (timer.purpose === 'pending' && !instance.job)", 'if (false)'],
  ['facts/lost', "instance.losses += 1;", ''],
  ['facts/observed', "fact.epoch !== instance.epoch ||", 'false ||'],
  ['facts/observed', "|| fact.sequence <= instance.sequence", ''],
  ['facts/observed', "|| instance.job || !isCreated(instance)", ''],
  ['facts/observed', "if (wasNeverReady(instance))", 'if (false)'],
  ['facts/observed', "const attempt = before.length + 1;", 'const attempt = 1;'],
  ['facts/removed', "record(changes, instance, []);", ''],
  ['facts/reported', "job?.fence !== report.fence", 'false'],
  ['facts/reported', "instance.searched = true;", ''],
  ['facts/reported', "removeInstance(snapshot, changes, holder);", ''],
  ['facts/reported', "if (snapshot.byPhysicalId.has(", 'if (!snapshot.byPhysicalId.has('],
  ['facts/reported', "orphan.orphan = true;", ''],
  ['facts/reported', "instance.uncertain = NONE;", ''],
  ['facts/reported', "instance.baseline = null;", ''],
  ['facts/reported', "changes.touch(instance.resource);", '', 'last'],
  ['facts/reported', "job.attempt >= snapshot.rules.attempts", 'false'],
  ['facts/settled', "if (!sameInstances(instance.requires, requires))", 'if (false)'],
  ['facts/settled', "if (before === instance)", 'if (before)'],
  ['facts/settled', "if (dependant.verdict !== 'settled')", 'if (false)'],
  ['facts/settled', "required.recorders += 1;", ''],
  ['facts/settled', "if (required.recorders === 0)", 'if (false)'],
  ['facts/settled', "dependant.unsettledNeeds += 1;", ''],
  ['facts/goal', "resource.settled = null;", ''],
  ['facts/goal', "resource.literal = null;", ''],
]; // prettier-ignore

const built = resolve(process.argv[2] ?? 'dist');
const scratch = mkdtempSync(join(resolve('.'), 'mutated-'));
let survived = 0;
try {
  cpSync(built, join(scratch, 'dist'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(scratch, 'node_modules'));
  writeFileSync(join(scratch, 'package.json'), '{"type":"module"}');
  if (!testsPass()) throw new Error('the tests fail without any mutation');
  for (const [name, from, to, which] of mutations) {
    const file = join(scratch, 'dist/services/engine/core', `${name}.js`);
    const source = readFileSync(file, 'utf8');
    const at = which === 'last' ? source.lastIndexOf(from) : source.indexOf(from);
    if (at < 0) {
      console.log(`GONE      ${name}: ${from}`);
      survived += 1;
      continue;
    }
    writeFileSync(file, source.slice(0, at) + to + source.slice(at + from.length));
    if (testsPass()) {
      console.log(`SURVIVED  ${name}: ${from}  ->  ${to}`);
      survived += 1;
    }
    writeFileSync(file, source);
  }
  console.log(`${String(mutations.length - survived)} of ${String(mutations.length)} mutations were noticed`);
} finally {
  rmSync(scratch, { recursive: true });
}
process.exitCode = survived === 0 ? 0 : 1;

function testsPass() {
  const spec = join(scratch, 'dist/test/core/**/*.test.js');
  const mocha = resolve('node_modules/mocha/bin/mocha.js');
  const env = { ...process.env, CORE_SEED: '4711', CORE_RUNS: process.env.CORE_RUNS ?? '600' };
  const run = spawnSync(process.execPath, [mocha, '--bail', spec], { cwd: scratch, env, timeout: 120_000 });
  return run.status === 0;
}
