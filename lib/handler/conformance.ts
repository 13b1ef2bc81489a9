/**
 * `isotherm/handler/conformance`: a mocha suite that holds any handler to the contract. Every test creates things of
 * its own and removes them.
 */
import assert from 'node:assert/strict';
import type { JsonObject } from '../json.js';
import { Bench, unique } from './conformance/bench.js';
import { aborts } from './conformance/aborts.js';
import { adoption } from './conformance/adoption.js';
import { changedNames } from './conformance/changed-names.js';
import { assertNoDrift, checkObservation, hasDrifted } from './conformance/check-observation.js';
import { keeping } from './conformance/keeping.js';
import type { ConformanceOptions, Content, MakeGoal } from './conformance/options.js';
import { suspension } from './conformance/suspension.js';
import { Job, type CrashPoint } from './conformance/trial.js';
import { describeType } from './describe-type.js';
import { isPermanent } from './errors.js';

export type { ConformanceOptions, Content, MakeGoal };
export { constraintConformance, type ConstraintConformanceOptions } from './conformance/constraint.js';

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
        aborts(bench, make);
        if (handler.observe && handler.observed !== 'by report') observation(bench, make);
        deletion(bench, make);
        for (const [name, change] of Object.entries(options.changes ?? {}))
          inPlace(bench, make, name, change);
        if (options.replacement) replacement(bench, make, options.replacement);
        if (handler.check) closeLook(bench, make);
        if (handler.suspend) suspension(bench, make);
        if (handler.snapshot) keeping(bench, make);
        if (handler.adopt || bench.canLook) adoption(bench, make);
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
    if (handler.restore) {
      it('is tested with content to keep', () => {
        assert.ok(options.content, 'the handler has restore: give the kit `content`');
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

  if (!bench.handler.find) return;
  it('is found by its key, and nothing by another', async () => {
    const trial = await bench.trial(make);
    assert.equal(await trial.find(new Job()), undefined, 'find named a thing under a key never used');
    const { id } = await bench.created(trial);
    // Of a value there is nothing to find, unless it is a record.
    if (bench.handler.observed === 'by report' && (await bench.count()) === undefined) return;
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

function closeLook(bench: Bench, make: MakeGoal): void {
  it('is checked without being changed', async () => {
    const trial = await bench.trial(make);
    const { id, seen } = await bench.created(trial);
    const before = await bench.count();
    for (const checked of [await trial.check(id), await trial.check(id)]) {
      assert.ok(checked, 'check gave no observation');
      checkObservation(bench.handler, checked);
      assertNoDrift(bench.handler, seen, checked);
    }
    await bench.assertCount(before, 0, 'check changed the number of things');
  });
}
