import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsothermError } from '../../lib/errors.js';
import { silentLogger } from '../../lib/log.js';
import type { PlanView } from '../../services/engine/app/use-cases/plans.js';
import { engineConfig } from '../../services/engine/config.js';
import { buildEngine } from '../../services/engine/engine.js';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

const template = templateOf({
  a: { kind: 'a', size: 1, token: 'hush' },
  b: { kind: 'b', peer: { get_attr: ['a', 'address'] } },
});
const grown = templateOf({
  a: { kind: 'a', size: 2, token: 'hush' },
  b: { kind: 'b', peer: { get_attr: ['a', 'address'] } },
});

const says = ({ resources }: PlanView) =>
  resources.map(({ action, resource, certain }) => `${action} ${resource}${certain ? '' : '?'}`);

describe('the engine plans', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let directory: string;
  let keyFile: string;
  let id: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'isotherm-plans-'));
    keyFile = join(directory, 'key');
    bench = await EngineBench.open({ keyFile });
    id = await bench.create('shop', template, { drift: 'report' });
  });
  after(async () => {
    await bench.close();
    rmSync(directory, { recursive: true });
  });

  const plans = () => bench.useCases.plans;
  const update = (request: object, plan: string) =>
    bench.useCases.updateStack(TENANT, id, request, { existing: true, plan });

  /** The faults of the refusal of a plan that does not hold any more. */
  async function refused(request: object, plan: string): Promise<readonly string[]> {
    const error = await update(request, plan).then(
      () => assert.fail('it was not refused'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof IsothermError && error.code === 'plan.changed', String(error));
    return error.faults.map(({ path, message }) => `${path}: ${message}`);
  }

  it('a create, of which nothing is written', async () => {
    const outputs = { heat_template_version: '2018-08-31', resources: { a: { type: 'Test::Thing', properties: { kind: 'a', peer: { get_param: 'OS::stack_id' }, token: 'hush' } } } }; // prettier-ignore
    const plan = await plans().planCreate(TENANT, { name: 'new', template: outputs });
    assert.deepEqual(says(plan), ['create a']);
    assert.equal(plan.revision, 0);
    const property = (name: string) => plan.resources[0]?.properties.find((one) => one.name === name);
    assert.deepEqual(property('peer'), { name: 'peer', knownAfter: ['new'], replaces: false });
    assert.equal(property('token')?.after, '******');
    assert.match(plan.hash, /^[0-9a-f]{64}$/);
    assert.equal((await plans().planCreate(TENANT, { name: 'new', template: outputs })).hash, plan.hash);
    assert.equal(await bench.useCases.findStack(TENANT, 'new'), undefined);
    await assert.rejects(plans().planCreate(TENANT, { name: 'shop', template }), { code: 'stack.exists' });
  });

  it('an update, which may then demand just that', async () => {
    const plan = await plans().planUpdate(TENANT, id, { template: grown }, { existing: true });
    assert.deepEqual(says(plan), ['update a', 'update b?']);
    assert.equal(plan.revision, 1);
    assert.deepEqual(plan.resources[0]?.properties, [
      { name: 'size', before: 1, after: 2, knownAfter: [], replaces: false },
    ]);
    const again = await plans().planUpdate(TENANT, id, { template: grown }, { existing: true });
    assert.deepEqual(again, plan);
    await update({ template: grown }, plan.hash);
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.deepEqual(
      bench.peers.done.filter((job) => job.startsWith('update')),
      ['update a'],
      'what was not certain did not come to it',
    );
  });

  it('nothing once all is as the goal has it', async () => {
    const plan = await plans().planUpdate(TENANT, id, {}, { existing: true });
    assert.deepEqual(says(plan), ['none a', 'none b']);
    await assert.rejects(plans().planUpdate(TENANT, 'nowhere', {}, { existing: true }), {
      code: 'stack.not-found',
    });
  });

  it('a secret that changes, by a digest of it alone', async () => {
    const hushed = (token: string) => ({ template: templateOf({ a: { kind: 'a', size: 2, token } }) });
    const plan = await plans().planUpdate(TENANT, id, hushed('one'), { existing: true });
    const other = await plans().planUpdate(TENANT, id, hushed('two'), { existing: true });
    assert.deepEqual(plan.resources, other.resources);
    assert.deepEqual(plan.resources.find(({ resource }) => resource === 'a')?.properties, [
      { name: 'token', before: '******', after: '******', knownAfter: [], replaces: false },
    ]);
    assert.notEqual(plan.hash, other.hash);
    assert.deepEqual(await refused(hushed('one'), other.hash), [
      ': The template, with its parameters and files, does not come to the goal that was planned',
      'resources.a: It was planned to be changed in place (token), and is to be so with other values by now',
    ]);
  });

  it('otherwise once the world has moved on, and says what differs', async () => {
    const replaced = { template: templateOf({ a: { kind: 'c', size: 2, token: 'hush' } }) };
    const plan = await plans().planUpdate(TENANT, id, replaced, { existing: true });
    assert.deepEqual(says(plan), ['replace a', 'delete b']);

    bench.peers.drift(bench.peers.idOf('a'), { size: 9 });
    await waitFor(async () => (await bench.useCases.drift.showDrift(TENANT, id)).length > 0, 'the drift');
    const faults = await refused(replaced, plan.hash);
    assert.deepEqual(faults, [
      'resources.a: It was planned to be replaced (kind, since kind cannot change in place), and is to be replaced (kind, size, since kind cannot change in place) by now',
    ]);
    assert.equal((await bench.useCases.showStack(TENANT, id)).revision, 2, 'nothing was written');

    await bench.useCases.requests.act(TENANT, id, 'check');
    await bench.isTakenUp(id);
    const moved = await plans().planUpdate(TENANT, id, replaced, { existing: true });
    assert.notEqual(moved.hash, plan.hash);
    assert.match((await refused(replaced, plan.hash))[0] ?? '', /made on revision 2 .* at 3 by now/);
    assert.match((await refused(replaced, 'f'.repeat(64)))[0] ?? '', /not known here any more/);
  });

  it('what is taken over, and does it', async () => {
    bench.peers.things.set('foreign', { properties: { kind: 'f', size: 1 }, content: '' });
    const more = { ...template.resources, f: { type: 'Test::Thing', properties: { kind: 'f', size: 2 } } };
    const request = { template: { ...template, resources: more }, imports: { f: 'foreign' } };
    const plan = await plans().planUpdate(TENANT, id, request, { existing: true });
    const f = plan.resources.find(({ resource }) => resource === 'f');
    assert.deepEqual([f?.action, f?.physicalId, f?.certain], ['adopt', 'foreign', true]);
    await update(request, plan.hash);
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.equal(bench.peers.things.get('foreign')?.properties['size'], 2);
    assert.ok(bench.peers.done.includes('adopt f'));
  });

  it('the same on an engine that does not have the stack', async () => {
    const other = buildEngine(engineConfig.parse({ id: 'other', keyFile }), bench.database, silentLogger);
    await other.start();
    try {
      const request = { template: grown };
      const [one, two] = await Promise.all(
        [bench.useCases, other.useCases].map((useCases) =>
          useCases.plans.planUpdate(TENANT, id, request, { existing: true }),
        ),
      );
      assert.deepEqual(two, one);
    } finally {
      await other.stop();
    }
  });
});
