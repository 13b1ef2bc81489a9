/**
 * `isotherm/handler/conformance`: a mocha suite that holds any handler to the contract. Every test creates things of
 * its own and removes them.
 */
import assert from 'node:assert/strict';
import type { JsonObject } from '../json.js';
import { Bench, unique } from './conformance/bench.js';
import { assertNoDrift, checkObservation, hasDrifted } from './conformance/check-observation.js';
import type { ConformanceOptions, MakeGoal } from './conformance/options.js';
import { Job, type CrashPoint } from './conformance/trial.js';
import { describeType } from './describe-type.js';
import { isPermanent } from './errors.js';

export type { ConformanceOptions, MakeGoal };

/** Declares the suite with mocha's `describe` and `it`; call it at the top of a test file, or inside `describe`. */
export function conformance(options: ConformanceOptions): void {
  const { handler } = options;
  describe(`${handler.type} keeps the handler contract`, function () {
    this.timeout(10 * (options.withinMs ?? 10_000));
    const bench = new Bench(options);
    afterEach(function () {
      return bench.tidy(this.currentTest?.state === 'failed');
    });

    it('describes every property and attribute', () => {
      const { properties, attributes } = describeType(handler);
      for (const [name, schema] of [...Object.entries(properties), ...Object.entries(attributes)]) {
        assert.ok(schema.description, `"${name}" has no description: add .meta({ description: '…' })`);
      }
    });
    for (const [kind, make] of Object.entries(options.goals)) {
      describe(kind, () => {
        creation(bench, make);
        crashes(bench, make);
        if (handler.observe && handler.observed !== 'by report') observation(bench, make);
        deletion(bench, make);
        for (const [name, change] of Object.entries(options.changes ?? {}))
          inPlace(bench, make, name, change);
        if (options.replacement) replacement(bench, make, options.replacement);
      });
    }
    for (const [kind, make] of Object.entries(options.impossible ?? {})) {
      it(`refuses ${kind} for good`, async () => {
        const trial = await bench.trial(make);
        const before = await bench.count();
        await assert.rejects(() => trial.create(), isPermanent, 'create must throw Permanent');
        await bench.assertCount(before, 0, 'a create that threw Permanent left something behind');
      });
    }
    if (handler.update) {
      it('is tested with a change in place', () => {
        assert.ok(options.changes, 'the handler has update: give the kit `changes`');
      });
    }
  });
}

function creation(bench: Bench, make: MakeGoal): void {
  it('becomes ready', async () => {
    await bench.created(await bench.trial(make));
  });

  it('is the same thing when create is repeated with its key', async () => {
    const trial = await bench.trial(make);
    const before = await bench.count();
    const { id } = await bench.created(trial);
    const again = await trial.create();
    assert.equal(again.physicalId, id, 'create with the same key gave another physical id');
    await bench.assertCount(before, 1, 'create with the same key made a second thing');
  });

  // What lives in the engine alone is never lost, so there is nothing to find.
  if (!bench.handler.find || bench.handler.observed === 'by report') return;
  it('is found by its key, and nothing by another', async () => {
    const trial = await bench.trial(make);
    assert.equal(await trial.find(new Job()), undefined, 'find named a thing under a key never used');
    const { id } = await bench.created(trial);
    assert.equal(await trial.find(), id, 'find did not name what create had made');
  });
}

function crashes(bench: Bench, make: MakeGoal): void {
  for (const moment of ['before it is saved', 'after it is saved'] as const) {
    it(`is made once when its worker dies at a checkpoint, ${moment}`, async () => {
      for (let checkpoint = 1; ; checkpoint += 1) {
        const trial = await bench.trial(make);
        const before = await bench.count();
        const at: CrashPoint = { checkpoint, moment };
        const crash = await trial.crashingCreate(at);
        const known = trial.job.saved?.physicalId;
        const { id } = await bench.created(trial);
        if (known) assert.equal(id, known, 'create forgot the physical id that it had saved');
        await bench.assertCount(before, 1, `a crash at checkpoint ${String(checkpoint)} left a second thing`);
        if (!crash) return;
      }
    });
  }

  it('stops when it is aborted, and is made once after that', async () => {
    const trial = await bench.trial(make);
    const before = await bench.count();
    await trial.abortedCreate();
    await bench.created(trial);
    await bench.assertCount(before, 1, 'an aborted create left a second thing');
  });
}

function observation(bench: Bench, make: MakeGoal): void {
  it('looks the same as long as nothing changes', async () => {
    const trial = await bench.trial(make);
    const { id, seen } = await bench.created(trial);
    const before = await bench.count();
    const first = await trial.observe(id);
    checkObservation(bench.handler, first);
    assertNoDrift(bench.handler, seen, first);
    assertNoDrift(bench.handler, first, await trial.observe(id));
    await bench.assertCount(before, 0, 'observe changed the number of things');
  });

  const { remove, damage } = bench.options;
  if (remove) {
    it('is seen absent when somebody took it away, and can be deleted then', async () => {
      const trial = await bench.trial(make);
      const { id } = await bench.created(trial);
      await remove(id, trial.goal);
      assert.equal((await trial.observe(id)).status, 'absent');
      await trial.delete(id);
    });
  }
  if (damage) {
    it('is seen to differ when somebody damaged it', async () => {
      const trial = await bench.trial(make);
      const { id, seen } = await bench.created(trial);
      await damage(id, trial.goal);
      const after = await trial.observe(id);
      checkObservation(bench.handler, after);
      assert.ok(hasDrifted(seen, after), 'observe noticed nothing');
    });
  }
}

function deletion(bench: Bench, make: MakeGoal): void {
  it('leaves nothing when it is deleted, also twice', async () => {
    const trial = await bench.trial(make);
    const before = await bench.count();
    const { id } = await bench.created(trial);
    await trial.delete(id);
    await bench.assertCount(before, 0, 'delete left something behind');
    if (bench.handler.observed !== 'by report') assert.equal((await trial.observe(id)).status, 'absent');
    await trial.delete(id);
  });
}

function inPlace(bench: Bench, make: MakeGoal, name: string, change: (goal: JsonObject) => JsonObject): void {
  it(`takes a change in place, also twice: ${name}`, async () => {
    const goal = make(unique());
    const wanted = change(goal);
    const changes = changedNames(goal, wanted);
    const schema = describeType(bench.handler);
    const fixed = [...changes].filter((each) => !(schema.properties[each]?.updatable ?? schema.open));
    assert.deepEqual(fixed, [], 'these properties are not updatable, so the change is none in place');
    const trial = await bench.trialOf(goal);
    const { id } = await bench.created(trial);
    const before = await bench.count();
    const target = await bench.trialOf(wanted);
    const job = new Job();
    const first = await trial.ready(
      id,
      (await trial.update(id, wanted, changes, job)).observation,
      target.goal,
    );
    checkObservation(bench.handler, first);
    const second = await trial.ready(
      id,
      (await trial.update(id, wanted, changes, job)).observation,
      target.goal,
    );
    assertNoDrift(bench.handler, first, second);
    await bench.assertCount(before, 0, 'update changed the number of things');
    await trial.delete(id, target.goal);
  });
}

function replacement(
  bench: Bench,
  make: MakeGoal,
  change: (goal: JsonObject, unique: string) => JsonObject,
): void {
  it('can be replaced: the new one outlives the old one', async () => {
    const goal = make(unique());
    const wanted = change(goal, unique());
    const schema = describeType(bench.handler);
    const fixed = [...changedNames(goal, wanted)].filter((each) => !schema.properties[each]?.updatable);
    assert.ok(fixed.length > 0, 'every changed property is updatable, so the change is no replacement');
    const old = await bench.trialOf(goal);
    const { id: oldId } = await bench.created(old);
    const next = await bench.trialOf(wanted);
    const { id, seen } = await bench.created(next);
    assert.notEqual(id, oldId, 'the new thing has the physical id of the old one');
    await old.delete(oldId);
    if (bench.handler.observed !== 'by report') assertNoDrift(bench.handler, seen, await next.observe(id));
  });
}

function changedNames(before: JsonObject, after: JsonObject): Set<string> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return new Set([...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])));
}
